/** The thin progress line, the place in the course, and the outline behind a button. */

import { numberedModules, OVERVIEW, pageOf } from "./course.js";
import { element } from "./dom.js";

/**
 * @typedef {import("./adapter.js").Outline} Outline
 * @typedef {import("./adapter.js").OutlineModule} OutlineModule
 * @typedef {import("./adapter.js").RuntimeAdapter} RuntimeAdapter
 * @typedef {import("./strings.js").Strings} Strings
 *
 * @typedef {object} Header
 * @property {HTMLElement} element
 * @property {(page: string) => void} update  to be called when the place or the progress
 *   has changed
 */

/** Stands for the results where a page is named; page ids hold a slash or are `index`. */
export const RESULTS = "hasil";

/** Stands for the glossary, likewise. */
export const GLOSSARY = "istilah";

/**
 * @param {Outline} outline
 * @param {RuntimeAdapter} adapter
 * @param {Strings} strings
 * @returns {Header}
 */
export function createHeader(outline, adapter, strings) {
  const line = element("progress", { max: "1", value: "0" });
  const place = element("p", { class: "small" });
  const summary = element("summary", { class: "button" }, strings.outline);
  const nav = element("nav", { class: "box", "aria-label": strings.outlineLabel });
  const details = element("details", { class: "outline" }, summary, nav);
  const header = element(
    "header",
    { class: "top" },
    line,
    element("div", { class: "place" }, place, details),
  );
  closeByItself(details, summary);
  let shown = "";
  return {
    element: header,
    update(page) {
      const { pages, pagesViewed } = adapter.progress();
      line.max = Math.max(1, pages);
      line.value = pagesViewed;
      line.setAttribute("aria-label", strings.progress(pagesViewed, pages));
      place.textContent = placeSentence(outline, page, strings);
      // Someone may be reading the open outline: it keeps still until a page is chosen.
      if (details.open && shown === page) return;
      shown = page;
      nav.replaceChildren(contents(outline, adapter.viewed(), page, strings));
    },
  };
}

/**
 * The outline closes on Escape, on a click beside it and when a page was chosen.
 *
 * @param {HTMLDetailsElement} details
 * @param {HTMLElement} summary
 */
function closeByItself(details, summary) {
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    details.open = false;
    summary.focus();
  });
  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (!details.contains(target) || target.closest("a")) details.open = false;
  });
}

/**
 * @param {Outline} outline
 * @param {string} page
 * @param {Strings} strings
 */
function placeSentence(outline, page, strings) {
  if (page === RESULTS) return `${strings.results} · ${outline.title}`;
  if (page === GLOSSARY) return `${strings.glossary} · ${outline.title}`;
  const modules = numberedModules(outline);
  const at = modules.findIndex((module) => module.pages.includes(page));
  const module = modules[at];
  if (!module) return outline.title;
  return `${strings.moduleOf(at + 1, modules.length)} · ${module.title}`;
}

/**
 * @param {Outline} outline
 * @param {ReadonlySet<string>} viewed
 * @param {string} current
 * @param {Strings} strings
 */
function contents(outline, viewed, current, strings) {
  const list = element("ol");
  let number = 0;
  for (const module of outline.modules) {
    const [first] = module.pages;
    if (first === undefined) continue;
    if (module.id !== OVERVIEW) number += 1;
    const title = module.id === OVERVIEW ? module.title : `${number}. ${module.title}`;
    const done = module.pages.filter((id) => viewed.has(id)).length;
    const state = element("span", {}, stateOf(module, done, strings));
    const here = module.pages.includes(current);
    const single = module.pages.length === 1;
    const link = pageLink(first, title, here && single);
    link.append(" ", state);
    const item = element("li", {}, link);
    const before = unread(outline, module, viewed);
    if (before.length) item.append(element("p", { class: "small" }, strings.after(before)));
    if (here && !single) {
      item.append(element("ol", {}, ...modulePages(outline, module, viewed, current, strings)));
    }
    list.append(item);
  }
  const results = pageLink(RESULTS, strings.results, current === RESULTS);
  list.append(element("li", {}, results));
  if (outline.glossary.length) {
    const glossary = pageLink(GLOSSARY, strings.glossary, current === GLOSSARY);
    list.append(element("li", {}, glossary));
  }
  return list;
}

/**
 * @param {OutlineModule} module
 * @param {number} done  pages of it that are read
 * @param {Strings} strings
 */
function stateOf({ optional, pages }, done, strings) {
  const words = done ? strings.pagesDone(done, pages.length) : "";
  return [optional ? strings.optional : "", words].filter(Boolean).join(" · ");
}

/**
 * @param {Outline} outline
 * @param {OutlineModule} module
 * @param {ReadonlySet<string>} viewed
 * @returns {string[]} titles of the modules that come before it and are not read yet
 */
function unread(outline, module, viewed) {
  return outline.modules
    .filter(({ id, pages }) => {
      return module.prerequisites.includes(id) && pages.some((page) => !viewed.has(page));
    })
    .map(({ title }) => title);
}

/**
 * @param {Outline} outline
 * @param {OutlineModule} module
 * @param {ReadonlySet<string>} viewed
 * @param {string} current
 * @param {Strings} strings
 */
function modulePages(outline, module, viewed, current, strings) {
  return module.pages.map((id) => {
    const link = pageLink(id, pageOf(outline, id)?.title ?? id, id === current);
    if (viewed.has(id)) {
      link.append(
        " ",
        element(
          "span",
          {},
          element("span", { "aria-hidden": "true" }, "✓"),
          element("span", { class: "hidden" }, strings.viewed),
        ),
      );
    }
    return element("li", {}, link);
  });
}

/**
 * @param {string} page
 * @param {string} title
 * @param {boolean} isCurrent
 */
function pageLink(page, title, isCurrent) {
  return element(
    "a",
    { href: `#${page}`, "data-page": page, "aria-current": isCurrent && "page" },
    element("span", {}, title),
  );
}
