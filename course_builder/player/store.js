/**
 * What a package's runtime keeps and records.
 *
 * @typedef {import("./adapter.js").Answer} Answer
 * @typedef {import("./adapter.js").Answers} Answers
 * @typedef {import("./adapter.js").Circumstance} Circumstance
 * @typedef {import("./adapter.js").CourseProgress} CourseProgress
 * @typedef {import("./adapter.js").Outline} Outline
 * @typedef {import("./adapter.js").OutlineQuestion} OutlineQuestion
 * @typedef {import("./grading.js").Rule} Rule
 * @typedef {import("./submission.js").Submittable} Submittable
 *
 * @typedef {object} Opened
 * @property {string} state  as saved last; empty for none
 * @property {string} place  id or key of a page, where the state does not tell; may be empty
 * @property {Circumstance[]} circumstances
 * @property {boolean} records  false in a review, where nothing is kept
 * @property {string} [returnUrl]  where "back to the LMS" leads
 *
 * @typedef {object} Snapshot
 * @property {string} state
 * @property {boolean} isCut  whether something that was written had no room in it
 * @property {string} place  at most 255 characters
 * @property {CourseProgress} progress
 * @property {(part: Outline) => CourseProgress} progressIn  a part of the course
 *
 * @typedef {object} GivenCommon
 * @property {string} id
 * @property {string} source  the activity it belongs to
 * @property {Date} at
 * @property {number} latency  milliseconds
 *
 * @typedef {object} AnswerFields
 * @property {"answer"} kind
 * @property {OutlineQuestion} question
 * @property {Rule} rule
 * @property {Answer} answer
 * @property {[number, number]} earned  of the second number, the first
 * @property {string} language
 *
 * @typedef {GivenCommon & AnswerFields} GivenAnswer
 * @typedef {GivenCommon & {kind: "choice", letter: string, text: string}} GivenChoice
 * @typedef {GivenCommon & {kind: "work", activity: Submittable, answers: Answers}} GivenWork
 * @typedef {GivenAnswer | GivenChoice | GivenWork} Given  what a runtime may record
 *
 * @typedef {object} Store
 * @property {number} limit  characters that a state may have
 * @property {() => string} owner  who learns here, as far as it is known
 * @property {() => Promise<void>} [ready]  is waited for before anything else
 * @property {() => Opened} open
 * @property {(snapshot: Snapshot, commit: boolean) => boolean | Promise<boolean>} save
 *   whether it was taken
 * @property {(given: Given) => void} record
 * @property {(snapshot: Snapshot) => void} close
 */

export {};
