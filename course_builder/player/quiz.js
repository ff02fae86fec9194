/** A quiz: what it costs, its questions on one page as a list, and what came of it. */

import { AnswerError } from "./adapter.js";
import { arrangeOptions, isUnfinished } from "./answer_form.js";
import { mountClock } from "./clock.js";
import { attention, element, focusOn, fragment, note, NOTICEABLE, slot } from "./dom.js";
import { mountQuestion } from "./question.js";

/**
 * @typedef {import("./adapter.js").OutlineQuestion} OutlineQuestion
 * @typedef {import("./adapter.js").OutlineQuiz} OutlineQuiz
 * @typedef {import("./adapter.js").QuizDetails} QuizDetails
 * @typedef {import("./adapter.js").QuizView} QuizView
 * @typedef {import("./adapter.js").RunView} RunView
 * @typedef {import("./adapter.js").RuntimeAdapter} RuntimeAdapter
 * @typedef {import("./question.js").MountedQuestion} MountedQuestion
 * @typedef {import("./strings.js").Strings} Strings
 */

/**
 * @param {HTMLElement} section  as `renderer/` made it
 * @param {OutlineQuiz} quiz
 * @param {RuntimeAdapter} adapter
 * @param {Strings} strings
 * @param {boolean} hasService
 * @returns {() => void} draws the quiz anew when it has changed
 */
export function mountQuiz(section, quiz, adapter, strings, hasService) {
  const id = section.dataset["activity"] ?? "";
  const words = strings.quiz;
  const isPractice = quiz.role === "practice";
  const collects = quiz.feedback !== "immediate" || quiz.role === "pretest";
  const isSilent = quiz.feedback === "never" || quiz.role === "pretest";
  const place = slot(section, "quiz");
  if (!place) return () => {};
  const result = element("div", { role: "status" });
  const room = element("div");
  place.append(result, room);
  /** @type {Map<string, MountedQuestion>} */
  let questions = new Map();
  let shown = "";
  let isBusy = false;
  let stopClock = () => {};
  let updateCount = () => {};

  /**
   * @param {() => Promise<void>} step
   * @param {HTMLElement} [where]  what is said of it
   */
  const once = async (step, where = result) => {
    if (isBusy) return;
    isBusy = true;
    const slow = setTimeout(() => where.replaceChildren(note(strings.sending)), NOTICEABLE);
    try {
      await step();
    } catch (error) {
      if (!(error instanceof AnswerError)) throw error;
      where.replaceChildren(attention(strings.answerErrors[error.code]));
    } finally {
      clearTimeout(slow);
      isBusy = false;
    }
  };

  const settled = async () => {
    await Promise.all([...questions.values()].map((one) => one.settled()));
  };

  const handIn = async () => {
    await settled();
    await adapter.submit(id);
    draw();
  };

  const timeUp = () => {
    void once(async () => {
      await handIn();
      result.prepend(attention(words.timeUp));
    });
  };

  const beginRun = () =>
    once(async () => {
      await adapter.begin(id);
      result.replaceChildren();
      draw();
      const heading = room.querySelector("h3");
      if (heading) focusOn(heading);
    });

  /** @param {QuizView} view */
  function beginButton(view) {
    const text = view.runs ? words.again(isPractice, view.left) : words.begin(isPractice);
    const button = element("button", { type: "button", "data-action": "begin" }, text);
    button.addEventListener("click", () => void beginRun());
    return element("div", { class: "actions" }, button);
  }

  /**
   * @param {RunView} run
   * @param {number} index
   * @param {HTMLElement} list
   */
  function addQuestion(run, index, list) {
    const asked = run.asked[index];
    const details = /** @type {QuizDetails} */ (adapter.details(id));
    const question = asked && details.questions[asked.id];
    if (!asked || !question) return;
    const item = element("li", { class: "asked", "data-question": asked.id });
    item.append(fragment(question.form));
    const number = words.numbered(index + 1, run.asked.length);
    slot(item, "number")?.replaceChildren(number);
    list.append(item);
    arrangeOptions(item, question.type, asked.options);
    questions.set(asked.id, mountQuestion(item, question, placeOf(asked.id), strings));
  }

  /**
   * @param {string} question
   * @returns {import("./question.js").QuestionPlace}
   */
  function placeOf(question) {
    const name = `${id}/${question}`;
    return {
      collects,
      hasService,
      view: () => adapter.question(id, question),
      marking: (view) => {
        const { questions: known } = /** @type {QuizDetails} */ (adapter.details(id));
        const asked = known[question];
        return (asked && adapter.handIn?.markingOf(view, asked)) ?? null;
      },
      answer: (answer) => adapter.answer(id, answer, question),
      hint: () => adapter.hint(id, question),
      draft: () => adapter.drafts.read(name)?.["answer"] ?? null,
      keepDraft: (answer) => adapter.drafts.keep(name, answer === null ? null : { answer }),
    };
  }

  /** @param {RunView} run */
  function missing(run) {
    return run.asked.flatMap(({ id: question }, index) => {
      const view = adapter.question(id, question);
      const isOpen = collects ? isUnfinished(view.answer) : !view.tries && !view.waiting;
      return isOpen ? [index + 1] : [];
    });
  }

  /** @param {RunView} run */
  function submitBox(run) {
    const count = element("p", { class: "small" });
    const ask = element("div", { role: "status" });
    const text = isPractice ? words.finish : words.submit;
    const button = element("button", { type: "button", "data-action": "submit" }, text);
    button.addEventListener("click", () => {
      void once(async () => {
        await settled();
        const numbers = missing(adapter.quiz(id).run ?? run);
        if (numbers.length) askAgain(ask, numbers);
        else await handIn();
      }, ask);
    });
    updateCount = () => {
      const now = adapter.quiz(id).run ?? run;
      const done = now.asked.length - missing(now).length;
      const sentence = collects ? words.answered : words.checked;
      const line = sentence(done, now.asked.length);
      if (count.textContent !== line) count.textContent = line;
      if (done === now.asked.length) ask.replaceChildren();
    };
    updateCount();
    return element("div", { class: "hand-in" }, count, element("div", { class: "actions" }, button), ask);
  }

  /**
   * Say what is missing, and ask again: in the page, where nothing else is covered.
   *
   * @param {HTMLElement} ask
   * @param {number[]} numbers
   */
  function askAgain(ask, numbers) {
    const [first = 1] = numbers;
    const yes = element("button", { type: "button", "data-action": "confirm" }, words.submitAnyway);
    const no = element("button", { type: "button" }, words.toMissing(first));
    yes.addEventListener("click", () => void once(handIn, ask));
    no.addEventListener("click", () => {
      ask.replaceChildren();
      const heading = room.querySelectorAll("h3")[first - 1];
      if (heading instanceof HTMLElement) focusOn(heading);
      heading?.scrollIntoView();
    });
    const box = attention(words.missing(numbers));
    box.append(element("div", { class: "actions" }, no, yes));
    ask.replaceChildren(box);
    no.focus();
  }

  /** @param {RunView} run */
  function showQuestions(run) {
    const list = element("ol", { class: "asked-list" });
    run.asked.forEach((_, index) => addQuestion(run, index, list));
    room.append(list);
  }

  /**
   * @param {QuizView} view
   * @param {RunView} run
   */
  function sayResult(view, run) {
    if (view.waiting) {
      result.replaceChildren(note(words.waiting));
      return;
    }
    if (quiz.role === "pretest") {
      result.replaceChildren(note(words.pretest));
      return;
    }
    const sentences = isSilent ? [words.handedIn] : [];
    if (view.marking) sentences.push(words.marking(view.marking));
    let look = "";
    if (run.given !== null && quiz.points) {
      sentences.push(words.result(run.given, quiz.points));
      const isBetter = view.best !== null && view.best > run.given;
      if (isBetter) sentences.push(words.best(view.best ?? 0));
      if (quiz.pass !== null && !view.marking) {
        sentences.push(view.passed ? words.passed(quiz.pass) : words.failed(quiz.pass));
        look = view.passed ? " right" : " attention";
      }
    }
    const box = element("div", { class: `alert${look}` });
    box.append(...sentences.map((text) => element("p", {}, text)));
    result.replaceChildren(box);
  }

  const draw = () => {
    const view = adapter.quiz(id);
    const { run } = view;
    // While an answer is on its way nothing here changes but the count.
    const isWaiting = Boolean(view.waiting);
    const { runs, best, marking } = view;
    const state = [runs, run?.submitted, isWaiting, run?.given, best, marking].join();
    if (state === shown) {
      for (const one of questions.values()) one.draw();
      updateCount();
      return;
    }
    shown = state;
    const hadFocus = room.contains(document.activeElement);
    stopClock();
    stopClock = updateCount = () => {};
    questions = new Map();
    room.replaceChildren();
    if (!run) {
      room.append(beginButton(view));
      return;
    }
    if (run.submitted) {
      sayResult(view, run);
      if (hadFocus) focusOn(result);
      if (view.waiting) return;
      const isLast = view.left === 0;
      if (!isLast && !view.marking) room.append(beginButton(view));
      if (isLast && quiz.attempts > 1) room.append(element("p", { class: "small" }, words.noneLeft));
      if (!isSilent) showQuestions(run);
      return;
    }
    if (run.deadline !== null) {
      const clock = mountClock(run.deadline, words, timeUp);
      room.append(clock.element);
      stopClock = clock.stop;
    }
    showQuestions(run);
    room.append(submitBox(run));
  };

  draw();
  return draw;
}
