/** The end of a round: what came of it, and how it came about. */

import { element } from "./dom.js";
import { decisionsOf, PlayError } from "./play.js";
import { chartList, numberTable } from "./scenario_chart.js";
import { reflectionPart } from "./scenario_reflection.js";
import { pathList, scenarioText, turningPoints } from "./scenario_text.js";

/**
 * @typedef {import("./adapter.js").RoundView} RoundView
 * @typedef {import("./adapter.js").ScenarioView} ScenarioView
 * @typedef {import("./play.js").Decision} Decision
 * @typedef {import("./scenario.js").Stage} Stage
 */

/**
 * @param {Stage} stage
 * @param {ScenarioView} view  whose latest round is over
 * @param {Decision[] | null} decisions  of that round; none where they cannot be played
 *   again
 * @param {() => void} beginNext
 * @returns {HTMLElement[]}
 */
export function endView(stage, view, decisions, beginNext) {
  const { strings } = stage;
  const latest = view.rounds.at(-1);
  if (!latest) return [];
  const next = element("button", { type: "button", "data-action": "begin" });
  next.append(strings.nextRound(view.rounds.length + 1));
  next.addEventListener("click", beginNext);
  return [
    ...endingPart(stage, latest, decisions ?? []),
    ...(decisions?.length ? chartPart(stage, decisions) : []),
    ...(decisions?.length === 0 ? [] : pathPart(stage, decisions)),
    ...(view.rounds.length > 1 ? roundsPart(stage, view) : []),
    ...reflectionPart(stage, view),
    element("div", { class: "actions" }, next),
  ];
}

/**
 * @param {Stage} stage
 * @param {Decision[] | null} decisions
 */
function pathPart({ details, strings }, decisions) {
  return [
    element("h4", {}, strings.path),
    decisions ? pathList(details, decisions, strings) : element("p", {}, strings.pathLost),
  ];
}

/**
 * @param {Stage} stage
 * @param {RoundView} round
 * @param {Decision[]} decisions
 */
function endingPart({ activity, details, strings }, { ending, score }, decisions) {
  const values = decisions.at(-1)?.position.values ?? {};
  const reached = score ?? 0;
  const endings = details.graph.nodes.filter((node) => node.ending).length;
  const sentence = element(
    "p",
    {},
    strings.scoreBefore,
    element("b", {}, strings.scoreOf(reached)),
    `${strings.scoreAfter(reached, activity.pass)} ${strings.oneOfEndings(endings)}`.trimEnd(),
  );
  const text = element("div");
  text.append(scenarioText(details, ending, values, strings));
  return [element("h3", {}, details.titles[ending] ?? strings.ending), text, sentence];
}

/**
 * @param {Stage} stage
 * @param {Decision[]} decisions
 */
function chartPart(stage, decisions) {
  const { details, strings } = stage;
  const { nodes, score, variables } = details.graph;
  if (!variables.length) return [];
  const turns = turningPoints(details, decisions);
  const ending = nodes.find(({ id }) => id === decisions.at(-1)?.position.node);
  const isMean = score === null && ending?.score === null && variables.some(({ better }) => better);
  const notes = [
    ...(turns.length ? [strings.dots(turns)] : []),
    ...(isMean ? [strings.scoreIsMean] : []),
  ];
  return [
    element("h4", {}, strings.whatHappened),
    chartList(stage, decisions, turns),
    element("p", { class: "small" }, notes.join(" ")),
    element(
      "details",
      {},
      element("summary", {}, strings.numbers),
      numberTable(stage, decisions),
    ),
  ];
}

/**
 * @param {Stage} stage
 * @param {ScenarioView} view
 */
function roundsPart({ details, prefix, strings }, { rounds, best }) {
  const heading = element("h4", { id: `${prefix}-rounds` }, strings.rounds);
  const counted = rounds.findIndex(({ score }) => score !== null && score === best);
  const rows = rounds.map(({ ending, score }, index) => {
    const reached = element("td", {}, details.titles[ending] ?? ending);
    if (index === counted) reached.append(element("br"), element("small", {}, strings.best));
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, String(index + 1)),
      reached,
      element("td", { class: "n" }, score === null ? "" : strings.number(score)),
    );
  });
  const head = [strings.round, strings.ending, strings.score].map((word, index) =>
    element("th", { scope: "col", class: index === 2 && "n" }, word),
  );
  const table = element(
    "table",
    { "aria-labelledby": `${prefix}-rounds` },
    element("thead", {}, element("tr", {}, ...head)),
    element("tbody", {}, ...rows),
  );
  const earlier = rounds.slice(0, -1).flatMap(({ choices }, index) => {
    try {
      const path = pathList(details, decisionsOf(details.graph, choices), strings);
      const summary = element("summary", {}, strings.pathOf(index + 1));
      return [element("details", {}, summary, path)];
    } catch (error) {
      // A round of an earlier version of the course need not be possible in this one.
      if (!(error instanceof PlayError)) throw error;
      return [];
    }
  });
  return [heading, table, ...earlier];
}
