/** The cases that Python and JavaScript share, and courses made from their short form. */

import { readFileSync } from "node:fs";

/**
 * @param {string} name
 * @returns {any}
 */
export function cases(name) {
  return JSON.parse(readFileSync(new URL(`../cases/${name}.json`, import.meta.url), "utf8"));
}

/**
 * @param {object} given
 * @returns {import("../../course_builder/player/adapter.js").OutlineActivity}
 */
export function outlineActivity(given) {
  return {
    key: "",
    kind: "question",
    type: "choice",
    title: "",
    points: 1,
    hintCost: 0,
    attempts: 3,
    required: true,
    hints: 0,
    competencies: [],
    options: [],
    ...given,
  };
}

/**
 * @param {{pass: number, modules: {optional: boolean, pages: Record<string, object>}[]}} short
 * @returns {import("../../course_builder/player/adapter.js").Outline}
 */
export function outlineOf(short) {
  const outline = {
    format: 1,
    id: "kursus",
    title: "Kursus",
    language: "id",
    version: "1.0",
    pass: short.pass,
    modules: short.modules.map(({ optional, pages }, index) => ({
      id: `modul-${index}`,
      title: `Modul ${index}`,
      minutes: 45,
      optional,
      pages: Object.keys(pages),
    })),
    pages: short.modules.flatMap(({ pages }, index) =>
      Object.entries(pages).map(([id, activities]) => ({
        id,
        key: "",
        title: id,
        module: `modul-${index}`,
        activities: Object.keys(activities),
      })),
    ),
    /** @type {Record<string, import("../../course_builder/player/adapter.js").OutlineActivity>} */
    activities: {},
  };
  for (const { pages } of short.modules) {
    for (const activities of Object.values(pages)) {
      for (const [id, given] of Object.entries(activities)) {
        outline.activities[id] = outlineActivity(given);
      }
    }
  }
  return outline;
}
