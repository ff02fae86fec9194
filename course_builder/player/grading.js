/**
 * How an answer is read and graded: the mirror of `model/grading.py`, held to it by
 * `tests/cases/grading.json`, which runs in both languages.
 */

import { AnswerError } from "./adapter.js";
import { decimalText, isAtMost, middle, parseDecimal } from "./decimal.js";

/**
 * @typedef {object} ChoiceRule
 * @property {"choice"} type
 * @property {string[]} options
 * @property {string[]} right
 * @property {boolean} multiple
 * @property {boolean} boolean
 *
 * @typedef {object} NumberRule
 * @property {"number"} type
 * @property {[string, string][]} accepted  lowest and highest right number, as text
 * @property {string} unit
 *
 * @typedef {object} TextRule
 * @property {"text"} type
 * @property {string[]} answers
 * @property {string[]} patterns
 * @property {boolean} exact
 *
 * @typedef {ChoiceRule | NumberRule | TextRule} Rule
 *
 * @typedef {object} KeyEntry
 * @property {Rule} rule
 * @property {Record<string, string>} optionFeedback
 * @property {string[]} hints
 * @property {string} right
 * @property {string} wrong
 * @property {string} explanation
 *
 * @typedef {import("./adapter.js").Answer} Answer
 * @typedef {import("./adapter.js").Feedback} Feedback
 */

/** Characters of a typed answer; more is refused, so that no pattern runs long. */
export const LONGEST_TEXT = 1000;

// The white space that Python is told of too: what `\s` means in every JavaScript.
const SPACES = /\s+/gu;
const NUMBER = /^([+-]?)([0-9.,](?:[0-9., ]*[0-9.,])?)(?: ?([^0-9., +-][^ ]*))?$/u;

/**
 * @param {string} text
 * @returns {string} in form NFC, trimmed, each run of white space as one space
 */
export function collapse(text) {
  return text.normalize("NFC").replace(SPACES, " ").replace(/^ | $/g, "");
}

/**
 * @param {string} text
 * @returns {string} what two short texts are compared by
 */
export function fold(text) {
  return collapse(text).toLowerCase();
}

/**
 * Read a learner's number; see `read_number` in Python for the rules.
 *
 * @param {string} text
 * @param {string} language  BCP 47 tag of the course
 * @param {string} [unit]  a word that may follow the number
 * @returns {string | null} with a decimal point and no separators
 */
export function readNumber(text, language, unit = "") {
  const match = NUMBER.exec(collapse(text.replace(/[\u2212\u2013]/g, "-")));
  if (!match) return null;
  const [, sign = "", digits = "", word] = match;
  if (word !== undefined && fold(word) !== fold(unit)) return null;
  const english = language.split("-")[0]?.toLowerCase() === "en";
  const plain = english ? plainDigits(digits, ".", ",") : plainDigits(digits, ",", ".");
  return plain && sign.replace("+", "") + plain;
}

/**
 * @param {string} digits
 * @param {string} mark  the language's decimal mark
 * @param {string} other  the mark that separates its thousands
 * @returns {string | null}
 */
function plainDigits(digits, mark, other) {
  const [m, o] = [`\\${mark}`, `\\${other}`];
  const group = "[1-9][0-9]{0,2}";
  const grouped = `${group}(?:(?:${o}[0-9]{3})+|(?: [0-9]{3})+)(?:${m}[0-9]+)?`;
  const foreign = `${group}(?:(?:${m}[0-9]{3})+${o}[0-9]+|(?:${m}[0-9]{3}){2,})`;
  const forms = [
    [grouped, mark],
    [foreign, other],
    [`[0-9]+|[0-9]*${m}[0-9]+`, mark],
    [`[0-9]*${o}[0-9]+`, other],
  ];
  const form = forms.find(([pattern]) => new RegExp(`^(?:${pattern})$`).test(digits));
  if (!form) return null;
  const [whole = "", decimals] = digits.split(form[1] ?? "");
  return (whole.replace(/[^0-9]/g, "") || "0") + (decimals ? `.${decimals}` : "");
}

/**
 * @param {Rule} rule
 * @param {Answer} answer
 * @param {string} language
 * @returns {[number, number]} the share of the points that the answer earns, as numerator
 *   and denominator
 */
export function share(rule, answer, language) {
  return [Number(isRight(rule, answer, language)), 1];
}

/**
 * @param {Rule} rule
 * @param {Answer} answer
 * @param {string} language
 */
function isRight(rule, answer, language) {
  switch (rule.type) {
    case "choice": {
      const given = chosen(rule, answer);
      return given.size === rule.right.length && rule.right.every((id) => given.has(id));
    }
    case "number": {
      const text = readNumber(typed(answer), language, rule.unit);
      if (text === null) return false;
      const number = parseDecimal(text);
      return rule.accepted.some(
        ([low, high]) =>
          isAtMost(parseDecimal(low), number) && isAtMost(number, parseDecimal(high)),
      );
    }
    case "text":
      return textMatches(rule, typed(answer));
  }
}

/**
 * @param {{points: number, hintCost: number}} activity
 * @param {[number, number]} earned
 * @param {number} hints  how many had been opened before
 * @returns {number} points of one try in hundredths, rounded half up
 */
export function hundredthsFor(activity, [numerator, denominator], hints) {
  const full = hundredths(activity.points);
  const rounded = Math.floor(
    (2 * full * numerator + denominator) / (2 * denominator),
  );
  return Math.max(0, rounded - hundredths(activity.hintCost) * hints);
}

/**
 * Points have at most two decimals, so whole hundredths add up without error.
 *
 * @param {number} points
 */
export function hundredths(points) {
  return Math.round(points * 100);
}

/**
 * @param {KeyEntry} key
 * @param {Answer} answer
 * @param {{right: boolean, closed: boolean}} state
 * @returns {Feedback} what the learner is told; the key only once the question is closed
 */
export function feedback(key, answer, { right, closed }) {
  const ids = Array.isArray(answer) ? answer : [];
  const options = ids.filter((id) => Object.hasOwn(key.optionFeedback, id));
  return {
    right,
    closed,
    options: Object.fromEntries(options.map((id) => [id, key.optionFeedback[id] ?? ""])),
    text: right ? key.right : key.wrong,
    explanation: closed ? key.explanation : "",
    key: closed ? rightAnswer(key.rule) : [],
  };
}

/**
 * @param {Rule} rule
 * @returns {Answer} one right answer, as it is shown to a learner
 */
export function rightAnswer(rule) {
  switch (rule.type) {
    case "choice":
      return rule.options.filter((id) => rule.right.includes(id));
    case "number": {
      const [low, high] = rule.accepted[0] ?? ["0", "0"];
      const number = decimalText(middle(parseDecimal(low), parseDecimal(high)));
      return `${number} ${rule.unit}`.trim();
    }
    case "text":
      return rule.answers[0] ?? "";
  }
}

/**
 * @param {ChoiceRule} rule
 * @param {Answer} answer
 */
function chosen(rule, answer) {
  if (!Array.isArray(answer)) throw new AnswerError("malformed");
  const ids = new Set(answer);
  if ([...ids].some((id) => !rule.options.includes(id))) {
    throw new AnswerError("malformed");
  }
  if (!rule.multiple && ids.size > 1) throw new AnswerError("malformed");
  return ids;
}

/** @param {Answer} answer */
function typed(answer) {
  if (Array.isArray(answer)) throw new AnswerError("malformed");
  if ([...answer].length > LONGEST_TEXT) throw new AnswerError("too-long");
  return answer;
}

/**
 * Patterns are in the common ground of Python and JavaScript: the reader sees to that.
 *
 * @param {TextRule} rule
 * @param {string} text
 */
function textMatches(rule, text) {
  const form = rule.exact ? nfc : fold;
  const given = form(text);
  return (
    rule.answers.some((answer) => form(answer) === given) ||
    rule.patterns.some((pattern) =>
      new RegExp(`^(?:${pattern})$`, rule.exact ? "su" : "sui").test(given),
    )
  );
}

/** @param {string} text */
function nfc(text) {
  return text.normalize("NFC");
}
