/** One activity of a page: its form, and beside each choice what the learner is told. */

import { AnswerError } from "./adapter.js";
import { element, focusOn, fragment, NOTICEABLE } from "./dom.js";
import { LONGEST_TEXT } from "./grading.js";

/**
 * @typedef {import("./adapter.js").ActivityView} ActivityView
 * @typedef {import("./adapter.js").Answer} Answer
 * @typedef {import("./adapter.js").Feedback} Feedback
 * @typedef {import("./adapter.js").OutlineActivity} OutlineActivity
 * @typedef {import("./adapter.js").RuntimeAdapter} RuntimeAdapter
 * @typedef {import("./strings.js").Strings} Strings
 */

/**
 * @param {HTMLElement} section  as `renderer/` made it
 * @param {OutlineActivity} activity
 * @param {RuntimeAdapter} adapter
 * @param {Strings} strings
 * @returns {() => void} draws the activity anew when it has changed
 */
export function mountActivity(section, activity, adapter, strings) {
  const id = section.dataset["activity"] ?? "";
  const form = section.querySelector("form");
  const actions = section.querySelector(".actions");
  const submit = buttonOf(section, "answer");
  const hint = buttonOf(section, "hint");
  const result = slot(section, "result");
  if (!form || !actions || !submit || !result) return () => {};
  let isBusy = false;

  /** @param {(Node | string)[]} parts */
  const say = (...parts) => result.replaceChildren(...parts);

  /**
   * @param {ActivityView} view
   * @param {boolean} isMarked  whether an option already says right or wrong
   */
  const drawResult = (view, isMarked) => {
    if (view.waiting) say(note(strings.awaitingGrade));
    else if (view.feedback) say(...told(view, view.feedback, activity, isMarked, strings));
  };

  /** @param {ActivityView} view */
  const drawActions = (view) => {
    const hadFocus = section.contains(document.activeElement);
    const isOpen = !view.closed && !view.waiting;
    const shown = isOpen ? [submit] : [];
    submit.textContent = view.tries ? strings.checkAgain : strings.check;
    if (isOpen && hint && view.hints < activity.hints) {
      hint.textContent = strings.hint(activity.hintCost);
      shown.push(hint);
    }
    // Whatever stays is left in its place, so that it keeps the focus.
    for (const button of [...actions.children]) {
      if (!shown.some((one) => one === button)) button.remove();
    }
    actions.append(...shown.filter((button) => !button.isConnected));
    for (const input of section.querySelectorAll("input")) input.disabled = !isOpen;
    // Whoever was at a control that is gone now hears what was said.
    const active = document.activeElement;
    if (!hadFocus || (section.contains(active) && !active?.matches(":disabled"))) return;
    if (isOpen) submit.focus();
    else focusOn(result);
  };

  let drawn = "";
  const draw = () => {
    const view = adapter.activity(id);
    const state = JSON.stringify(view);
    if (state === drawn) return; // Drawn anew, it would be read out anew.
    drawn = state;
    slot(section, "attempts")?.replaceChildren(standing(view, activity, strings));
    drawHints(section, view, activity, strings);
    drawResult(view, drawOptions(section, view, activity, strings));
    drawActions(view);
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
      if (!(error instanceof AnswerError)) throw error;
      const { malformed, "too-long": tooLong } = strings.answerErrors;
      say(attention(error.code === "too-long" ? tooLong : malformed));
    } finally {
      clearTimeout(slow);
      isBusy = false;
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const answer = readAnswer(section);
    if (answer.length) void once(() => adapter.answer(id, answer));
    else say(attention(emptySentence(activity, strings)));
  });
  hint?.addEventListener("click", () => void once(() => adapter.hint(id)));
  restoreAnswer(section, adapter.activity(id).answer);
  draw();
  return () => {
    if (!isBusy) draw();
  };
}

/** @param {string} sentence */
function note(sentence) {
  return element("div", { class: "alert" }, element("p", {}, sentence));
}

/** @param {string} sentence */
function attention(sentence) {
  return element("div", { class: "alert attention" }, element("p", {}, sentence));
}

/**
 * @param {OutlineActivity} activity
 * @param {Strings} strings
 */
function emptySentence(activity, strings) {
  if (activity.type === "multiple") return strings.chooseSomeFirst;
  return activity.options.length ? strings.chooseFirst : strings.writeFirst;
}

/**
 * @param {HTMLElement} section
 * @param {string} name
 * @returns {HTMLElement | null}
 */
function slot(section, name) {
  return section.querySelector(`[data-slot="${name}"]`);
}

/**
 * @param {HTMLElement} section
 * @param {string} action
 * @returns {HTMLElement | null}
 */
function buttonOf(section, action) {
  return section.querySelector(`[data-action=${action}]`);
}

/**
 * @param {HTMLElement} section
 * @returns {Answer} empty where nothing is chosen or written
 */
function readAnswer(section) {
  const text = section.querySelector("input[type=text]");
  if (text instanceof HTMLInputElement) return text.value.trim() && text.value;
  const checked = section.querySelectorAll("input:checked");
  return [...checked].map((input) => /** @type {HTMLInputElement} */ (input).value);
}

/**
 * @param {HTMLElement} section
 * @param {Answer} answer
 */
function restoreAnswer(section, answer) {
  for (const input of section.querySelectorAll("input")) {
    if (input.type === "text") {
      input.maxLength = LONGEST_TEXT;
      if (!Array.isArray(answer)) input.value = answer;
    } else if (Array.isArray(answer)) {
      input.checked = answer.includes(input.value);
    }
  }
}

/**
 * @param {ActivityView} view
 * @param {OutlineActivity} activity
 * @param {Strings} strings
 * @returns {string} what the activity is worth and what an attempt costs
 */
function standing(view, activity, strings) {
  const { points, attempts } = activity;
  if (view.closed) return strings.earned(view.best ?? 0, points);
  return view.tries
    ? strings.practised(points, view.tries, attempts)
    : strings.worth(points, attempts);
}

/**
 * @param {HTMLElement} section
 * @param {ActivityView} view
 * @param {OutlineActivity} activity
 * @param {Strings} strings
 * @returns {boolean} whether an option now says right or wrong
 */
function drawOptions(section, view, activity, strings) {
  let marked = false;
  for (const [option] of activity.options) {
    const box = section.querySelector(`.option[data-option="${option}"]`);
    const place = box?.querySelector("[data-slot=feedback]");
    const input = box?.querySelector("input");
    if (!box || !place || !input) continue;
    const told = view.waiting ? null : view.feedback;
    const verdict = told && verdictOf(option, view, told, activity);
    const html = told?.options[option] ?? "";
    box.classList.toggle("right", verdict === "right");
    box.classList.toggle("wrong", verdict === "wrong");
    if (!verdict && !html) {
      place.replaceChildren();
      input.removeAttribute("aria-describedby");
      continue;
    }
    marked ||= verdict !== null;
    const id = `${section.id}-${option}-told`;
    const alert = element("div", { class: "alert", id });
    if (verdict) {
      const chosen = view.answer.includes(option);
      const words = chosen ? strings[verdict] : strings.rightOption;
      alert.append(element("p", {}, element("b", {}, words)));
    }
    alert.append(fragment(html));
    place.replaceChildren(alert);
    input.setAttribute("aria-describedby", id);
  }
  return marked;
}

/**
 * A wrong set of several choices does not say which of them are right until it is closed.
 *
 * @param {string} option
 * @param {ActivityView} view
 * @param {Feedback} told
 * @param {OutlineActivity} activity
 * @returns {"right" | "wrong" | null}
 */
function verdictOf(option, view, told, activity) {
  const chosen = view.answer.includes(option);
  if (told.closed && Array.isArray(told.key) && told.key.length) {
    if (told.key.includes(option)) return "right";
    return chosen ? "wrong" : null;
  }
  if (!chosen || activity.type === "multiple") return null;
  return told.right ? "right" : "wrong";
}

/**
 * @param {HTMLElement} section
 * @param {ActivityView} view
 * @param {OutlineActivity} activity
 * @param {Strings} strings
 */
function drawHints(section, view, activity, strings) {
  const place = slot(section, "hints");
  if (!place) return;
  place.setAttribute("aria-live", "polite");
  const texts = view.hintTexts.map((html, index) =>
    element(
      "div",
      { class: "alert" },
      element("p", {}, element("b", {}, strings.hintTitle(index + 1, activity.hints))),
      fragment(html),
    ),
  );
  if (view.hints > view.hintTexts.length) {
    texts.push(note(strings.awaitingHint));
  }
  if (place.childElementCount !== texts.length || view.hintTexts.length) {
    place.replaceChildren(...texts);
  }
}

/**
 * @param {ActivityView} view
 * @param {Feedback} told
 * @param {OutlineActivity} activity
 * @param {boolean} marked
 * @param {Strings} strings
 * @returns {HTMLElement[]}
 */
function told(view, told, activity, marked, strings) {
  const word = told.right ? strings.right : strings.wrong;
  const left = Math.max(0, activity.attempts - view.tries);
  const tries = told.closed ? strings.noTriesLeft : strings.triesLeft(left);
  // Where an option already shows the word, only those who cannot see it need it here.
  const verdict = element(marked ? "span" : "b", { class: marked && "hidden" }, word);
  const sentence = element("p", {}, verdict);
  if (!told.right) sentence.append(" ", tries);
  const typedKey = typeof told.key === "string" && !told.right ? told.key : "";
  const shownKey = activity.type === "number" ? strings.typedNumber(typedKey) : typedKey;
  const kind = marked ? "" : told.right ? " right" : " wrong";
  const box = element("div", { class: marked ? "told" : `alert${kind}` }, sentence);
  box.append(fragment(told.text));
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
