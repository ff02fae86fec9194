/**
 * A strict LMS of SCORM 2004: the value rules of the standard's run-time environment, and
 * where Moodle 4.5 takes less, its own (recorded in `tests/cases/moodle-scorm2004.json`).
 * It also runs in a browser: no imports, and `export` only before declarations.
 */

/**
 * @typedef {object} Call
 * @property {string} name
 * @property {string[]} args
 * @property {string} answer
 * @property {string} error
 *
 * @typedef {object} Manifest  what the manifest of the package says
 * @property {string} [threshold]
 * @property {string} [passingScore]
 * @property {string[]} [objectives]
 *
 * @typedef {(value: string) => string} Rule  the error; "0" for none
 */

const DECIMAL = /^-?\d{1,5}(\.\d{1,18})?$/;
const TIMESPAN = /^P(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d{1,2})?S)?)?$/;
const MOMENT =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,2}(Z|[+-]\d\d:\d\d)?)?$/;
const SHORT_ID = /^[\w.]{1,250}$/;
const LONG_ID = /^(?:(?!urn:)\S{1,4000}|urn:[A-Za-z0-9-]{1,31}:\S{1,4000})$/;
const LANGUAGE = /^\{lang=([a-zA-Z]{2,3}|i|x)(-[a-zA-Z0-9-]{2,8})?\}/;
const PREFIXES = /^(\{(case_matters|order_matters)=(true|false)\})+/;

/** @type {(form: RegExp) => Rule} */
const formed = (form) => (value) => (form.test(value) ? "0" : "406");
/** @type {(most: number) => Rule} */
const upTo = (most) => (value) => (value.length <= most ? "0" : "406");
/** @type {(...words: string[]) => Rule} */
const oneOf = (...words) => (value) => (words.includes(value) ? "0" : "406");
/** @type {(low: number, high: number) => Rule} */
const between = (low, high) => (value) => {
  if (!DECIMAL.test(value)) return "406";
  return Number(value) >= low && Number(value) <= high ? "0" : "407";
};
/** @type {(most: number) => Rule} */
const localized = (most) => (value) => (isText(value.replace(LANGUAGE, ""), most) ? "0" : "406");

const COMPLETION = oneOf("completed", "incomplete", "not attempted", "unknown");
const SUCCESS = oneOf("passed", "failed", "unknown");

/** @type {Record<string, Rule>} */
const SCORE = {
  "score.scaled": between(-1, 1),
  "score.raw": formed(DECIMAL),
  "score.min": formed(DECIMAL),
  "score.max": formed(DECIMAL),
  completion_status: COMPLETION,
  success_status: SUCCESS,
  progress_measure: between(0, 1),
};

/** @type {Record<string, Rule>} below `cmi.` */
const WRITABLE_2004 = {
  ...SCORE,
  location: upTo(1000),
  suspend_data: upTo(64_000),
  exit: oneOf("time-out", "suspend", "logout", "normal", ""),
  session_time: formed(TIMESPAN),
};

/** @type {Record<string, Record<string, Rule>>} by collection; the first must come first */
const COLLECTIONS = {
  objectives: { id: formed(LONG_ID), ...SCORE, description: localized(250) },
  interactions: {
    id: formed(LONG_ID),
    type: formed(
      /^(true-false|choice|(long-)?fill-in|matching|performance|sequencing|likert|numeric|other)$/,
    ),
    timestamp: formed(MOMENT),
    weighting: formed(DECIMAL),
    learner_response: upTo(4000),
    result: (value) =>
      /^(correct|incorrect|unanticipated|neutral)$/.test(value) ? "0" : formed(DECIMAL)(value),
    latency: formed(TIMESPAN),
    description: localized(250),
  },
  comments_from_learner: {
    comment: localized(4000),
    location: upTo(250),
    timestamp: formed(MOMENT),
  },
};

/** @type {Record<string, (parts: string[], isPattern: boolean) => boolean>} by type */
const RESPONSES = {
  "true-false": ([one]) => one === "true" || one === "false",
  choice: (parts) =>
    parts.length <= 36 && new Set(parts).size === parts.length && parts.every(isShortId),
  sequencing: (parts) => parts.length <= 36 && parts.every(isShortId),
  matching: (parts) => parts.length <= 36 && parts.every(isPair),
  performance: (parts) => parts.length <= 250 && parts.every(isPair),
  "fill-in": (parts) =>
    parts.length <= 10 && parts.every((one) => isText(one.replace(LANGUAGE, ""), 250)),
  "long-fill-in": (parts) => parts.length === 1 && isText(parts[0] ?? "", 4000),
  likert: (parts) => parts.length === 1 && parts.every(isShortId),
  numeric: ([one = ""], isPattern) => {
    const numbers = isPattern ? one.split("[:]") : [one];
    const [low, high = low] = numbers;
    return numbers.every((text) => DECIMAL.test(text)) && Number(low) <= Number(high);
  },
  other: (parts) => parts.join("[,]").length <= 4000,
};
const ONE_PATTERN = new Set(["true-false", "likert", "numeric", "other"]);
const WRITE_ONLY = new Set(["cmi.exit", "cmi.session_time"]);

/**
 * @param {string} text
 * @param {number} most
 */
function isText(text, most) {
  return text.length <= most && !text.startsWith("{") && !text.includes("\n");
}

/** @param {string} text */
function isShortId(text) {
  return SHORT_ID.test(text);
}

/** @param {string} text */
function isPair(text) {
  const ends = text.split("[.]");
  return ends.length === 2 && ends.every((one) => one === "" || isShortId(one));
}

/** One learner's attempt, over any number of launches. */
export class Scorm2004Stub {
  /** @param {Manifest} [manifest] */
  constructor(manifest = {}) {
    this.manifest = manifest;
    /** @type {Map<string, string>} what has reached the server */
    this.stored = new Map();
    /** @type {Call[]} of the present launch */
    this.calls = [];
    /** @type {Map<string, string>} the model in the page */
    this.values = new Map();
    /** @type {Map<string, string>} the model as the page was opened with it */
    this.opened = new Map();
    this.error = "0";
    this.seconds = 0;
    this.isOffline = false;
    /** @type {(() => void) | null} the request of a commit: throws without a network */
    this.send = null;
    this.throws = false;
    this.launch();
  }

  /** The learner opens the player's page: after *suspend* with what the server holds. */
  launch() {
    const exit = this.stored.get("cmi.exit");
    this.calls = [];
    this.error = "0";
    this.isOpen = false;
    this.isFinished = false;
    this.values = new Map(exit === "suspend" ? this.stored : []);
    const isReview = this.stored.get("cmi.completion_status") === "completed";
    for (const [name, value] of Object.entries({
      _version: "1.0",
      learner_id: "siswa11",
      learner_name: "Fitri Handayani",
      completion_threshold: this.manifest.threshold ?? "",
      scaled_passing_score: this.manifest.passingScore ?? "",
      credit: isReview ? "no-credit" : "credit",
      mode: isReview ? "review" : "normal",
      entry: exit === "suspend" ? "resume" : "ab-initio",
      total_time: `PT${Math.floor(this.seconds / 3600)}H${Math.floor(this.seconds / 60) % 60}M${this.seconds % 60}S`,
      launch_data: "",
      max_time_allowed: "",
      time_limit_action: "",
      "comments_from_lms._count": "0",
      completion_status: this.values.get("cmi.completion_status") ?? "unknown",
      success_status: this.values.get("cmi.success_status") ?? "unknown",
    })) {
      this.values.set(`cmi.${name}`, value);
    }
    if (!this.seconds) this.values.set("cmi.total_time", "PT0H0M0S");
    (this.manifest.objectives ?? []).forEach((id, n) => {
      this.values.set(`cmi.objectives.${n}.id`, id);
    });
    this.opened = new Map(this.values);
  }

  /** @returns {Record<string, (...args: string[]) => string>} */
  get api() {
    return {
      Initialize: (...args) => this.#call("Initialize", args, () => this.#initialize(args)),
      Terminate: (...args) => this.#call("Terminate", args, () => this.#terminate(args)),
      Commit: (...args) => this.#call("Commit", args, () => this.#commit(args)),
      GetValue: (...args) => this.#call("GetValue", args, () => this.#get(args[0] ?? "")),
      SetValue: (...args) =>
        this.#call("SetValue", args, () => this.#set(args[0] ?? "", String(args[1]))),
      GetLastError: () => {
        if (this.throws) throw new DOMException("Failed", "NetworkError");
        return this.error;
      },
      GetErrorString: () => "",
      GetDiagnostic: () => "",
    };
  }

  /** @param {string} name */
  count(name) {
    return this.calls.filter((call) => call.name === name).length;
  }

  /** @param {string} collection  such as `objectives` or `interactions.0.objectives` */
  size(collection) {
    const form = new RegExp(`^cmi\\.${collection.replaceAll(".", "\\.")}\\.(\\d+)\\.`);
    const places = [...this.values.keys()].flatMap((name) => form.exec(name)?.[1] ?? []);
    return new Set(places).size;
  }

  /**
   * @param {string} name
   * @param {string[]} args
   * @param {() => string} work
   */
  #call(name, args, work) {
    // Moodle sends synchronously: without a network that is an exception.
    if (this.throws) throw new DOMException("Failed to execute 'send'", "NetworkError");
    this.error = "0";
    const answer = work();
    this.calls.push({ name, args, answer, error: this.error });
    return answer;
  }

  /** @param {string} error */
  #refuse(error, answer = "false") {
    this.error = error;
    return answer;
  }

  /**
   * @param {string} before  the error before a session
   * @param {string} after  and after it
   */
  #closedBy(before, after) {
    if (this.isOpen) return "";
    return this.isFinished ? after : before;
  }

  /** @param {string[]} args */
  #initialize(args) {
    if (args[0] !== "") return this.#refuse("201");
    if (this.isOpen) return this.#refuse("103");
    if (this.isFinished) return this.#refuse("104");
    this.isOpen = true;
    return "true";
  }

  /** @param {string} name */
  #get(name) {
    const closed = this.#closedBy("122", "123");
    if (closed) return this.#refuse(closed, "");
    if (WRITE_ONLY.has(name)) return this.#refuse("405", "");
    const counted = /^cmi\.((?:\w+)(?:\.\d+\.\w+)?)\._count$/.exec(name)?.[1];
    if (counted && counted !== "comments_from_lms") return String(this.size(counted));
    if (name === "adl.nav.request") return this.values.get(name) ?? "_none_";
    const isKnown = (name.slice(4) in WRITABLE_2004 && name.startsWith("cmi.")) || name.includes("preference");
    return this.values.get(name) ?? (isKnown ? "" : this.#refuse("401", ""));
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  #set(name, value) {
    const closed = this.#closedBy("132", "133");
    if (closed) return this.#refuse(closed);
    const error = this.#errorOf(name, value);
    if (error !== "0") return this.#refuse(error);
    this.values.set(name, value);
    return "true";
  }

  /**
   * @param {string} name
   * @param {string} value
   * @returns {string}
   */
  #errorOf(name, value) {
    if (name === "adl.nav.request") {
      return /^(continue|previous|exit|exitAll|\{target=\S+\}choice)$/.test(value) ? "0" : "406";
    }
    const rule = name.startsWith("cmi.") ? WRITABLE_2004[name.slice(4)] : undefined;
    if (rule) return rule(value);
    const [, collection = "", place = "", part = ""] = /^cmi\.(\w+)\.(\d+)\.(.+)$/.exec(name) ?? [];
    const rules = COLLECTIONS[collection];
    if (!rules) return this.values.has(name) ? "404" : "401";
    return this.#errorIn(collection, rules, Number(place), part, value);
  }

  /**
   * @param {string} collection
   * @param {Record<string, Rule>} rules
   * @param {number} place
   * @param {string} part
   * @param {string} value
   * @returns {string}
   */
  #errorIn(collection, rules, place, part, value) {
    const entry = `cmi.${collection}.${place}`;
    const [first = ""] = Object.keys(rules);
    if (place > this.size(collection)) return "351";
    if (part !== first && !this.values.has(`${entry}.${first}`)) return "408";
    const inner = /^(objectives|correct_responses)\.(\d+)\.(id|pattern)$/.exec(part);
    if (inner && collection === "interactions") {
      return this.#errorInside(entry, inner[1] ?? "", Number(inner[2]), value);
    }
    const rule = rules[part];
    if (!rule) return "401";
    if (rule(value) !== "0") return rule(value);
    if (collection === "objectives" && part === "id") {
      const held = this.values.get(`${entry}.id`);
      const isTaken = [...this.values].some(
        ([name, id]) => /^cmi\.objectives\.\d+\.id$/.test(name) && id === value,
      );
      return held === value || (held === undefined && !isTaken) ? "0" : "351";
    }
    return part === "learner_response" ? this.#errorOfResponse(entry, value, false) : "0";
  }

  /**
   * @param {string} entry  an interaction
   * @param {string} kind  objectives or correct_responses
   * @param {number} place
   * @param {string} value
   * @returns {string}
   */
  #errorInside(entry, kind, place, value) {
    const size = this.size(`${entry.slice(4)}.${kind}`);
    if (place > size) return "351";
    const others = Array.from({ length: size }, (_, n) =>
      this.values.get(`${entry}.${kind}.${n}.${kind === "objectives" ? "id" : "pattern"}`),
    );
    others.splice(place, 1);
    if (others.includes(value)) return "351";
    if (kind === "objectives") return formed(LONG_ID)(value);
    if (place > 0 && ONE_PATTERN.has(this.values.get(`${entry}.type`) ?? "")) return "351";
    return this.#errorOfResponse(entry, value, true);
  }

  /**
   * @param {string} entry
   * @param {string} value
   * @param {boolean} isPattern
   */
  #errorOfResponse(entry, value, isPattern) {
    const rule = RESPONSES[this.values.get(`${entry}.type`) ?? ""];
    if (!rule) return "408";
    const plain = isPattern ? value.replace(PREFIXES, "") : value;
    return rule(plain.split("[,]"), isPattern) ? "0" : "406";
  }

  /** @param {string[]} args */
  #commit(args) {
    if (args[0] !== "") return this.#refuse("201");
    const closed = this.#closedBy("142", "143");
    if (closed) return this.#refuse(closed);
    return this.#store() ? "true" : this.#refuse("101");
  }

  /** @param {string[]} args */
  #terminate(args) {
    if (args[0] !== "") return this.#refuse("201");
    const closed = this.#closedBy("112", "113");
    if (closed) return this.#refuse(closed);
    const [threshold, measure] = [this.manifest.threshold, this.values.get("cmi.progress_measure")];
    if (threshold && measure) {
      const status = Number(measure) >= Number(threshold) ? "completed" : "incomplete";
      this.values.set("cmi.completion_status", status);
    }
    if (!this.#store()) return this.#refuse("101");
    this.isOpen = false;
    this.isFinished = true;
    const spent = /(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$/.exec(
      this.values.get("cmi.session_time") ?? "",
    );
    const [hours, minutes, seconds] = [1, 2, 3].map((part) => Number(spent?.[part] ?? 0));
    this.seconds += (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
    return "true";
  }

  /**
   * Moodle sends whatever differs from what its page was opened with, so that a value which
   * is set back to that does not reach the server. Where the request throws, a beacon
   * follows, and *true* is said.
   */
  #store() {
    if (this.isOffline) return false;
    // Moodle's server fails on such a request.
    if (/choice$/.test(this.values.get("adl.nav.request") ?? "")) return false;
    try {
      this.send?.();
    } catch {
      return true;
    }
    for (const [name, value] of this.values) {
      if (this.opened.get(name) !== value) this.stored.set(name, value);
    }
    return true;
  }
}
