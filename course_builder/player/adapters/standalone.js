/** No LMS at all: the course opened from a folder, a memory stick or a web server. */

import { localAdapter } from "../local.js";

/**
 * @typedef {import("../adapter.js").Circumstance} Circumstance
 * @typedef {import("../adapter.js").Outline} Outline
 * @typedef {import("../adapter.js").RuntimeAdapter} RuntimeAdapter
 * @typedef {import("../store.js").Store} Store
 */

const ROOMY = 100_000;

/**
 * @param {Window} window
 * @returns {RuntimeAdapter}
 */
export function connectStandalone(window) {
  return localAdapter(window, (outline) => browserStore(window, outline, []));
}

/**
 * @param {Window} window
 * @param {Outline} outline
 * @param {Circumstance[]} circumstances
 * @returns {Store} the browser's own storage, under the course's id
 */
export function browserStore(window, outline, circumstances) {
  const name = `course-builder:${outline.id}`;
  const storage = storageOf(window);

  /** @param {string} state */
  function write(state) {
    if (!storage) return true; // The learner has been told that nothing is kept.
    try {
      storage.setItem(name, state);
      return true;
    } catch {
      return false; // Full, or denied meanwhile: the player says so and tries again.
    }
  }

  return {
    limit: ROOMY,
    owner: () => "",
    open: () => ({
      state: storage?.getItem(name) ?? "",
      place: "",
      circumstances: storage ? circumstances : [...circumstances, "storage-denied"],
      records: storage !== null,
    }),
    save: (snapshot) => write(snapshot.state),
    record: () => {},
    close: (snapshot) => void write(snapshot.state),
  };
}

/**
 * @param {Window} window
 * @returns {Storage | null} none where the browser denies it
 */
function storageOf(window) {
  try {
    const { localStorage } = window;
    localStorage.setItem("course-builder", "");
    localStorage.removeItem("course-builder");
    return localStorage;
  } catch {
    return null;
  }
}
