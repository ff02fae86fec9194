/** As much of a browser's window as the adapters touch. */

/**
 * @typedef {import("../../course_builder/player/adapter.js").Details} Details
 * @typedef {import("../../course_builder/player/adapter.js").Outline} Outline
 * @typedef {import("../../course_builder/player/grading.js").KeyEntry} KeyEntry
 *
 * @typedef {object} PackageParts
 * @property {Outline} outline
 * @property {Record<string, KeyEntry>} key
 * @property {Record<string, Details>} details  by activity
 */

class FakeDocument extends EventTarget {
  /** @param {FakeWindow} window */
  constructor(window) {
    super();
    this.visibilityState = "visible";
    /** @type {Record<string, {textContent?: string, dataset?: Record<string, string>}>} */
    this.elements = {};
    this.head = {
      append: (/** @type {EventTarget & {src: string}} */ script) => window.load(script),
    };
  }

  /** @param {string} id */
  getElementById(id) {
    return this.elements[id] ?? null;
  }

  createElement() {
    return Object.assign(new EventTarget(), { src: "" });
  }
}

class FakeHistory {
  constructor() {
    /** @type {any} */
    this.state = null;
    this.url = "";
  }

  /**
   * @param {any} state
   * @param {string} _title
   * @param {string} [url]
   */
  replaceState(state, _title, url) {
    this.state = structuredClone(state);
    if (url !== undefined) this.url = url;
  }
}

export class FakeWindow extends EventTarget {
  constructor() {
    super();
    this.document = new FakeDocument(this);
    this.history = new FakeHistory();
    this.navigator = { onLine: true };
    this.location = { hash: "", reloads: 0, reload: () => (this.location.reloads += 1) };
    /** @type {FakeWindow | object} */
    this.parent = this;
    this.opener = null;
    /** @type {Map<string, string>} */
    this.stored = new Map();
    this.deniesStorage = false;
    /** @type {Map<string, string>} of the tab */
    this.inTab = new Map();
    /** @type {Map<string, () => void>} what each script of the package does */
    this.scripts = new Map();
    /** @type {string[]} */
    this.loaded = [];
  }

  get localStorage() {
    return this.#storage(() => this.stored);
  }

  get sessionStorage() {
    return this.#storage(() => this.inTab);
  }

  /** @param {() => Map<string, string>} values */
  #storage(values) {
    if (this.deniesStorage) throw new DOMException("denied", "SecurityError");
    return {
      getItem: (/** @type {string} */ name) => values().get(name) ?? null,
      setItem: (/** @type {string} */ name, /** @type {string} */ value) => {
        values().set(name, value);
      },
      removeItem: (/** @type {string} */ name) => values().delete(name),
    };
  }

  /** @param {EventTarget & {src: string}} script */
  load(script) {
    this.loaded.push(script.src);
    const run = this.scripts.get(script.src);
    queueMicrotask(() => {
      run?.();
      script.dispatchEvent(new Event(run ? "load" : "error"));
    });
  }

  /** The learner looks at another tab. */
  hide() {
    this.document.visibilityState = "hidden";
    this.document.dispatchEvent(new Event("visibilitychange"));
  }

  /** The learner closes the page. */
  leave() {
    this.dispatchEvent(new Event("pagehide"));
    this.hide();
  }

  /** @returns {any} */
  get asWindow() {
    return this;
  }
}

/**
 * Put a package into a window: two pages, a question on each.
 *
 * @param {FakeWindow} window
 * @param {PackageParts} [parts]
 */
export function openPackage(window, parts) {
  const { outline, key, details } = parts ?? {
    outline: packageOutline(),
    key: packageKey(),
    details: {},
  };
  window.document.elements = { outline: { textContent: JSON.stringify(outline) } };
  const { asWindow } = window;
  outline.pages.forEach(({ id, activities }, index) => {
    const shown = activities.flatMap((name) => (details[name] ? [[name, details[name]]] : []));
    window.scripts.set(`pages/${index + 1}.js`, () => {
      asWindow.coursePage(id, `<h1>${id}</h1>`, Object.fromEntries(shown));
    });
  });
  window.scripts.set("key.js", () => asWindow.courseKey(key));
}

/** @returns {Outline} */
export function packageOutline() {
  const question = /** @type {const} */ ({
    kind: "question",
    title: "Apa?",
    points: 1,
    hintCost: 0.5,
    attempts: 2,
    required: true,
    graded: true,
    hints: 1,
    competencies: [],
  });
  return {
    format: 2,
    id: "siaga",
    title: "Siaga",
    language: "id",
    version: "1.0",
    pass: 75,
    modules: [
      {
        id: "m",
        title: "M",
        minutes: 1,
        optional: false,
        pages: ["m/awal", "m/akhir"],
        prerequisites: [],
      },
    ],
    pages: [
      { id: "m/awal", key: "AAAAAAAA", title: "Awal", module: "m", activities: ["q-satu"] },
      { id: "m/akhir", key: "BBBBBBBB", title: "Akhir", module: "m", activities: ["q-jarak"] },
    ],
    activities: {
      "q-satu": {
        ...question,
        competencies: [],
        key: "CCCCCCCC",
        type: "choice",
        options: [["a", "A"], ["b", "B"]],
      },
      "q-jarak": { ...question, competencies: [], key: "DDDDDDDD", type: "number", options: [] },
    },
    glossary: [],
  };
}

/** @returns {Record<string, import("../../course_builder/player/grading.js").KeyEntry>} */
export function packageKey() {
  const words = { hints: ["<p>Petunjuk</p>"], right: "", wrong: "", explanation: "<p>E</p>" };
  return {
    "q-satu": {
      ...words,
      optionFeedback: { a: "<p>Bukan</p>" },
      rule: { type: "choice", options: ["a", "b"], right: ["b"], multiple: false, boolean: false },
    },
    "q-jarak": {
      ...words,
      optionFeedback: {},
      rule: { type: "number", accepted: [["1200", "1200"]], unit: "km" },
    },
  };
}
