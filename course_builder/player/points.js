/** Points: whole hundredths, which add up without error. */

/**
 * @param {{points: number, hintCost: number}} activity
 * @param {[number, number]} earned
 * @param {number} hints  how many had been opened before
 * @returns {number} points of one try in hundredths, rounded half up
 */
export function hundredthsFor(activity, [numerator, denominator], hints) {
  const rounded = roundedPart(hundredths(activity.points), numerator, denominator);
  return Math.max(0, rounded - hundredths(activity.hintCost) * hints);
}

/**
 * @param {number} whole
 * @param {number} numerator
 * @param {number} denominator
 * @returns {number} that part of the whole, rounded half up to a whole number
 */
export function roundedPart(whole, numerator, denominator) {
  return Math.floor((2 * whole * numerator + denominator) / (2 * denominator));
}

/**
 * Points have at most two decimals, so whole hundredths add up without error.
 *
 * @param {number} points
 */
export function hundredths(points) {
  return Math.round(points * 100);
}
