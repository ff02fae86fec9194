/** One activity of a page, whatever its kind. */

import { mountQuestion } from "./question.js";
import { mountQuiz } from "./quiz.js";
import { mountScenario } from "./scenario.js";
import { mountSubmission } from "./submission.js";

/**
 * @typedef {import("./adapter.js").OutlineActivity} OutlineActivity
 * @typedef {import("./adapter.js").OutlineQuestion} OutlineQuestion
 * @typedef {import("./adapter.js").RuntimeAdapter} RuntimeAdapter
 * @typedef {import("./strings.js").Strings} Strings
 */

/**
 * @param {HTMLElement} section  as `renderer/` made it
 * @param {OutlineActivity} activity
 * @param {RuntimeAdapter} adapter
 * @param {Strings} strings
 * @param {boolean} hasService  whether a service takes what is handed in
 * @returns {() => void} draws the activity anew when it has changed
 */
export function mountActivity(section, activity, adapter, strings, hasService) {
  switch (activity.kind) {
    case "question":
      return mountOnPage(section, activity, adapter, strings, hasService);
    case "quiz":
      return mountQuiz(section, activity, adapter, strings, hasService);
    case "scenario":
      return mountScenario(section, activity, adapter, strings);
    case "assignment":
    case "survey":
    case "discussion":
      return mountSubmission(section, activity, adapter, strings, hasService);
  }
}

/**
 * @param {HTMLElement} section
 * @param {OutlineQuestion} question
 * @param {RuntimeAdapter} adapter
 * @param {Strings} strings
 * @param {boolean} hasService
 */
function mountOnPage(section, question, adapter, strings, hasService) {
  const id = section.dataset["activity"] ?? "";
  const place = {
    collects: false,
    hasService,
    view: () => adapter.question(id),
    marking: (/** @type {import("./adapter.js").QuestionView} */ view) =>
      adapter.handIn?.markingOf(view, question) ?? null,
    answer: (/** @type {import("./adapter.js").Answer} */ answer) => adapter.answer(id, answer),
    hint: () => adapter.hint(id),
    draft: () => adapter.drafts.read(id)?.["answer"] ?? null,
    keepDraft: (/** @type {import("./adapter.js").Answer | null} */ answer) =>
      adapter.drafts.keep(id, answer === null ? null : { answer }),
  };
  return mountQuestion(section, question, place, strings).draw;
}
