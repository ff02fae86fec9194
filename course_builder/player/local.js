/**
 * The adapter of packages: grades in the browser, and keeps a compact state in a store.
 * What differs between runtimes is the store alone.
 */

import { StartError, UNTOUCHED } from "./adapter.js";
import { feedback } from "./grading.js";
import { packageFiles } from "./package_files.js";
import { answerQuestion, isClosed, NOTHING_DONE, openHint, summarise } from "./progress.js";
import { decodeState, emptyState, encodeState } from "./state.js";

/**
 * @typedef {import("./adapter.js").Answer} Answer
 * @typedef {import("./adapter.js").Change} Change
 * @typedef {import("./adapter.js").Circumstance} Circumstance
 * @typedef {import("./adapter.js").CourseProgress} CourseProgress
 * @typedef {import("./adapter.js").Outline} Outline
 * @typedef {import("./adapter.js").OutlineActivity} OutlineActivity
 * @typedef {import("./adapter.js").RuntimeAdapter} RuntimeAdapter
 * @typedef {import("./grading.js").KeyEntry} KeyEntry
 * @typedef {import("./grading.js").Rule} Rule
 *
 * @typedef {object} Opened
 * @property {string} state  as saved last; empty for none
 * @property {string} place  id or key of a page, where the state does not tell; may be empty
 * @property {Circumstance[]} circumstances
 * @property {boolean} records  false in a review, where nothing is kept
 *
 * @typedef {object} Snapshot
 * @property {string} state
 * @property {string} place  at most 255 characters
 * @property {CourseProgress} progress
 *
 * @typedef {object} GivenAnswer
 * @property {string} id
 * @property {OutlineActivity} activity
 * @property {Rule} rule
 * @property {Answer} answer
 * @property {boolean} right
 * @property {string} language
 * @property {Date} at
 * @property {number} latency  milliseconds
 *
 * @typedef {object} Store
 * @property {number} limit  characters that a state may have
 * @property {() => Opened} open
 * @property {(snapshot: Snapshot, commit: boolean) => boolean} save  whether it was taken
 * @property {(given: GivenAnswer) => void} record
 * @property {(snapshot: Snapshot) => void} close
 */

const RETRY_SECONDS = [5, 15, 60];
const LONGEST_PLACE = 255;
const QUIET_MILLISECONDS = 30_000;

/**
 * @param {Window} window
 * @param {(outline: Outline) => Store} storeFor
 * @returns {RuntimeAdapter}
 */
export function localAdapter(window, storeFor) {
  const { document } = window;
  const outline = readOutline(document);
  const store = storeFor(outline);
  const files = packageFiles(window, outline);
  let state = emptyState();
  /** @type {Record<string, KeyEntry> | null} */
  let key = null;
  let records = true;
  let isDirty = false;
  let isClosing = false;
  let failures = 0;
  let openedAt = Date.now();
  let savedAt = Date.now();
  let secondsBefore = 0;
  /** @type {Map<string, number>} */
  const since = new Map();
  /** @type {(change: Change) => void} */
  let changed = () => {};

  /** @param {string} id */
  const doneIn = (id) => state.activities.get(id) ?? NOTHING_DONE;

  /** @returns {Snapshot} */
  function snapshot() {
    state.seconds = secondsBefore + (Date.now() - openedAt) / 1000;
    const page = outline.pages.find(({ id }) => id === state.place);
    const fits = page && page.id.length <= LONGEST_PLACE;
    return {
      state: encodeState(outline, state, store.limit),
      place: (fits ? page.id : page?.key) ?? "",
      progress: summarise(outline, state.viewed, doneIn),
    };
  }

  /**
   * @param {{commit: boolean, isAnswer?: boolean}} how
   */
  function save({ commit, isAnswer = false }) {
    isDirty = true;
    if (isClosing) return;
    if (!store.save(snapshot(), commit)) {
      failures += 1;
      changed({ notice: { code: "unsaved" } });
      retryLater();
      return;
    }
    if (!commit) return;
    isDirty = false;
    savedAt = Date.now();
    const wasFailing = failures > 0;
    failures = 0;
    if (records && (isAnswer || wasFailing)) {
      changed({ notice: { code: "saved", at: new Date() } });
    }
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

  return {
    async start(listener) {
      changed = listener;
      const opened = store.open();
      records = opened.records;
      state = decodeState(outline, opened.state) ?? emptyState();
      secondsBefore = state.seconds;
      openedAt = Date.now();
      savedAt = openedAt;
      watchLeaving();
      const places = [state.place, opened.place];
      const here = outline.pages.find(({ id, key }) => places.includes(id) || places.includes(key));
      const place = here ?? outline.pages[0];
      if (!place) throw new StartError("broken");
      const circumstances = [...opened.circumstances];
      if (Object.keys(outline.activities).length) circumstances.push("package-key");
      return { outline, place: place.id, circumstances, returnUrl: null };
    },

    async page(id) {
      const hasActivities = outline.pages.find((page) => page.id === id)?.activities.length;
      const [html, loaded] = await Promise.all([
        files.page(id),
        hasActivities ? files.key() : null,
      ]);
      key ??= loaded;
      return html;
    },

    async view(id) {
      state.viewed.add(id);
      state.place = id;
      for (const activity of outline.pages.find((page) => page.id === id)?.activities ?? []) {
        since.set(activity, Date.now());
      }
      save({ commit: true });
    },

    viewed: () => state.viewed,

    activity(id) {
      const activity = outline.activities[id];
      if (!activity) return UNTOUCHED;
      const done = doneIn(id);
      const entry = key?.[id];
      const closed = isClosed(activity, done);
      return {
        ...done,
        closed,
        feedback:
          entry && done.tries
            ? feedback(entry, done.answer, { right: done.right, closed })
            : null,
        hintTexts: entry?.hints.slice(0, done.hints) ?? [],
      };
    },

    async answer(id, answer) {
      const activity = outline.activities[id];
      key ??= await files.key();
      const entry = key[id];
      if (!activity || !entry) throw new StartError("broken");
      const before = doneIn(id);
      const { language } = outline;
      const { after, told } = answerQuestion(activity, entry, before, answer, language);
      if (after === before) return;
      state.activities.set(id, after);
      const at = new Date();
      const latency = at.getTime() - (since.get(id) ?? openedAt);
      since.set(id, at.getTime());
      const { right } = told;
      store.record({ id, activity, rule: entry.rule, answer, right, language, at, latency });
      save({ commit: true, isAnswer: true });
      changed({ activity: id });
    },

    async hint(id) {
      const activity = outline.activities[id];
      if (!activity) return;
      key ??= await files.key();
      state.activities.set(id, openHint(activity, doneIn(id)));
      save({ commit: false });
      changed({ activity: id });
    },

    progress: () => summarise(outline, state.viewed, doneIn),
  };
}

/**
 * @param {Document} document
 * @returns {Outline}
 */
function readOutline(document) {
  return JSON.parse(document.getElementById("outline")?.textContent ?? "null");
}
