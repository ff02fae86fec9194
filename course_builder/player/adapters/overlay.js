/** What the service told last, with what it has not acknowledged yet laid over it. */

import { beginRound, chooseInRound, PlayError } from "../play.js";

/**
 * @typedef {import("../adapter.js").Answer} Answer
 * @typedef {import("../adapter.js").Answers} Answers
 * @typedef {import("../adapter.js").QuestionView} QuestionView
 * @typedef {import("../adapter.js").QuizView} QuizView
 * @typedef {import("../adapter.js").ScenarioView} ScenarioView
 * @typedef {import("../adapter.js").SubmissionView} SubmissionView
 * @typedef {import("../graph.js").Graph} Graph
 * @typedef {import("./queue.js").PlayerEvent} PlayerEvent
 */

/**
 * @param {QuestionView} view
 * @param {PlayerEvent[]} events  of this question, oldest first
 * @returns {QuestionView}
 */
export function questionWith(view, events) {
  const hints = events.filter(({ kind }) => kind === "hinted").length;
  const answers = events.filter(({ kind }) => kind === "answered");
  const answer = answers.at(-1)?.answer;
  return {
    ...view,
    answer: answer === undefined ? view.answer : /** @type {Answer} */ (answer),
    hints: view.hints + hints,
    waiting: answers.length > 0,
  };
}

/**
 * @param {QuizView} view
 * @param {PlayerEvent[]} events
 * @returns {QuizView}
 */
export function quizWith(view, events) {
  const { run } = view;
  if (!run || !events.length) return view;
  const isSubmitted = events.some(({ kind }) => kind === "submitted");
  const questions = Object.entries(run.questions).map(([id, question]) => [
    id,
    questionWith(question, events.filter((event) => event.question === id)),
  ]);
  return {
    ...view,
    waiting: isSubmitted,
    run: {
      ...run,
      submitted: run.submitted || isSubmitted,
      questions: Object.fromEntries(questions),
    },
  };
}

/**
 * A simulation's graph is no key: it is played on here, and again by the service.
 *
 * @param {ScenarioView} view
 * @param {PlayerEvent[]} events
 * @param {Graph | null} graph  none while its page is not read
 * @returns {ScenarioView}
 */
export function scenarioWith(view, events, graph) {
  if (!events.length) return view;
  let after = { rounds: view.rounds, reflection: view.reflection };
  for (const event of events) {
    if (event.kind === "submitted") {
      const { text = "" } = /** @type {Answers} */ (event.answer ?? {});
      after = { ...after, reflection: String(text) };
    } else if (graph) after = played(graph, after, event);
  }
  const scores = after.rounds.flatMap(({ score }) => (score === null ? [] : [score]));
  return {
    ...view,
    ...after,
    best: scores.length ? Math.max(...scores) : null,
    waiting: true,
  };
}

/**
 * @param {SubmissionView} view
 * @param {PlayerEvent[]} events
 * @param {boolean} isAnonymous  then the answers go, and are shown no more
 * @returns {SubmissionView}
 */
export function submissionWith(view, events, isAnonymous) {
  const latest = events.filter(({ kind }) => kind === "submitted").at(-1);
  if (!latest) return view;
  const answers = isAnonymous ? {} : /** @type {Answers} */ (latest.answer ?? {});
  const files = view.files ? { files: view.files } : {};
  return { answers, times: view.times + 1, ...files, waiting: true };
}

/**
 * @param {Graph} graph
 * @param {import("../play.js").ScenarioProgress} before
 * @param {PlayerEvent} event
 */
function played(graph, before, { kind, answer }) {
  try {
    if (kind === "started") return beginRound(graph, before);
    return kind === "chose" ? chooseInRound(graph, before, String(answer)) : before;
  } catch (error) {
    if (!(error instanceof PlayError)) throw error;
    return before; // The service says what became of it.
  }
}
