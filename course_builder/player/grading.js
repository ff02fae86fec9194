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
 * @property {boolean} [partial]
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
 * @typedef {object} OrderRule
 * @property {"order"} type
 * @property {string[]} order
 * @property {boolean} partial
 *
 * @typedef {object} MatchRule
 * @property {"match"} type
 * @property {string[]} partners  of each left item
 * @property {boolean} partial
 *
 * @typedef {object} GapRule
 * @property {"gaps"} type
 * @property {(NumberRule | TextRule)[]} gaps
 * @property {boolean} partial
 *
 * @typedef {object} LongRule
 * @property {"long"} type
 *
 * @typedef {ChoiceRule | NumberRule | TextRule | OrderRule | MatchRule | GapRule
 *   | LongRule} Rule
 *
 * @typedef {[number, number]} Share  of the second number, the first
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

/** Characters of an open answer, which no pattern reads; more is refused. */
export const LONGEST_ESSAY = 20_000;

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
 * @returns {Share} the part of the points that the answer earns; nothing for an open one
 */
export function share(rule, answer, language) {
  switch (rule.type) {
    case "choice":
      return choiceShare(rule, chosen(rule, answer));
    case "number":
    case "text":
      return wholeShare(isRight(rule, typed(answer, LONGEST_TEXT), language));
    case "order":
    case "match":
    case "gaps": {
      const right = rightParts(rule, answer, language);
      if (!rule.partial) return wholeShare(right.every(Boolean));
      return [right.filter(Boolean).length, right.length];
    }
    case "long":
      typed(answer, LONGEST_ESSAY);
      return [0, 1];
  }
}

/**
 * @param {Rule} rule
 * @param {Answer} answer
 * @param {string} language
 * @returns {boolean[]} which places, pairs or gaps are right; empty for other rules
 */
export function rightParts(rule, answer, language) {
  switch (rule.type) {
    case "order": {
      const given = listed(answer, rule.order.length);
      const wanted = [...rule.order].sort();
      if ([...given].sort().some((id, index) => id !== wanted[index])) {
        throw new AnswerError("malformed");
      }
      return rule.order.map((id, index) => id === given[index]);
    }
    case "match": {
      const given = listed(answer, rule.partners.length);
      if (given.some((id) => id !== "" && !rule.partners.includes(id))) {
        throw new AnswerError("malformed");
      }
      return rule.partners.map((id, index) => id === given[index]);
    }
    case "gaps": {
      const texts = listed(answer, rule.gaps.length).map((text) => typed(text, LONGEST_TEXT));
      return rule.gaps.map((gap, index) => isRight(gap, texts[index] ?? "", language));
    }
    default:
      return [];
  }
}

/**
 * @param {Rule} rule
 * @returns {boolean} false for an open answer, which waits for a person
 */
export function isMarked(rule) {
  return rule.type !== "long";
}

/**
 * @param {KeyEntry} key
 * @param {Answer} answer
 * @param {Share} earned
 * @param {{closed: boolean, parts?: boolean[]}} state
 * @returns {Feedback} what the learner is told; the key only once the question is closed
 */
export function feedback(key, answer, earned, { closed, parts = [] }) {
  const ids = Array.isArray(answer) ? answer : [];
  const options = ids.filter((id) => Object.hasOwn(key.optionFeedback, id));
  const right = earned[0] === earned[1];
  const marked = isMarked(key.rule);
  const text = right ? key.right : key.wrong;
  return {
    right,
    closed,
    options: Object.fromEntries(options.map((id) => [id, key.optionFeedback[id] ?? ""])),
    text: marked ? text : "",
    explanation: closed ? key.explanation : "",
    key: closed ? rightAnswer(key.rule) : [],
    share: earned,
    marked,
    parts: closed ? parts : [],
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
    case "number":
    case "text":
      return rightText(rule);
    case "order":
      return rule.order;
    case "match":
      return rule.partners;
    case "gaps":
      return rule.gaps.map(rightText);
    case "long":
      return "";
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

/**
 * @param {ChoiceRule} rule
 * @param {Set<string>} given
 * @returns {Share}
 */
function choiceShare(rule, given) {
  const rightly = rule.right.filter((id) => given.has(id)).length;
  if (rule.partial && rule.multiple) {
    return [Math.max(0, 2 * rightly - given.size), rule.right.length];
  }
  return wholeShare(rightly === given.size && rightly === rule.right.length);
}

/**
 * @param {boolean} right
 * @returns {Share}
 */
function wholeShare(right) {
  return [Number(right), 1];
}

/**
 * @param {Answer} answer
 * @param {number} length
 */
function listed(answer, length) {
  if (!Array.isArray(answer) || answer.length !== length) throw new AnswerError("malformed");
  return answer;
}

/**
 * @param {Answer} answer
 * @param {number} longest  characters
 */
function typed(answer, longest) {
  if (Array.isArray(answer)) throw new AnswerError("malformed");
  if ([...answer].length > longest) throw new AnswerError("too-long");
  return answer;
}

/**
 * @param {NumberRule | TextRule} rule
 * @param {string} text
 * @param {string} language
 */
function isRight(rule, text, language) {
  if (rule.type === "text") return textMatches(rule, text);
  const read = readNumber(text, language, rule.unit);
  if (read === null) return false;
  const number = parseDecimal(read);
  return rule.accepted.some(
    ([low, high]) =>
      isAtMost(parseDecimal(low), number) && isAtMost(number, parseDecimal(high)),
  );
}

/** @param {NumberRule | TextRule} rule */
function rightText(rule) {
  if (rule.type === "text") return rule.answers[0] ?? "";
  const [low, high] = rule.accepted[0] ?? ["0", "0"];
  const number = decimalText(middle(parseDecimal(low), parseDecimal(high)));
  return `${number} ${rule.unit}`.trim();
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
