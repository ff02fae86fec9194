/** What someone has composed, and would miss. */

/**
 * @typedef {import("./activity_progress.js").ActivityProgress} ActivityProgress
 * @typedef {import("./adapter.js").Answer} Answer
 * @typedef {import("./adapter.js").OutlineActivity} OutlineActivity
 */

/**
 * @param {OutlineActivity | undefined} activity
 * @param {ActivityProgress | undefined} done
 * @returns {string} what was composed there, or waits to be graded
 */
export function composed(activity, done) {
  if (!activity || !done) return "";
  if ("reflection" in done) return done.reflection;
  if ("times" in done) return inOneText(done.answers);
  if ("runs" in done) return done.run?.submitted === false ? inOneText(done.run.answers) : "";
  return activity.kind === "question" && activity.type === "long" ? String(done.answer) : "";
}

/**
 * @param {Record<string, Answer | {answer: Answer}>} answers
 * @returns {string} the same for the same answers; empty for none
 */
function inOneText(answers) {
  const texts = Object.entries(answers).map(([name, one]) => {
    const answer = typeof one === "object" && "answer" in one ? one.answer : one;
    return JSON.stringify([name, answer]);
  });
  return texts.sort().join();
}
