/** When a package saves, and what it does where saving fails. */

/**
 * @typedef {import("./adapter.js").Change} Change
 * @typedef {import("./store.js").Snapshot} Snapshot
 * @typedef {import("./store.js").Store} Store
 *
 * @typedef {object} Saver
 * @property {(how: {commit: boolean, isAnswer?: boolean}) => void} save
 * @property {() => void} watchLeaving  saves when the page is left
 */

const RETRY_SECONDS = [5, 15, 60];
const QUIET_MILLISECONDS = 30_000;

/**
 * @param {Window} window
 * @param {Store} store
 * @param {() => Snapshot} snapshot
 * @param {() => boolean} records  false in a review, where nothing is kept
 * @param {(change: Change) => void} changed
 * @returns {Saver}
 */
export function createSaver(window, store, snapshot, records, changed) {
  const { document } = window;
  let isDirty = false;
  let isClosing = false;
  let wasCut = false;
  let failures = 0;
  let savedAt = Date.now();
  let saves = 0;

  /**
   * @param {{commit: boolean, isAnswer?: boolean}} how
   */
  function save({ commit, isAnswer = false }) {
    isDirty = true;
    if (isClosing) return;
    const now = snapshot();
    const number = (saves += 1);
    const taken = store.save(now, commit);
    /** @param {boolean} isTaken */
    const told = (isTaken) => conclude(isTaken, now, number, { commit, isAnswer });
    if (typeof taken === "boolean") told(taken);
    else void taken.then(told);
  }

  /**
   * @param {boolean} isTaken
   * @param {Snapshot} now  that was saved
   * @param {number} number  of the save
   * @param {{commit: boolean, isAnswer: boolean}} how
   */
  function conclude(isTaken, now, number, { commit, isAnswer }) {
    if (!isTaken) {
      failures += 1;
      changed({ notice: { code: "unsaved" } });
      retryLater();
      return;
    }
    if (!commit) return;
    isDirty = number < saves;
    savedAt = Date.now();
    const wasFailing = failures > 0;
    failures = 0;
    if (!records()) return;
    if (now.isCut) {
      if (!wasCut || isAnswer) changed({ notice: { code: "cut" } });
    } else if (isAnswer || wasFailing || wasCut) {
      changed({ notice: { code: "saved", at: new Date() } });
    }
    wasCut = now.isCut;
  }

  function retryLater() {
    const round = failures;
    const wait = RETRY_SECONDS[Math.min(round, RETRY_SECONDS.length) - 1] ?? 0;
    setTimeout(() => {
      if (failures === round) save({ commit: true });
    }, wait * 1000);
  }

  function watchLeaving() {
    document.addEventListener("visibilitychange", () => {
      const isStale = Date.now() - savedAt > QUIET_MILLISECONDS;
      if (document.visibilityState === "hidden" && (isDirty || isStale)) {
        save({ commit: true });
      }
    });
    window.addEventListener("pagehide", () => {
      if (isClosing) return;
      isClosing = true;
      store.close(snapshot());
    });
    window.addEventListener("pageshow", (event) => {
      // The session has been closed: a page from the back-forward cache starts a new one.
      if (event.persisted) window.location.reload();
    });
  }

  return { save, watchLeaving };
}
