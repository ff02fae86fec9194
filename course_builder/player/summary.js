/** The end of a course: the score, the pass mark, and what remains, with links to it. */

import { pageOf, pageWith } from "./course.js";
import { element } from "./dom.js";
import { requiredActivities, requiredPages } from "./progress.js";

/**
 * @typedef {import("./adapter.js").CourseProgress} CourseProgress
 * @typedef {import("./adapter.js").Outline} Outline
 * @typedef {import("./adapter.js").OutlineActivity} OutlineActivity
 * @typedef {import("./adapter.js").RuntimeAdapter} RuntimeAdapter
 * @typedef {import("./strings.js").Strings} Strings
 *
 * @typedef {object} Remaining  links to what can still be done
 * @property {HTMLAnchorElement[]} pages
 * @property {HTMLAnchorElement[]} activities  not done yet
 * @property {HTMLAnchorElement[]} retries  done, and a better result is within reach
 */

const LONGEST_LINK = 80; // Characters; a question may be a paragraph.

/**
 * @param {Outline} outline
 * @param {RuntimeAdapter} adapter
 * @param {Strings} strings
 * @param {{returnUrl: string | null, isSaved: boolean, keyIsHere: boolean, hasService: boolean}} place
 * @returns {HTMLElement}
 */
export function summaryPage(outline, adapter, strings, place) {
  const progress = adapter.progress();
  const left = remaining(outline, adapter, strings);
  // Trying again would change nothing any more.
  if (progress.passed === false) left.retries = [];
  const waiting = requiredActivities(outline).some((id) => isWaiting(outline, adapter, id));
  const page = element("div", {}, element("h1", {}, strings.summary));
  page.append(courseOutcome(progress, waiting, strings));
  if (progress.maximum) {
    const { given, maximum } = progress;
    page.append(element("p", {}, strings.scoreSentence(given, maximum, outline.pass)));
  }
  const [step] = [...left.pages, ...left.activities, ...left.retries];
  page.append(nextStep(progress, step, strings, place));
  page.append(...list(strings.remainingPages, left.pages));
  page.append(...list(strings.remainingActivities, left.activities));
  page.append(...list(strings.retryActivities, left.retries));
  page.append(...standings(outline, adapter, strings, place.hasService));
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
function courseOutcome(progress, waiting, strings) {
  const { outcome: words } = strings;
  let [sentence, kind] = [words.incomplete, ""];
  if (progress.passed) {
    [sentence, kind] = [progress.maximum ? words.passed : words.completed, " right"];
  } else if (progress.passed === false) {
    [sentence, kind] = [words.failed, " attention"];
  } else if (waiting) {
    sentence = words.waiting;
  } else if (progress.waits) {
    sentence = words.marking;
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
  const left = { pages, activities: [], retries: [] };
  for (const id of requiredActivities(outline)) {
    const activity = outline.activities[id];
    const page = pageWith(outline, id);
    if (!activity || !page || isWaiting(outline, adapter, id)) continue;
    const made = link(page.id, id, nameOf(activity, strings));
    const { done } = adapter.standing(id);
    if (!done) {
      left.activities.push(made);
      continue;
    }
    if (activity.kind === "quiz" && adapter.quiz(id).marking) continue;
    const tries = triesLeft(adapter, id, activity);
    if (!tries) continue;
    if (tries < Number.POSITIVE_INFINITY) made.append(` (${strings.triesOf(tries)})`);
    left.retries.push(made);
  }
  return left;
}

/**
 * @param {RuntimeAdapter} adapter
 * @param {string} id  of something that is done
 * @param {OutlineActivity} activity
 * @returns {number} how often a better result can still be tried for
 */
function triesLeft(adapter, id, activity) {
  const { given, maximum } = adapter.standing(id);
  if (maximum && given !== null && given >= maximum) return 0;
  switch (activity.kind) {
    case "question": {
      const { closed, tries } = adapter.question(id);
      return closed || !activity.graded ? 0 : activity.attempts - tries;
    }
    case "quiz": {
      const { left } = adapter.quiz(id);
      return activity.role === "pretest" ? 0 : (left ?? Number.POSITIVE_INFINITY);
    }
    case "scenario":
      return Number.POSITIVE_INFINITY;
    default:
      return 0;
  }
}

/**
 * @param {Outline} outline
 * @param {RuntimeAdapter} adapter
 * @param {string} id
 * @returns {boolean} whether something is on its way to the service
 */
function isWaiting(outline, adapter, id) {
  switch (outline.activities[id]?.kind) {
    case undefined:
      return false;
    case "question":
      return adapter.question(id).waiting ?? false;
    case "quiz":
      return adapter.quiz(id).waiting ?? false;
    case "scenario":
      return adapter.scenario(id).waiting ?? false;
    default:
      return adapter.submission(id).waiting ?? false;
  }
}

/**
 * @param {Outline} outline
 * @param {RuntimeAdapter} adapter
 * @param {Strings} strings
 * @param {boolean} hasService
 * @returns {HTMLElement[]} every activity, how it stands, and its points
 */
function standings(outline, adapter, strings, hasService) {
  const [first = "", state = "", points = ""] = strings.standingsHead;
  const rows = outline.pages.flatMap((page) =>
    page.activities.flatMap((id) => {
      const activity = outline.activities[id];
      if (!activity) return [];
      const { given, maximum } = adapter.standing(id);
      const counted = maximum ? strings.pointsOf(given, maximum) : strings.notCounted;
      const name = link(page.id, id, nameOf(activity, strings));
      const words = isWaiting(outline, adapter, id)
        ? strings.standing.waiting
        : standingWords(adapter, id, activity, strings, hasService);
      return element(
        "tr",
        {},
        element("th", { scope: "row" }, name),
        element("td", { "data-label": state }, element("span", {}, words)),
        element("td", { "data-label": points }, element("span", {}, counted)),
      );
    }),
  );
  if (!rows.length) return [];
  const head = [first, state, points].map((text) => element("th", { scope: "col" }, text));
  const table = element(
    "table",
    { class: "stack" },
    element("thead", {}, element("tr", {}, ...head)),
    element("tbody", {}, ...rows),
  );
  return [element("h2", {}, strings.standings), table];
}

/**
 * @param {RuntimeAdapter} adapter
 * @param {string} id
 * @param {OutlineActivity} activity
 * @param {Strings} strings
 * @param {boolean} hasService
 */
function standingWords(adapter, id, activity, strings, hasService) {
  const { done, passed, given } = adapter.standing(id);
  if (!done) return strings.standing.open;
  if (passed !== null) return strings.standing[passed ? "passed" : "failed"];
  if (activity.kind === "quiz" && adapter.quiz(id).marking) return strings.standing.marking;
  const isMarked = activity.kind === "assignment" || isEssay(activity);
  if (isMarked && given === null) return strings.standing[hasService ? "marking" : "kept"];
  return strings.standing.done;
}

/** @param {OutlineActivity} activity */
function isEssay(activity) {
  return activity.kind === "question" && activity.type === "long";
}

/**
 * @param {OutlineActivity} activity
 * @param {Strings} strings
 */
function nameOf(activity, strings) {
  const kind = activity.kind === "quiz" ? strings.roles[activity.role] : strings.kinds[activity.kind];
  return shortened(activity.title || kind);
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
