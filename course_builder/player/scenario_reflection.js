/** The debrief after a round, and what a learner writes for themselves. */

import { AnswerError } from "./adapter.js";
import { element } from "./dom.js";
import { scenarioText } from "./scenario_text.js";

/**
 * @typedef {import("./adapter.js").ScenarioView} ScenarioView
 * @typedef {import("./scenario.js").Stage} Stage
 */

const DEBRIEF = ":debrief";

/**
 * @param {Stage} stage
 * @param {ScenarioView} view
 * @returns {HTMLElement[]}
 */
export function reflectionPart({ adapter, details, id, prefix, strings }, { reflection }) {
  const field = element("textarea", {
    id: `${prefix}-reflection`,
    rows: "5",
    "aria-describedby": `${prefix}-unmarked`,
  });
  field.value = adapter.drafts.read(id)?.["text"]?.toString() ?? reflection;
  const result = element("div", { role: "status" });
  const save = element("button", { type: "submit", "data-action": "submit" }, strings.save);
  const form = element(
    "form",
    { autocomplete: "off" },
    element("label", { for: field.id }, strings.reflection),
    element("p", { class: "small", id: `${prefix}-unmarked` }, strings.notMarked),
    field,
    element("div", { class: "actions" }, save),
    result,
  );
  form.addEventListener("input", () => {
    adapter.drafts.keep(id, { text: field.value });
    result.replaceChildren();
  });
  let isBusy = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isBusy) return;
    isBusy = true;
    try {
      await adapter.submit(id, { text: field.value });
      adapter.drafts.keep(id, null);
      result.replaceChildren(element("p", { class: "small" }, strings.reflected));
    } catch (error) {
      if (!(error instanceof AnswerError)) throw error;
      // A reflection is never marked, so of these there are fewer.
      const code = error.code === "marked" ? "malformed" : error.code;
      const sentence = element("p", {}, strings.reflectionErrors[code]);
      result.replaceChildren(element("div", { class: "alert attention" }, sentence));
    } finally {
      isBusy = false;
    }
  });
  const text = element("div");
  text.append(scenarioText(details, DEBRIEF, {}, strings));
  return [element("h4", {}, details.titles[DEBRIEF] || strings.debrief), text, form];
}
