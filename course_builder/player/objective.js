/**
 * Parts of a course that an LMS hears of by themselves: modules with activities, and
 * outcomes.
 */

/**
 * @typedef {import("./adapter.js").Outline} Outline
 * @typedef {import("./adapter.js").OutlineActivity} OutlineActivity
 *
 * @typedef {object} Objective
 * @property {string} id  of a module, or a competency and its level (`T-PB-01.2`)
 * @property {string} title
 * @property {Outline} part  of the course
 */

/**
 * @param {Outline} outline
 * @returns {Objective[]}
 */
export function objectivesOf(outline) {
  const active = new Set(outline.pages.flatMap((one) => (one.activities.length ? one.module : [])));
  const modules = outline.modules
    .filter(({ id }) => active.has(id))
    .map((module) => ({
      id: module.id,
      title: module.title,
      part: { ...outline, modules: [{ ...module, optional: false }] },
    }));
  const named = Object.values(outline.activities).filter(isMeasure);
  const outcomes = new Set(named.flatMap(({ competencies }) => competencies));
  return [
    ...modules,
    ...[...outcomes].map((id) => ({ id, title: id, part: partNaming(outline, id) })),
  ];
}

/**
 * @param {Outline} outline
 * @param {string} activity
 * @returns {string[]} ids of the objectives that an activity belongs to
 */
export function objectivesFor(outline, activity) {
  const page = outline.pages.find(({ activities }) => activities.includes(activity));
  const known = outline.activities[activity];
  return [...(page ? [page.module] : []), ...(known && isMeasure(known) ? known.competencies : [])];
}

/** @param {OutlineActivity} activity  a pretest shows what was known before */
function isMeasure(activity) {
  return activity.kind !== "quiz" || activity.role !== "pretest";
}

/**
 * @param {Outline} outline
 * @param {string} competency
 * @returns {Outline} the activities that name a competency, all of them required
 */
function partNaming(outline, competency) {
  const activities = Object.fromEntries(
    Object.entries(outline.activities)
      .filter(([, known]) => isMeasure(known) && known.competencies.includes(competency))
      .map(([id, known]) => [id, { ...known, required: true }]),
  );
  const pages = outline.pages
    .map((page) => ({ ...page, activities: page.activities.filter((id) => id in activities) }))
    .filter((page) => page.activities.length);
  const ids = pages.map(({ id }) => id);
  const modules = outline.modules.slice(0, 1).map((one) => ({ ...one, optional: false, pages: ids }));
  return { ...outline, modules, pages, activities };
}
