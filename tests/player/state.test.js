import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";

import { NOTHING_DONE } from "../../course_builder/player/activity_progress.js";
import { openSavedRun } from "../../course_builder/player/other_record.js";
import { prefixLength } from "../../course_builder/player/record.js";
import {
  decodeState,
  emptyState,
  encodeState,
  LONGEST_STATE,
} from "../../course_builder/player/state.js";
import { cases, outlineActivity, outlineQuestion } from "./cases.js";

const shared = cases("state");

/**
 * @param {string[]} pages
 * @param {Record<string, object>} activities
 * @param {(id: string) => string} keyOf
 * @returns {import("../../course_builder/player/adapter.js").Outline}
 */
function outlineFor(pages, activities, keyOf) {
  return {
    format: 2,
    id: "kursus",
    title: "Kursus",
    language: "id",
    version: "1.0",
    pass: 75,
    modules: [{ id: "m", title: "M", minutes: 1, optional: false, pages, prerequisites: [] }],
    pages: pages.map((id) => ({ id, key: keyOf(id), title: id, module: "m", activities: [] })),
    activities: Object.fromEntries(
      Object.entries(activities).map(([id, given]) => [
        id,
        { ...outlineActivity(given), key: keyOf(id) },
      ]),
    ),
    glossary: [],
  };
}

/**
 * As `short_key` in Python.
 *
 * @param {string} id
 */
function shortKey(id) {
  return createHash("sha256").update(id).digest("base64url").slice(0, 8);
}

const outline = outlineFor(
  shared.course.pages,
  shared.course.activities,
  shortKey,
);

/** @param {any} given */
function stateOf({ place, seconds = 0, viewed, activities }) {
  const done = new Map(Object.entries(activities));
  return { place, seconds, viewed: new Set(viewed), activities: done };
}

/**
 * @param {import("../../course_builder/player/state.js").SavedState | null} state
 * @param {string} id
 */
function questionIn(state, id) {
  const done = state?.activities.get(id);
  assert.ok(done && "tries" in done, id);
  return done;
}

test("keys are those that Python makes", () => {
  for (const { id, key } of shared.keys) assert.equal(shortKey(id), key);
});

describe("the form of a state is kept", () => {
  for (const { name, text, state } of shared.decoded) {
    test(`read: ${name}`, () => {
      assert.deepEqual(decodeState(outline, text), stateOf(state));
    });
    test(`written: ${name}`, () => {
      const written = encodeState(outline, /** @type {any} */ (stateOf(state)));
      assert.deepEqual(written, { text, dropped: false });
    });
  }
});

describe("a republished course finds what an older one saved", () => {
  for (const { name, text, state } of shared.later_editions) {
    test(name, () => assert.deepEqual(decodeState(outline, text), stateOf(state)));
  }

  test("pages and questions in another order", () => {
    const state = stateOf(shared.decoded[10].state);
    const { text } = encodeState(outline, /** @type {any} */ (state));
    const turned = {
      ...outline,
      pages: [...outline.pages].reverse(),
      activities: Object.fromEntries(Object.entries(outline.activities).reverse()),
    };
    assert.deepEqual(decodeState(turned, text)?.activities, state.activities);
  });

  test("a name that two pages share since then is given to neither", () => {
    const pages = ["a", "b", "c"];
    /** @param {string} id */
    const keyOf = (id) => ({ a: "AAAAAAAA", b: "AAAABBBB", c: "CCCCCCCC" })[id] ?? "";
    const text = "1;44;;0;AAAACCCC;;";
    const state = decodeState(outlineFor(pages, {}, keyOf), text);
    assert.deepEqual(state?.viewed, new Set(["c"]));
  });
});

describe("what is no state is not read", () => {
  for (const text of shared.unreadable) {
    test(JSON.stringify(text), () => assert.equal(decodeState(outline, text), null));
  }
});

test("names are as long as it takes to tell them apart, and at least four letters", () => {
  assert.equal(prefixLength([]), 4);
  assert.equal(prefixLength(["AAAABBBB", "BBBBAAAA"]), 4);
  assert.equal(prefixLength(["AAAABBBB", "AAAACBBB"]), 5);
  assert.equal(prefixLength(["AAAABBBB", "AAAABBBC"]), 8);
  assert.equal(prefixLength(["AAAABBBB", "AAAABBBB"]), 8);
});

describe("a large course", () => {
  const pages = Array.from({ length: 200 }, (_, n) => `modul-${n}/halaman`);
  const questions = Object.fromEntries(
    Array.from({ length: 300 }, (_, n) => [
      `q-${n}`,
      {
        type: n % 5 ? "choice" : "text",
        hints: 2,
        hintCost: 0.25,
        options: n % 5 ? [["a", "A"], ["b", "B"]] : [],
      },
    ]),
  );
  const large = outlineFor(pages, questions, shortKey);

  /** @param {(n: number) => string} textOf  what was typed in question n */
  function finished(textOf) {
    const state = emptyState();
    state.place = pages[199] ?? "";
    state.seconds = 1_000_000;
    state.viewed = new Set(pages);
    for (let n = 0; n < 300; n += 1) {
      const right = n % 3 === 0;
      const points = right ? 0.75 : 0;
      const answer = n % 5 ? ["b"] : textOf(n);
      state.activities.set(`q-${n}`, {
        tries: 3,
        hints: 1,
        first: 0,
        best: points,
        right,
        answer,
      });
    }
    return state;
  }

  test("of 200 pages and 300 questions fits, all of it done", () => {
    const state = finished((n) => `jawaban ${n}`);
    const { text } = encodeState(large, state);
    assert.ok(text.length <= LONGEST_STATE, `${text.length} characters`);
    assert.match(text, /^[\x21-\x7e]*$/);
    const read = decodeState(large, text);
    assert.deepEqual(read?.viewed, state.viewed);
    for (const [id, done] of state.activities) {
      const { answer, ...rest } = questionIn(read, id);
      const wanted = questionIn(state, id);
      assert.deepEqual({ ...rest, answer: wanted.answer }, done);
      if (Array.isArray(wanted.answer)) assert.deepEqual(answer, wanted.answer, id);
    }
  });

  test("loses the longest texts first, and whole", () => {
    const state = finished((n) => (n === 10 ? "Halmahera" : "x".repeat(900)));
    const { text, dropped } = encodeState(large, state);
    assert.ok(text.length <= LONGEST_STATE);
    assert.equal(dropped, true);
    const read = decodeState(large, text);
    assert.equal(questionIn(read, "q-10").answer, "Halmahera");
    assert.equal(questionIn(read, "q-15").answer, "");
    assert.deepEqual(questionIn(read, "q-11").answer, ["b"]);
  });

  test("keeps results rather than page marks where even these have no room", () => {
    const state = finished(() => "x");
    const { text, dropped } = encodeState(large, state, 2200);
    assert.equal(dropped, true);
    assert.ok(text.length <= 2200);
    const read = decodeState(large, text);
    assert.equal(read?.activities.size, 300);
    assert.ok((read?.viewed.size ?? 0) < 200);
  });

  test("never breaks a limit, however small", () => {
    const state = finished(() => "x");
    for (const limit of [40, 100, 1000]) {
      assert.ok(encodeState(large, state, limit).text.length <= limit);
    }
  });
});

const QUESTIONS = {
  "q-tinggi": { points: 2, options: [["a", "A"], ["b", "B"]] },
  "q-jarak": { type: "number" },
  "q-urut": { type: "order", options: [["a", "A"], ["b", "B"], ["c", "C"]] },
  "q-pasang": { type: "match", options: [["a", "A"], ["b", "B"]], left: ["1", "2", "3"] },
  "q-isian": { type: "gaps" },
  "q-esai": { type: "long", graded: false },
};
const KNOWN = questionsWith(shortKey);
const KINDS = {
  "kuis-siaga": { kind: "quiz", points: 4 },
  "kuis-awas": { kind: "quiz", points: 10 },
  "sim-erupsi": { kind: "scenario", points: 10 },
  "tugas-rencana": { kind: "assignment", graded: false },
  "survei-akhir": { kind: "survey", graded: false },
  "survei-rahasia": { kind: "survey", graded: false, anonymous: true },
  "diskusi": { kind: "discussion", graded: false },
  "q-luar": { options: [["a", "A"], ["b", "B"]] },
};
const mixed = outlineFor(["m/a"], KINDS, shortKey);

/** @param {(id: string) => string} keyOf */
function questionsWith(keyOf) {
  return Object.fromEntries(
    Object.entries(QUESTIONS).map(([id, given]) => [
      id,
      { ...outlineQuestion(given), key: keyOf(id) },
    ]),
  );
}

/** @param {object} given */
function done(given) {
  return { ...NOTHING_DONE, ...given };
}

/** @param {Record<string, any>} activities */
function mixedState(activities) {
  return { ...emptyState(), activities: new Map(Object.entries(activities)) };
}

/**
 * Save, read, and open the runs.
 *
 * @param {Record<string, any>} activities
 * @param {number} [limit]
 */
function saved(activities, limit) {
  const { text, dropped } = encodeState(mixed, mixedState(activities), limit, () => KNOWN);
  assert.match(text, /^[\x21-\x7e]*$/);
  const read = decodeState(mixed, text);
  assert.ok(read, text);
  const opened = [...read.activities].map(([id, progress]) => [
    id,
    "runs" in progress ? openSavedRun(progress, KNOWN) : progress,
  ]);
  return { text, dropped, activities: Object.fromEntries(opened) };
}

const RUN = {
  seed: "AbCdE-_9",
  started: 1_790_000_000,
  submitted: false,
  answers: {
    "q-tinggi": done({ tries: 2, hints: 1, first: 0, best: 1.5, right: true, answer: ["b"] }),
    "q-jarak": done({ answer: "2,5 km / jam; kira-kira: 3 & 4" }),
    "q-urut": done({ tries: 1, first: 0.33, best: 0.33, answer: ["c", "a", "b"] }),
    "q-pasang": done({ tries: 1, first: 0, best: 0, answer: ["", "b", ""] }),
    "q-isian": done({ answer: ["a.b", "", "c, d"] }),
    "q-esai": done({ tries: 1, answer: "Baris satu.\nBaris dua 🌋" }),
  },
};

describe("a quiz comes back as it was saved", () => {
  test("with an open run and answers of every kind", () => {
    const quiz = { runs: 2, finished: 1, first: 0.5, best: 0.5, run: RUN };
    const { activities, dropped, text } = saved({ "kuis-siaga": quiz });
    assert.deepEqual(activities["kuis-siaga"], quiz);
    assert.equal(dropped, false);
    assert.match(text, /^2;/);
  });

  test("with a run that is over", () => {
    const run = { ...RUN, submitted: true };
    const quiz = { runs: 1, finished: 1, first: 3.99, best: 3.99, run };
    assert.deepEqual(saved({ "kuis-siaga": quiz }).activities["kuis-siaga"], quiz);
  });

  test("with a run that nothing has been answered in", () => {
    const quiz = { runs: 1, finished: 0, first: null, best: null, run: { ...RUN, answers: {} } };
    assert.deepEqual(saved({ "kuis-siaga": quiz }).activities["kuis-siaga"], quiz);
  });

  test("through sessions in which its page was never opened", () => {
    const quiz = { runs: 1, finished: 0, first: null, best: null, run: RUN };
    const once = encodeState(mixed, mixedState({ "kuis-siaga": quiz }), 4096, () => KNOWN).text;
    let text = once;
    for (let session = 0; session < 3; session += 1) {
      const state = decodeState(mixed, text);
      assert.ok(state);
      text = encodeState(mixed, state).text;
    }
    assert.equal(text, once);
    const progress = decodeState(mixed, text)?.activities.get("kuis-siaga");
    assert.ok(progress && "runs" in progress);
    assert.deepEqual(openSavedRun(progress, KNOWN), quiz);
  });

  test("without the questions that are no more, and whatever their order", () => {
    const quiz = { runs: 1, finished: 0, first: null, best: null, run: RUN };
    const { text } = encodeState(mixed, mixedState({ "kuis-siaga": quiz }), 4096, () => KNOWN);
    const progress = decodeState(mixed, text)?.activities.get("kuis-siaga");
    assert.ok(progress && "runs" in progress);
    const { "q-jarak": _gone, ...kept } = KNOWN;
    const later = Object.fromEntries(Object.entries(kept).reverse());
    const { run } = openSavedRun(progress, later);
    const { "q-jarak": _missed, ...answers } = RUN.answers;
    assert.deepEqual(run?.answers, answers);
  });

  test("and opening it twice changes nothing", () => {
    const quiz = { runs: 1, finished: 0, first: null, best: null, run: RUN };
    const [opened] = Object.values(saved({ "kuis-siaga": quiz }).activities);
    assert.equal(openSavedRun(opened, KNOWN), opened);
  });
});

describe("a simulation comes back as it was saved", () => {
  const over = { choices: "abca", ending: "", score: 62.5 };
  for (const [name, rounds] of /** @type {const} */ ([
    ["with a round being played", [{ choices: "ab", ending: "", score: null }]],
    ["with a round just begun", [over, { choices: "", ending: "", score: null }]],
    ["with every round", [over, { ...over, score: 0 }, { choices: "z", ending: "", score: 100 }]],
  ])) {
    test(name, () => {
      const progress = { rounds, reflection: "Waktu: terlalu singkat, lagi & lagi; 100%" };
      assert.deepEqual(saved({ "sim-erupsi": progress }).activities["sim-erupsi"], progress);
    });
  }

  test("its middle rounds and its reflection go first where there is no room", () => {
    const rounds = [10, 90, 20, 30].map((score) => ({ choices: "a".repeat(50), ending: "", score }));
    const progress = { rounds, reflection: "x".repeat(100) };
    const { activities, dropped, text } = saved({ "sim-erupsi": progress }, 150);
    assert.ok(text.length <= 150);
    assert.equal(dropped, true);
    const { rounds: kept, reflection } = activities["sim-erupsi"];
    assert.deepEqual(kept.map((/** @type {any} */ round) => round.score), [90, 30]);
    assert.equal(reflection, "");
  });
});

describe("what was handed in comes back as it was saved", () => {
  test("texts and lists, with all that separates", () => {
    const activities = {
      "tugas-rencana": {
        answers: { text: "1. Satu;\n2. Dua, tiga: a=b&c/d", checked: ["0", "2"], place: "" },
        times: 2,
      },
      "survei-akhir": { answers: { a: "5", b: [], c: ["a", "o37"] }, times: 1 },
      "diskusi": { answers: { text: ".titik. 🌋" }, times: 11 },
    };
    const read = saved(activities);
    assert.deepEqual(read.activities, activities);
    assert.equal(read.dropped, false);
  });

  test("of an anonymous survey only that it was", () => {
    const { text, activities } = saved({
      "survei-rahasia": { answers: { a: "rahasia" }, times: 1 },
    });
    assert.ok(!text.includes("rahasia"));
    assert.deepEqual(activities, { "survei-rahasia": { answers: {}, times: 1 } });
  });

  test("but a long text makes room for shorter ones, and it is told", () => {
    const activities = {
      "tugas-rencana": { answers: { text: "x".repeat(20_000), link: "https://a.example" }, times: 1 },
      "diskusi": { answers: { text: "y".repeat(3000) }, times: 1 },
      "q-luar": done({ tries: 1, first: 1, best: 1, right: true, answer: ["a"] }),
    };
    const read = saved(activities);
    assert.equal(read.dropped, true);
    assert.deepEqual(read.activities, {
      ...activities,
      "tugas-rencana": { answers: { link: "https://a.example" }, times: 1 },
    });
  });
});

describe("where even results have no room", () => {
  const full = { runs: 1, finished: 1, first: 1, best: 1, run: { ...RUN, submitted: true } };

  test("a run that is over goes before its result", () => {
    const state = { "kuis-siaga": full, "kuis-awas": { ...full, best: 2 } };
    const { activities, dropped } = saved(state, 80);
    assert.equal(dropped, true);
    assert.deepEqual(activities["kuis-siaga"], { ...full, run: null });
    assert.deepEqual([activities["kuis-awas"].best, activities["kuis-awas"].run], [2, null]);
  });

  test("no limit is ever broken", () => {
    const state = {
      "kuis-siaga": full,
      "kuis-awas": { ...full, run: RUN },
      "sim-erupsi": { rounds: [{ choices: "abc", ending: "", score: 5 }], reflection: "r" },
      "diskusi": { answers: { text: "t" }, times: 1 },
      "q-luar": done({ tries: 1, first: 1, best: 1, right: true, answer: ["a"] }),
    };
    const whole = saved(state);
    assert.equal(whole.dropped, false);
    for (let limit = 16; limit < whole.text.length; limit += 1) {
      const { text, dropped } = saved(state, limit);
      assert.ok(text.length <= limit, `${limit}: ${text}`);
      assert.equal(dropped, true);
    }
    assert.equal(saved(state, whole.text.length).text, whole.text);
  });
});

test("a course of 200 pages and 300 questions in 20 quizzes fits, all of it done", () => {
  const pages = Array.from({ length: 200 }, (_, n) => `modul-${n}/halaman`);
  const ids = Array.from({ length: 20 }, (_, n) => `kuis-${n}`);
  const quizzes = outlineFor(
    pages,
    Object.fromEntries(ids.map((id) => [id, { kind: "quiz", points: 15 }])),
    shortKey,
  );
  /** @param {string} quiz */
  const questionsOf = (quiz) =>
    Object.fromEntries(
      Array.from({ length: 15 }, (_, n) => {
        const id = `${quiz}-${n}`;
        const options = [["a", "A"], ["b", "B"]];
        return [id, { ...outlineQuestion({ options }), key: shortKey(id) }];
      }),
    );
  const state = emptyState();
  state.viewed = new Set(pages);
  for (const id of ids) {
    const one = done({ tries: 1, first: 1, best: 1, right: true, answer: ["b"] });
    const answers = Object.fromEntries(Object.keys(questionsOf(id)).map((name) => [name, one]));
    const run = { seed: "AbCdE-_9", started: 1_790_000_000, submitted: true, answers };
    state.activities.set(id, { runs: 3, finished: 3, first: 9.5, best: 15, run });
  }
  const { text, dropped } = encodeState(quizzes, state, LONGEST_STATE, questionsOf);
  assert.ok(text.length <= LONGEST_STATE);
  const read = decodeState(quizzes, text);
  assert.deepEqual(read?.viewed, state.viewed);
  for (const id of ids) {
    const progress = read?.activities.get(id);
    const wanted = state.activities.get(id);
    assert.ok(progress && "runs" in progress && wanted && "runs" in wanted);
    assert.deepEqual({ ...progress, run: wanted.run }, wanted);
    const { run } = openSavedRun(progress, questionsOf(id));
    if (!dropped) assert.deepEqual(run, wanted.run);
  }
});

test("a state that another program has cut keeps what comes before the cut", () => {
  const activities = {
    "q-luar": done({ tries: 1, first: 1, best: 1, right: true, answer: ["a"] }),
    "diskusi": { answers: { text: "Panjang sekali %20" }, times: 3 },
  };
  const { text } = saved(activities);
  for (let length = text.length - 1; length > text.indexOf(";a;") + 1; length -= 1) {
    const read = decodeState(mixed, text.slice(0, length));
    assert.deepEqual(read?.activities.get("q-luar"), activities["q-luar"]);
  }
});
