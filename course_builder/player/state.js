/**
 * The compact state that a package saves, at most 4096 characters of ASCII in SCORM 1.2.
 *
 *     1;44;<place>;<seconds>;<pages viewed>;<activities>;<answers>
 *
 * Pages and activities are named by the first letters of their `key`, never by position,
 * so that a republished course finds what an older one saved; how many letters (4, or
 * more where two would collide) stands in the second field, one digit for each of both.
 * An activity is a prefix, one letter of six bits and the numbers that these announce:
 *
 *     1 right · 2 4 tries (3: a number follows) · 8 hints · 16 best · 32 first
 *
 * `best` and `first` are left out where they follow from the rest: full points less the
 * hints when right, none when wrong. The latest answers come last, in the activities'
 * order, as many as there is room for: the longest are the first to go.
 */

import { hundredths, hundredthsFor } from "./grading.js";
import { NOTHING_DONE } from "./progress.js";

/**
 * @typedef {import("./adapter.js").Answer} Answer
 * @typedef {import("./adapter.js").Outline} Outline
 * @typedef {import("./adapter.js").OutlineActivity} OutlineActivity
 * @typedef {import("./progress.js").ActivityProgress} ActivityProgress
 *
 * @typedef {object} SavedState
 * @property {string} place  id of the page shown last; empty for none
 * @property {number} seconds  spent so far, in all sessions
 * @property {Set<string>} viewed
 * @property {Map<string, ActivityProgress>} activities
 */

/** Characters of `cmi.suspend_data` in SCORM 1.2. */
export const LONGEST_STATE = 4096;

const VERSION = "1";
const SHORTEST_PREFIX = 4;
const LONGEST_PREFIX = 8;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const [RIGHT, TRIES_MANY, HINTS, BEST, FIRST] = [1, 3, 8, 16, 32];
const FORM = /^1;([4-8])([4-8]);([\w-]*);([0-9a-z]*);([\w-]*);([\w-]*);([\x21-\x7e]*)$/;

/** @returns {SavedState} */
export function emptyState() {
  return { place: "", seconds: 0, viewed: new Set(), activities: new Map() };
}

/**
 * @param {Outline} outline
 * @param {SavedState} state
 * @param {number} [limit]  characters that may be used
 * @returns {string}
 */
export function encodeState(outline, state, limit = LONGEST_STATE) {
  const pageLength = prefixLength(outline.pages.map((page) => page.key));
  const all = Object.entries(outline.activities);
  const activityLength = prefixLength(all.map(([, activity]) => activity.key));
  const touched = all.flatMap(([id, activity]) => {
    const done = state.activities.get(id);
    return done && (done.tries || done.hints) ? [{ activity, done }] : [];
  });
  const place = outline.pages.find((page) => page.id === state.place);
  const head = [
    VERSION,
    `${pageLength}${activityLength}`,
    place ? place.key.slice(0, pageLength) : "",
    Math.floor(state.seconds).toString(36),
  ].join(";");
  let pages = outline.pages
    .filter((page) => state.viewed.has(page.id))
    .map((page) => page.key.slice(0, pageLength));
  const records = touched.map(
    ({ activity, done }) =>
      activity.key.slice(0, activityLength) + encodeRecord(activity, done),
  );
  let room = limit - head.length - ";;;".length;
  // A course too large for its runtime keeps its results rather than its page marks.
  while (records.join("").length > room) records.pop();
  room -= records.join("").length;
  pages = pages.slice(0, Math.floor(room / pageLength));
  room -= pages.join("").length;
  const answers = fitting(
    touched.map(({ done }) => encodeAnswer(done.answer)),
    room,
  );
  return [head, pages.join(""), records.join(""), answers].join(";");
}

/**
 * @param {Outline} outline  perhaps of a newer version of the course
 * @param {string} text
 * @returns {SavedState | null} none where the text is not a state of this player; pages
 *   and activities that the course no longer has are dropped
 */
export function decodeState(outline, text) {
  const match = FORM.exec(text);
  if (!match) return null;
  const [, pageDigit, activityDigit, place = "", seconds = "", pages = ""] = match;
  const [records = "", answers = ""] = match.slice(6);
  const [pageLength, activityLength] = [Number(pageDigit), Number(activityDigit)];
  const pageIds = byPrefix(
    outline.pages.map((page) => [page.key, page.id]),
    pageLength,
  );
  const activityIds = byPrefix(
    Object.entries(outline.activities).map(([id, activity]) => [activity.key, id]),
    activityLength,
  );
  const state = emptyState();
  state.place = pageIds.get(place) ?? "";
  state.seconds = Number.parseInt(seconds, 36) || 0;
  for (let at = 0; at < pages.length; at += pageLength) {
    const id = pageIds.get(pages.slice(at, at + pageLength));
    if (id !== undefined) state.viewed.add(id);
  }
  const read = reader(records);
  for (const answer of spread(answers)) {
    if (read.atEnd()) break;
    const id = activityIds.get(read.take(activityLength));
    const activity = id === undefined ? undefined : outline.activities[id];
    const done = decodeRecord(read, activity);
    if (id === undefined || !activity) continue;
    state.activities.set(id, { ...done, answer: decodeAnswer(activity, answer) });
  }
  return state;
}

/**
 * @param {string[]} keys
 * @returns {number} how many letters tell all keys apart
 */
export function prefixLength(keys) {
  for (let length = SHORTEST_PREFIX; length < LONGEST_PREFIX; length += 1) {
    if (new Set(keys.map((key) => key.slice(0, length))).size === keys.length) {
      return length;
    }
  }
  return LONGEST_PREFIX;
}

/**
 * @param {[string, string][]} keysAndIds
 * @param {number} length
 * @returns {Map<string, string>} ids by prefix; a prefix that two share names neither
 */
function byPrefix(keysAndIds, length) {
  const ids = new Map();
  const shared = new Set();
  for (const [key, id] of keysAndIds) {
    const prefix = key.slice(0, length);
    if (ids.has(prefix)) shared.add(prefix);
    ids.set(prefix, id);
  }
  for (const prefix of shared) ids.delete(prefix);
  return ids;
}

/**
 * @param {OutlineActivity} activity
 * @param {ActivityProgress} done
 */
function encodeRecord(activity, done) {
  const best = hundredths(done.best ?? 0);
  const first = hundredths(done.first ?? 0);
  const usual = usualPoints(activity, done);
  const usualFirst = done.tries === 1 ? best : 0;
  let bits = done.right ? RIGHT : 0;
  let numbers = "";
  bits |= Math.min(done.tries, TRIES_MANY) << 1;
  if (done.tries >= TRIES_MANY) numbers += encodeNumber(done.tries);
  if (done.hints) {
    bits |= HINTS;
    numbers += encodeNumber(done.hints);
  }
  if (best !== usual) {
    bits |= BEST;
    numbers += encodeNumber(best);
  }
  if (first !== usualFirst) {
    bits |= FIRST;
    numbers += encodeNumber(first);
  }
  return LETTERS.charAt(bits) + numbers;
}

/**
 * @param {Reader} read
 * @param {OutlineActivity | undefined} activity  none where the course no longer has it
 * @returns {ActivityProgress}
 */
function decodeRecord(read, activity) {
  const bits = LETTERS.indexOf(read.take(1));
  const right = (bits & RIGHT) !== 0;
  let tries = (bits >> 1) & TRIES_MANY;
  if (tries === TRIES_MANY) tries = decodeNumber(read);
  const hints = bits & HINTS ? decodeNumber(read) : 0;
  const savedBest = bits & BEST ? decodeNumber(read) : null;
  const savedFirst = bits & FIRST ? decodeNumber(read) : null;
  if (!activity || !tries) return { ...NOTHING_DONE, hints };
  const most = hundredths(activity.points);
  const best = Math.min(savedBest ?? usualPoints(activity, { right, hints }), most);
  const first = Math.min(savedFirst ?? (tries === 1 ? best : 0), most);
  return { tries, hints, right, best: best / 100, first: first / 100, answer: [] };
}

/**
 * @param {OutlineActivity} activity
 * @param {{right: boolean, hints: number}} done
 */
function usualPoints(activity, { right, hints }) {
  return right ? hundredthsFor(activity, [1, 1], hints) : 0;
}

/** @param {Answer} answer */
function encodeAnswer(answer) {
  if (Array.isArray(answer)) {
    return answer.every((id) => id.length === 1) ? answer.join("") : `.${answer.join(".")}`;
  }
  const whole = answer.replace(/\p{Surrogate}/gu, "\ufffd");
  return encodeURIComponent(whole).replaceAll("%20", "+");
}

/**
 * @param {OutlineActivity} activity
 * @param {string} text
 * @returns {Answer} empty where it was cut or no longer fits the activity
 */
function decodeAnswer(activity, text) {
  if (!activity.options.length) return decodeText(text);
  const ids = text.includes(".") ? text.split(".").slice(1) : [...text];
  const known = new Set(activity.options.map(([id]) => id));
  return ids.every((id) => known.has(id)) ? ids : [];
}

/** @param {string} text */
function decodeText(text) {
  try {
    return decodeURIComponent(text.replaceAll("+", "%20"));
  } catch {
    return ""; // Another program has cut the state: the result counts, the words are lost.
  }
}

/**
 * @param {string[]} answers
 * @param {number} room
 * @returns {string} the answers joined by commas, the longest left out where room is short
 */
function fitting(answers, room) {
  let left = room - Math.max(0, answers.length - 1);
  const kept = answers.map(() => "");
  const shortestFirst = answers.map((_, index) => index);
  shortestFirst.sort((a, b) => (answers[a] ?? "").length - (answers[b] ?? "").length);
  for (const index of shortestFirst) {
    const answer = answers[index] ?? "";
    if (answer.length > left) break;
    left -= answer.length;
    kept[index] = answer;
  }
  return kept.join(",").replace(/,+$/, "");
}

/**
 * @param {string} answers
 * @returns {Generator<string, never>} the answers, then empty ones without end
 */
function* spread(answers) {
  yield* answers.split(",");
  for (;;) yield "";
}

/** @param {number} number */
function encodeNumber(number) {
  let text = "";
  for (let rest = number; ; rest >>= 5) {
    const last = rest < 32;
    text += LETTERS.charAt((rest & 31) | (last ? 0 : 32));
    if (last) return text;
  }
}

/** @param {Reader} read */
function decodeNumber(read) {
  let number = 0;
  for (let shift = 0; ; shift += 5) {
    const bits = LETTERS.indexOf(read.take(1));
    if (bits < 0) return number;
    number += (bits & 31) * 2 ** shift;
    if (bits < 32) return number;
  }
}

/**
 * @typedef {object} Reader
 * @property {(length: number) => string} take
 * @property {() => boolean} atEnd
 */

/**
 * @param {string} text
 * @returns {Reader}
 */
function reader(text) {
  let at = 0;
  return {
    take(length) {
      at += length;
      return text.slice(at - length, at);
    },
    atEnd: () => at >= text.length,
  };
}
