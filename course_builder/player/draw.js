/**
 * Random order and choice that a seed repeats: the mirror of `model/draw.py`, held to it by
 * `tests/cases/draw.json`.
 */

import { sha256 } from "./sha256.js";

/**
 * @typedef {object} Random
 * @property {(limit: number) => number} below  a whole number from 0 to limit - 1
 * @property {<T>(items: readonly T[]) => T[]} shuffled  the items in another order
 */

const NUMBERS = 2 ** 32;

/**
 * Block n is the SHA-256 of `<seed>:<n>`, n from 0, and gives eight numbers of 32 bits.
 *
 * @param {string} seed
 * @returns {Random}
 */
export function randomFrom(seed) {
  const numbers = randomNumbers(seed);

  /** @param {number} limit */
  function below(limit) {
    const usable = NUMBERS - (NUMBERS % limit);
    for (;;) {
      const number = numbers.next().value;
      if (number < usable) return number % limit;
    }
  }

  return {
    below,
    shuffled(items) {
      const order = [...items];
      for (let last = order.length - 1; last > 0; last -= 1) {
        const other = below(last + 1);
        const [moved] = order.splice(last, 1, ...order.slice(other, other + 1));
        order.splice(other, 1, /** @type {any} */ (moved));
      }
      return order;
    },
  };
}

/**
 * @template T
 * @param {readonly T[]} items
 * @param {string} seed
 * @returns {T[]} in the order that the seed gives
 */
export function shuffled(items, seed) {
  return randomFrom(seed).shuffled(items);
}

/**
 * @param {string} seed
 * @returns {Generator<number, never>}
 */
function* randomNumbers(seed) {
  const encoder = new TextEncoder();
  for (let counter = 0; ; counter += 1) yield* sha256(encoder.encode(`${seed}:${counter}`));
}
