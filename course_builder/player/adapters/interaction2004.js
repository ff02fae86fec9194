/**
 * What a learner did as SCORM 2004 records it: `cmi.interactions.n`. Where the standard
 * allows more than Moodle 4.5 takes (it was read and tried), the form is one that both take.
 */

import { objectivesFor } from "../objective.js";
import { duration, moment } from "./duration.js";
import { cut, interactionsOf, joinedParts } from "./interaction.js";

/**
 * @typedef {import("../adapter.js").Outline} Outline
 * @typedef {import("../store.js").Given} Given
 * @typedef {import("./interaction.js").Interaction} Interaction
 * @typedef {import("./interaction.js").Parts} Parts
 *
 * @typedef {object} Written
 * @property {string} type
 * @property {string} response  empty where nothing was chosen
 * @property {string[]} patterns  right responses
 */

const LONGEST_NAME = 4000;
const LONGEST_LINE = 250;
const LONGEST_WORDS = 4000;
const MOST_PARTS = 36; // of a choice, a sequence or pairs; gaps are fewer
const MOST_TEXTS = 10;
const MOST_PATTERNS = 5;
const MOST_WEIGHT = 99_999;
const SHORT_NUMBER = /^-?\d{1,5}(\.\d{1,18})?$/; // Moodle takes no more digits.

/**
 * @param {Given} given
 * @param {Outline} outline
 * @returns {[string, string][][]} for each interaction the names below
 *   `cmi.interactions.n.` and the values, id first
 */
export function interactionValues2004(given, outline) {
  const objectives = objectivesFor(outline, given.source);
  return interactionsOf(given).map((one) => {
    const { type, response, patterns } = inTerms2004(one);
    /** @type {[string, string][]} */
    const values = [["id", cut(one.id.replace(/\s/g, "_"), LONGEST_NAME)], ["type", type]];
    objectives.forEach((id, n) => values.push([`objectives.${n}.id`, id]));
    values.push(["timestamp", moment(given.at)]);
    patterns.forEach((text, n) => values.push([`correct_responses.${n}.pattern`, text]));
    values.push(["weighting", String(Math.min(one.weighting ?? 0, MOST_WEIGHT))]);
    if (response) values.push(["learner_response", response]);
    values.push(["result", one.result ?? "neutral"], ["latency", duration(given.latency)]);
    const title = line(one.title ?? "", LONGEST_LINE);
    if (title) values.push(["description", `{lang=${outline.language}}${title}`]);
    return values;
  });
}

/**
 * @param {string} text
 * @param {number} most  characters
 * @returns {string} on one line, without what would part or qualify it
 */
export function line(text, most) {
  const plain = text.replace(/\s+/g, " ").replace(/\[([,.:])\]/g, "[ $1]").trim();
  return cut(plain.replace(/^\{/, " {"), most);
}

/**
 * @param {Interaction} interaction
 * @returns {Written}
 */
function inTerms2004({ type, response, right = [], range, others, exact }) {
  const plain = { type, response: inOne(response), patterns: right.length ? [inOne(right)] : [] };
  switch (type) {
    case "choice":
    case "sequencing":
    case "matching":
      if (Math.max(response.length, right.length) <= MOST_PARTS) return plain;
      return { ...plain, type: "other" };
    case "numeric": {
      const numbers = [...response, ...(range ?? [])].flat();
      if (!numbers.every((one) => SHORT_NUMBER.test(one))) return { ...plain, type: "fill-in" };
      return { ...plain, patterns: range ? [range.join("[:]")] : [] };
    }
    case "fill-in": {
      const texts = response.map((one) => line(String(one), LONGEST_WORDS));
      if (texts.length > MOST_TEXTS || texts.some((one) => one.length > LONGEST_LINE)) {
        return inWords(texts.join(" | "));
      }
      const rightTexts = others?.map((one) => [one]) ?? (right.length ? [right] : []);
      const known = rightTexts.map((one) => one.map((text) => line(String(text), LONGEST_LINE)));
      const prefix = exact ? "{case_matters=true}" : "";
      const patterns = [...new Set(known.map((one) => prefix + one.join("[,]")))];
      return { type, response: texts.join("[,]"), patterns: patterns.slice(0, MOST_PATTERNS) };
    }
    case "long-fill-in":
      return inWords(String(response[0]));
    case "performance":
      // A step's answer may be words in the standard, but in Moodle no more than one.
      return { ...inWords(joinedParts(response, "", ": ")), type: "other" };
    default:
      return plain;
  }
}

/**
 * @param {string} text
 * @returns {Written}
 */
function inWords(text) {
  return { type: "long-fill-in", response: line(text, LONGEST_WORDS), patterns: [] };
}

/** @param {Parts} parts */
function inOne(parts) {
  return joinedParts(parts, "[,]", "[.]");
}
