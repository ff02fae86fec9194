/** Calls to the service: the bearer token, its renewal, and what a refusal means. */

/**
 * @typedef {object} Session
 * @property {string} attempt
 * @property {string} token
 * @property {string} returnUrl  where the LMS wants learners back; empty for nowhere
 * @property {string} owner  issuer and account
 * @property {number} [ahead]  milliseconds that the service's clock is ahead of this one
 *
 * @typedef {object} ServiceApi
 * @property {(path: string) => Promise<any>} get
 * @property {(path: string, body: object) => Promise<any>} post
 */

/** The service did not do what was asked. */
export class CallError extends Error {
  /**
   * @param {"unreachable" | "expired" | "refused" | "too-large"} code  *unreachable* may
   *   go by itself, the others do not
   * @param {number} [retryAfter]  seconds that the service asks to wait
   */
  constructor(code, retryAfter = 0) {
    super(code);
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

/**
 * @param {Window} window
 * @param {string} path  from the service's root, which need not be that of its host
 */
export function atService(window, path) {
  return `${window.document.getElementById("player")?.dataset["root"] ?? ""}${path}`;
}

const LARGEST_KEPT_ALIVE = 60_000; // Browsers allow 64 KiB for requests of a closing page.
const PATIENCE = 30_000;

/**
 * @param {Window} window
 * @param {Session} session  its token is renewed by every reply
 * @param {() => void} renewed
 * @returns {ServiceApi}
 */
export function serviceApi(window, session, renewed) {
  /**
   * @param {string} path
   * @param {RequestInit} request
   */
  async function call(path, request) {
    const response = await sent(path, request);
    if (!response.ok) throw refusal(response);
    const sentAt = Date.parse(response.headers.get("Date") ?? "");
    if (!Number.isNaN(sentAt)) session.ahead = sentAt - Date.now();
    const body = await response.json().catch(() => {
      throw new CallError("unreachable"); // Cut on the way, or a portal's page in between.
    });
    if (typeof body.token === "string") {
      session.token = body.token;
      renewed();
    }
    return body;
  }

  /**
   * @param {string} path
   * @param {RequestInit} request
   */
  async function sent(path, request) {
    const headers = { ...request.headers, Authorization: `Bearer ${session.token}` };
    const signal = AbortSignal.timeout(PATIENCE);
    try {
      const url = atService(window, path);
      return await window.fetch(url, { ...request, headers, signal, credentials: "omit" });
    } catch {
      throw new CallError("unreachable");
    }
  }

  return {
    get: (path) => call(path, {}),
    post(path, body) {
      const text = JSON.stringify(body);
      return call(path, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: text,
        keepalive: text.length < LARGEST_KEPT_ALIVE,
      });
    },
  };
}

/** @param {Response} response */
function refusal(response) {
  if (response.status === 401) return new CallError("expired");
  if (response.status === 413) return new CallError("too-large");
  if (response.status === 429 || response.status >= 500) {
    return new CallError("unreachable", Number(response.headers.get("Retry-After")) || 0);
  }
  return new CallError("refused");
}
