/** How the variables of a simulation moved in a round: a chart each, and the numbers. */

import { lineShape, partOf, roughly, scaleOf } from "./chart.js";
import { decimalText } from "./decimal.js";
import { element } from "./dom.js";
import { valueIn } from "./graph.js";

/**
 * @typedef {import("./decimal.js").Decimal} Decimal
 * @typedef {import("./graph.js").Variable} Variable
 * @typedef {import("./play.js").Decision} Decision
 * @typedef {import("./scenario.js").Stage} Stage
 * @typedef {import("./scenario_strings.js").ScenarioStrings} ScenarioStrings
 */

/**
 * @param {Stage} stage
 * @param {Decision[]} decisions
 * @param {number[]} turns  decisions to mark, numbered from 1
 * @returns {HTMLElement}
 */
export function chartList({ details, prefix, strings }, decisions, turns) {
  const charts = details.graph.variables.map((variable) => {
    const { name, label, unit } = variable;
    const values = courseOf(variable, decisions);
    const rough = values.map(roughly);
    const scale = scaleOf(variable, rough);
    const parts = rough.map((value) => partOf(scale, value));
    const title = strings.labelled(label, unit);
    const words = {
      id: `${prefix}-${name}`,
      title: strings.chartTitle(title),
      description: description(values, rough, strings),
    };
    const [first, last] = [values[0], values.at(-1)].map((value) => written(value, strings));
    const figure = element(
      "figure",
      {},
      element("figcaption", {}, title),
      element("b", {}, `${first} → ${last}`),
      lineShape(parts, turns, words),
    );
    return element("li", {}, figure);
  });
  return element("ul", { class: "bars lines" }, ...charts);
}

/**
 * @param {Stage} stage
 * @param {Decision[]} decisions
 * @returns {HTMLElement}
 */
export function numberTable({ details, strings }, decisions) {
  const { variables } = details.graph;
  const courses = variables.map((variable) => courseOf(variable, decisions));
  const head = variables.map(({ label }) => element("th", { scope: "col", class: "n" }, label));
  const units = variables.filter(({ unit }) => unit);
  const caption = strings.numbersCaption(units.map(({ label, unit }) => strings.within(label, unit)));
  const rows = [null, ...decisions].map((_, index) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, index ? String(index) : strings.atStart),
      ...courses.map((values) => element("td", { class: "n" }, written(values[index], strings))),
    ),
  );
  const table = element(
    "table",
    {},
    element("caption", {}, caption),
    element("thead", {}, element("tr", {}, element("th", { scope: "col" }, strings.decision), ...head)),
    element("tbody", {}, ...rows),
  );
  // What may scroll must be reached by the keyboard.
  const frame = { class: "scroll", role: "region", tabindex: "0", "aria-label": strings.numbers };
  return element("div", frame, table);
}

/**
 * @param {Variable} variable
 * @param {Decision[]} decisions
 * @returns {Decimal[]} its value at the start and after each decision
 */
function courseOf({ name }, decisions) {
  const first = decisions[0]?.before;
  const positions = [...(first ? [first] : []), ...decisions.map(({ position }) => position)];
  return positions.map(({ values }) => valueIn(values, name));
}

/**
 * @param {Decimal[]} values
 * @param {number[]} rough
 * @param {ScenarioStrings} strings
 * @returns {string} the shape of a line: its ends, and what lies beyond them
 */
function description(values, rough, strings) {
  const ends = [rough[0] ?? 0, rough.at(-1) ?? 0];
  const [lowest, highest] = [Math.min(...rough), Math.max(...rough)];
  const sentences = [strings.chartShape(written(values[0], strings), written(values.at(-1), strings))];
  if (lowest < Math.min(...ends)) {
    const at = rough.indexOf(lowest);
    sentences.push(strings.chartLowest(written(values[at], strings), at));
  }
  if (highest > Math.max(...ends)) {
    const at = rough.indexOf(highest);
    sentences.push(strings.chartHighest(written(values[at], strings), at));
  }
  return sentences.join(" ");
}

/**
 * @param {Decimal | undefined} value
 * @param {ScenarioStrings} strings
 */
function written(value, strings) {
  return value ? strings.number(decimalText(value)) : "";
}
