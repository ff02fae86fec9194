/**
 * What a learner did as SCORM 1.2 records it: `cmi.interactions.n`. What was promised to
 * stay private (contributions kept in the package, anonymous surveys, what is written at a
 * debrief) is never recorded, since a teacher reads these records.
 */

import { readNumber, rightAnswer } from "../grading.js";

/**
 * @typedef {import("../adapter.js").Answer} Answer
 * @typedef {import("../adapter.js").OutlineSurvey} OutlineSurvey
 * @typedef {import("../store.js").Given} Given
 * @typedef {import("../store.js").GivenAnswer} GivenAnswer
 * @typedef {import("../store.js").GivenWork} GivenWork
 *
 * @typedef {object} Interaction
 * @property {string} id
 * @property {string} type
 * @property {string} response
 * @property {string} [pattern]  a right response
 * @property {string} [result]  neutral unless it says otherwise
 * @property {number} [weighting]
 */

const LONGEST = 255;
const LARGEST_WEIGHTING = 100; // Moodle refuses more.
const LARGEST_LIKERT = 9; // A response to it is one character.
const TRUE_WORDS = /^(benar|betul|ya|true|yes)\b/i;
const LETTERS_OF_PLACES = "abcdefghijklmnopqrstuvwxyz0123456789";
const RECORDED = ["text", "link", "place"];

/**
 * @param {Given} given
 * @returns {[string, string][][]} for each interaction the names below
 *   `cmi.interactions.n.` and the values, id first
 */
export function interactionValues(given) {
  return interactionsOf(given).map(
    ({ id, type, response, pattern = "", result = "neutral", weighting = 0 }) => {
      /** @type {[string, string][]} */
      const values = [
        ["id", id.replace(/[^\w-]/g, "_").slice(0, LONGEST)],
        ["type", type],
        ["time", clockTime(given.at)],
        ["weighting", String(Math.min(weighting, LARGEST_WEIGHTING))],
        ["student_response", cut(response)],
        ["result", result],
        ["latency", timespan(given.latency)],
      ];
      if (pattern) values.splice(5, 0, ["correct_responses.0.pattern", cut(pattern)]);
      return values;
    },
  );
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

/**
 * @param {Given} given
 * @returns {Interaction[]}
 */
function interactionsOf(given) {
  switch (given.kind) {
    case "answer":
      return [answered(given)];
    case "choice":
      return [{ id: given.id, type: "performance", response: `${given.letter}: ${given.text}` }];
    case "work":
      return handedIn(given);
  }
}

/**
 * @param {GivenAnswer} given
 * @returns {Interaction}
 */
function answered(given) {
  const { id, question, rule, earned } = given;
  const [rightly, of] = earned;
  const part = rightly ? (rightly / of).toFixed(2) : "wrong";
  const result = rule.type === "long" ? "neutral" : rightly === of ? "correct" : part;
  return { id, weighting: question.points, result, ...responseOf(given) };
}

/**
 * @param {GivenAnswer} given
 * @returns {{type: string, response: string, pattern: string}}
 */
function responseOf({ question, rule, answer, language }) {
  const right = rightAnswer(rule);
  const ids = Array.isArray(answer) ? answer : [];
  const rightIds = Array.isArray(right) ? right : [];
  switch (rule.type) {
    case "choice": {
      if (rule.boolean) return truth(question.options, ids, rightIds);
      const order = question.options.map(([id]) => id);
      return responseList("choice", order.filter((id) => ids.includes(id)), rightIds);
    }
    case "order":
      return responseList("sequencing", ids, rightIds);
    case "match":
      return responseList("matching", pairs(ids), pairs(rightIds));
    case "gaps":
      return { type: "fill-in", response: ids.join(" | "), pattern: rightIds.join(" | ") };
    case "number": {
      const number = readNumber(String(answer), language, rule.unit);
      const pattern = String(right).split(" ")[0] ?? "";
      if (number !== null) return { type: "numeric", response: number, pattern };
      return { type: "fill-in", response: String(answer), pattern };
    }
    default:
      return { type: "fill-in", response: String(answer), pattern: String(right) };
  }
}

/**
 * @param {[string, string][]} options
 * @param {string[]} given
 * @param {string[]} right
 */
function truth(options, given, right) {
  const texts = new Map(options);
  /** @param {string[]} ids */
  const letter = (ids) => (TRUE_WORDS.test(texts.get(ids[0] ?? "") ?? "") ? "t" : "f");
  return { type: "true-false", response: letter(given), pattern: letter(right) };
}

/**
 * Responses are lists of single characters, or pairs of them: beyond 36 it is a fill-in.
 *
 * @param {string} type
 * @param {string[]} given
 * @param {string[]} right
 */
function responseList(type, given, right) {
  const isShort = [...given, ...right].every((one) => /^[0-9a-z](\.[0-9a-z])?$/.test(one));
  return {
    type: isShort ? type : "fill-in",
    response: given.join(","),
    pattern: right.join(","),
  };
}

/**
 * @param {string[]} partners  of each left item
 * @returns {string[]} the left item's letter by its place, and its partner's
 */
function pairs(partners) {
  return partners.flatMap((partner, place) =>
    partner ? [`${LETTERS_OF_PLACES[place] ?? `o${place + 1}`}.${partner}`] : [],
  );
}

/**
 * @param {GivenWork} given
 * @returns {Interaction[]}
 */
function handedIn({ id, activity, answers }) {
  switch (activity.kind) {
    case "assignment":
      return RECORDED.flatMap((name) => {
        const text = answers[name];
        return text ? [{ id: `${id}-${name}`, type: "fill-in", response: String(text) }] : [];
      });
    case "survey":
      return activity.anonymous ? [] : opinions(id, activity, answers);
    case "discussion":
      return [];
  }
}

/**
 * @param {string} id
 * @param {OutlineSurvey} survey
 * @param {Record<string, Answer>} answers
 * @returns {Interaction[]}
 */
function opinions(id, survey, answers) {
  return survey.items.flatMap((item) => {
    const answer = answers[item.id];
    if (!answer?.length) return [];
    const name = `${id}-${item.id}`;
    switch (item.type) {
      case "scale": {
        const type = item.high > LARGEST_LIKERT ? "numeric" : "likert";
        return [{ id: name, type, response: String(answer) }];
      }
      case "text":
        return [{ id: name, type: "fill-in", response: String(answer) }];
      default:
        return [{ id: name, ...responseList("choice", [...answer], []) }];
    }
  });
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
