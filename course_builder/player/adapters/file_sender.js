/**
 * Sends files to the service, one request a file, and tries again over a bad link. A file
 * has an id of its own, so that sending it twice keeps it once.
 */

import { atService } from "./service_api.js";

/**
 * @typedef {import("./service_api.js").Session} Session
 * @typedef {import("../adapter.js").SubmissionView} SubmissionView
 *
 * @typedef {object} FileSender
 * @property {(activity: string, id: string, file: File,
 *   progressed: (percent: number | null) => void) => Promise<SubmissionView>} send
 *   *null*: it waits to be tried again; rejects with a `FileError`
 * @property {(activity: string, id: string) => Promise<SubmissionView>} remove
 * @property {(id: string) => Promise<Blob>} read
 */

/** A file was not taken; the code names the sentence that says what to do. */
export class FileError extends Error {
  /** @param {string} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

const WAITS = [2, 4, 8, 16];
const PATIENCE_FILE = 120_000;
const TOO_LARGE_STATUS = 413;

/**
 * @param {Window & typeof globalThis} window
 * @param {Session} session  its token is renewed by every reply
 * @param {() => void} renewed
 * @returns {FileSender}
 */
export function fileSender(window, session, renewed) {
  /**
   * @param {string} id
   * @param {Record<string, string>} query
   */
  function address(id, query) {
    const attempt = encodeURIComponent(session.attempt);
    const asked = new URLSearchParams(query);
    return `/api/attempts/${attempt}/files/${encodeURIComponent(id)}?${asked}`;
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {Blob | null} body
   * @param {XMLHttpRequestResponseType} kind
   * @param {(percent: number) => void} progressed
   * @returns {Promise<any>}
   */
  function ask(method, path, body, kind, progressed) {
    return new Promise((resolve, reject) => {
      // `fetch` does not tell how much of a file is on its way.
      const request = new window.XMLHttpRequest();
      request.open(method, atService(window, path));
      request.responseType = kind;
      request.timeout = PATIENCE_FILE;
      request.setRequestHeader("Authorization", `Bearer ${session.token}`);
      if (body) request.setRequestHeader("Content-Type", "application/octet-stream");
      request.upload.onprogress = ({ loaded, total }) => {
        if (total) progressed(Math.floor((loaded / total) * 100));
      };
      request.onerror = () => reject(new FileError("unreachable"));
      request.ontimeout = request.onerror;
      request.onload = () => {
        const { status, response } = request;
        if (status >= 200 && status < 300 && response) resolve(response);
        else reject(new FileError(codeOf(status, response)));
      };
      request.send(body);
    });
  }

  /** @param {{view?: SubmissionView, token?: string}} reply */
  function taken({ view, token }) {
    if (token) session.token = token;
    renewed();
    if (!view) throw new FileError("unreachable"); // A portal's page in between.
    return view;
  }

  return {
    async send(activity, id, file, progressed) {
      const path = address(id, { activity, name: file.name });
      for (const wait of [...WAITS, 0]) {
        try {
          progressed(0);
          return taken(await ask("PUT", path, file, "json", progressed));
        } catch (error) {
          if (!(error instanceof FileError) || error.code !== "unreachable" || !wait) throw error;
        }
        progressed(null);
        await new Promise((resolve) => setTimeout(resolve, wait * 1000));
      }
      throw new FileError("unreachable");
    },

    async remove(activity, id) {
      return taken(await ask("DELETE", address(id, { activity }), null, "json", () => {}));
    },

    read: (id) => ask("GET", address(id, {}), null, "blob", () => {}),
  };
}

/**
 * @param {number} status
 * @param {any} response  a problem document, where it came through
 */
function codeOf(status, response) {
  if (status === 401) return "expired";
  if (status === TOO_LARGE_STATUS) return "hand-in-file-large";
  if (status === 429 || status >= 500) return "unreachable";
  return typeof response?.code === "string" ? response.code : "refused";
}
