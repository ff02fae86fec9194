/** The cases that Python and JavaScript share, and courses made from their short form. */

import { readFileSync } from "node:fs";

/**
 * @param {string} name
 * @returns {any}
 */
export function cases(name) {
  return JSON.parse(readFileSync(new URL(`../cases/${name}.json`, import.meta.url), "utf8"));
}

const COMMON = { key: "", title: "", points: 1, required: true, graded: true, competencies: [] };
/** @type {Record<string, object>} */
const FIELDS = {
  question: { type: "choice", hintCost: 0, attempts: 3, hints: 0, options: [] },
  quiz: {
    role: "practice",
    draws: [],
    attempts: 0,
    pass: null,
    shuffle: false,
    feedback: "immediate",
    minutes: null,
  },
  scenario: { rounds: 1, pass: null },
  survey: { level: "reaction", anonymous: false, afterDays: null, audience: ["self"], items: [] },
};

/**
 * @param {object} given
 * @returns {any} an activity of an outline
 */
export function outlineActivity(given) {
  const { kind = "question" } = /** @type {{kind?: string}} */ (given);
  return { kind, ...COMMON, ...FIELDS[kind], ...given };
}

/**
 * @param {object} given
 * @returns {import("../../course_builder/player/adapter.js").OutlineQuestion}
 */
export function outlineQuestion(given) {
  return outlineActivity({ kind: "question", ...given });
}

/**
 * @param {{pass: number, modules: {optional: boolean, pages: Record<string, object>}[]}} short
 * @returns {import("../../course_builder/player/adapter.js").Outline}
 */
export function outlineOf(short) {
  const outline = {
    format: 2,
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
      prerequisites: [],
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
    /** @type {[string, string][]} */
    glossary: [],
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
