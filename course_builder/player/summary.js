/** The end of a course: the score, the pass mark, and what remains, with links to it. */

import { pageOf, pageWith } from "./course.js";
import { element } from "./dom.js";
import { requiredActivities, requiredPages } from "./progress.js";

/**
 * @typedef {import("./adapter.js").ActivityView} ActivityView
 * @typedef {import("./adapter.js").CourseProgress} CourseProgress
 * @typedef {import("./adapter.js").Outline} Outline
 * @typedef {import("./adapter.js").RuntimeAdapter} RuntimeAdapter
 * @typedef {import("./strings.js").Strings} Strings
 *
 * @typedef {object} Remaining  links to what can still be done
 * @property {HTMLAnchorElement[]} pages
 * @property {HTMLAnchorElement[]} questions  not answered yet
 * @property {HTMLAnchorElement[]} retries  answered, and a try is left
 */

const LONGEST_LINK = 80; // Characters; a question may be a paragraph.

/**
 * @param {Outline} outline
 * @param {RuntimeAdapter} adapter
 * @param {Strings} strings
 * @param {{returnUrl: string | null, isSaved: boolean, keyIsHere: boolean}} place
 * @returns {HTMLElement}
 */
export function summaryPage(outline, adapter, strings, place) {
  const progress = adapter.progress();
  const left = remaining(outline, adapter, strings);
  const waiting = requiredActivities(outline).some((id) => adapter.activity(id).waiting);
  const page = element("div", {}, element("h1", {}, strings.summary));
  page.append(outcome(progress, waiting, strings));
  if (progress.maximum) {
    const { given, maximum } = progress;
    page.append(element("p", {}, strings.scoreSentence(given, maximum, outline.pass)));
  }
  const [step] = [...left.pages, ...left.questions, ...left.retries];
  page.append(nextStep(progress, step, strings, place));
  page.append(...list(strings.remainingPages, left.pages));
  page.append(...list(strings.remainingQuestions, left.questions));
  page.append(...list(strings.retryQuestions, left.retries));
  if (place.keyIsHere && progress.maximum) {
    page.append(element("p", { class: "small" }, strings.circumstances["package-key"]));
  }
  return page;
}

/**
 * @param {CourseProgress} progress
 * @param {boolean} waiting
 * @param {Strings} strings
 */
function outcome(progress, waiting, strings) {
  const { outcome: words } = strings;
  let [sentence, kind] = [words.incomplete, ""];
  if (progress.passed) {
    [sentence, kind] = [progress.maximum ? words.passed : words.completed, " right"];
  } else if (progress.passed === false) {
    [sentence, kind] = [words.failed, " attention"];
  } else if (waiting) {
    sentence = words.waiting;
  } else if (progress.complete) {
    sentence = words.open;
  }
  return element("div", { class: `alert${kind}` }, element("p", {}, sentence));
}

/**
 * @param {CourseProgress} progress
 * @param {HTMLAnchorElement | undefined} step  the first thing that remains
 * @param {Strings} strings
 * @param {{returnUrl: string | null, isSaved: boolean}} place
 */
function nextStep(progress, step, strings, { returnUrl, isSaved }) {
  const finished = progress.passed !== null;
  const actions = element("div", { class: "actions" });
  if (!finished && step) {
    const { page, anchor } = step.dataset;
    const words = strings.next(step.textContent ?? "");
    actions.append(
      element(
        "a",
        { class: "button primary", href: step.hash, "data-page": page, "data-anchor": anchor },
        words,
      ),
    );
  }
  if (returnUrl) {
    const look = finished ? "button primary" : "";
    actions.append(element("a", { class: look, href: returnUrl }, strings.backToLms));
  }
  const closing = finished ? strings.mayClose : strings.mayLeave;
  if (isSaved) actions.append(element("p", { class: "small" }, closing));
  return actions;
}

/**
 * @param {string} title
 * @param {HTMLAnchorElement[]} links
 */
function list(title, links) {
  if (!links.length) return [];
  const items = links.map((link) => element("li", {}, link));
  return [element("h2", {}, title), element("ul", {}, ...items)];
}

/**
 * @param {Outline} outline
 * @param {RuntimeAdapter} adapter
 * @param {Strings} strings
 * @returns {Remaining}
 */
function remaining(outline, adapter, strings) {
  const viewed = adapter.viewed();
  const pages = requiredPages(outline)
    .filter((id) => !viewed.has(id))
    .map((id) => link(id, undefined, pageOf(outline, id)?.title ?? id));
  /** @type {Remaining} */
  const left = { pages, questions: [], retries: [] };
  for (const id of requiredActivities(outline)) {
    const view = adapter.activity(id);
    const activity = outline.activities[id];
    const page = pageWith(outline, id);
    if (!activity || !page || view.closed || view.waiting) continue;
    const made = link(page.id, id, shortened(activity.title));
    if (view.tries) {
      made.append(` (${strings.triesOf(activity.attempts - view.tries)})`);
      left.retries.push(made);
    } else {
      left.questions.push(made);
    }
  }
  return left;
}

/**
 * @param {string} page
 * @param {string | undefined} anchor
 * @param {string} title
 */
function link(page, anchor, title) {
  return element(
    "a",
    { href: `#${page}`, "data-page": page, "data-anchor": anchor },
    title,
  );
}

/**
 * @param {string} title
 * @returns {string} its first words, where it is long
 */
function shortened(title) {
  if (title.length <= LONGEST_LINK) return title;
  return `${title.slice(0, LONGEST_LINK).replace(/\s+\S*$/, "")} …`;
}
