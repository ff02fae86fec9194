/** Beside each choice, item, pair or gap: whether it was right, with a sign and a word. */

import { items, parts } from "./answer_form.js";
import { element, fragment } from "./dom.js";

/**
 * @typedef {import("./adapter.js").Feedback} Feedback
 * @typedef {import("./adapter.js").QuestionFields} QuestionFields
 * @typedef {import("./adapter.js").QuestionView} QuestionView
 * @typedef {import("./strings.js").Strings} Strings
 */

/**
 * @param {HTMLElement} section
 * @param {QuestionView} view
 * @param {QuestionFields} question
 * @param {Strings} strings
 * @returns {boolean} whether a part of the question now says right or wrong
 */
export function drawVerdicts(section, view, question, strings) {
  const told = view.waiting ? null : view.feedback;
  switch (question.type) {
    case "order":
    case "match":
    case "gaps":
      return drawParts(section, told, question, strings);
    default:
      return drawOptions(section, view, told, question, strings);
  }
}

/**
 * @param {HTMLElement} section
 * @param {QuestionView} view
 * @param {Feedback | null} told
 * @param {QuestionFields} question
 * @param {Strings} strings
 */
function drawOptions(section, view, told, question, strings) {
  let marked = false;
  for (const [option] of question.options) {
    const box = section.querySelector(`.option[data-option="${option}"]`);
    const place = box?.querySelector("[data-slot=feedback]");
    const input = box?.querySelector("input");
    if (!box || !place || !input) continue;
    const verdict = told && verdictOf(option, view, told, question);
    const html = told?.options[option] ?? "";
    box.classList.toggle("right", verdict === "right");
    box.classList.toggle("wrong", verdict === "wrong");
    if (!verdict && !html) {
      place.replaceChildren();
      input.removeAttribute("aria-describedby");
      continue;
    }
    marked ||= verdict !== null;
    const id = `${input.name}-${option}.told`;
    const alert = element("div", { class: "alert", id });
    if (verdict) {
      const chosen = view.answer.includes(option);
      const words = chosen ? strings[verdict] : strings.rightOption;
      alert.append(element("p", {}, element("b", {}, words)));
    }
    alert.append(fragment(html));
    place.replaceChildren(alert);
    input.setAttribute("aria-describedby", id);
  }
  return marked;
}

/**
 * A wrong set of several choices does not say which of them are right until it is closed.
 *
 * @param {string} option
 * @param {QuestionView} view
 * @param {Feedback} told
 * @param {QuestionFields} question
 * @returns {"right" | "wrong" | null}
 */
function verdictOf(option, view, told, question) {
  const chosen = view.answer.includes(option);
  if (told.closed && Array.isArray(told.key) && told.key.length) {
    if (told.key.includes(option)) return "right";
    return chosen ? "wrong" : null;
  }
  if (!chosen || question.type === "multiple") return null;
  return told.right ? "right" : "wrong";
}

/**
 * Where each item belongs, each partner and each gap: told once the question is closed.
 *
 * @param {HTMLElement} section
 * @param {Feedback | null} told
 * @param {QuestionFields} question
 * @param {Strings} strings
 */
function drawParts(section, told, question, strings) {
  for (const old of section.querySelectorAll("[data-verdict]")) old.remove();
  const key = told?.closed && Array.isArray(told.key) ? told.key : [];
  if (!told || !(key.length || told.right)) return false;
  if (question.type === "order") {
    items(section).forEach((item, index) => {
      const place = key.indexOf(item.dataset["item"] ?? "");
      const right = place === index || (!key.length && told.right);
      const words = right ? strings.rightPlace : strings.placeIs(place + 1);
      item.querySelector("span")?.after(badge(right, words));
    });
    return true;
  }
  const texts = new Map(question.options);
  parts(section).forEach((part, index) => {
    const wanted = key[index] ?? "";
    const isGap = question.type === "gaps";
    const right = told.right || (told.parts?.[index] ?? isSame(part.value, wanted, isGap));
    const text = isGap ? strings.typedNumber(wanted) : (texts.get(wanted) ?? wanted);
    const words = right ? strings.rightPart : strings.partIs(text);
    // Several texts may be right in a gap: who knows one of them only does not say wrong.
    const isSure = right || !isGap || told.parts?.[index] !== undefined;
    part.after(isSure ? badge(right, words) : element("small", { "data-verdict": "" }, words));
  });
  return true;
}

/**
 * @param {string} given
 * @param {string} wanted
 * @param {boolean} isText
 */
function isSame(given, wanted, isText) {
  /** @param {string} text */
  const form = (text) => text.normalize("NFC").replace(/\s+/g, " ").trim().toLowerCase();
  return isText ? form(given) === form(wanted) : given === wanted;
}

/**
 * @param {boolean} right
 * @param {string} words
 */
function badge(right, words) {
  const look = right ? "right" : "wrong";
  return element("span", { class: `badge small ${look}`, "data-verdict": look }, words);
}
