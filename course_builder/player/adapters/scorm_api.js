/** The API that an LMS offers to a package, and how it is called. */

/**
 * @typedef {import("./delivery.js").LmsWindow} LmsWindow
 * @typedef {Record<string, (...args: string[]) => string | number | boolean>} ScormApi
 *
 * @typedef {object} Calls  names of the API's functions
 * @property {string} initialize
 * @property {string} terminate
 * @property {string} get
 * @property {string} set
 * @property {string} commit
 * @property {string} lastError
 *
 * @typedef {object} FoundApi
 * @property {LmsWindow} frame  the window that has it
 * @property {ScormApi} api
 */

const FARTHEST_PARENT = 100;

/**
 * @param {Window} window
 * @param {string} name  of the API
 * @param {Calls} calls
 * @returns {FoundApi | null} the API of a parent, or else of the opener and its parents
 */
export function findApi(window, name, calls) {
  return apiAbove(window, name, calls) ?? (window.opener && apiAbove(window.opener, name, calls));
}

/**
 * @param {Window} window
 * @param {string} name
 * @param {Calls} calls
 * @returns {FoundApi | null}
 */
function apiAbove(window, name, calls) {
  let frame = window;
  try {
    for (let steps = 0; steps < FARTHEST_PARENT; steps += 1) {
      const api = /** @type {any} */ (frame)[name];
      if (api && calls.initialize in api) return { frame, api };
      if (!frame.parent || frame.parent === frame) return null;
      frame = frame.parent;
    }
  } catch {
    // A parent of another site may not be looked at: no API there.
  }
  return null;
}

/**
 * Moodle's API sends synchronously, and throws where the network is gone.
 *
 * @param {() => string | number | boolean | null | undefined} call
 * @returns {string} the answer; empty where there was none
 */
export function answerTo(call) {
  try {
    return String(call() ?? "");
  } catch {
    return ""; // Not *true*: the caller treats it as refused, and what is unsaved is retried.
  }
}

/** @param {() => string | number | boolean | undefined} call  some LMSs answer a boolean */
export function isTaken(call) {
  return answerTo(call) === "true";
}
