/** A simulation on its page: the situation, what was decided, and what comes next. */

import { AnswerError } from "./adapter.js";
import { element, focusOn } from "./dom.js";
import { nodeOf } from "./graph.js";
import { decisionsOf, PlayError, replay } from "./play.js";
import { endView } from "./scenario_end.js";
import { situationView } from "./scenario_situation.js";
import { scenarioStringsFor } from "./scenario_strings.js";
import { choiceText, scenarioText } from "./scenario_text.js";

/**
 * @typedef {import("./adapter.js").OutlineScenario} OutlineScenario
 * @typedef {import("./adapter.js").RoundView} RoundView
 * @typedef {import("./adapter.js").RuntimeAdapter} RuntimeAdapter
 * @typedef {import("./adapter.js").ScenarioDetails} ScenarioDetails
 * @typedef {import("./adapter.js").ScenarioView} ScenarioView
 * @typedef {import("./play.js").Decision} Decision
 * @typedef {import("./scenario_strings.js").ScenarioStrings} ScenarioStrings
 * @typedef {import("./strings.js").Strings} Strings
 *
 * @typedef {object} Stage  what the parts of a simulation share
 * @property {string} id
 * @property {string} prefix  of ids of elements
 * @property {OutlineScenario} activity
 * @property {ScenarioDetails} details
 * @property {ScenarioStrings} strings
 * @property {(step: () => Promise<void>) => void} act  one step at a time
 * @property {RuntimeAdapter} adapter
 */

/**
 * The position is always found by playing the letters again, so whoever comes back is
 * where they were.
 *
 * @param {HTMLElement} section  as `renderer/` made it
 * @param {OutlineScenario} activity
 * @param {RuntimeAdapter} adapter
 * @param {Strings} playerStrings
 * @returns {() => void} draws the simulation anew when it has changed
 */
export function mountScenario(section, activity, adapter, playerStrings) {
  const id = section.dataset["activity"] ?? "";
  const slot = section.querySelector("[data-slot=scenario]");
  const found = adapter.details(id);
  const details = "graph" in found ? found : null;
  if (!(slot instanceof HTMLElement) || !details) return () => {};
  const strings = scenarioStringsFor(document.documentElement.lang);
  const stand = element("p", { class: "small" });
  const told = element("div", { role: "status" });
  const body = element("div", { class: "sim" });
  const note = element("p", { class: "small", role: "status" });
  let acts = 0;
  let acting = 0;
  let drawn = "";
  /** @type {((decisions: Decision[], view: ScenarioView) => void) | null} */
  let updateSituation = null;

  /** @param {() => Promise<void>} step  a second click is not a second decision */
  const act = async (step) => {
    if (acting) return;
    const mine = ++acts;
    acting = mine;
    note.replaceChildren();
    try {
      await step();
    } catch (error) {
      if (!(error instanceof AnswerError)) throw error;
      note.replaceChildren(playerStrings.answerErrors[error.code]);
    } finally {
      if (acting === mine) acting = 0;
      draw();
    }
  };
  /** @type {Stage} */
  const stage = {
    id,
    prefix: section.id || id,
    activity,
    details,
    strings,
    act: (step) => void act(step),
    adapter,
  };
  const start = () => stage.act(() => adapter.begin(id));

  function draw() {
    const view = adapter.scenario(id);
    const state = JSON.stringify(view.rounds);
    if (state === drawn) return; // Drawn anew, it would be read out anew.
    drawn = state;
    acting = 0; // What was chosen has come to something, even if a slow link still sends it.
    const hadFocus = section.contains(document.activeElement);
    const latest = view.rounds.at(-1);
    if (latest) {
      foldBriefing(section, strings);
      drawRound(latest, view);
    } else body.replaceChildren(beginning());
    if (!hadFocus || section.contains(document.activeElement)) return;
    stand.scrollIntoView();
    const heading = body.querySelector("h3");
    focusOn(told.childElementCount || !heading ? told : heading);
  }

  function beginning() {
    const button = element("button", { type: "button", "data-action": "begin" }, strings.start);
    button.addEventListener("click", start);
    return element("div", { class: "actions" }, button);
  }

  /**
   * @param {RoundView} latest
   * @param {ScenarioView} view
   */
  function drawRound(latest, view) {
    const number = view.rounds.length;
    const isOver = latest.score !== null;
    const decisions = playedAgain(latest);
    if (!decisions && !isOver) {
      drawOutdated();
      return;
    }
    stand.replaceChildren(
      isOver
        ? strings.placeAtEnd(number, activity.rounds)
        : strings.place(number, activity.rounds, latest.choices.length + 1),
    );
    drawTold(decisions?.at(-1));
    if (isOver) {
      updateSituation = null;
      body.replaceChildren(...endView(stage, view, decisions, start));
      return;
    }
    if (!updateSituation) {
      const situation = situationView(stage);
      updateSituation = situation.update;
      body.replaceChildren(...situation.parts);
    }
    updateSituation(decisions ?? [], view);
  }

  /** @param {Decision | undefined} decision */
  function drawTold(decision) {
    told.replaceChildren(...(decision ? [toldBox(stage, decision)] : []));
  }

  function drawOutdated() {
    updateSituation = null;
    stand.replaceChildren();
    told.replaceChildren();
    body.replaceChildren(
      element("div", { class: "alert attention" }, element("p", {}, strings.outdated)),
      beginning(),
    );
  }

  /**
   * @param {RoundView} round
   * @returns {Decision[] | null} none where a round of an earlier edition is not possible
   */
  function playedAgain({ choices, score }) {
    const { graph } = stage.details;
    try {
      const node = nodeOf(graph, replay(graph, choices).node);
      return node.ending === (score !== null) ? decisionsOf(graph, choices) : null;
    } catch (error) {
      if (!(error instanceof PlayError)) throw error;
      return null;
    }
  }

  slot.replaceChildren(stand, told, body, note);
  draw();
  return draw;
}

/**
 * Once play has begun the briefing makes room, and can be opened again.
 *
 * @param {HTMLElement} section
 * @param {ScenarioStrings} strings
 */
function foldBriefing(section, strings) {
  if (section.querySelector("details.briefing")) return;
  const slot = section.querySelector(":scope > [data-slot=scenario]");
  if (!slot) return;
  const parts = [];
  let part = section.querySelector("h2")?.nextSibling;
  while (part && part !== slot) {
    parts.push(part);
    part = part.nextSibling;
  }
  if (!parts.some(({ textContent }) => textContent?.trim())) return;
  const folded = element("details", { class: "briefing" });
  slot.before(folded);
  folded.append(element("summary", {}, strings.briefing), ...parts);
}

/**
 * @param {Stage} stage
 * @param {Decision} decision
 * @returns {HTMLElement} what was decided and what came of it
 */
function toldBox({ details, strings }, { letter, before, position, told, event }) {
  const decided = element("b", {}, `${strings.decided} `);
  decided.append(choiceText(details, before, letter, strings));
  const box = element("div", { class: "alert" }, element("p", {}, decided));
  const key = `${before.node}/${letter}/${told}`;
  box.append(scenarioText(details, key, position.values, strings));
  if (told === "else") box.append(element("p", {}, strings.gateFailed));
  if (event) box.append(element("p", {}, element("b", {}, strings.happened)));
  return box;
}
