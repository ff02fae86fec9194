/** An answer as SCORM 1.2 records it: `cmi.interactions.n`. */

import { readNumber, rightAnswer } from "../grading.js";

/**
 * @typedef {import("../adapter.js").Answer} Answer
 * @typedef {import("../local.js").GivenAnswer} GivenAnswer
 */

const LONGEST = 255;
const LARGEST_WEIGHTING = 999; // Moodle's CMIDecimal has three digits before the point.
const TRUE_WORDS = /^(benar|betul|ya|true|yes)\b/i;

/**
 * @param {GivenAnswer} given
 * @returns {[string, string][]} names below `cmi.interactions.n.` and values, id first
 */
export function interactionValues(given) {
  const { type, response, pattern } = responseOf(given);
  return [
    ["id", given.id.slice(0, LONGEST)],
    ["type", type],
    ["time", clockTime(given.at)],
    ["weighting", String(Math.min(given.activity.points, LARGEST_WEIGHTING))],
    ["student_response", cut(response)],
    ["correct_responses.0.pattern", cut(pattern)],
    ["result", given.right ? "correct" : "wrong"],
    ["latency", timespan(given.latency)],
  ];
}

/**
 * @param {number} milliseconds
 * @returns {string} HHHH:MM:SS.SS
 */
export function timespan(milliseconds) {
  const all = Math.max(0, Math.floor(milliseconds / 10));
  const hours = Math.min(9999, Math.floor(all / 360_000));
  const minutes = Math.floor(all / 6000) % 60;
  const seconds = ((all % 6000) / 100).toFixed(2);
  return `${digits(hours, 4)}:${digits(minutes, 2)}:${seconds.padStart(5, "0")}`;
}

/** @param {GivenAnswer} given */
function responseOf({ activity, rule, answer, language }) {
  const right = rightAnswer(rule);
  const isChoice = Array.isArray(answer) && Array.isArray(right);
  if (isChoice && rule.type === "choice" && rule.boolean) {
    const texts = new Map(activity.options);
    /** @param {string[]} ids */
    const truth = (ids) => (TRUE_WORDS.test(texts.get(ids[0] ?? "") ?? "") ? "t" : "f");
    return { type: "true-false", response: truth(answer), pattern: truth(right) };
  }
  if (isChoice) {
    const order = activity.options.map(([id]) => id);
    const response = order.filter((id) => answer.includes(id)).join(",");
    // A response to a choice is single characters: beyond 36 options it is a fill-in.
    const type = order.every((id) => id.length === 1) ? "choice" : "fill-in";
    return { type, response, pattern: right.join(",") };
  }
  if (rule.type === "number") {
    const number = readNumber(String(answer), language, rule.unit);
    const pattern = String(right).split(" ")[0] ?? "";
    if (number !== null) return { type: "numeric", response: number, pattern };
    return { type: "fill-in", response: String(answer), pattern };
  }
  return { type: "fill-in", response: String(answer), pattern: String(right) };
}

/** @param {string} text */
function cut(text) {
  return text.slice(0, LONGEST).replace(/[\ud800-\udbff]$/, "");
}

/** @param {Date} at */
function clockTime(at) {
  return [at.getHours(), at.getMinutes(), at.getSeconds()]
    .map((part) => digits(part, 2))
    .join(":");
}

/**
 * @param {number} number
 * @param {number} width
 */
function digits(number, width) {
  return String(number).padStart(width, "0");
}
