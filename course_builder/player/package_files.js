/**
 * What lies beside the player in a package. Scripts, because `fetch` fails on `file://`:
 * `pages/<n>.js`, n counted from 1 in the outline's order, calls
 * `coursePage(id, html, details)`, and `key.js` calls `courseKey({…})`.
 */

import { StartError } from "./adapter.js";

/**
 * @typedef {import("./adapter.js").Details} Details
 * @typedef {import("./adapter.js").Outline} Outline
 * @typedef {import("./adapter.js").OutlineQuestion} OutlineQuestion
 * @typedef {import("./adapter.js").PageDocument} PageDocument
 * @typedef {import("./adapter.js").ScenarioDetails} ScenarioDetails
 * @typedef {import("./grading.js").KeyEntry} KeyEntry
 *
 * @typedef {Window & {
 *   coursePage?: (id: string, html: string, details?: Record<string, Details>) => void,
 *   courseKey?: (key: Record<string, KeyEntry>) => void,
 * }} PackageWindow
 */

/**
 * @param {PackageWindow} window
 * @param {Outline} outline
 */
export function packageFiles(window, outline) {
  /** @type {Map<string, PageDocument>} */
  const pages = new Map();
  /** @type {Record<string, KeyEntry> | null} */
  let key = null;
  /** @type {Map<string, Promise<void>>} */
  const loading = new Map();

  window.coursePage = (id, html, details = {}) => pages.set(id, { html, details });
  window.courseKey = (loaded) => {
    key = loaded;
  };

  /** @param {string} address */
  function load(address) {
    const promise =
      loading.get(address) ??
      new Promise((resolve, reject) => {
        const script = window.document.createElement("script");
        script.src = address;
        script.addEventListener("load", () => resolve(undefined));
        script.addEventListener("error", () => {
          loading.delete(address);
          reject(new StartError("unreachable"));
        });
        window.document.head.append(script);
      });
    loading.set(address, promise);
    return promise;
  }

  return {
    /** @type {Map<string, Details>} of the activities on the pages that have been read */
    details: new Map(),

    /** @returns {Record<string, KeyEntry> | null} none before it is read */
    knownKey: () => key,

    /**
     * @param {string} id  of a quiz
     * @returns {Record<string, OutlineQuestion> | null} none before its page is read
     */
    questionsOf(id) {
      const known = this.details.get(id);
      return known && "questions" in known ? known.questions : null;
    },

    /**
     * @param {string} id  of a simulation
     * @returns {ScenarioDetails | null} none before its page is read
     */
    scenario(id) {
      const known = this.details.get(id);
      return known && "graph" in known ? known : null;
    },

    /**
     * @param {string} id
     * @returns {Promise<PageDocument>}
     */
    async page(id) {
      const at = outline.pages.findIndex((page) => page.id === id);
      if (!pages.has(id)) await load(`pages/${at + 1}.js`);
      const page = pages.get(id);
      if (page === undefined) throw new StartError("broken");
      for (const [activity, known] of Object.entries(page.details)) {
        this.details.set(activity, known);
      }
      return page;
    },

    /** @returns {Promise<Record<string, KeyEntry>>} */
    async key() {
      if (!key) await load("key.js");
      if (!key) throw new StartError("broken");
      return key;
    },
  };
}

/**
 * @param {Document} document
 * @returns {Outline}
 */
export function readOutline(document) {
  return JSON.parse(document.getElementById("outline")?.textContent ?? "null");
}
