/**
 * What a learner did, in the words that SCORM and xAPI share; each writes it in its own
 * form. What was promised to stay private (contributions kept in the package, anonymous
 * surveys, what is written at a debrief) is never recorded, since a teacher reads these
 * records.
 */

import { readNumber, rightAnswer } from "../grading.js";

/**
 * @typedef {import("../adapter.js").Answer} Answer
 * @typedef {import("../adapter.js").OutlineSurvey} OutlineSurvey
 * @typedef {import("../store.js").Given} Given
 * @typedef {import("../store.js").GivenAnswer} GivenAnswer
 * @typedef {import("../store.js").GivenWork} GivenWork
 * @typedef {(string | [string, string])[]} Parts  of a response: ids, texts or pairs
 *
 * @typedef {object} Interaction
 * @property {string} id
 * @property {"true-false" | "choice" | "sequencing" | "matching" | "fill-in" |
 *   "long-fill-in" | "numeric" | "likert" | "performance"} type
 * @property {Parts} response
 * @property {Parts} [right]  a right response
 * @property {[string, string]} [range]  lowest and highest right number, or the ends of a
 *   scale
 * @property {string[]} [others]  all right texts
 * @property {boolean} [exact]  whether large and small letters differ
 * @property {string} [result]  correct, incorrect or the share that is right; else neutral
 * @property {number} [weighting]
 * @property {string} [title]  what was asked
 */

const TRUE_WORDS = /^(benar|betul|ya|true|yes)\b/i;
const LETTERS_OF_PLACES = "abcdefghijklmnopqrstuvwxyz0123456789";
const RECORDED = ["text", "link", "place"];

/**
 * @param {Given} given
 * @returns {Interaction[]}
 */
export function interactionsOf(given) {
  switch (given.kind) {
    case "answer":
      return [answered(given)];
    case "choice":
      return [{ id: given.id, type: "performance", response: [[given.letter, given.text]] }];
    case "work":
      return handedIn(given);
  }
}

/**
 * @param {Parts} parts
 * @param {string} between
 * @param {string} within  a pair
 */
export function joinedParts(parts, between, within) {
  return parts.map((part) => (Array.isArray(part) ? part.join(within) : part)).join(between);
}

/**
 * @param {string} text
 * @param {number} most  characters
 * @returns {string} no letter cut in half
 */
export function cut(text, most) {
  return text.slice(0, most).replace(/[\ud800-\udbff]$/, "");
}

/**
 * @param {GivenAnswer} given
 * @returns {Interaction}
 */
function answered(given) {
  const { id, question, rule, earned } = given;
  const [rightly, of] = earned;
  const part = rightly ? (rightly / of).toFixed(2) : "incorrect";
  const result = rule.type === "long" ? "neutral" : rightly === of ? "correct" : part;
  const { title, points } = question;
  return { id, title, weighting: points, result, ...responseOf(given) };
}

/**
 * @param {GivenAnswer} given
 * @returns {Pick<Interaction, "type" | "response" | "right" | "range" | "others" | "exact">}
 */
function responseOf({ question, rule, answer, language }) {
  const right = rightAnswer(rule);
  const ids = Array.isArray(answer) ? answer : [];
  const rightIds = Array.isArray(right) ? right : [];
  switch (rule.type) {
    case "choice": {
      if (rule.boolean) return truth(question.options, ids, rightIds);
      const order = question.options.map(([id]) => id);
      const response = order.filter((id) => ids.includes(id));
      return { type: "choice", response, right: rightIds };
    }
    case "order":
      return { type: "sequencing", response: ids, right: rightIds };
    case "match":
      return { type: "matching", response: pairs(ids), right: pairs(rightIds) };
    case "gaps":
      return { type: "fill-in", response: ids, right: rightIds };
    case "number": {
      const number = readNumber(String(answer), language, rule.unit);
      const pattern = [String(right).split(" ")[0] ?? ""];
      if (number === null) return { type: "fill-in", response: [String(answer)], right: pattern };
      return { type: "numeric", response: [number], right: pattern, range: rule.accepted[0] };
    }
    case "text": {
      const { answers: others, exact } = rule;
      return { type: "fill-in", response: [String(answer)], right: [String(right)], others, exact };
    }
    case "long":
      return { type: "long-fill-in", response: [String(answer)] };
  }
}

/**
 * @param {[string, string][]} options
 * @param {string[]} given
 * @param {string[]} right
 * @returns {Pick<Interaction, "type" | "response" | "right">}
 */
function truth(options, given, right) {
  const texts = new Map(options);
  /** @param {string[]} ids */
  const value = (ids) => [String(TRUE_WORDS.test(texts.get(ids[0] ?? "") ?? ""))];
  return { type: "true-false", response: value(given), right: value(right) };
}

/**
 * @param {string[]} partners  of each left item
 * @returns {[string, string][]} the left item's letter by its place, and its partner's
 */
function pairs(partners) {
  return partners.flatMap((partner, place) =>
    partner ? [/** @type {[string, string]} */ ([leftId(place), partner])] : [],
  );
}

/** @param {number} place  of a left item */
export function leftId(place) {
  return LETTERS_OF_PLACES[place] ?? `o${place + 1}`;
}

/**
 * @param {GivenWork} given
 * @returns {Interaction[]}
 */
function handedIn({ id, activity, answers }) {
  switch (activity.kind) {
    case "assignment":
      return RECORDED.flatMap((name) => {
        const text = String(answers[name] ?? "");
        const { title } = activity;
        return text ? [{ id: `${id}-${name}`, title, type: "long-fill-in", response: [text] }] : [];
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
    /** @type {Interaction["type"]} */
    const type =
      item.type === "scale" ? "likert" : item.type === "text" ? "long-fill-in" : "choice";
    const response = Array.isArray(answer) ? answer : [answer];
    const range = /** @type {[string, string]} */ ([`${item.low}`, `${item.high}`]);
    return [{ id: `${id}-${item.id}`, title: item.text, type, response, range }];
  });
}
