/** A small course with an activity of each kind. */

/**
 * @typedef {import("../../course_builder/player/adapter.js").Outline} Outline
 * @typedef {import("../../course_builder/player/adapter.js").OutlineQuestion} OutlineQuestion
 * @typedef {import("./fake_window.js").PackageParts} PackageParts
 */

const COMMON = { title: "Apa?", points: 1, required: true, graded: true, competencies: [] };
const WORDS = { optionFeedback: {}, hints: ["<p>Petunjuk</p>"], right: "", wrong: "", explanation: "" };

/**
 * @param {string} key
 * @param {string} type
 * @param {[string, string][]} [options]
 * @returns {OutlineQuestion}
 */
function question(key, type, options = []) {
  return { ...COMMON, kind: "question", key, type, options, hintCost: 0, attempts: 2, hints: 1 };
}

const CHOICES = /** @type {[string, string][]} */ ([["a", "A"], ["b", "B"]]);

/**
 * The test collects three answers in 10 minutes, the practice checks each at once; the
 * simulation has one decision.
 *
 * @returns {PackageParts}
 */
export function courseParts() {
  const quiz = { ...COMMON, kind: /** @type {const} */ ("quiz"), draws: [], shuffle: false };
  const rest = { required: false, reverse: false, low: 0, high: 0, lowLabel: "", highLabel: "" };
  /** @type {Outline["activities"]} */
  const activities = {
    tes: {
      ...quiz,
      key: "TESTESTE",
      role: "posttest",
      points: 4,
      attempts: 2,
      pass: 75,
      feedback: "after",
      minutes: 10,
    },
    latihan: {
      ...quiz,
      key: "LATLATLA",
      role: "practice",
      attempts: 0,
      pass: null,
      feedback: "immediate",
      minutes: null,
    },
    simulasi: { ...COMMON, kind: "scenario", key: "SIMSIMSI", points: 10, rounds: 1, pass: 60 },
    tugas: {
      ...COMMON,
      kind: "assignment",
      key: "TUGTUGTU",
      graded: false,
      submit: ["text"],
      accept: [],
      maxMb: 10,
      assessor: "assessor",
      dueDays: null,
      levels: [],
      criteria: ["Rute"],
      requiredCriteria: [0],
    },
    survei: {
      ...COMMON,
      kind: "survey",
      key: "SURSURSU",
      points: 0,
      graded: false,
      level: "reaction",
      anonymous: true,
      afterDays: null,
      audience: ["self"],
      items: [{ ...rest, id: "a", type: "text", text: "Apa?", options: [] }],
    },
    diskusi: { ...COMMON, kind: "discussion", key: "DISDISDI", points: 0, graded: false, forum: "" },
    uraian: { ...question("URAURAUR", "long"), graded: false },
  };
  const names = Object.keys(activities);
  return {
    outline: {
      format: 2,
      id: "siaga",
      title: "Siaga",
      language: "id",
      version: "1.0",
      pass: 75,
      modules: [
        {
          id: "m",
          title: "M",
          minutes: 1,
          optional: false,
          pages: ["m/awal", "m/akhir"],
          prerequisites: [],
        },
      ],
      pages: [
        { id: "m/awal", key: "AAAAAAAA", title: "Awal", module: "m", activities: names },
        { id: "m/akhir", key: "BBBBBBBB", title: "Akhir", module: "m", activities: [] },
      ],
      activities,
      glossary: [],
    },
    key: {
      "t-satu": {
        ...WORDS,
        rule: { type: "choice", options: ["a", "b"], right: ["b"], multiple: false, boolean: false },
      },
      "t-urut": { ...WORDS, rule: { type: "order", order: ["b", "a"], partial: false } },
      "t-teks": {
        ...WORDS,
        rule: { type: "text", answers: ["Awas"], patterns: [], exact: false },
      },
      "l-satu": {
        ...WORDS,
        rule: { type: "choice", options: ["a", "b"], right: ["a"], multiple: false, boolean: false },
      },
      uraian: { ...WORDS, hints: [], rule: { type: "long" } },
    },
    details: {
      tes: {
        questions: {
          "t-satu": { ...question("T1T1T1T1", "choice", CHOICES), points: 2, form: "<p>1</p>" },
          "t-urut": { ...question("T2T2T2T2", "order", CHOICES), form: "<p>2</p>" },
          "t-teks": { ...question("T3T3T3T3", "text"), form: "<p>3</p>" },
        },
      },
      latihan: {
        questions: { "l-satu": { ...question("L1L1L1L1", "choice", CHOICES), form: "<p>1</p>" } },
      },
      simulasi: {
        graph: {
          variables: [],
          nodes: [
            {
              id: "awal",
              choices: [
                { to: "selamat", when: null, otherwise: null, set: [] },
                { to: "terlambat", when: null, otherwise: null, set: [] },
              ],
              ending: false,
              score: null,
              event: null,
            },
            { id: "selamat", choices: [], ending: true, score: "100", event: null },
            { id: "terlambat", choices: [], ending: true, score: "20", event: null },
          ],
          score: null,
        },
        titles: { awal: "Awal", selamat: "Selamat", terlambat: "Terlambat" },
        choices: { awal: ["Naik ke bukit", "Menunggu"] },
        texts: {},
        conditions: {},
      },
    },
  };
}
