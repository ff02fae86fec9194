/** What a package reports to its runtime of each thing done, and how long it took. */

import { share } from "./grading.js";
import { toldWhen } from "./quiz_run.js";

/**
 * @typedef {import("./activity_progress.js").QuizProgress} QuizProgress
 * @typedef {import("./adapter.js").Answer} Answer
 * @typedef {import("./adapter.js").Answers} Answers
 * @typedef {import("./adapter.js").OutlineQuestion} OutlineQuestion
 * @typedef {import("./grading.js").KeyEntry} KeyEntry
 * @typedef {import("./quiz_run.js").KnownQuiz} KnownQuiz
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("./submission.js").Submittable} Submittable
 */

/**
 * @param {Store} store
 * @param {string} language  BCP 47 tag of the course
 * @param {(question: string) => KeyEntry | undefined} keyOf
 */
export function createRecorder(store, language, keyOf) {
  /** @type {Map<string, number>} when each activity was come to, or each thing done last */
  const since = new Map();

  /**
   * @param {string} name  what the time was spent on
   * @param {string} activity
   */
  function timing(name, activity) {
    const at = new Date();
    const before = since.get(name) ?? since.get(activity) ?? at.getTime();
    since.set(name, at.getTime());
    return { source: activity, at, latency: at.getTime() - before };
  }

  /**
   * @param {string} id
   * @param {string | undefined} name  of the question in a quiz
   * @param {OutlineQuestion} question
   * @param {Answer} given
   */
  function answer(id, name, question, given) {
    const rule = keyOf(name ?? id)?.rule;
    if (!rule) return;
    const full = name === undefined ? id : `${id}-${name}`;
    const earned = share(rule, given, language);
    const known = { question, rule, answer: given, earned, language };
    store.record({ kind: "answer", id: full, ...known, ...timing(full, id) });
  }

  return {
    answer,

    /** @param {string[]} activities  of the page that is shown now */
    arrive(activities) {
      for (const id of activities) since.set(id, Date.now());
    },

    /**
     * What a run collects is recorded when it is over: before, nothing is graded.
     *
     * @param {string} id
     * @param {KnownQuiz} known
     * @param {QuizProgress} before
     * @param {QuizProgress} after
     */
    run(id, { quiz, questions }, before, after) {
      const wasOver = before.run?.submitted && before.runs === after.runs;
      if (toldWhen(quiz) === "immediate" || !after.run?.submitted || wasOver) return;
      for (const [name, done] of Object.entries(after.run.answers)) {
        const question = questions[name];
        if (question) answer(id, name, question, done.answer);
      }
    },

    /**
     * @param {string} id
     * @param {string} decision  its round and number
     * @param {string} letter
     * @param {string} text
     */
    choice(id, decision, letter, text) {
      const name = `${id}-${decision}`;
      store.record({ kind: "choice", id: name, letter, text, ...timing(name, id) });
      since.set(id, Date.now());
    },

    /**
     * @param {string} id
     * @param {Submittable} activity
     * @param {Answers} answers
     */
    work(id, activity, answers) {
      store.record({ kind: "work", id, activity, answers, ...timing(id, id) });
    },
  };
}
