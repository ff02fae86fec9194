/**
 * A strict LMS of cmi5 with its record store: one registration of one learner, over any
 * number of sessions. What breaks a rule of cmi5 1.0 is refused and written down.
 */

import assert from "node:assert/strict";

/** @typedef {Record<string, any>} Json */

const VERBS = "http://adlnet.gov/expapi/verbs/";
const CONTEXT = "https://w3id.org/xapi/cmi5/context/";
const ENDPOINT = "https://lrs.contoh.go.id/xapi/";
const ONCE_A_REGISTRATION = ["completed", "passed"];
const DEFINED = ["initialized", "completed", "passed", "failed", "terminated"];
const ACTOR = {
  objectType: "Agent",
  name: "Fitri Handayani",
  account: { homePage: "https://lms.contoh.go.id", name: "198501012010012001" },
};

export class LrsStub {
  /** @param {{masteryScore?: number, launchMode?: string, returnURL?: string}} [launch] */
  constructor(launch = {}) {
    this.launchData = launch;
    /** @type {{session: number, verb: string, statement: Json}[]} */
    this.accepted = [];
    /** @type {string[]} */
    this.refused = [];
    /** @type {Map<string, Json>} */
    this.states = new Map();
    /** @type {string[]} method and path of each request of this session */
    this.calls = [];
    this.session = 0;
    this.isOffline = false;
    /** @type {number | null} what the store answers instead */
    this.status = null;
    /** Whether statements do not get through, while states do. */
    this.refusesPosts = false;
  }

  /** @returns {string} the address's query, its parts in no order */
  launch() {
    this.session += 1;
    this.calls = [];
    this.isSpent = false;
    this.hasReadLaunch = false;
    return `?${new URLSearchParams({
      registration: "6f4e2a8e-4c4b-4a0e-9d0f-0d0c5d2f7a11",
      activityId: "https://lms.contoh.go.id/au/7",
      fetch: `https://lms.contoh.go.id/fetch/${this.session}`,
      actor: JSON.stringify(ACTOR),
      endpoint: ENDPOINT.slice(0, -1),
    })}`;
  }

  get template() {
    return {
      contextActivities: {
        grouping: [{ id: "urn:x-course-builder:siaga/au" }],
        category: { id: "https://lms.contoh.go.id/kategori" },
      },
      extensions: { [`${CONTEXT}extensions/sessionid`]: `sesi-${this.session}` },
    };
  }

  /** @param {number} [session] */
  verbs(session = this.session) {
    return this.accepted.filter((one) => one.session === session).map(({ verb }) => verb);
  }

  /** @param {string} verb  of the latest such statement */
  statement(verb) {
    return this.accepted.filter((one) => one.verb === verb).at(-1)?.statement ?? {};
  }

  /** @returns {(address: string, how?: RequestInit) => Promise<Response>} */
  get fetch() {
    const { session } = this;
    return async (address, how = {}) => {
      if (this.isOffline) throw new TypeError("Failed to fetch");
      const url = new URL(address);
      const method = how.method ?? "GET";
      this.calls.push(`${method} ${url.pathname}`);
      if (url.pathname.startsWith("/fetch/")) return this.#token(method);
      const headers = new Headers(how.headers);
      if (headers.get("Authorization") !== `Basic token-${session}`) return answer(401);
      if (headers.get("X-Experience-API-Version") !== "1.0.3") return answer(400);
      if (this.status !== null) return answer(this.status);
      const body = how.body ? JSON.parse(String(how.body)) : null;
      const path = `${method} ${address.slice(ENDPOINT.length).split("?")[0]}`;
      if (path === "POST statements" && this.refusesPosts) return answer(503);
      if (path === "POST statements") return this.#take(session, body);
      if (path === "GET agents/profile") return answer(404);
      assert.deepEqual(JSON.parse(url.searchParams.get("agent") ?? ""), ACTOR);
      assert.equal(url.searchParams.get("activityId"), "https://lms.contoh.go.id/au/7");
      const id = url.searchParams.get("stateId") ?? "";
      if (path === "PUT activities/state") {
        if (!this.verbs(session).includes("initialized")) return this.#refuse("state first");
        this.states.set(id, body);
        return answer(204);
      }
      assert.equal(path, "GET activities/state");
      if (id === "LMS.LaunchData") {
        this.hasReadLaunch = true;
        const rest = { launchMode: "Normal", moveOn: "CompletedAndPassed", ...this.launchData };
        return answer(200, { contextTemplate: this.template, ...rest });
      }
      return this.states.has(id) ? answer(200, this.states.get(id)) : answer(404);
    };
  }

  /** @param {string} method */
  #token(method) {
    if (method !== "POST" || this.isSpent) return answer(200, { "error-code": "1" });
    this.isSpent = true;
    return answer(200, { "auth-token": `token-${this.session}` });
  }

  /** @param {string} why */
  #refuse(why) {
    this.refused.push(why);
    return answer(400);
  }

  /**
   * @param {number} session
   * @param {Json[]} statements  all are taken, or none
   */
  #take(session, statements) {
    const before = this.accepted.length;
    for (const statement of statements) {
      const verb = String(statement["verb"].id).slice(VERBS.length);
      const problem = this.#problem(session, verb, statement);
      if (problem) {
        this.accepted.length = before;
        return this.#refuse(`${verb}: ${problem}`);
      }
      this.accepted.push({ session, verb, statement });
    }
    return answer(200, statements.map(({ id }) => id));
  }

  /**
   * @param {number} session
   * @param {string} verb
   * @param {Json} statement
   * @returns {string} empty for none
   */
  #problem(session, verb, { id, actor, timestamp, context, result = {}, object }) {
    const told = this.verbs(session);
    const all = this.accepted.map((one) => one.verb);
    const extensions = context.extensions;
    const category = [context.contextActivities.category].flat().map(({ id }) => String(id));
    const isDefined = category.includes(`${CONTEXT}categories/cmi5`);
    const counts = result.success !== undefined || result.completion !== undefined;
    const mastery = this.launchData.masteryScore;
    const scaled = result.score?.scaled;
    const isDecision = verb === "passed" || verb === "failed";
    const sessionId = extensions[`${CONTEXT}extensions/sessionid`];
    if (!/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)) return "id";
    if (this.accepted.some((one) => one.statement["id"] === id)) return "id twice";
    if (!this.hasReadLaunch) return "before the launch data";
    if (JSON.stringify(actor) !== JSON.stringify(ACTOR)) return "actor";
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/.test(timestamp)) return "timestamp";
    if (context.registration !== "6f4e2a8e-4c4b-4a0e-9d0f-0d0c5d2f7a11") return "registration";
    if (sessionId !== `sesi-${session}`) return "session";
    const { grouping } = context.contextActivities;
    if (grouping?.length !== 1 || category.filter(isOfTemplate).length !== 1) return "template";
    if ((verb === "initialized") !== (told.length === 0)) return "initialized comes first";
    if (told.includes("terminated")) return "after terminated";
    if (isDefined !== DEFINED.includes(verb)) return "category cmi5";
    if (!isDefined) return object.id === "https://lms.contoh.go.id/au/7" ? "object" : "";
    if (object.id !== "https://lms.contoh.go.id/au/7") return "object";
    if (told.includes(verb)) return "twice in a session";
    if (ONCE_A_REGISTRATION.includes(verb) && all.includes(verb)) return "twice";
    if (verb === "failed" && all.includes("passed")) return "after passed";
    if (category.includes(`${CONTEXT}categories/moveon`) !== counts) return "category moveon";
    if (counts !== (verb === "completed" || isDecision)) return "success or completion";
    if ((result.score !== undefined) && !isDecision) return "score";
    if (isDecision && extensions[`${CONTEXT}extensions/masteryscore`] !== mastery) return "mastery";
    if (scaled !== undefined && mastery !== undefined && scaled >= mastery !== (verb === "passed")) {
      return "a score against the decision";
    }
    if (verb !== "initialized" && !/^PT\d+H\d+M[\d.]+S$/.test(result.duration)) return "duration";
    const { launchMode = "Normal" } = this.launchData;
    if (launchMode !== "Normal" && counts) return "a decision outside of normal mode";
    return "";
  }
}

/** @param {string} category */
function isOfTemplate(category) {
  return category === "https://lms.contoh.go.id/kategori";
}

/**
 * @param {number} status
 * @param {unknown} [body]
 */
function answer(status, body) {
  return new Response(body === undefined ? null : JSON.stringify(body), { status });
}
