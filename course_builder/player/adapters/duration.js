/** Times as SCORM 2004 and xAPI write them (ISO 8601). */

/**
 * @param {number} milliseconds
 * @returns {string} such as `PT1H5M30.25S`
 */
export function duration(milliseconds) {
  const all = Math.max(0, Math.floor(milliseconds / 10));
  const [hours, minutes] = [Math.floor(all / 360_000), Math.floor(all / 6000) % 60];
  return `PT${hours}H${minutes}M${(all % 6000) / 100}S`;
}

/**
 * @param {Date} at
 * @returns {string} in UTC, to a hundredth of a second: SCORM 2004 bears no more, and a zone
 *   only behind a fraction
 */
export function moment(at) {
  return at.toISOString().replace(/\dZ$/, "Z");
}
