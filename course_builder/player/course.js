/** Finding one's way in an outline. */

/**
 * @typedef {import("./adapter.js").Outline} Outline
 * @typedef {import("./adapter.js").OutlineModule} OutlineModule
 * @typedef {import("./adapter.js").OutlinePage} OutlinePage
 */

/** The module of the course's overview; it has no number. */
export const OVERVIEW = "index";

/**
 * @param {Outline} outline
 * @param {string} id
 * @returns {OutlinePage | undefined}
 */
export function pageOf(outline, id) {
  return outline.pages.find((page) => page.id === id);
}

/**
 * @param {Outline} outline
 * @param {string} id
 * @returns {{previous: OutlinePage | undefined, next: OutlinePage | undefined}}
 */
export function neighbours(outline, id) {
  const at = outline.pages.findIndex((page) => page.id === id);
  return { previous: outline.pages[at - 1], next: outline.pages[at + 1] };
}

/**
 * @param {Outline} outline
 * @returns {OutlineModule[]} the modules that have a number
 */
export function numberedModules(outline) {
  return outline.modules.filter((module) => module.id !== OVERVIEW);
}

/**
 * @param {Outline} outline
 * @param {string} activity
 * @returns {OutlinePage | undefined} the page that the activity is on
 */
export function pageWith(outline, activity) {
  return outline.pages.find((page) => page.activities.includes(activity));
}
