/** The attempt as the service tells it: with the launch, or asked for after a reload. */

import { StartError } from "../adapter.js";
import { CallError } from "./service_api.js";
import { keptSession, takeOver } from "./session.js";

/**
 * @typedef {import("../adapter.js").CourseProgress} CourseProgress
 * @typedef {import("../adapter.js").Details} Details
 * @typedef {import("../adapter.js").Outline} Outline
 * @typedef {import("../adapter.js").PageDocument} PageDocument
 * @typedef {import("../adapter.js").QuestionView} QuestionView
 * @typedef {import("../adapter.js").QuizView} QuizView
 * @typedef {import("../adapter.js").ScenarioView} ScenarioView
 * @typedef {import("../adapter.js").SubmissionView} SubmissionView
 * @typedef {import("./service_api.js").ServiceApi} ServiceApi
 * @typedef {import("./service_api.js").Session} Session
 * @typedef {QuestionView | QuizView | ScenarioView | SubmissionView} View
 *
 * @typedef {object} AttemptDocument
 * @property {string} attempt
 * @property {string} token
 * @property {string} account
 * @property {string} issuer
 * @property {string | null} returnUrl
 * @property {Outline} outline
 * @property {string[]} viewed
 * @property {Record<string, View>} activities
 * @property {CourseProgress} progress
 * @property {PageDocument & {id: string}} page
 *
 * @typedef {object} EventResult
 * @property {string} id
 * @property {{tries: number, hints: number, best: number | null} | null} [score]
 * @property {any} [feedback]
 * @property {View} [view]  of an activity that is no question
 * @property {Details} [details]  of a quiz that has begun
 * @property {{code: string, message: string}} [error]
 */

/**
 * @param {Window} window
 * @param {Session} session  is filled in
 * @param {ServiceApi} api
 * @returns {Promise<AttemptDocument>}
 */
export async function readAttempt(window, session, api) {
  const { document } = window;
  const text = document.getElementById("launch")?.textContent;
  if (text) {
    /** @type {AttemptDocument} */
    const launched = JSON.parse(text);
    const { token, returnUrl } = launched;
    Object.assign(session, { attempt: launched.attempt, token });
    takeOver(window, ownerOf(launched));
    if (/^https?:/.test(returnUrl ?? "")) Object.assign(session, { returnUrl });
    return launched;
  }
  const asked = document.getElementById("player")?.dataset["attempt"];
  const { attempt, token, returnUrl } = keptSession(window, asked);
  if (!attempt || !token || (asked && asked !== attempt)) throw new StartError("no-token");
  Object.assign(session, { attempt, token, returnUrl });
  return orStartError(api.get(`/api/attempts/${encodeURIComponent(attempt)}`), returnUrl);
}

/** @param {AttemptDocument} attempt */
export function ownerOf({ issuer, account }) {
  return `${issuer} ${account}`;
}

/**
 * @template T
 * @param {Promise<T>} call
 * @param {string} [returnUrl]
 * @returns {Promise<T>}
 */
export function orStartError(call, returnUrl = "") {
  return call.catch((error) => {
    if (!(error instanceof CallError)) throw error;
    const code = error.code === "too-large" ? "refused" : error.code;
    throw new StartError(code, returnUrl || null);
  });
}
