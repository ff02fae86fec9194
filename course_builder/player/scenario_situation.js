/** One situation of a simulation: how things stand, what it is, and what may be chosen. */

import { barShape, moveBar, partOf, roughly, scaleOf } from "./chart.js";
import { compareDecimals, decimalDifference, decimalText } from "./decimal.js";
import { element } from "./dom.js";
import { nodeOf, valueIn } from "./graph.js";
import { begin, choiceLetter, isOpen } from "./play.js";
import { choiceText, pathList, scenarioText, variablesOf } from "./scenario_text.js";

/**
 * @typedef {import("./adapter.js").ScenarioView} ScenarioView
 * @typedef {import("./decimal.js").Decimal} Decimal
 * @typedef {import("./graph.js").Choice} Choice
 * @typedef {import("./graph.js").Position} Position
 * @typedef {import("./graph.js").Variable} Variable
 * @typedef {import("./play.js").Decision} Decision
 * @typedef {import("./scenario.js").Stage} Stage
 * @typedef {import("./scenario_strings.js").ScenarioStrings} ScenarioStrings
 */

/** Characters of a unit that stands out with its number; a longer one is a remark. */
const LONGEST_UNIT = 8;

/**
 * The bars stay in their place from one situation to the next, so that they can move.
 *
 * @param {Stage} stage
 */
export function situationView(stage) {
  const { details, prefix, strings } = stage;
  const { graph } = details;
  const bars = graph.variables.map((variable) => variableBar(variable, strings));
  const state = element(
    "section",
    { "aria-label": strings.state },
    element("ul", { class: "bars" }, ...bars.map(({ item }) => item)),
  );
  const heading = element("h3", { id: `${prefix}-now` });
  const text = element("div");
  const choices = element("ol", { class: "choices", "aria-labelledby": `${prefix}-what` });
  const rules = element("p", { class: "small" });
  const soFar = element("div");

  /**
   * @param {Decision[]} decisions
   * @param {ScenarioView} view
   */
  function update(decisions, view) {
    const position = decisions.at(-1)?.position ?? begin(graph);
    const values = graph.variables.map(({ name }) => [
      ...decisions.map(({ before }) => valueIn(before.values, name)),
      valueIn(position.values, name),
    ]);
    bars.forEach(({ move }, index) => move(values[index] ?? []));
    heading.replaceChildren(details.titles[position.node] ?? position.node);
    text.replaceChildren(scenarioText(details, position.node, position.values, strings));
    choices.replaceChildren(
      ...nodeOf(graph, position.node).choices.map((choice, index) => {
        return choiceItem(stage, position, choice, choiceLetter(index));
      }),
    );
    rules.replaceChildren(strings.noUndo(view.rounds.length, stage.activity.rounds));
    soFar.replaceChildren(...(decisions.length ? [soFarList(decisions)] : []));
  }

  /** @param {Decision[]} decisions */
  function soFarList(decisions) {
    const summary = element("summary", {}, strings.soFar(decisions.length));
    return element("details", {}, summary, pathList(details, decisions, strings));
  }

  const what = element("h4", { id: `${prefix}-what`, class: "hidden" }, strings.whatNow);
  /** @type {HTMLElement[]} */
  const parts = [heading, text, what, choices, rules, soFar];
  if (bars.length) parts.unshift(state);
  return { parts, update };
}

/**
 * @param {Stage} stage
 * @param {Position} position
 * @param {Choice} choice
 * @param {string} letter
 */
function choiceItem({ act, adapter, details, id, prefix, strings }, position, choice, letter) {
  const words = choiceText(details, position, letter, strings);
  if (isOpen(details.graph, position, letter)) {
    const button = element(
      "button",
      { type: "button", "data-choice": letter },
      element("span", {}, words),
    );
    button.addEventListener("click", () => act(() => adapter.choose(id, letter)));
    return element("li", {}, button);
  }
  const reason = `${prefix}-${letter}-why`;
  const attributes = { type: "button", "data-choice": letter, "aria-disabled": "true" };
  return element(
    "li",
    {},
    element("button", { ...attributes, "aria-describedby": reason }, element("span", {}, words)),
    element(
      "p",
      { class: "small", id: reason },
      element("b", {}, strings.closed),
      ` ${strings.needs(details.conditions[`${position.node}/${letter}`] ?? "", presentValues())}`,
    ),
  );

  function presentValues() {
    const names = variablesOf(choice.when);
    const concerned = details.graph.variables.filter(({ name }) => names.includes(name));
    return concerned.map(({ name, label, unit }) => {
      const amount = strings.amount(decimalText(valueIn(position.values, name)), unit);
      return concerned.length > 1 ? `${label} ${amount}` : amount;
    });
  }
}

/**
 * @param {Variable} variable
 * @param {ScenarioStrings} strings
 */
function variableBar(variable, strings) {
  const { label, unit } = variable;
  const amount = element("span");
  const change = element("small");
  const bar = barShape();
  const value = element("div", { class: "value" }, amount, " ", change);
  const item = element("li", {}, label, value, bar.svg);

  /** @param {Decimal[]} values  from the start to now; at least one */
  function move(values) {
    const now = values.at(-1) ?? { units: 0n, scale: 0 };
    const before = values.at(-2) ?? now;
    const scale = scaleOf(variable, values.map(roughly));
    const turn = turnOf(variable, before, now);
    moveBar(bar, partOf(scale, roughly(now)), partOf(scale, roughly(before)), turn);
    const number = strings.number(decimalText(now));
    const written = strings.amount(decimalText(now), unit);
    const was = compareDecimals(before, now) ? strings.number(decimalText(before)) : "";
    if (unit.length > LONGEST_UNIT) amount.replaceChildren(strong(number), ` ${unit}`);
    else amount.replaceChildren(strong(written));
    change.replaceChildren(values.length > 1 ? changeWords(before, now, strings) : "");
    bar.title.replaceChildren(strings.barTitle(label, written, was, turn));
  }

  return { item, move };

  /** @param {string} words */
  function strong(words) {
    return element("b", {}, words);
  }
}

/**
 * @param {Variable} variable
 * @param {Decimal} before
 * @param {Decimal} now
 * @returns {"better" | "worse" | ""}
 */
function turnOf({ better }, before, now) {
  const order = compareDecimals(now, before);
  if (!better || !order) return "";
  return order > 0 === (better === "high") ? "better" : "worse";
}

/**
 * @param {Decimal} before
 * @param {Decimal} now
 * @param {ScenarioStrings} strings
 */
function changeWords(before, now, strings) {
  const order = compareDecimals(now, before);
  if (order > 0) return strings.up(decimalText(decimalDifference(now, before)));
  if (order < 0) return strings.down(decimalText(decimalDifference(before, now)));
  return strings.same;
}
