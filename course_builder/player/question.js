/** One question: its form, and beside each choice what the learner is told. */

import { AnswerError } from "./adapter.js";
import { isUnfinished, readAnswer, restoreAnswer } from "./answer_form.js";
import { attention, buttonOf, element, focusOn, fragment, note, NOTICEABLE, slot } from "./dom.js";
import { markEnds, mountOrder } from "./order.js";
import { drawVerdicts } from "./verdict.js";

/**
 * @typedef {import("./adapter.js").Answer} Answer
 * @typedef {import("./adapter.js").Feedback} Feedback
 * @typedef {import("./adapter.js").OutlineQuestion} OutlineQuestion
 * @typedef {import("./adapter.js").QuestionView} QuestionView
 * @typedef {import("./strings.js").Strings} Strings
 *
 * @typedef {object} QuestionPlace  where its answers go: the page, or a run of a quiz
 * @property {boolean} collects  whether each change is an answer, and nothing is told
 * @property {boolean} hasService
 * @property {() => QuestionView} view
 * @property {(view: QuestionView) => HTMLElement | null} [marking]  what a person said of it
 * @property {(answer: Answer) => Promise<void>} answer
 * @property {() => Promise<void>} hint
 * @property {() => Answer | null} draft  what was written and not answered yet
 * @property {(answer: Answer | null) => void} keepDraft
 *
 * @typedef {object} MountedQuestion
 * @property {() => void} draw  to be called when the question has changed
 * @property {() => Promise<void>} settled  once everything that stands in the form is kept
 */

/**
 * @param {HTMLElement} section  as `renderer/` made it
 * @param {OutlineQuestion} question
 * @param {QuestionPlace} place
 * @param {Strings} strings
 * @returns {MountedQuestion}
 */
export function mountQuestion(section, question, place, strings) {
  const form = section.querySelector("form");
  const actions = section.querySelector(".actions");
  const submit = buttonOf(section, "answer");
  const hint = buttonOf(section, "hint");
  const result = slot(section, "result");
  if (!form || !actions || !submit || !result) {
    return { draw: () => {}, settled: async () => {} };
  }
  let isBusy = false;
  let isTouched = false;
  /** @type {Promise<void>} */
  let collected = Promise.resolve();

  /** @param {(Node | string)[]} parts */
  const say = (...parts) => result.replaceChildren(...parts);

  /**
   * @param {QuestionView} view
   * @param {boolean} isMarked  whether an option already says right or wrong
   */
  const drawResult = (view, isMarked) => {
    if (place.collects && !view.closed) say();
    else if (view.waiting) say(note(strings.awaitingGrade));
    else if (view.marking && place.marking) say(place.marking(view) ?? "");
    else if (question.type === "long" && view.tries) {
      say(note(place.hasService ? strings.longSent : strings.longLocal));
    } else if (view.feedback) say(...told(view, view.feedback, question, place, isMarked, strings));
  };

  /** @param {QuestionView} view */
  const drawActions = (view) => {
    const hadFocus = section.contains(document.activeElement);
    const isOpen = !view.closed && (!view.waiting || place.collects);
    const shown = isOpen && hasButton(view) ? [submit] : [];
    submit.textContent = buttonText(view);
    if (isOpen && hint && !place.collects && view.hints < question.hints) {
      hint.textContent = strings.hint(question.hintCost);
      shown.push(hint);
    }
    // Whatever stays is left in its place, so that it keeps the focus.
    for (const button of [...actions.children]) {
      if (!shown.some((one) => one === button)) button.remove();
    }
    actions.append(...shown.filter((button) => !button.isConnected));
    for (const control of section.querySelectorAll(CONTROLS)) control.disabled = !isOpen;
    // Whoever was at a control that is gone now hears what was said.
    const active = document.activeElement;
    if (place.collects || !hadFocus) return;
    if (section.contains(active) && !active?.matches(":disabled")) return;
    if (isOpen) submit.focus();
    else focusOn(result);
  };

  /** @param {QuestionView} view */
  function hasButton(view) {
    if (!place.collects) return true;
    return question.type === "order" && !view.answer.length;
  }

  /** @param {QuestionView} view */
  function buttonText(view) {
    if (place.collects) return strings.useOrder;
    if (question.type === "long") return view.tries ? strings.handInAgain : strings.handInAnswer;
    return view.tries ? strings.checkAgain : strings.check;
  }

  let drawn = "";
  const draw = () => {
    const view = place.view();
    const state = JSON.stringify(view);
    if (state === drawn) return; // Drawn anew, it would be read out anew.
    drawn = state;
    slot(section, "attempts")?.replaceChildren(standingLine(view, question, place, strings));
    drawHints(section, view, question, strings);
    drawResult(view, drawVerdicts(section, view, question, strings));
    drawActions(view);
  };

  /** @param {unknown} error */
  const sayError = (error) => {
    if (!(error instanceof AnswerError)) throw error;
    say(attention(strings.answerErrors[error.code]));
  };

  /** @param {() => Promise<void>} step  one at a time: a second click is not a second try */
  const once = async (step) => {
    if (isBusy) return;
    isBusy = true;
    drawn = "";
    const slow = setTimeout(() => say(note(strings.sending)), NOTICEABLE);
    try {
      await step();
      draw();
    } catch (error) {
      sayError(error);
    } finally {
      clearTimeout(slow);
      isBusy = false;
    }
  };

  /** Each change is kept, one after the other, the latest last. */
  const collect = () => {
    const answer = readAnswer(section, question.type);
    isTouched = false;
    collected = collected
      .then(() => place.answer(answer))
      .then(() => {
        if (!isTouched) place.keepDraft(null);
        draw();
      })
      .catch(sayError);
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (place.collects) {
      collect();
      return;
    }
    const answer = readAnswer(section, question.type);
    if (isUnfinished(answer)) say(attention(emptySentence(question, strings)));
    else {
      void once(async () => {
        await place.answer(answer);
        place.keepDraft(null);
      });
    }
  });
  form.addEventListener("input", () => {
    isTouched = true;
    place.keepDraft(readAnswer(section, question.type));
  });
  form.addEventListener("change", () => {
    place.keepDraft(readAnswer(section, question.type));
    if (place.collects) collect();
  });
  hint?.addEventListener("click", () => {
    void once(() => place.hint());
  });

  if (question.type === "order") mountOrder(section, strings);
  const view = place.view();
  const draft = view.closed ? null : place.draft();
  restoreAnswer(section, question.type, draft ?? view.answer);
  markEnds(section);
  countCharacters(section, strings);
  draw();
  if (draft && place.collects) collect();
  return {
    draw: () => {
      if (!isBusy) draw();
    },
    async settled() {
      if (isTouched && place.collects) collect();
      await collected;
    },
  };
}

const CHOICES = new Set(["choice", "boolean", "multiple"]);
const CONTROLS = /** @type {"input"} */ (
  "input, select, textarea, .moves button"
);

/**
 * @param {OutlineQuestion} question
 * @param {Strings} strings
 */
function emptySentence(question, strings) {
  switch (question.type) {
    case "multiple":
      return strings.chooseSomeFirst;
    case "match":
      return strings.matchFirst;
    case "gaps":
      return strings.fillFirst;
    case "long":
      return strings.writeLongFirst;
    default:
      return question.options.length ? strings.chooseFirst : strings.writeFirst;
  }
}

/**
 * @param {QuestionView} view
 * @param {OutlineQuestion} question
 * @param {QuestionPlace} place
 * @param {Strings} strings
 * @returns {string} what the question is worth and what an attempt costs
 */
function standingLine(view, question, place, strings) {
  const { points, attempts, graded } = question;
  if (!graded) return strings.longWorth(points);
  if (place.collects) return view.best === null ? "" : strings.earned(view.best, points);
  if (view.closed) return strings.earned(view.best ?? 0, points);
  return view.tries
    ? strings.practised(points, view.tries, attempts)
    : strings.worth(points, attempts);
}

/**
 * @param {HTMLElement} section
 * @param {QuestionView} view
 * @param {OutlineQuestion} question
 * @param {Strings} strings
 */
function drawHints(section, view, question, strings) {
  const place = slot(section, "hints");
  if (!place) return;
  place.setAttribute("aria-live", "polite");
  const texts = view.hintTexts.map((html, index) =>
    element(
      "div",
      { class: "alert" },
      element("p", {}, element("b", {}, strings.hintTitle(index + 1, question.hints))),
      fragment(html),
    ),
  );
  if (view.hints > view.hintTexts.length) texts.push(note(strings.awaitingHint));
  if (place.childElementCount !== texts.length || view.hintTexts.length) {
    place.replaceChildren(...texts);
  }
}

/**
 * @param {QuestionView} view
 * @param {Feedback} told
 * @param {OutlineQuestion} question
 * @param {QuestionPlace} place
 * @param {boolean} marked
 * @param {Strings} strings
 * @returns {HTMLElement[]}
 */
function told(view, told, question, place, marked, strings) {
  const word = told.right ? strings.right : strings.wrong;
  const left = Math.max(0, question.attempts - view.tries);
  // Where an option already shows the word, only those who cannot see it need it here.
  const isRepeated = marked && CHOICES.has(question.type);
  const verdict = element(isRepeated ? "span" : "b", { class: isRepeated && "hidden" }, word);
  const sentence = element("p", {}, verdict);
  const [rightly, of] = told.share;
  if (!told.right && rightly) sentence.append(" ", strings.partly(rightly, of));
  if (!told.right && !place.collects && question.attempts > 1) {
    sentence.append(" ", told.closed ? strings.noTriesLeft : strings.triesLeft(left));
  }
  const kind = isRepeated ? "" : told.right ? " right" : " wrong";
  const box = element("div", { class: isRepeated ? "told" : `alert${kind}` }, sentence);
  if (!told.right && !told.closed && view.best) {
    box.append(element("p", {}, strings.bestSoFar(view.best, question.points)));
  }
  box.append(fragment(told.text));
  const typedKey = typeof told.key === "string" && !told.right ? told.key : "";
  const shownKey = question.type === "number" ? strings.typedNumber(typedKey) : typedKey;
  if (shownKey) box.append(element("p", {}, strings.rightAnswer(shownKey)));
  if (!told.explanation) return [box];
  const explanation = element(
    "div",
    { class: "alert" },
    element("p", {}, element("b", {}, strings.explanation)),
    fragment(told.explanation),
  );
  return [box, explanation];
}

/**
 * Say how much room a long text still has.
 *
 * @param {HTMLElement} section
 * @param {Strings} strings
 */
export function countCharacters(section, strings) {
  for (const field of section.querySelectorAll("textarea[maxlength]")) {
    if (!(field instanceof HTMLTextAreaElement)) continue;
    const id = `${field.id || field.name}.left`;
    const line = element("p", { class: "small", id });
    const count = () => {
      line.textContent = strings.charactersLeft(field.maxLength - field.value.length);
    };
    field.setAttribute("aria-describedby", id);
    field.addEventListener("input", count);
    field.after(line);
    count();
  }
}
