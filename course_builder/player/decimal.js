/**
 * Exact decimals: a learner's number is compared without rounding.
 *
 * @typedef {object} Decimal
 * @property {bigint} units  the number is units / 10 ** scale
 * @property {number} scale
 */

/**
 * @param {string} text  digits, perhaps with a sign and a decimal point
 * @returns {Decimal}
 */
export function parseDecimal(text) {
  const [whole = "", decimals = ""] = text.replace(/^[+-]/, "").split(".");
  const units = BigInt(whole + decimals);
  return { units: text.startsWith("-") ? -units : units, scale: decimals.length };
}

/**
 * @param {Decimal} a
 * @param {Decimal} b
 * @returns {boolean} whether a <= b
 */
export function isAtMost(a, b) {
  return a.units * 10n ** BigInt(b.scale) <= b.units * 10n ** BigInt(a.scale);
}

/**
 * @param {Decimal} a
 * @param {Decimal} b
 * @returns {number} below, above or equal to 0 as a is to b
 */
export function compareDecimals(a, b) {
  const { units } = decimalDifference(a, b);
  return Number(units > 0n) - Number(units < 0n);
}

/**
 * @param {Decimal} a
 * @param {Decimal} b
 * @returns {Decimal}
 */
export function decimalSum(a, b) {
  const scale = Math.max(a.scale, b.scale);
  return { units: unitsAt(a, scale) + unitsAt(b, scale), scale };
}

/**
 * @param {Decimal} a
 * @param {Decimal} b
 * @returns {Decimal} a - b
 */
export function decimalDifference(a, b) {
  return decimalSum(a, { units: -b.units, scale: b.scale });
}

/**
 * @param {Decimal} number
 * @param {number} scale  not smaller than its own
 */
function unitsAt({ units, scale: own }, scale) {
  return units * 10n ** BigInt(scale - own);
}

/**
 * @param {Decimal} a
 * @param {Decimal} b
 * @returns {Decimal} the number half-way between
 */
export function middle(a, b) {
  const sum = a.units * 10n ** BigInt(b.scale) + b.units * 10n ** BigInt(a.scale);
  return { units: sum * 5n, scale: a.scale + b.scale + 1 };
}

/**
 * @param {Decimal} number
 * @returns {string} its shortest form, with a decimal point
 */
export function decimalText({ units, scale }) {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const decimals = digits.slice(digits.length - scale).replace(/0+$/, "");
  return (units < 0n ? "-" : "") + whole + (decimals && `.${decimals}`);
}
