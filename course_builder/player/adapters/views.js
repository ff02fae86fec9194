/** Every activity as the learner sees it: as the service told it, and as it was left here. */

import { StartError, UNTOUCHED } from "../adapter.js";
import { standingOf } from "../progress.js";
import { questionWith, quizWith, scenarioWith, submissionWith } from "./overlay.js";

/**
 * @typedef {import("../adapter.js").ActivityStanding} ActivityStanding
 * @typedef {import("../adapter.js").Details} Details
 * @typedef {import("../adapter.js").Outline} Outline
 * @typedef {import("../adapter.js").QuestionView} QuestionView
 * @typedef {import("../adapter.js").QuizView} QuizView
 * @typedef {import("../adapter.js").ScenarioView} ScenarioView
 * @typedef {import("../adapter.js").SubmissionView} SubmissionView
 * @typedef {import("./attempt.js").View} View
 * @typedef {import("./queue.js").PlayerEvent} PlayerEvent
 * @typedef {import("./service_api.js").Session} Session
 *
 * @typedef {object} KnownAttempt  all of it changes as the service replies
 * @property {Outline} outline
 * @property {ReadonlyMap<string, Details>} details
 * @property {ReadonlyMap<string, View>} views
 * @property {Session} session
 * @property {(activity: string) => PlayerEvent[]} pendingFor  not acknowledged yet
 */

/** @type {SubmissionView} */
const NOT_SUBMITTED = Object.freeze({ answers: {}, times: 0 });

/** @type {ScenarioView} */
const NOT_PLAYED = Object.freeze({ rounds: [], best: null, passed: null, reflection: "" });

/** @param {KnownAttempt} known */
export function viewsWith({ outline, details, views, session, pendingFor }) {
  /**
   * @template {View} T
   * @param {string} id
   * @param {T} nothing
   */
  const told = (id, nothing) => /** @type {T} */ (views.get(id) ?? nothing);

  /**
   * @param {string} id
   * @returns {QuizView}
   */
  function notBegun(id) {
    const activity = outline.activities[id];
    const left = activity?.kind === "quiz" && activity.attempts ? activity.attempts : null;
    return { runs: 0, left, best: null, passed: null, run: null };
  }

  /** @param {string} id */
  function quiz(id) {
    const view = quizWith(told(id, notBegun(id)), pendingFor(id));
    if (!view.run?.deadline || !session.ahead) return view;
    // The service's clock decides; this one is only looked at.
    return { ...view, run: { ...view.run, deadline: view.run.deadline - session.ahead } };
  }

  /**
   * @param {string} id
   * @param {string} [name]  of a quiz
   * @returns {QuestionView}
   */
  function question(id, name) {
    if (name !== undefined) return quiz(id).run?.questions[name] ?? UNTOUCHED;
    return questionWith(told(id, UNTOUCHED), pendingFor(id));
  }

  /** @param {string} id */
  function scenario(id) {
    const known = details.get(id);
    const graph = known && "graph" in known ? known.graph : null;
    return scenarioWith(told(id, NOT_PLAYED), pendingFor(id), graph);
  }

  /** @param {string} id */
  function submission(id) {
    const activity = outline.activities[id];
    const isAnonymous = activity?.kind === "survey" && activity.anonymous;
    return submissionWith(told(id, NOT_SUBMITTED), pendingFor(id), isAnonymous);
  }

  /**
   * @param {string} id
   * @returns {ActivityStanding}
   */
  function standing(id) {
    const activity = outline.activities[id];
    if (!activity) throw new StartError("broken");
    switch (activity.kind) {
      case "question":
        return standingOf(activity, { ...question(id), first: null });
      case "scenario":
        return standingOf(activity, scenario(id));
      case "quiz": {
        // What is on its way is not graded yet: what the service told last counts.
        const { runs, best, run, marking } = told(id, notBegun(id));
        const finished = run && !run.submitted ? runs - 1 : runs;
        const stands = standingOf(activity, { runs, finished, first: null, best, run: null });
        // Whether it passes is not decided while a person is to mark open answers.
        return marking ? { ...stands, passed: null } : stands;
      }
      default:
        return standingOf(activity, submission(id));
    }
  }

  return { question, quiz, scenario, submission, standing };
}
