/**
 * Exact rational numbers, for scores that no decimal holds.
 *
 * @typedef {object} Fraction
 * @property {bigint} over
 * @property {bigint} under  > 0
 */

/**
 * @param {import("./decimal.js").Decimal} decimal
 * @returns {Fraction}
 */
export function fractionOf({ units, scale }) {
  return { over: units, under: 10n ** BigInt(scale) };
}

/**
 * @param {number} number
 * @returns {Fraction}
 */
export function wholeFraction(number) {
  return { over: BigInt(number), under: 1n };
}

/**
 * @param {Fraction} a
 * @param {Fraction} b
 * @returns {Fraction}
 */
export function sumOf(a, b) {
  return reduced(a.over * b.under + b.over * a.under, a.under * b.under);
}

/**
 * @param {Fraction} a
 * @param {Fraction} b
 * @returns {Fraction}
 */
export function differenceOf(a, b) {
  return reduced(a.over * b.under - b.over * a.under, a.under * b.under);
}

/**
 * @param {Fraction} a
 * @param {Fraction} b
 * @returns {Fraction}
 */
export function productOf(a, b) {
  return reduced(a.over * b.over, a.under * b.under);
}

/**
 * @param {Fraction} a
 * @param {Fraction} b
 * @returns {Fraction | null} none where `b` is zero
 */
export function quotientOf(a, b) {
  if (b.over === 0n) return null;
  return reduced(a.over * b.under, a.under * b.over);
}

/**
 * @param {Fraction} number
 * @param {number} low
 * @param {number} high
 * @returns {Fraction} the nearest number from `low` to `high`, which are whole
 */
export function fractionWithin(number, low, high) {
  if (number.over < BigInt(low) * number.under) return wholeFraction(low);
  if (number.over > BigInt(high) * number.under) return wholeFraction(high);
  return number;
}

/**
 * @param {Fraction} number  not negative
 * @returns {number} of hundredths, rounded half up
 */
export function hundredthsOf({ over, under }) {
  return Number((200n * over + under) / (2n * under));
}

/**
 * @param {bigint} over
 * @param {bigint} under
 * @returns {Fraction}
 */
function reduced(over, under) {
  let [a, b] = [over < 0n ? -over : over, under < 0n ? -under : under];
  while (b) [a, b] = [b, a % b];
  const divisor = under < 0n ? -a : a;
  return { over: over / divisor, under: under / divisor };
}
