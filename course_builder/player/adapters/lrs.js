/** The LMS's record store, as a launch of cmi5 gives access to it. Source: cmi5 1.0, §8. */

/**
 * @typedef {import("./statement.js").Statement} Statement
 *
 * @typedef {object} LaunchParameters
 * @property {string} endpoint  ends with a slash
 * @property {string} fetch
 * @property {string} actor  JSON
 * @property {string} registration
 * @property {string} activityId
 */

/** Bytes that a browser sends for a page that is being left, in all: a state, and statements. */
export const LONGEST_KEPT = 32_000;
export const MOST_STATEMENTS = 16;

const NAMES = /** @type {const} */ (["endpoint", "fetch", "actor", "registration", "activityId"]);
const VERSION = "1.0.3";
const NEVER_TAKEN = [400, 403, 409]; // Sent again, it would be refused again.

/**
 * @param {string} search  of the address, in any order
 * @returns {LaunchParameters | null} none where the LMS gave not all of them
 */
export function launchParameters(search) {
  const query = new URLSearchParams(search);
  const all = Object.fromEntries(NAMES.map((name) => [name, query.get(name) ?? ""]));
  if (Object.values(all).some((value) => !value)) return null;
  const known = /** @type {LaunchParameters} */ (all);
  return { ...known, endpoint: known.endpoint.replace(/\/?$/, "/") };
}

/**
 * @param {Window} window
 * @param {LaunchParameters} parameters
 */
export function openLrs(window, parameters) {
  const { endpoint, actor, registration, activityId } = parameters;
  let token = "";

  /**
   * @param {string} method
   * @param {string} path
   * @param {Record<string, string>} query
   * @param {string} [body]
   * @returns {Promise<Response>}
   */
  function call(method, path, query, body) {
    const headers = {
      Authorization: `Basic ${token}`,
      "X-Experience-API-Version": VERSION,
      "Content-Type": "application/json",
    };
    const search = new URLSearchParams(query).toString();
    const address = `${endpoint}${path}${search && "?"}${search}`;
    // What is under way when the page is left arrives all the same.
    return window.fetch(address, { method, headers, body, keepalive: body !== undefined });
  }

  /** @param {string} stateId */
  const ofState = (stateId) => ({ activityId, agent: actor, registration, stateId });

  return {
    /** @returns {Promise<boolean>} whether this session may use the store: asked once */
    async authorise() {
      const response = await window.fetch(parameters.fetch, { method: "POST" });
      const answer = response.ok ? await response.json() : {};
      token = answer["auth-token"] ?? "";
      return token !== "";
    },

    /**
     * @param {string} stateId
     * @returns {Promise<any>} null where there is none
     */
    async state(stateId) {
      const response = await call("GET", "activities/state", ofState(stateId));
      if (response.status === 404) return null;
      if (!response.ok) throw new TypeError(`${stateId}: ${response.status}`);
      return response.json();
    },

    /** The standard wants them asked for; nothing here depends on the answer. */
    async preferences() {
      const query = { agent: actor, profileId: "cmi5LearnerPreferences" };
      await call("GET", "agents/profile", query);
    },

    /**
     * @param {string} stateId
     * @param {object} value
     * @returns {Promise<boolean>}
     */
    async keep(stateId, value) {
      const query = ofState(stateId);
      return (await call("PUT", "activities/state", query, JSON.stringify(value))).ok;
    },

    /**
     * @param {Statement[]} statements
     * @returns {Promise<"taken" | "refused" | "failed">} all of them
     */
    async send(statements) {
      const { ok, status } = await call("POST", "statements", {}, JSON.stringify(statements));
      return ok ? "taken" : NEVER_TAKEN.includes(status) ? "refused" : "failed";
    },
  };
}
