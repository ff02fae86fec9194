/**
 * One question's results as a few letters, for the compact state: one letter of six bits
 * and the numbers that these announce.
 *
 *     1 right · 2 4 tries (3: a number follows) · 8 hints · 16 best · 32 first
 *
 * `best` and `first` are left out where they follow from the rest: full points less the
 * hints when right, none when wrong.
 */

import { NOTHING_DONE } from "./activity_progress.js";
import { hundredths, hundredthsFor } from "./points.js";

/**
 * @typedef {import("./activity_progress.js").QuestionProgress} QuestionProgress
 * @typedef {import("./adapter.js").Answer} Answer
 * @typedef {import("./adapter.js").OutlineQuestion} OutlineQuestion
 *
 * @typedef {object} Reader
 * @property {(length: number) => string} take
 * @property {() => string} rest  what has not been taken
 * @property {() => boolean} atEnd
 */

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const [RIGHT, TRIES_MANY, HINTS, BEST, FIRST] = [1, 3, 8, 16, 32];
const SHORTEST_PREFIX = 4;
const LONGEST_PREFIX = 8;

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
export function idsByPrefix(keysAndIds, length) {
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
 * @param {OutlineQuestion} question
 * @param {QuestionProgress} done
 */
export function encodeRecord(question, done) {
  const best = hundredths(done.best ?? 0);
  const first = hundredths(done.first ?? 0);
  const usual = usualPoints(question, done);
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
 * @param {OutlineQuestion | undefined} question  none where the course no longer has it
 * @returns {QuestionProgress}
 */
export function decodeRecord(read, question) {
  const bits = LETTERS.indexOf(read.take(1));
  const right = (bits & RIGHT) !== 0;
  let tries = (bits >> 1) & TRIES_MANY;
  if (tries === TRIES_MANY) tries = decodeNumber(read);
  const hints = bits & HINTS ? decodeNumber(read) : 0;
  const savedBest = bits & BEST ? decodeNumber(read) : null;
  const savedFirst = bits & FIRST ? decodeNumber(read) : null;
  if (!question || !tries) return { ...NOTHING_DONE, hints };
  if (question.type === "long") return { ...NOTHING_DONE, tries, hints };
  const most = hundredths(question.points);
  const best = Math.min(savedBest ?? usualPoints(question, { right, hints }), most);
  const first = Math.min(savedFirst ?? (tries === 1 ? best : 0), most);
  return { tries, hints, right, best: best / 100, first: first / 100, answer: [] };
}

/**
 * @param {OutlineQuestion} question
 * @param {Answer} answer
 */
export function encodeAnswer(question, answer) {
  if (!Array.isArray(answer)) return encodeWords(answer);
  if (question.type === "gaps") return encodeTexts(answer);
  return answer.every((id) => id.length === 1) ? answer.join("") : `.${answer.join(".")}`;
}

/**
 * @param {OutlineQuestion} question
 * @param {string} text
 * @returns {Answer} empty where it was cut or no longer fits the question
 */
export function decodeAnswer(question, text) {
  if (question.type === "gaps") return text ? decodeTexts(text) : [];
  if (!question.options.length) return decodeWords(text);
  const ids = text.includes(".") ? text.split(".").slice(1) : [...text];
  const known = new Set(question.options.map(([id]) => id));
  if (question.type === "match") known.add("");
  return ids.every((id) => known.has(id)) ? ids : [];
}

/** @param {string} text */
export function encodeWords(text) {
  const whole = text.replace(/\p{Surrogate}/gu, "\ufffd");
  return encodeURIComponent(whole).replaceAll("%20", "+");
}

/** @param {string} text */
export function decodeWords(text) {
  try {
    return decodeURIComponent(text.replaceAll("+", "%20"));
  } catch {
    return ""; // Another program has cut the state: the result counts, the words are lost.
  }
}

/**
 * @param {string[]} texts
 * @returns {string} each after a point
 */
export function encodeTexts(texts) {
  return texts.map((text) => `.${encodeWords(text).replaceAll(".", "%2E")}`).join("");
}

/** @param {string} text */
export function decodeTexts(text) {
  return text.split(".").slice(1).map(decodeWords);
}

/**
 * @param {string} text
 * @returns {Reader}
 */
export function readerOf(text) {
  let at = 0;
  return {
    take(length) {
      at += length;
      return text.slice(at - length, at);
    },
    rest: () => text.slice(at),
    atEnd: () => at >= text.length,
  };
}

/**
 * @param {OutlineQuestion} question
 * @param {{right: boolean, hints: number}} done
 */
function usualPoints(question, { right, hints }) {
  return right ? hundredthsFor(question, [1, 1], hints) : 0;
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
