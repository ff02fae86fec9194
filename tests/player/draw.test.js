import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";

import { randomFrom, shuffled } from "../../course_builder/player/draw.js";
import { sha256 } from "../../course_builder/player/sha256.js";
import { cases } from "./cases.js";

const shared = cases("draw");

/** @param {Uint8Array} bytes */
function hexOf(bytes) {
  return [...sha256(bytes)].map((word) => word.toString(16).padStart(8, "0")).join("");
}

test("SHA-256 is that of the standard, for every length of the last block", () => {
  for (let length = 0; length < 200; length += 1) {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 37 + length) % 256);
    assert.equal(hexOf(bytes), createHash("sha256").update(bytes).digest("hex"));
  }
});

describe("numbers follow from a seed as in Python", () => {
  for (const { seed, limit, drawn } of shared.below) {
    test(`below ${limit} from ${JSON.stringify(seed)}`, () => {
      const random = randomFrom(seed);
      assert.deepEqual(drawn.map(() => random.below(limit)), drawn);
    });
  }
  for (const { seed, first } of shared.numbers) {
    test(`the first of ${JSON.stringify(seed)}`, () => {
      const random = randomFrom(seed);
      assert.deepEqual(first.map(() => random.below(2 ** 32)), first);
    });
  }
});

describe("items are shuffled as in Python", () => {
  for (const { seed, count, order } of shared.shuffles) {
    test(`${count} by ${JSON.stringify(seed)}`, () => {
      const items = Array.from({ length: count }, (_, index) => index);
      assert.deepEqual(shuffled(items, seed), order);
      assert.deepEqual(items, [...items.keys()]);
    });
  }
});
