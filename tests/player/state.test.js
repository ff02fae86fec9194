import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";

import { NOTHING_DONE } from "../../course_builder/player/progress.js";
import {
  decodeState,
  emptyState,
  encodeState,
  LONGEST_STATE,
  prefixLength,
} from "../../course_builder/player/state.js";
import { cases, outlineActivity } from "./cases.js";

const shared = cases("state");

/**
 * @param {string[]} pages
 * @param {Record<string, object>} activities
 * @param {(id: string) => string} keyOf
 * @returns {import("../../course_builder/player/adapter.js").Outline}
 */
function outlineFor(pages, activities, keyOf) {
  return {
    format: 1,
    id: "kursus",
    title: "Kursus",
    language: "id",
    version: "1.0",
    pass: 75,
    modules: [{ id: "m", title: "M", minutes: 1, optional: false, pages }],
    pages: pages.map((id) => ({ id, key: keyOf(id), title: id, module: "m", activities: [] })),
    activities: Object.fromEntries(
      Object.entries(activities).map(([id, given]) => [
        id,
        { ...outlineActivity(given), key: keyOf(id) },
      ]),
    ),
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

test("keys are those that Python makes", () => {
  for (const { id, key } of shared.keys) assert.equal(shortKey(id), key);
});

describe("the form of a state is kept", () => {
  for (const { name, text, state } of shared.decoded) {
    test(`read: ${name}`, () => {
      assert.deepEqual(decodeState(outline, text), stateOf(state));
    });
    test(`written: ${name}`, () => {
      assert.equal(encodeState(outline, /** @type {any} */ (stateOf(state))), text);
    });
  }
});

describe("a republished course finds what an older one saved", () => {
  for (const { name, text, state } of shared.later_editions) {
    test(name, () => assert.deepEqual(decodeState(outline, text), stateOf(state)));
  }

  test("pages and questions in another order", () => {
    const state = stateOf(shared.decoded[10].state);
    const text = encodeState(outline, /** @type {any} */ (state));
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
    const text = encodeState(large, state);
    assert.ok(text.length <= LONGEST_STATE, `${text.length} characters`);
    assert.match(text, /^[\x21-\x7e]*$/);
    const read = decodeState(large, text);
    assert.deepEqual(read?.viewed, state.viewed);
    for (const [id, done] of state.activities) {
      /** @type {typeof done} */
      const { answer, ...rest } = read?.activities.get(id) ?? NOTHING_DONE;
      assert.deepEqual({ ...rest, answer: done.answer }, done);
      if (Array.isArray(done.answer)) assert.deepEqual(answer, done.answer, id);
    }
  });

  test("loses the longest texts first, and whole", () => {
    const state = finished((n) => (n === 10 ? "Halmahera" : "x".repeat(900)));
    const text = encodeState(large, state);
    assert.ok(text.length <= LONGEST_STATE);
    const read = decodeState(large, text);
    assert.equal(read?.activities.get("q-10")?.answer, "Halmahera");
    assert.equal(read?.activities.get("q-15")?.answer, "");
    assert.deepEqual(read?.activities.get("q-11")?.answer, ["b"]);
  });

  test("keeps results rather than page marks where even these have no room", () => {
    const state = finished(() => "x");
    const text = encodeState(large, state, 2200);
    assert.ok(text.length <= 2200);
    const read = decodeState(large, text);
    assert.equal(read?.activities.size, 300);
    assert.ok((read?.viewed.size ?? 0) < 200);
  });

  test("never breaks a limit, however small", () => {
    const state = finished(() => "x");
    for (const limit of [40, 100, 1000]) {
      assert.ok(encodeState(large, state, limit).length <= limit);
    }
  });
});
