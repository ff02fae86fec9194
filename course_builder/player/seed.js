/** Where chance comes in; all that follows from a seed can be repeated. */

const SEED_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef"; // 32: a random byte fits evenly.
const SEED_LENGTH = 8;

/** @returns {string} what a run's draw and shuffles come from */
export function randomSeed() {
  const bytes = crypto.getRandomValues(new Uint8Array(SEED_LENGTH));
  return [...bytes].map((byte) => SEED_LETTERS[byte % SEED_LETTERS.length]).join("");
}
