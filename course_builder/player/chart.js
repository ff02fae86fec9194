/**
 * Pictures of a simulation's variables. SVG draws only shapes; words and numbers stand in
 * HTML beside them, and the title and description say what the shapes show.
 */

import { decimalText } from "./decimal.js";

/**
 * @typedef {import("./decimal.js").Decimal} Decimal
 * @typedef {import("./graph.js").Variable} Variable
 *
 * @typedef {object} Scale  what the whole width or height stands for
 * @property {number} low
 * @property {number} high
 */

const SVG = "http://www.w3.org/2000/svg";
const BAR = { width: 100, height: 8 };
const LINE = { width: 110, top: 2, bottom: 38 };

/**
 * Shapes need no exact numbers.
 *
 * @param {Decimal} value
 * @returns {number}
 */
export function roughly(value) {
  return Number(decimalText(value));
}

/**
 * @param {Variable} variable
 * @param {number[]} values  that it has had; they serve where it has no bound
 * @returns {Scale}
 */
export function scaleOf({ min, max, start }, values) {
  const all = [Number(start), ...values];
  const low = min === null ? Math.min(0, ...all) : Number(min);
  const high = max === null ? Math.max(...all) : Number(max);
  return { low, high: high > low ? high : low + 1 };
}

/**
 * @param {Scale} scale
 * @param {number} value
 * @returns {number} 0 to 1
 */
export function partOf({ low, high }, value) {
  return Math.min(1, Math.max(0, (value - low) / (high - low)));
}

/** @returns {{svg: SVGElement, title: Element, now: Element, was: Element}} a bar to move */
export function barShape() {
  const { width, height } = BAR;
  const title = shape("title");
  const now = shape("rect", { class: "now", width: 0, height });
  const was = shape("rect", { y: 0.5, width: 0, height: height - 1 });
  const svg = shape(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", role: "img" },
    title,
    shape("rect", { class: "rest", width, height }),
    now,
    was,
  );
  return { svg, title, now, was };
}

/**
 * @param {ReturnType<typeof barShape>} bar
 * @param {number} now  0 to 1
 * @param {number} before  0 to 1
 * @param {"better" | "worse" | ""} turn
 */
export function moveBar({ now: filled, was }, now, before, turn) {
  const from = Math.min(now, before);
  filled.setAttribute("width", hundredth(now * BAR.width));
  was.setAttribute("class", turn === "worse" ? "was" : "moved");
  was.setAttribute("x", hundredth(from * BAR.width));
  was.setAttribute("width", hundredth((Math.max(now, before) - from) * BAR.width));
}

/**
 * @param {number[]} parts  0 to 1, one for each step
 * @param {number[]} dots  steps to mark
 * @param {{id: string, title: string, description: string}} words
 * @returns {SVGElement}
 */
export function lineShape(parts, dots, { id, title, description }) {
  const { width, top, bottom } = LINE;
  const places = parts.map((part, index) => {
    const x = (width * index) / Math.max(1, parts.length - 1);
    return `${hundredth(x)} ${hundredth(bottom - part * (bottom - top))}`;
  });
  const marks = dots.map((step) => shape("path", { class: "dot", d: `M${places[step]} h0` }));
  return shape(
    "svg",
    {
      viewBox: `-3 -2 ${width + 6} ${bottom + 6}`,
      preserveAspectRatio: "none",
      role: "img",
      "aria-labelledby": `${id}-t`,
      "aria-describedby": `${id}-d`,
    },
    shape("title", { id: `${id}-t` }, title),
    shape("desc", { id: `${id}-d` }, description),
    shape("path", { class: "axis", d: `M0 ${bottom} H${width}` }),
    shape("path", { class: "run", d: `M${places.join(" L")}` }),
    ...marks,
  );
}

/**
 * @param {string} tag
 * @param {Record<string, string | number>} [attributes]
 * @param {(Node | string)[]} children
 * @returns {SVGElement}
 */
function shape(tag, attributes = {}, ...children) {
  const made = /** @type {SVGElement} */ (document.createElementNS(SVG, tag));
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/** @param {number} value */
function hundredth(value) {
  return String(Math.round(value * 100) / 100);
}
