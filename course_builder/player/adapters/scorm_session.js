/**
 * One session with an LMS: what it is known to hold, and what has not reached it yet.
 * One beginning, one end; a value is set only where it differs.
 */

import { isDelivered } from "./delivery.js";
import { answerTo, isTaken } from "./scorm_api.js";

/**
 * @typedef {import("./scorm_api.js").Calls} Calls
 * @typedef {import("./scorm_api.js").FoundApi} FoundApi
 *
 * @typedef {object} Session
 * @property {(name: string) => string} get  empty where the LMS has none
 * @property {(name: string, value: string) => boolean} set  whether the LMS holds it
 * @property {() => boolean} commit  whether everything has reached the LMS
 * @property {() => void} end
 */

/**
 * @param {FoundApi} found
 * @param {Calls} calls
 * @param {string} status  an element that can be read in every session
 * @returns {boolean} whether a session is open now
 */
export function initialise({ api }, calls, status) {
  if (isTaken(() => api[calls.initialize]?.(""))) return true;
  // Some LMSs say false where an earlier page of this window left the session open.
  answerTo(() => api[calls.get]?.(status));
  return answerTo(() => api[calls.lastError]?.()) === "0";
}

/**
 * @param {Window} window  of the package
 * @param {FoundApi} found
 * @param {Calls} calls
 * @param {(name: string, value: string) => string | null} [otherValue]  where the LMS holds
 *   for sent whatever it tried to send: another value that the element may have
 * @returns {Session}
 */
export function openSession(window, { api, frame }, calls, otherValue) {
  /** @type {Map<string, string>} */
  const known = new Map();
  /** @type {Map<string, string>} since the last commit that was delivered */
  const undelivered = new Map();
  let isDoubtful = false;

  /**
   * @param {string} name
   * @param {string} value
   */
  const put = (name, value) => isTaken(() => api[calls.set]?.(name, value));

  const send = () => isDelivered(frame, () => isTaken(() => api[calls.commit]?.("")));

  /** @returns {boolean} whether the LMS now holds all of it for changed */
  function sendOtherValues() {
    if (!otherValue) return true;
    for (const [name, value] of undelivered) {
      const other = otherValue(name, value);
      if (other !== null) put(name, other);
    }
    const isSent = send();
    for (const [name, value] of undelivered) put(name, value);
    return isSent;
  }

  return {
    get(name) {
      const value = answerTo(() => api[calls.get]?.(name));
      known.set(name, value);
      return value;
    },

    set(name, value) {
      if (known.get(name) === value) return true;
      const isSet = put(name, value);
      if (isSet) {
        known.set(name, value);
        undelivered.set(name, value);
      }
      return isSet;
    },

    commit() {
      // Before the LMS tries: what it fails to send, it holds for sent.
      if (window.navigator?.onLine === false) return false;
      // A hidden page is sent for with beacons, which may overtake each other.
      const isHidden = window.document.visibilityState === "hidden";
      if (isDoubtful && !isHidden && !sendOtherValues()) return false;
      isDoubtful = !send();
      if (!isDoubtful) undelivered.clear();
      return !isDoubtful;
    },

    end: () => void answerTo(() => api[calls.terminate]?.("")),
  };
}
