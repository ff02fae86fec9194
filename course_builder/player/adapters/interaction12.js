/** What a learner did as SCORM 1.2 records it: `cmi.interactions.n`. */

import { cut, interactionsOf, joinedParts } from "./interaction.js";

/**
 * @typedef {import("../store.js").Given} Given
 * @typedef {import("./interaction.js").Interaction} Interaction
 * @typedef {import("./interaction.js").Parts} Parts
 */

const LONGEST = 255;
const LARGEST_WEIGHTING = 100; // Moodle refuses more.
const LARGEST_LIKERT = 9; // A response to it is one character.
const LISTS = ["choice", "sequencing", "matching"];

/**
 * @param {Given} given
 * @returns {[string, string][][]} for each interaction the names below
 *   `cmi.interactions.n.` and the values, id first
 */
export function interactionValues(given) {
  return interactionsOf(given).map((one) => {
    const { id, response, right = [], result = "neutral", weighting = 0 } = one;
    const type = typeOf(one);
    /** @type {[string, string][]} */
    const values = [
      ["id", cut(id.replace(/[^\w-]/g, "_"), LONGEST)],
      ["type", type],
      ["time", clockTime(given.at)],
      ["weighting", String(Math.min(weighting, LARGEST_WEIGHTING))],
      ["student_response", responseText(one.type, response)],
      ["result", result.replace("incorrect", "wrong")],
      ["latency", timespan(given.latency)],
    ];
    const pattern = responseText(one.type, right);
    if (pattern) values.splice(5, 0, ["correct_responses.0.pattern", pattern]);
    return values;
  });
}

/**
 * Responses are lists of single characters, or pairs of them: beyond 36 it is a fill-in.
 *
 * @param {Interaction} interaction
 */
function typeOf({ type, response, right = [], range = ["", ""] }) {
  if (type === "long-fill-in") return "fill-in";
  if (type === "likert") return Number(range[1]) > LARGEST_LIKERT ? "numeric" : type;
  const isShort = [...response, ...right].flat().every((one) => /^[0-9a-z]$/.test(one));
  return isShort || !LISTS.includes(type) ? type : "fill-in";
}

/**
 * @param {Interaction["type"]} type
 * @param {Parts} parts
 */
function responseText(type, parts) {
  if (type === "true-false") return String(parts[0] ?? "").slice(0, 1);
  if (type === "performance") return cut(joinedParts(parts, "", ": "), LONGEST);
  return cut(joinedParts(parts, LISTS.includes(type) ? "," : " | ", "."), LONGEST);
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
