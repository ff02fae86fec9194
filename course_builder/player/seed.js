/** Where chance comes in; all that follows from a seed can be repeated. */

const SEED_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef"; // 32: a random byte fits evenly.
const SEED_LENGTH = 8;

/** @returns {string} what a run's draw and shuffles come from */
export function randomSeed() {
  const bytes = crypto.getRandomValues(new Uint8Array(SEED_LENGTH));
  return [...bytes].map((byte) => SEED_LETTERS[byte % SEED_LETTERS.length]).join("");
}

/** @returns {string} random; `crypto.randomUUID` is for secure contexts only */
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
