/**
 * What is saved of a quiz, a simulation or a hand-in, for the compact state. The fields of
 * an activity are joined by colons; numbers are in base 36, points in hundredths.
 *
 *     quiz        runs:finished:best:first:seed:started:<s, once over><letters><answers>
 *     simulation  <round>.<round>:reflection      a round: letters, and -score once over
 *     hand-in     times:name=text&name=.id.id
 *
 * A run's answers are joined by slashes: the first letters of the question's key (as many
 * as the digit before them says), its record, its answer. They can be read only once the
 * questions are known, which come with the quiz's page; until then they stay as they are.
 */

import { hundredths } from "./points.js";
import {
  decodeAnswer,
  decodeRecord,
  decodeTexts,
  decodeWords,
  encodeAnswer,
  encodeRecord,
  encodeTexts,
  encodeWords,
  idsByPrefix,
  prefixLength,
  readerOf,
} from "./record.js";

/**
 * @typedef {import("./activity_progress.js").ActivityProgress} ActivityProgress
 * @typedef {import("./activity_progress.js").QuestionProgress} QuestionProgress
 * @typedef {import("./activity_progress.js").QuizProgress} QuizProgress
 * @typedef {import("./activity_progress.js").QuizRun} QuizRun
 * @typedef {import("./activity_progress.js").ScenarioProgress} ScenarioProgress
 * @typedef {import("./activity_progress.js").Submission} Submission
 * @typedef {import("./adapter.js").Answers} Answers
 * @typedef {import("./adapter.js").OutlineActivity} OutlineActivity
 * @typedef {import("./adapter.js").OutlineQuestion} OutlineQuestion
 *
 * @typedef {{fixed: string, past?: boolean} | {words: string}} Piece  what is kept, and what
 *   is left out where room is short; with `past` begins a run that is over
 */

const FULL_SCORE = 100;

/**
 * @param {OutlineActivity} activity
 * @param {ActivityProgress} progress
 * @param {Record<string, OutlineQuestion> | null} questions  of a quiz, where known
 * @returns {Piece[]} empty where nothing has been done, and for a question
 */
export function encodeOther(activity, progress, questions) {
  if ("runs" in progress) return progress.runs ? quizPieces(progress, questions) : [];
  if ("rounds" in progress) return scenarioPieces(progress);
  if (!("times" in progress) || !progress.times) return [];
  const isAnonymous = activity.kind === "survey" && activity.anonymous;
  return submissionPieces(isAnonymous ? { ...progress, answers: {} } : progress);
}

/**
 * @param {OutlineActivity} activity
 * @param {string} text
 * @returns {ActivityProgress}
 */
export function decodeOther(activity, text) {
  const fields = text.split(":");
  switch (activity.kind) {
    case "quiz":
      return decodeQuiz(fields, activity.points);
    case "scenario":
      return decodeScenario(fields);
    default:
      return decodeSubmission(fields);
  }
}

/**
 * @param {QuizProgress} progress
 * @param {Record<string, OutlineQuestion>} questions  of the quiz
 * @returns {QuizProgress} with the answers of its run read; those to questions that are no
 *   more are dropped
 */
export function openSavedRun(progress, questions) {
  const { run } = progress;
  if (run?.saved === undefined) return progress;
  const { saved, ...rest } = run;
  const length = Number(saved.charAt(0));
  const keys = Object.entries(questions).map(([id, { key }]) => [key, id]);
  const ids = idsByPrefix(/** @type {[string, string][]} */ (keys), length);
  /** @type {Record<string, QuestionProgress>} */
  const answers = {};
  for (const entry of savedEntries(saved)) {
    const read = readerOf(entry);
    const id = ids.get(read.take(length));
    const question = id === undefined ? undefined : questions[id];
    const done = decodeRecord(read, question);
    if (id === undefined || !question) continue;
    answers[id] = { ...done, answer: decodeAnswer(question, read.rest()) };
  }
  return { ...progress, run: { ...rest, answers } };
}

/**
 * @param {QuizProgress} progress
 * @param {Record<string, OutlineQuestion> | null} questions
 * @returns {Piece[]}
 */
function quizPieces({ runs, finished, best, first, run }, questions) {
  const results = [runs, finished].map((number) => number.toString(36));
  const points = [best, first].map(encodePoints);
  /** @type {Piece[]} */
  const pieces = [{ fixed: [...results, ...points].join(":") }];
  if (!run) return pieces;
  const started = run.started.toString(36);
  const last = run.submitted ? "s" : "";
  const fixed = `:${encodeWords(run.seed)}:${started}:${last}`;
  pieces.push({ fixed, past: run.submitted });
  return [...pieces, ...runPieces(run, questions)];
}

/**
 * @param {QuizRun} run
 * @param {Record<string, OutlineQuestion> | null} questions
 * @returns {Piece[]}
 */
function runPieces({ saved, answers }, questions) {
  if (saved !== undefined || !questions) return savedPieces(saved ?? "");
  const length = prefixLength(Object.values(questions).map(({ key }) => key));
  /** @type {Piece[]} */
  const pieces = [{ fixed: String(length) }];
  for (const [id, done] of Object.entries(answers)) {
    const question = questions[id];
    if (!question) continue;
    const slash = pieces.length > 1 ? "/" : "";
    const name = question.key.slice(0, length);
    pieces.push({ fixed: slash + name + encodeRecord(question, done) });
    pieces.push({ words: encodeAnswer(question, done.answer) });
  }
  return pieces;
}

/**
 * @param {string} saved
 * @returns {Piece[]}
 */
function savedPieces(saved) {
  const length = Number(saved.charAt(0));
  /** @type {Piece[]} */
  const pieces = [{ fixed: saved.charAt(0) }];
  for (const entry of savedEntries(saved)) {
    const read = readerOf(entry);
    read.take(length);
    decodeRecord(read, undefined);
    const words = read.rest();
    const slash = pieces.length > 1 ? "/" : "";
    pieces.push({ fixed: slash + entry.slice(0, entry.length - words.length) }, { words });
  }
  return pieces;
}

/** @param {string} saved */
function savedEntries(saved) {
  return saved
    .slice(1)
    .split("/")
    .filter((entry) => entry);
}

/**
 * @param {string[]} fields
 * @param {number} most  points of the quiz, perhaps fewer than once
 * @returns {QuizProgress}
 */
function decodeQuiz([runs = "", finished = "", best = "", first = "", ...of], most) {
  const [seed, started = "", last = ""] = of;
  const submitted = last.startsWith("s");
  const saved = submitted ? last.slice(1) : last;
  const begun = { started: readWhole(started), answers: {}, submitted };
  return {
    runs: readWhole(runs),
    finished: readWhole(finished),
    first: decodePoints(first, most),
    best: decodePoints(best, most),
    run: seed === undefined ? null : { seed: decodeWords(seed), ...begun, saved },
  };
}

/**
 * The best round and the latest are always kept.
 *
 * @param {ScenarioProgress} progress
 * @returns {Piece[]}
 */
function scenarioPieces({ rounds, reflection }) {
  if (!rounds.length) return [];
  const best = Math.max(...rounds.map(({ score }) => score ?? -1));
  const needed = new Set([rounds.findIndex((round) => (round.score ?? -1) === best)]);
  needed.add(rounds.length - 1);
  /** @type {Piece[]} */
  const pieces = [];
  rounds.forEach(({ choices, score }, index) => {
    const text = choices + (score === null ? "" : `-${encodePoints(score)}`);
    if (index) pieces.push({ fixed: "." });
    pieces.push(needed.has(index) ? { fixed: text } : { words: text });
  });
  return [...pieces, { fixed: ":" }, { words: encodeWords(reflection) }];
}

/**
 * @param {string[]} fields
 * @returns {ScenarioProgress}
 */
function decodeScenario([rounds = "", reflection = ""]) {
  const texts = rounds.split(".");
  const read = texts.map((text) => {
    const [choices = "", score] = text.split("-");
    return { choices, ending: "", score: score === undefined ? null : decodePoints(score, FULL_SCORE) };
  });
  // Only the latest can be open: one without a score before it had no room.
  const kept = read.filter(({ score }, index) => score !== null || index === read.length - 1);
  return { rounds: kept, reflection: decodeWords(reflection) };
}

/**
 * @param {Submission} progress
 * @returns {Piece[]}
 */
function submissionPieces({ answers, times }) {
  const words = Object.entries(answers).map(([name, answer]) => {
    const text = Array.isArray(answer)
      ? encodeTexts(answer) || "."
      : encodeWords(answer).replaceAll(".", "%2E");
    return { words: `${encodeWords(name)}=${text}&` };
  });
  return [{ fixed: `${times.toString(36)}:` }, ...words];
}

/**
 * @param {string[]} fields
 * @returns {Submission}
 */
function decodeSubmission([times = "", words = ""]) {
  /** @type {Answers} */
  const answers = {};
  for (const pair of words.split("&")) {
    const [name = "", text] = pair.split("=");
    if (text === undefined) continue;
    const isList = text.startsWith(".");
    const list = text === "." ? [] : decodeTexts(text);
    answers[decodeWords(name)] = isList ? list : decodeWords(text);
  }
  return { answers, times: readWhole(times) };
}

/** @param {number | null} points */
function encodePoints(points) {
  return points === null ? "" : hundredths(points).toString(36);
}

/**
 * @param {string} text
 * @param {number} most
 */
function decodePoints(text, most) {
  return text ? Math.min(readWhole(text) / 100, most) : null;
}

/** @param {string} text */
function readWhole(text) {
  return Number.parseInt(text, 36) || 0;
}
