/** What stands in the form of a question, read and put back. */

/**
 * @typedef {import("./adapter.js").Answer} Answer
 */

/**
 * @param {ParentNode} section
 * @param {string} type  of the question
 * @returns {Answer}
 */
export function readAnswer(section, type) {
  switch (type) {
    case "number":
    case "text":
    case "long":
      return section.querySelector(FIELD)?.value ?? "";
    case "order":
      return items(section).map((item) => item.dataset["item"] ?? "");
    case "match":
    case "gaps":
      return parts(section).map((part) => part.value);
    default:
      return boxes(section)
        .filter((box) => box.checked)
        .map((box) => box.value);
  }
}

/**
 * @param {ParentNode} section
 * @param {string} type
 * @param {Answer} answer  perhaps of an earlier edition: what does not fit is left alone
 */
export function restoreAnswer(section, type, answer) {
  if (!Array.isArray(answer)) {
    const field = section.querySelector(FIELD);
    if (field) field.value = answer;
    return;
  }
  if (type === "order") arrange(section, answer);
  else if (type === "match" || type === "gaps") {
    parts(section).forEach((part, index) => {
      part.value = answer[index] ?? "";
    });
  } else {
    for (const box of boxes(section)) box.checked = answer.includes(box.value);
  }
}

/**
 * @param {Answer} answer
 * @returns {boolean} whether something is still to be chosen or written
 */
export function isUnfinished(answer) {
  if (!Array.isArray(answer)) return !answer.trim();
  return !answer.length || answer.some((part) => !part.trim());
}

/**
 * Put options, items or partners in the order of a run.
 *
 * @param {ParentNode} section
 * @param {string} type
 * @param {string[]} order  ids
 */
export function arrangeOptions(section, type, order) {
  if (type === "order") {
    arrange(section, order);
    return;
  }
  const boxesById = [...section.querySelectorAll(".option[data-option]")];
  inOrder(boxesById, order, (box) => box.getAttribute("data-option") ?? "");
  for (const select of section.querySelectorAll("select")) {
    inOrder([...select.options].slice(1), order, (option) => option.value);
  }
}

/**
 * @param {ParentNode} section
 * @returns {HTMLElement[]} what is to be put in order
 */
export function items(section) {
  return [...section.querySelectorAll(ITEM)];
}

/**
 * @param {ParentNode} section
 * @returns {(HTMLInputElement | HTMLSelectElement)[]} the gaps, or one field for each left item
 */
export function parts(section) {
  return [...section.querySelectorAll(PART)];
}

const FIELD = /** @type {"textarea"} */ ("textarea, input[type=text]");
const ITEM = /** @type {"li"} */ ("[data-slot=items] > [data-item]");
const PART = /** @type {"select"} */ ("select[data-left], input[data-gap]");
const BOX = /** @type {"input"} */ ("input[type=radio], input[type=checkbox]");

/** @param {ParentNode} section */
function boxes(section) {
  return [...section.querySelectorAll(BOX)];
}

/**
 * @param {ParentNode} section
 * @param {string[]} order
 */
function arrange(section, order) {
  inOrder(items(section), order, (item) => item.dataset["item"] ?? "");
}

/**
 * @template {Element} One
 * @param {One[]} elements  of one parent
 * @param {string[]} order
 * @param {(one: One) => string} idOf
 */
function inOrder(elements, order, idOf) {
  const byId = new Map(elements.map((one) => [idOf(one), one]));
  const sorted = order.flatMap((id) => byId.get(id) ?? []);
  if (sorted.length !== elements.length) return;
  if (sorted.every((one, index) => one === elements[index])) return;
  for (const one of sorted) one.parentElement?.append(one);
}
