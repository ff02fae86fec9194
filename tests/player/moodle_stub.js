/**
 * A strict SCORM 1.2 LMS with the value rules that Moodle 4.5 was seen to have (recorded
 * in `tests/cases/moodle-scorm12*.json`), with the standard's limits switched on. It also
 * runs in a browser: no imports, and `export` only before declarations.
 */

/**
 * @typedef {object} Call
 * @property {string} name
 * @property {string[]} args
 * @property {string} answer
 * @property {string} error
 */

const DECIMAL = /^-?[0-9]{0,3}(\.[0-9]*)?$/;
const SHORT = /^[\u0000-\uffff]{0,255}$/;
const TIMESPAN = /^[0-9]{2,4}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,2})?$/;
const CLOCK = /^([0-2][0-9]):([0-5][0-9]):([0-5][0-9])(\.[0-9]{1,2})?$/;
const IDENTIFIER = /^[\u0021-\u007e]{1,255}$/;

/** @type {Record<string, (value: string) => boolean>} */
const WRITABLE = {
  "cmi.core.lesson_location": (value) => SHORT.test(value),
  "cmi.core.lesson_status": (value) =>
    /^(passed|completed|failed|incomplete|browsed)$/.test(value),
  "cmi.core.exit": (value) => /^(time-out|logout|suspend|)$/.test(value),
  "cmi.core.session_time": (value) => TIMESPAN.test(value),
  "cmi.core.score.raw": isScore,
  "cmi.core.score.min": isScore,
  "cmi.core.score.max": isScore,
  "cmi.suspend_data": (value) => value.length <= 4096,
  "cmi.comments": (value) => value.length <= 4096,
};

/** @type {Record<string, (value: string) => boolean>} */
const INTERACTION = {
  id: (value) => IDENTIFIER.test(value),
  type: (value) =>
    /^(true-false|choice|fill-in|matching|performance|sequencing|likert|numeric)$/.test(value),
  time: (value) => CLOCK.test(value),
  weighting: (value) => DECIMAL.test(value) && Math.abs(Number(value)) <= 100,
  student_response: (value) => SHORT.test(value),
  "correct_responses.0.pattern": (value) => SHORT.test(value),
  result: (value) =>
    /^(correct|wrong|unanticipated|neutral)$/.test(value) || DECIMAL.test(value),
  latency: (value) => TIMESPAN.test(value),
};

/** @type {Record<string, (value: string) => boolean>} what the standard adds, by type */
const RESPONSE = {
  choice: (value) => /^([0-9a-z](,[0-9a-z])*)?$/.test(value),
  "true-false": (value) => /^[01tf]$/.test(value),
  numeric: (value) => /^-?[0-9]+(\.[0-9]+)?$/.test(value),
};

const SESSION_ONLY = new Set(["cmi.core.exit", "cmi.core.session_time"]);
const READABLE = new Map([
  ["cmi._version", "3.4"],
  ["cmi.core.student_id", "siswa10"],
  ["cmi.core.student_name", "Bambang Hermawan"],
  ["cmi.core.score._children", "raw,min,max"],
  ["cmi.launch_data", ""],
  ["cmi.comments_from_lms", ""],
  ["cmi.student_data.max_time_allowed", ""],
]);

/** @param {string} value */
function isScore(value) {
  return value === "" || (DECIMAL.test(value) && Number(value) >= 0 && Number(value) <= 100);
}

/** One learner's attempt in Moodle, over any number of launches. */
export class MoodleStub {
  constructor() {
    /** @type {Map<string, string>} what has reached the server */
    this.stored = new Map();
    /** @type {Call[]} of the present launch */
    this.calls = [];
    /** @type {Map<string, string>} the model in the page */
    this.values = new Map();
    /** @type {Map<string, string>} what the page holds for sent */
    this.sent = new Map();
    /** @type {Record<number, string>} types of interactions */
    this.types = {};
    this.error = "0";
    this.interactions = 0;
    this.seconds = 0;
    this.isOffline = false;
    /** @type {(() => void) | null} the request of a commit: throws without a network */
    this.send = null;
    this.throws = false;
    this.launch();
  }

  /** The learner opens the player's page: the model is loaded from the server. */
  launch() {
    this.values = new Map(this.stored);
    this.calls = [];
    this.error = "0";
    this.isOpen = false;
    this.isFinished = false;
    const status = this.stored.get("cmi.core.lesson_status") ?? "not attempted";
    const isReview = status === "passed" || status === "failed" || status === "completed";
    this.values.set("cmi.core.lesson_status", status);
    this.values.set("cmi.core.lesson_mode", isReview ? "review" : "normal");
    this.values.set("cmi.core.credit", isReview ? "no-credit" : "credit");
    const isResumed = isReview || this.stored.get("cmi.core.exit") === "suspend";
    const isFirst = status === "not attempted";
    this.values.set("cmi.core.entry", isFirst ? "ab-initio" : isResumed ? "resume" : "");
    this.interactions = Number(this.stored.get("cmi.interactions._count") ?? "0");
    this.types = {};
    this.sent = new Map(this.values);
  }

  /** @returns {Record<string, (...args: string[]) => string>} */
  get api() {
    return {
      LMSInitialize: (...args) => this.#call("LMSInitialize", args, () => this.#initialize(args)),
      LMSFinish: (...args) => this.#call("LMSFinish", args, () => this.#finish()),
      LMSCommit: (...args) => this.#call("LMSCommit", args, () => this.#commit()),
      LMSGetValue: (...args) =>
        this.#call("LMSGetValue", args, () => this.#get(args[0] ?? "")),
      LMSSetValue: (...args) =>
        this.#call("LMSSetValue", args, () => this.#set(args[0] ?? "", String(args[1]))),
      LMSGetLastError: () => {
        if (this.throws) throw new DOMException("Failed", "NetworkError");
        return this.error;
      },
      LMSGetErrorString: () => "",
      LMSGetDiagnostic: () => "",
    };
  }

  /** @param {string} name */
  count(name) {
    return this.calls.filter((call) => call.name === name).length;
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

  /** @param {string[]} args */
  #initialize(args) {
    if (args[0] !== "") return this.#refuse("201");
    if (this.isOpen) return this.#refuse("101");
    if (this.isFinished) {
      // The model is made anew, which Moodle fails to do for interactions it has stored.
      if (this.interactions > 0) throw new TypeError("Cannot read properties of undefined");
      this.values = new Map(this.stored);
    }
    this.isOpen = true;
    return "true";
  }

  /** @param {string} name */
  #get(name) {
    if (!this.isOpen) return this.#refuse("301", "");
    if (SESSION_ONLY.has(name) || /^cmi\.interactions\.[0-9]/.test(name)) {
      return this.#refuse("404", "");
    }
    if (name === "cmi.interactions._count") return String(this.interactions);
    if (name === "cmi.core.total_time") return timespan(this.seconds);
    const known = this.values.get(name) ?? READABLE.get(name);
    if (known !== undefined) return known;
    return name in WRITABLE ? "" : this.#refuse("201", "");
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  #set(name, value) {
    if (!this.isOpen) return this.#refuse("301");
    const interaction = /^cmi\.interactions\.([0-9]+)\.(.+)$/.exec(name);
    if (interaction) return this.#interaction(Number(interaction[1]), interaction[2] ?? "", value);
    const rule = WRITABLE[name];
    const isKnown = READABLE.has(name) || /^cmi\.core\.(credit|entry|lesson_mode)$/.test(name);
    if (!rule) return this.#refuse(isKnown ? "403" : "201");
    if (!rule(value)) return this.#refuse("405");
    this.values.set(name, value);
    return "true";
  }

  /**
   * @param {number} index
   * @param {string} part
   * @param {string} value
   */
  #interaction(index, part, value) {
    if (index > this.interactions) return this.#refuse("201");
    const rule = INTERACTION[part];
    if (!rule) return this.#refuse("201");
    if (!rule(value)) return this.#refuse("405");
    if (part === "student_response" || part.endsWith("pattern")) {
      const byType = RESPONSE[this.types[index] ?? ""];
      if (byType && !byType(value)) return this.#refuse("405");
    }
    if (part === "type") this.types[index] = value;
    if (index === this.interactions) this.interactions += 1;
    this.values.set(`cmi.interactions.${index}.${part}`, value);
    return "true";
  }

  #commit() {
    if (!this.isOpen) return this.#refuse("301");
    return this.#store() ? "true" : this.#refuse("101");
  }

  #finish() {
    if (!this.isOpen) return this.#refuse("301");
    this.isOpen = false;
    this.isFinished = true;
    if (!this.#store()) return this.#refuse("101");
    const [hours, minutes, seconds] = (this.values.get("cmi.core.session_time") ?? "0:0:0")
      .split(":")
      .map(Number);
    this.seconds += (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
    return "true";
  }

  /**
   * What has changed is sent, and held for sent whatever becomes of it. Where the request
   * throws, a beacon follows, and *true* is said.
   */
  #store() {
    const changed = [...this.values].filter(([name, value]) => this.sent.get(name) !== value);
    this.sent = new Map(this.values);
    if (this.isOffline) return false;
    try {
      this.send?.();
    } catch {
      return true;
    }
    for (const [name, value] of changed) this.stored.set(name, value);
    const places = [...this.stored.keys()].filter((name) => /interactions\.\d+\.id$/.test(name));
    this.stored.set("cmi.interactions._count", String(places.length));
    return true;
  }
}

/** @param {number} seconds */
function timespan(seconds) {
  const [h, m] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  return `${two(h)}:${two(m)}:${(seconds % 60).toFixed(2).padStart(5, "0")}`;
}
