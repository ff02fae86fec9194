/**
 * Whether a commit reached the LMS, and what makes an LMS send again what did not.
 *
 * Moodle 4.5 was seen to hold for sent whatever it tried to send, and to send only what
 * has changed since; and to say *true* where its request failed, for a beacon follows it,
 * whose fate nobody knows.
 */

/** @typedef {Window & Partial<Pick<typeof globalThis, "XMLHttpRequest">>} LmsWindow */

/** @type {[RegExp, string, string][]} two values of each element; *incomplete* counts for nothing */
const VALUES = [
  [/^cmi\.core\.lesson_status$/, "incomplete", "browsed"],
  [/^cmi\.core\.exit$/, "suspend", ""],
  [/^cmi\.core\.lesson_location$/, "", "-"],
  [/^cmi\.core\.score\.min$/, "0", "1"],
  [/^cmi\.core\.score\.max$/, "100", "99"],
  [/\.id$/, "x", "y"],
  [/\.type$/, "fill-in", "choice"],
  [/\.time$/, "00:00:00", "00:00:01"],
  [/\.weighting$/, "0", "1"],
  [/\.(student_response|pattern)$/, "x", "y"],
  [/\.result$/, "neutral", "wrong"],
  [/\.latency$/, "0000:00:00.00", "0000:00:00.01"],
];

/**
 * @param {LmsWindow} frame  the window of the API, whose requests are the LMS's
 * @param {() => boolean} commit
 * @returns {boolean} whether the commit was taken and no request failed meanwhile
 */
export function isDelivered(frame, commit) {
  const prototype = frame.XMLHttpRequest?.prototype;
  if (!prototype) return commit();
  const { send } = prototype;
  let hasFailed = false;
  prototype.send = function (...body) {
    try {
      send.apply(this, body);
    } catch (error) {
      hasFailed = true;
      throw error;
    }
  };
  try {
    return commit() && !hasFailed;
  } finally {
    prototype.send = send;
  }
}

/**
 * @param {string} name
 * @param {string} value
 * @returns {string | null} another value that the element may have; none where it need not,
 *   since it changes by itself
 */
export function otherValue(name, value) {
  // A hundredth, for should nothing follow, the grade is all but right.
  if (name === "cmi.core.score.raw") return Math.abs(Number(value) - 0.01).toFixed(2);
  const pair = VALUES.find(([pattern]) => pattern.test(name));
  if (!pair) return null;
  return value === pair[1] ? pair[2] : pair[1];
}
