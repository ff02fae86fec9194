/**
 * The compact state that a package saves, at most 4096 characters of ASCII in SCORM 1.2.
 *
 *     1;44;<place>;<seconds>;<pages viewed>;<questions>;<answers>
 *     2;44;<place>;<seconds>;<pages viewed>;<questions>;<answers>;<other activities>
 *
 * Pages and activities are named by the first letters of their `key`, never by position,
 * so that a republished course finds what an older one saved; how many letters (4, or
 * more where two would collide) stands in the second field, one digit for each of both.
 * A question is such a name and its record (see `record.js`). The latest answers come in
 * the questions' order. Other activities are a name and what `other_record.js` says,
 * joined by commas. Words are kept as there is room for: the longest are the first to go.
 */

import { encodeOther, decodeOther } from "./other_record.js";
import {
  decodeAnswer,
  decodeRecord,
  encodeAnswer,
  encodeRecord,
  idsByPrefix,
  prefixLength,
  readerOf,
} from "./record.js";

/**
 * @typedef {import("./activity_progress.js").ActivityProgress} ActivityProgress
 * @typedef {import("./adapter.js").Outline} Outline
 * @typedef {import("./adapter.js").OutlineQuestion} OutlineQuestion
 * @typedef {import("./other_record.js").Piece} Piece
 *
 * @typedef {object} SavedState
 * @property {string} place  id of the page shown last; empty for none
 * @property {number} seconds  spent so far, in all sessions
 * @property {Set<string>} viewed
 * @property {Map<string, ActivityProgress>} activities
 *
 * @typedef {object} EncodedState
 * @property {string} text
 * @property {boolean} dropped  whether something that was done or written had no room
 */

/** Characters of `cmi.suspend_data` in SCORM 1.2. */
export const LONGEST_STATE = 4096;

const FORM =
  /^([12]);([4-8])([4-8]);([\w-]*);([0-9a-z]*);([\w-]*);([\w-]*);([!-:<-~]*)(?:;([!-:<-~]*))?$/;

/** @returns {SavedState} */
export function emptyState() {
  return { place: "", seconds: 0, viewed: new Set(), activities: new Map() };
}

/**
 * @param {Outline} outline
 * @param {SavedState} state
 * @param {number} [limit]  characters that may be used
 * @param {(quiz: string) => Record<string, OutlineQuestion> | null} [questionsOf]  a quiz,
 *   where they are known
 * @returns {EncodedState}
 */
export function encodeState(outline, state, limit = LONGEST_STATE, questionsOf = () => null) {
  const pageLength = prefixLength(outline.pages.map((page) => page.key));
  const all = Object.entries(outline.activities);
  const length = prefixLength(all.map(([, activity]) => activity.key));
  /** @type {{name: string, record: string, words: string}[]} */
  const questions = [];
  /** @type {Piece[][]} */
  const others = [];
  for (const [id, activity] of all) {
    const done = state.activities.get(id);
    const name = activity.key.slice(0, length);
    if (activity.kind !== "question") {
      const pieces = done ? encodeOther(activity, done, questionsOf(id)) : [];
      if (pieces.length) others.push([{ fixed: name }, ...pieces]);
    } else if (done && "tries" in done && (done.tries || done.hints)) {
      const record = encodeRecord(activity, done);
      questions.push({ name, record, words: encodeAnswer(activity, done.answer) });
    }
  }
  const place = outline.pages.find((page) => page.id === state.place);
  const head = [
    others.length ? "2" : "1",
    `${pageLength}${length}`,
    place ? place.key.slice(0, pageLength) : "",
    Math.floor(state.seconds).toString(36),
  ].join(";");
  const pages = outline.pages
    .filter((page) => state.viewed.has(page.id))
    .map((page) => page.key.slice(0, pageLength));
  return fitted({ head, pages, questions, others }, limit, pageLength);
}

/**
 * A course too large for its runtime keeps its results rather than its page marks, and
 * these rather than words.
 *
 * @param {object} parts
 * @param {string} parts.head
 * @param {string[]} parts.pages
 * @param {{name: string, record: string, words: string}[]} parts.questions
 * @param {Piece[][]} parts.others
 * @param {number} limit
 * @param {number} pageLength
 * @returns {EncodedState}
 */
function fitted({ head, pages, questions, others }, limit, pageLength) {
  const version = others.length ? 2 : 1;
  let room = limit - head.length - ";;;".length - (version - 1);
  const records = questions.map(({ name, record }) => name + record);
  const kinds = [...others];
  const needed = () => kinds.map((pieces) => joined(pieces, () => false));
  const size = () => sizeOf(records, "") + sizeOf(needed(), ",");
  for (let at = 0; size() > room && at < kinds.length; at += 1) {
    kinds[at] = withoutPast(kinds[at] ?? []);
  }
  while (size() > room) (kinds.length ? kinds : records).pop();
  room -= size();
  const marks = pages.slice(0, Math.max(0, Math.floor(room / pageLength)));
  room -= sizeOf(marks, "") + Math.max(0, records.length - 1);
  const keptQuestions = questions.slice(0, records.length);
  /** @type {{words: string}[]} */
  const slots = [...keptQuestions, ...kinds.flat()].flatMap((piece) =>
    "words" in piece && piece.words ? [piece] : [],
  );
  const kept = shortest(slots, room);
  const answers = keptQuestions.map((one) => (kept.has(one) ? one.words : ""));
  const fields = [head, marks.join(""), records.join(""), answers.join(",").replace(/,+$/, "")];
  if (version === 2) {
    fields.push(kinds.map((pieces) => joined(pieces, (piece) => kept.has(piece))).join(","));
  }
  const dropped =
    records.length < questions.length ||
    kinds.flat().length < others.flat().length ||
    marks.length < pages.length ||
    kept.size < slots.length;
  return { text: fields.join(";"), dropped };
}

/**
 * @param {Piece[]} pieces
 * @returns {Piece[]} without a run that is over: what it earned is kept elsewhere
 */
function withoutPast(pieces) {
  const at = pieces.findIndex((piece) => "past" in piece && piece.past);
  return at < 0 ? pieces : pieces.slice(0, at);
}

/**
 * @param {Piece[]} pieces
 * @param {(piece: Piece) => boolean} isKept
 */
function joined(pieces, isKept) {
  return pieces
    .map((piece) => ("fixed" in piece ? piece.fixed : isKept(piece) ? piece.words : ""))
    .join("");
}

/**
 * @param {string[]} texts
 * @param {string} separator
 */
function sizeOf(texts, separator) {
  return texts.join(separator).length;
}

/**
 * @template {{words: string}} Slot
 * @param {Slot[]} slots
 * @param {number} room
 * @returns {Set<unknown>} as many as there is room for, the shortest first
 */
function shortest(slots, room) {
  let left = room;
  const kept = new Set();
  for (const slot of [...slots].sort((a, b) => a.words.length - b.words.length)) {
    left -= slot.words.length;
    if (left < 0) break;
    kept.add(slot);
  }
  return kept;
}

/**
 * @param {Outline} outline  perhaps of a newer version of the course
 * @param {string} text
 * @returns {SavedState | null} none where the text is not a state of this player; pages
 *   and activities that the course no longer has are dropped
 */
export function decodeState(outline, text) {
  const match = FORM.exec(text);
  if (!match || (match[1] === "1" && match[9] !== undefined)) return null;
  const [pageDigit, activityDigit, place = "", seconds = "", pages = ""] = match.slice(2);
  const [records = "", answers = "", others = ""] = match.slice(7);
  const [pageLength, length] = [Number(pageDigit), Number(activityDigit)];
  const pageIds = idsByPrefix(
    outline.pages.map((page) => [page.key, page.id]),
    pageLength,
  );
  const activityIds = idsByPrefix(
    Object.entries(outline.activities).map(([id, activity]) => [activity.key, id]),
    length,
  );
  const state = emptyState();
  state.place = pageIds.get(place) ?? "";
  state.seconds = Number.parseInt(seconds, 36) || 0;
  for (let at = 0; at < pages.length; at += pageLength) {
    const id = pageIds.get(pages.slice(at, at + pageLength));
    if (id !== undefined) state.viewed.add(id);
  }
  const read = readerOf(records);
  for (const answer of spread(answers)) {
    if (read.atEnd()) break;
    const id = activityIds.get(read.take(length));
    const activity = id === undefined ? undefined : outline.activities[id];
    const question = activity?.kind === "question" ? activity : undefined;
    const done = decodeRecord(read, question);
    if (id === undefined || !question) continue;
    state.activities.set(id, { ...done, answer: decodeAnswer(question, answer) });
  }
  for (const record of others ? others.split(",") : []) {
    const id = activityIds.get(record.slice(0, length));
    const activity = id === undefined ? undefined : outline.activities[id];
    if (id === undefined || !activity || activity.kind === "question") continue;
    state.activities.set(id, decodeOther(activity, record.slice(length)));
  }
  return state;
}

/**
 * @param {string} answers
 * @returns {Generator<string, never>} the answers, then empty ones without end
 */
function* spread(answers) {
  yield* answers.split(",");
  for (;;) yield "";
}
