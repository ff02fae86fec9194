/**
 * How far a learner has come in a course: the mirror of `model/progress.py`, held to it by
 * `tests/cases/progress.json`.
 */

import { NO_ROUND, NO_RUN, NOTHING_DONE } from "./activity_progress.js";
import { hundredths, hundredthsFor, roundedPart } from "./points.js";
import { isClosed } from "./question_progress.js";
import { isFinal } from "./quiz_run.js";

/**
 * @typedef {import("./activity_progress.js").ActivityProgress} ActivityProgress
 * @typedef {import("./activity_progress.js").QuestionProgress} QuestionProgress
 * @typedef {import("./activity_progress.js").QuizProgress} QuizProgress
 * @typedef {import("./activity_progress.js").ScenarioProgress} ScenarioProgress
 * @typedef {import("./adapter.js").ActivityStanding} ActivityStanding
 * @typedef {import("./adapter.js").CourseProgress} CourseProgress
 * @typedef {import("./adapter.js").Outline} Outline
 * @typedef {import("./adapter.js").OutlineActivity} OutlineActivity
 * @typedef {import("./adapter.js").OutlineQuestion} OutlineQuestion
 * @typedef {import("./adapter.js").OutlineQuiz} OutlineQuiz
 * @typedef {import("./adapter.js").OutlineScenario} OutlineScenario
 *
 * @typedef {object} Standing  where a learner stands in an activity
 * @property {boolean} done
 * @property {number} given  hundredths, like `maximum` and `reachable`
 * @property {number} maximum  0 where no points count at once
 * @property {number} reachable
 * @property {boolean | null} passed
 * @property {boolean} mayPass  whether its own mark is or can still be reached
 * @property {boolean} final  whether nothing can change any more
 */

/**
 * @param {OutlineActivity} activity
 * @param {ActivityProgress | undefined} progress  that of another kind means untouched
 * @returns {ActivityStanding}
 */
export function standingOf(activity, progress) {
  const { done, given, maximum, passed } = standing(activity, progress);
  return {
    done,
    given: done && (activity.graded || maximum > 0) ? given / 100 : null,
    maximum: maximum / 100,
    passed,
  };
}

/**
 * @param {OutlineActivity} activity
 * @param {ActivityProgress | undefined} progress  that of another kind means untouched
 * @returns {Standing}
 */
export function standing(activity, progress) {
  switch (activity.kind) {
    case "question": {
      const known = progress && "tries" in progress ? progress : NOTHING_DONE;
      return questionStanding(activity, known);
    }
    case "quiz":
      return quizStanding(activity, progress && "runs" in progress ? progress : NO_RUN);
    case "scenario": {
      const known = progress && "rounds" in progress ? progress : NO_ROUND;
      return scenarioStanding(activity, known);
    }
    default: {
      const done = progress !== undefined && "times" in progress && progress.times > 0;
      const marked = markedStanding(progress);
      if (marked) return marked;
      const maximum = activity.graded ? hundredths(activity.points) : 0;
      return standingWith({ done, given: done ? maximum : 0, maximum, reachable: maximum });
    }
  }
}

/**
 * Points that a person gave count from then on, in what can be had too.
 *
 * @param {object | undefined} progress
 * @returns {Standing | null} none while nobody gave any
 */
function markedStanding(progress) {
  const { marking } = /** @type {import("./adapter.js").Marked} */ (progress ?? {});
  if (!marking || marking.given === null) return null;
  const [given, maximum] = [hundredths(marking.given), hundredths(marking.maximum)];
  return standingWith({ done: true, given, maximum, reachable: given, final: true });
}

/**
 * @param {Outline} outline  of the course, or of one module of it
 * @param {ReadonlySet<string>} viewed  ids of the pages viewed; unknown ones are ignored
 * @param {(activity: string) => ActivityProgress | undefined} doneIn
 * @returns {CourseProgress}
 */
export function summarise(outline, viewed, doneIn) {
  const pages = requiredPages(outline);
  const standings = requiredActivities(outline).flatMap((id) => {
    const activity = outline.activities[id];
    return activity ? [standing(activity, doneIn(id))] : [];
  });
  const pagesViewed = pages.filter((page) => viewed.has(page)).length;
  const activitiesDone = standings.filter(({ done }) => done).length;
  const given = total(standings.map((one) => one.given));
  const maximum = total(standings.map((one) => one.maximum));
  const reachable = total(standings.map((one) => one.reachable));
  const complete = pagesViewed === pages.length && activitiesDone === standings.length;
  const needed = maximum * outline.pass;
  let passed = null;
  if (complete && given * 100 >= needed && standings.every((one) => one.passed !== false)) {
    passed = true;
  } else if (
    complete &&
    (reachable * 100 < needed || standings.some(({ mayPass }) => !mayPass))
  ) {
    passed = false;
  }
  return {
    pages: pages.length,
    pagesViewed,
    activities: standings.length,
    activitiesDone,
    given: given / 100,
    maximum: maximum / 100,
    complete,
    passed,
  };
}

/**
 * @param {number} given
 * @param {number} maximum  more than 0
 * @returns {number} 0 to 100 with at most two decimals, rounded down: a mark that was not
 *   reached is never shown or reported
 */
export function percentOf(given, maximum) {
  return Math.floor((hundredths(given) * 10_000) / hundredths(maximum)) / 100;
}

/**
 * @param {Outline} outline
 * @returns {string[]} ids of the pages that completion asks for
 */
export function requiredPages(outline) {
  return outline.modules.flatMap((module) => (module.optional ? [] : module.pages));
}

/**
 * A survey that comes some days after completion cannot be asked for before.
 *
 * @param {Outline} outline
 * @returns {string[]} ids of the activities that completion and score rest on
 */
export function requiredActivities(outline) {
  const pages = new Set(requiredPages(outline));
  return outline.pages
    .filter((page) => pages.has(page.id))
    .flatMap((page) => page.activities)
    .filter((id) => {
      const activity = outline.activities[id];
      if (activity?.kind === "survey" && activity.afterDays !== null) return false;
      return activity?.required;
    });
}

/**
 * @param {OutlineQuestion} question
 * @param {QuestionProgress} progress
 */
function questionStanding(question, progress) {
  const [done, final] = [progress.tries > 0, isClosed(question, progress)];
  if (!question.graded) return markedStanding(progress) ?? standingWith({ done, final });
  const given = hundredths(progress.best ?? 0);
  const most = final ? given : Math.max(given, hundredthsFor(question, [1, 1], progress.hints));
  const maximum = hundredths(question.points);
  return standingWith({ done, given, maximum, reachable: most, final });
}

/**
 * @param {OutlineQuiz} quiz
 * @param {QuizProgress} progress
 */
function quizStanding(quiz, progress) {
  const [done, final] = [progress.finished > 0, isFinal(quiz, progress)];
  if (!quiz.graded) return standingWith({ done, final });
  const given = hundredths(progress.best ?? 0);
  const maximum = hundredths(quiz.points);
  const passed = done && quiz.pass !== null ? given * 100 >= maximum * quiz.pass : null;
  return {
    done,
    given,
    maximum,
    reachable: final ? given : maximum,
    passed,
    mayPass: passed !== false || !final,
    final,
  };
}

/**
 * There is always another round: nothing is ever final.
 *
 * @param {OutlineScenario} scenario
 * @param {ScenarioProgress} progress
 */
function scenarioStanding(scenario, { rounds }) {
  const scores = rounds.flatMap(({ score }) => (score === null ? [] : [score]));
  const done = scores.length >= scenario.rounds;
  const best = Math.max(0, ...scores);
  const maximum = hundredths(scenario.points);
  const given = roundedPart(maximum, hundredths(best), 10_000);
  const passed = done && scenario.pass !== null ? best >= scenario.pass : null;
  return standingWith({ done, given, maximum, reachable: maximum, passed });
}

/**
 * @param {Partial<Standing>} known
 * @returns {Standing}
 */
function standingWith(known) {
  return {
    done: false,
    given: 0,
    maximum: 0,
    reachable: 0,
    passed: null,
    mayPass: true,
    final: false,
    ...known,
  };
}

/** @param {number[]} numbers */
function total(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0);
}
