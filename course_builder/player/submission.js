/** What is handed in: assignments, surveys and contributions to a discussion. */

import { AnswerError } from "./adapter.js";
import { attention, buttonOf, element, focusOn, note, NOTICEABLE, slot } from "./dom.js";
import { countCharacters } from "./question.js";

/**
 * @typedef {import("./adapter.js").Answers} Answers
 * @typedef {import("./adapter.js").OutlineAssignment} OutlineAssignment
 * @typedef {import("./adapter.js").OutlineDiscussion} OutlineDiscussion
 * @typedef {import("./adapter.js").OutlineSurvey} OutlineSurvey
 * @typedef {import("./adapter.js").RuntimeAdapter} RuntimeAdapter
 * @typedef {import("./adapter.js").SubmissionView} SubmissionView
 * @typedef {import("./strings.js").Strings} Strings
 * @typedef {OutlineAssignment | OutlineDiscussion | OutlineSurvey} Submittable
 */

/**
 * @param {HTMLElement} section  as `renderer/` made it
 * @param {Submittable} activity
 * @param {RuntimeAdapter} adapter
 * @param {Strings} strings
 * @param {boolean} hasService
 * @returns {() => void} draws the activity anew when it has changed
 */
export function mountSubmission(section, activity, adapter, strings, hasService) {
  const id = section.dataset["activity"] ?? "";
  const form = section.querySelector("form");
  const button = buttonOf(section, "submit");
  const result = slot(section, "result");
  if (!form || !button || !result) return () => {};
  const words = strings.submission;
  const isAnonymous = activity.kind === "survey" && activity.anonymous;
  const place = slot(section, "files");
  const files =
    place && activity.kind === "assignment"
      ? adapter.handIn?.mountFiles(place, id, activity, () => keepDraft())
      : undefined;
  let isBusy = false;

  const draw = () => {
    const view = adapter.submission(id);
    if (!view.times && !view.waiting) return;
    const marking = activity.kind === "assignment" && adapter.handIn?.markingOf(view, activity);
    const isMarked = view.marking !== undefined && !view.marking.returned;
    const isOver = isAnonymous || isMarked;
    if (isOver) form.replaceChildren(result);
    else button.textContent = words.again[activity.kind];
    if (view.waiting) {
      result.replaceChildren(note(words.waiting));
      return;
    }
    if (marking) {
      result.replaceChildren(marking);
      return;
    }
    const box = element("div", { class: "alert right" }, element("p", {}, doneSentence()));
    if (!isOver) box.append(element("p", {}, words.mayChange[activity.kind]));
    result.replaceChildren(box);
  };

  function doneSentence() {
    if (isAnonymous) return hasService ? words.thanks : words.thanksLocal;
    return words.done[activity.kind][hasService ? "service" : "local"];
  }

  /** @returns {Answers} with the files that are sent */
  function answersWithFiles() {
    const answers = readAnswers(section);
    const ids = files?.ids() ?? [];
    return ids.length ? { ...answers, files: ids } : answers;
  }

  function keepDraft() {
    const lost = files?.names() ?? [];
    const answers = answersWithFiles();
    adapter.drafts.keep(id, lost.length ? { ...answers, lost } : answers);
  }

  /** @returns {boolean} whether what stands in the form may be handed in */
  function isWhole() {
    for (const old of form?.querySelectorAll("[data-missing]") ?? []) old.remove();
    const missing = activity.kind === "survey" ? markMissing(section, strings) : 0;
    if (missing) {
      result?.replaceChildren(attention(words.missing(missing)));
      return false;
    }
    const busy = files?.busy();
    if (busy) {
      result?.replaceChildren(attention(busy));
      return false;
    }
    const answers = answersWithFiles();
    const link = answers["link"];
    if (typeof link === "string" && link && !/^https?:\/\//i.test(link)) {
      result?.replaceChildren(attention(words.badLink));
      const field = section.querySelector("[data-field=link]");
      if (field instanceof HTMLElement) field.focus();
      return false;
    }
    if (!Object.entries(answers).some(([name, answer]) => name !== "checked" && answer.length)) {
      result?.replaceChildren(attention(words.nothing[activity.kind]));
      return false;
    }
    return true;
  }

  async function handIn() {
    isBusy = true;
    const slow = setTimeout(() => result?.replaceChildren(note(strings.sending)), NOTICEABLE);
    try {
      await adapter.submit(id, answersWithFiles());
      adapter.drafts.keep(id, null);
      draw();
      if (result && isAnonymous) focusOn(result);
    } catch (error) {
      if (!(error instanceof AnswerError)) throw error;
      result?.replaceChildren(attention(strings.answerErrors[error.code]));
    } finally {
      clearTimeout(slow);
      isBusy = false;
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!isBusy && isWhole()) void handIn();
  });
  form.addEventListener("input", keepDraft);
  const draft = adapter.drafts.read(id);
  const before = adapter.submission(id);
  restoreAnswers(section, draft ?? before.answers);
  const held = before.times ? before.answers["files"] : before.files?.map((file) => file.id);
  files?.restore(textsOf(draft?.["files"] ?? held), textsOf(draft?.["lost"]));
  countCharacters(section, strings);
  draw();
  return () => {
    if (!isBusy) draw();
  };
}

/**
 * @param {import("./adapter.js").Answer | undefined} answer
 * @returns {string[]}
 */
function textsOf(answer) {
  return Array.isArray(answer) ? answer : [];
}

/**
 * @param {HTMLElement} section
 * @returns {[string, HTMLElement][]} fields and items by the name of what they hold
 */
function fields(section) {
  const all = /** @type {NodeListOf<HTMLElement>} */ (
    section.querySelectorAll("[data-field], [data-item]")
  );
  return [...all].map((field) => [field.dataset["field"] ?? field.dataset["item"] ?? "", field]);
}

/**
 * @param {HTMLElement} section
 * @returns {Answers} only what is chosen or written
 */
function readAnswers(section) {
  /** @type {Answers} */
  const answers = {};
  for (const [name, field] of fields(section)) {
    const text = textIn(field);
    if (text) {
      if (text.value.trim()) answers[name] = text.value.trim();
      continue;
    }
    const chosen = [...field.querySelectorAll("input")]
      .filter((input) => input.checked)
      .map((input) => input.value);
    const [first] = chosen;
    if (first === undefined) continue;
    answers[name] = field.dataset["kind"] === "scale" ? first : chosen;
  }
  return answers;
}

/**
 * @param {HTMLElement} section
 * @param {Answers} answers
 */
function restoreAnswers(section, answers) {
  for (const [name, field] of fields(section)) {
    const answer = answers[name];
    if (answer === undefined) continue;
    const text = textIn(field);
    if (text) {
      text.value = String(answer);
      continue;
    }
    for (const input of field.querySelectorAll("input")) {
      input.checked = Array.isArray(answer) ? answer.includes(input.value) : answer === input.value;
    }
  }
}

/**
 * @param {HTMLElement} field
 * @returns {HTMLTextAreaElement | HTMLInputElement | null} where its text stands, if any
 */
function textIn(field) {
  if (field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) return field;
  return field.querySelector("textarea");
}

/**
 * Say at each item what is missing, and lead to the first.
 *
 * @param {HTMLElement} section
 * @param {Strings} strings
 * @returns {number} of required items without an answer
 */
function markMissing(section, strings) {
  const answers = readAnswers(section);
  const missing = fields(section).filter(
    ([name, field]) => "required" in field.dataset && !answers[name]?.length,
  );
  for (const [name, field] of missing) {
    const id = `${section.dataset["activity"]}-${name}.missing`;
    const attributes = { class: "badge attention", id, "data-missing": "" };
    field.append(element("p", attributes, strings.submission.required));
    const control = field.querySelector("input, textarea");
    control?.setAttribute("aria-describedby", id);
  }
  const first = missing[0]?.[1].querySelector("input, textarea");
  if (first instanceof HTMLElement) first.focus();
  return missing.length;
}
