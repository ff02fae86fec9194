/** Files on their way to the service: what is sent, tried again, and refused. */

import assert from "node:assert/strict";
import { beforeEach, describe, mock, test } from "node:test";

import { submissionWith } from "../../course_builder/player/adapters/overlay.js";
import { fileSender } from "../../course_builder/player/adapters/file_sender.js";
import { markingOf } from "../../course_builder/player/adapters/hand_in.js";
import { standingOf } from "../../course_builder/player/progress.js";

/** @typedef {{status: number, response: any} | "offline" | "slow"} Answer */

/** @type {Answer[]} what the service says, one a request; the last again and again */
let answers = [];
/** @type {{method: string, path: string, headers: Record<string, string>, body: any}[]} */
let asked = [];

class FakeRequest {
  constructor() {
    this.upload = { onprogress: (/** @type {object} */ _event) => {} };
    this.headers = {};
    this.status = 0;
    /** @type {any} */
    this.response = null;
    this.onload = () => {};
    this.onerror = () => {};
    this.ontimeout = () => {};
  }

  open(/** @type {string} */ method, /** @type {string} */ path) {
    Object.assign(this, { method, path });
  }

  setRequestHeader(/** @type {string} */ name, /** @type {string} */ value) {
    Object.assign(this.headers, { [name]: value });
  }

  send(/** @type {any} */ body) {
    const { method, path, headers } = /** @type {any} */ (this);
    asked.push({ method, path, headers, body });
    this.upload.onprogress({ loaded: 1, total: 4 });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    queueMicrotask(() => {
      if (answer === "slow") this.ontimeout();
      else if (typeof answer !== "object") this.onerror();
      else {
        Object.assign(this, answer);
        this.onload();
      }
    });
  }
}

const VIEW = { answers: {}, times: 0, files: [{ id: "f-1", name: "peta.pdf", size: 4 }] };
const TAKEN = { status: 200, response: { view: VIEW, token: "baru" } };
const FILE = /** @type {File} */ (/** @type {unknown} */ ({ name: "peta desa.pdf", size: 4 }));

const session = { attempt: "p 1", token: "lama", returnUrl: "", owner: "" };
let renewals = 0;
const window = /** @type {any} */ ({
  XMLHttpRequest: FakeRequest,
  document: { getElementById: () => ({ dataset: { root: "/lti" } }) },
});

function sender() {
  return fileSender(window, session, () => (renewals += 1));
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  answers = [TAKEN];
  asked = [];
  renewals = 0;
  session.token = "lama";
});

/** Let what is under way settle, and let all waiting be over. */
async function wait() {
  for (let turn = 0; turn < 10; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    mock.timers.tick(20_000);
  }
}

describe("a file", () => {
  test("is sent whole under an id of its own, and renews the token", async () => {
    /** @type {(number | null)[]} */
    const progress = [];
    const view = await sender().send("tugas", "f-1", FILE, (percent) => progress.push(percent));
    assert.deepEqual(view, VIEW);
    const [first] = asked;
    assert.equal(first?.method, "PUT");
    assert.equal(first?.path, "/lti/api/attempts/p%201/files/f-1?activity=tugas&name=peta+desa.pdf");
    assert.equal(first?.headers["Authorization"], "Bearer lama");
    assert.equal(first?.body, FILE);
    assert.deepEqual(progress, [0, 25]);
    assert.deepEqual([session.token, renewals], ["baru", 1]);
  });

  test("is tried again over a bad link under the same id", async () => {
    answers = ["offline", "slow", { status: 503, response: null }, TAKEN];
    /** @type {(number | null)[]} */
    const progress = [];
    const sending = sender().send("tugas", "f-1", FILE, (percent) => progress.push(percent));
    await wait();
    assert.deepEqual(await sending, VIEW);
    assert.equal(new Set(asked.map(({ path }) => path)).size, 1);
    assert.equal(asked.length, 4);
    assert.equal(progress.filter((percent) => percent === null).length, 3);
  });

  test("that cannot be sent is given up after some tries", async () => {
    answers = ["offline"];
    const sending = sender().send("tugas", "f-1", FILE, () => {});
    const refused = assert.rejects(sending, { code: "unreachable" });
    await wait();
    await refused;
    assert.equal(asked.length, 5);
  });

  for (const [status, response, code] of /** @type {const} */ ([
    [401, null, "expired"],
    [413, null, "hand-in-file-large"],
    [415, { code: "hand-in-file-content" }, "hand-in-file-content"],
    [409, { code: "hand-in-files-full" }, "hand-in-files-full"],
    [400, "<html>", "refused"],
  ])) {
    test(`that is refused with ${status} is not tried again: ${code}`, async () => {
      answers = [{ status, response }];
      await assert.rejects(sender().send("tugas", "f-1", FILE, () => {}), { code });
      assert.equal(asked.length, 1);
    });
  }

  test("is removed, and read again", async () => {
    assert.deepEqual(await sender().remove("tugas", "f-1"), VIEW);
    answers = [{ status: 200, response: "isi" }];
    assert.equal(await sender().read("f-1"), "isi");
    assert.deepEqual(asked.map(({ method }) => method), ["DELETE", "GET"]);
  });
});

const TASK = /** @type {any} */ ({
  kind: "assignment",
  points: 10,
  graded: false,
  levels: ["Kurang", "Baik"],
  criteria: ["Jalur"],
});

describe("marks", () => {
  const marking = {
    returned: false,
    given: 7.5,
    maximum: 10,
    levels: [2],
    comments: ["Rapi"],
    comment: "",
    at: 0,
  };

  test("count among the results once a person has given them", () => {
    const told = { answers: {}, times: 1 };
    assert.deepEqual(standingOf(TASK, told), { done: true, given: null, maximum: 0, passed: null });
    const marked = standingOf(TASK, { ...told, marking });
    assert.deepEqual(marked, { done: true, given: 7.5, maximum: 10, passed: null });
    const returned = { ...told, marking: { ...marking, returned: true, given: null } };
    assert.equal(standingOf(TASK, returned).given, null);
  });

  test("of an earlier hand-in are not shown beside one that waits, but its files are", () => {
    const view = { ...VIEW, marking: { ...marking, returned: true, given: null } };
    const event = /** @type {any} */ ({ kind: "submitted", answer: { files: ["f-1"] } });
    assert.deepEqual(submissionWith(view, [event], false), {
      answers: { files: ["f-1"] },
      times: 1,
      files: VIEW.files,
      waiting: true,
    });
  });

  test("that nobody has given are not shown", () => {
    assert.equal(markingOf({ answers: {}, times: 1 }, TASK, "id"), null);
  });
});
