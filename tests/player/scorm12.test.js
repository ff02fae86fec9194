import assert from "node:assert/strict";
import { beforeEach, describe, mock, test } from "node:test";

import { findApi } from "../../course_builder/player/adapters/scorm_api.js";
import { connectScorm12, SCORM12 } from "../../course_builder/player/adapters/scorm12.js";
import { FakeWindow, openPackage } from "./fake_window.js";
import { MoodleStub } from "./moodle_stub.js";

/** @type {MoodleStub} */
let moodle;
/** @type {string[]} */
let notices;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({
    apis: ["setTimeout", "Date"],
    now: new Date(2026, 10, 24, 9, 42, 7).getTime(),
  });
  moodle = new MoodleStub();
  notices = [];
});

/** A launch: the LMS's page with the API, and the package in a frame of it. */
async function launch() {
  moodle.launch();
  const window = new FakeWindow();
  window.parent = Object.assign(new FakeWindow(), { API: moodle.api });
  openPackage(window);
  const adapter = connectScorm12(window.asWindow);
  const start = await adapter.start(({ notice }) => {
    if (notice) notices.push(notice.code);
  });
  await read(adapter, start.place);
  return { window, adapter, start };
}

/**
 * @param {import("../../course_builder/player/adapter.js").RuntimeAdapter} adapter
 * @param {string} page
 */
async function read(adapter, page) {
  await adapter.page(page);
  await adapter.view(page);
}

/** @param {string} name */
const stored = (name) => moodle.stored.get(`cmi.${name}`);

/** @param {number} index */
function interaction(index) {
  const prefix = `cmi.interactions.${index}.`;
  const parts = [...moodle.stored].filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(parts.map(([name, value]) => [name.slice(prefix.length), value]));
}

/** @param {object} frame  the LMS's page, whose requests fail from now on */
function breakRequests(frame) {
  const request = { isBroken: true };
  class XMLHttpRequest {
    send() {
      if (request.isBroken) throw new DOMException("Failed to execute 'send'", "NetworkError");
    }
  }
  Object.assign(frame, { XMLHttpRequest });
  moodle.send = () => new XMLHttpRequest().send();
  return request;
}

/** @param {FakeWindow} window */
const found = (window) => findApi(window.asWindow, "API", SCORM12.calls)?.api;

function refusals() {
  return moodle.calls.filter(({ error }) => error !== "0");
}

describe("the API is looked for", () => {
  const api = new MoodleStub().api;

  test("in this window and its parents", () => {
    const [top, middle, window] = [new FakeWindow(), new FakeWindow(), new FakeWindow()];
    Object.assign(top, { API: api });
    middle.parent = top;
    window.parent = middle;
    assert.equal(found(window), api);
  });

  test("then in the opener and its parents", () => {
    const [frame, opener, window] = [new FakeWindow(), new FakeWindow(), new FakeWindow()];
    opener.parent = Object.assign(frame, { API: api });
    Object.assign(window, { opener });
    assert.equal(found(window), api);
  });

  test("and a parent of another site is not an error", () => {
    const window = new FakeWindow();
    window.parent = Object.defineProperty({}, "API", {
      get() {
        throw new DOMException("cross-origin", "SecurityError");
      },
    });
    assert.equal(found(window), undefined);
  });
});

describe("without an LMS", () => {
  test("the learner practises, and is told so", async () => {
    const window = new FakeWindow();
    openPackage(window);
    const adapter = connectScorm12(window.asWindow);
    const { circumstances } = await adapter.start(() => {});
    assert.ok(circumstances.includes("practice"));
    await read(adapter, "m/awal");
    await adapter.answer("q-satu", ["b"]);
    assert.equal(adapter.question("q-satu").right, true);
    assert.match(window.stored.get("course-builder:siaga") ?? "", /^1;/);
  });

  test("a refused LMSInitialize means practice in an LMS that records nothing", async () => {
    const window = new FakeWindow();
    const api = { ...moodle.api, LMSInitialize: () => "false", LMSGetLastError: () => "101" };
    Object.assign(window, { API: api });
    openPackage(window);
    const { circumstances } = await connectScorm12(window.asWindow).start(() => {});
    assert.deepEqual(circumstances, ["no-session", "package-key"]);
  });

  test("an LMSInitialize that throws does too", async () => {
    moodle.throws = true;
    const window = Object.assign(new FakeWindow(), { API: moodle.api });
    openPackage(window);
    const { circumstances } = await connectScorm12(window.asWindow).start(() => {});
    assert.deepEqual(circumstances, ["no-session", "package-key"]);
  });

  test("a package that is loaded again in the LMS's page after answers says so", async () => {
    const { adapter, window } = await launch();
    await adapter.answer("q-satu", ["b"]);
    window.leave();
    const kept = new Map(moodle.stored);

    const again = new FakeWindow();
    again.parent = window.parent;
    openPackage(again);
    const reloaded = connectScorm12(again.asWindow);
    const { circumstances } = await reloaded.start(() => {});
    await read(reloaded, "m/awal");
    await reloaded.answer("q-satu", ["a"]);
    again.leave();

    assert.deepEqual(circumstances, ["no-session", "package-key"]);
    assert.deepEqual(moodle.stored, kept);
  });

  test("and goes on where there were none", async () => {
    const { window } = await launch();
    window.leave();

    const again = new FakeWindow();
    again.parent = window.parent;
    openPackage(again);
    const { circumstances } = await connectScorm12(again.asWindow).start(() => {});

    assert.deepEqual(circumstances, ["package-key"]);
  });

  test("something else of that name is no API", () => {
    const window = Object.assign(new FakeWindow(), { API: {} });
    assert.equal(found(window), undefined);
  });

  test("but not where a session is open already", async () => {
    moodle.api["LMSInitialize"]?.("");
    const window = Object.assign(new FakeWindow(), { API: moodle.api });
    openPackage(window);
    const { circumstances } = await connectScorm12(window.asWindow).start(() => {});
    assert.ok(!circumstances.includes("practice"));
  });
});

describe("a launch", () => {
  test("makes at most 15 calls and one commit, and is incomplete", async () => {
    await launch();
    assert.ok(moodle.calls.length <= 15, `${moodle.calls.length} calls`);
    assert.equal(moodle.count("LMSInitialize"), 1);
    assert.equal(moodle.count("LMSCommit"), 1);
    assert.equal(stored("core.lesson_status"), "incomplete");
    assert.equal(stored("core.exit"), "suspend");
    assert.equal(stored("core.lesson_location"), "m/awal");
    assert.equal(stored("core.score.raw"), undefined);
    assert.deepEqual(refusals(), []);
  });

  test("that resumes makes at most 15 calls and one commit too", async () => {
    const { adapter, window } = await launch();
    await adapter.answer("q-satu", ["a"]);
    await read(adapter, "m/akhir");
    window.leave();
    const again = await launch();
    assert.ok(moodle.calls.length <= 15, `${moodle.calls.length} calls`);
    assert.equal(moodle.count("LMSCommit"), 1);
    assert.equal(again.start.place, "m/akhir");
    assert.deepEqual(refusals(), []);
  });

  test("loads one page and the key, each once", async () => {
    const { adapter, window } = await launch();
    await adapter.page("m/awal");
    assert.deepEqual(window.loaded.sort(), ["key.js", "pages/1.js"]);
  });
});

describe("an answer", () => {
  test("is committed once, with score, status, time and state together", async () => {
    const { adapter } = await launch();
    mock.timers.tick(65_250);
    const before = moodle.count("LMSCommit");
    await adapter.answer("q-satu", ["b"]);
    assert.equal(moodle.count("LMSCommit"), before + 1);
    assert.equal(stored("core.score.raw"), "50");
    assert.equal(stored("core.score.min"), "0");
    assert.equal(stored("core.score.max"), "100");
    assert.equal(stored("core.session_time"), "0000:01:05.25");
    assert.match(stored("suspend_data") ?? "", /CCCCD;b$/);
    assert.deepEqual(notices, ["saved"]);
    assert.deepEqual(refusals(), []);
  });

  test("is recorded as an interaction", async () => {
    const { adapter } = await launch();
    mock.timers.tick(5000);
    await adapter.answer("q-satu", ["a"]);
    mock.timers.tick(2500);
    await adapter.answer("q-satu", ["b"]);
    assert.deepEqual(interaction(0), {
      id: "q-satu",
      type: "choice",
      time: "09:42:12",
      weighting: "1",
      student_response: "a",
      "correct_responses.0.pattern": "b",
      result: "wrong",
      latency: "0000:00:05.00",
    });
    assert.equal(interaction(1)["latency"], "0000:00:02.50");
    assert.equal(interaction(1)["result"], "correct");
  });

  test("of a later session is recorded behind the earlier ones", async () => {
    const first = await launch();
    await first.adapter.answer("q-satu", ["a"]);
    first.window.leave();
    const { adapter } = await launch();
    await adapter.answer("q-satu", ["b"]);
    assert.equal(interaction(0)["result"], "wrong");
    assert.equal(interaction(1)["result"], "correct");
  });

  test("that cannot be read is no try and no interaction", async () => {
    const { adapter } = await launch();
    await assert.rejects(adapter.answer("q-satu", ["z"]));
    assert.equal(adapter.question("q-satu").tries, 0);
    assert.equal(moodle.interactions, 0);
  });

  test("to a closed question is not recorded", async () => {
    const { adapter } = await launch();
    await adapter.answer("q-satu", ["b"]);
    await adapter.answer("q-satu", ["a"]);
    assert.equal(moodle.interactions, 1);
  });
});

describe("the status", () => {
  test("is passed once all is read and answered with enough points", async () => {
    const { adapter } = await launch();
    await adapter.answer("q-satu", ["b"]);
    await read(adapter, "m/akhir");
    assert.equal(stored("core.lesson_status"), "incomplete");
    await adapter.answer("q-jarak", "1.200 km");
    assert.equal(stored("core.lesson_status"), "passed");
    assert.equal(stored("core.score.raw"), "100");
    assert.equal(stored("core.exit"), "");
  });

  test("stays incomplete while a try can still reach the pass mark", async () => {
    const { adapter } = await launch();
    await adapter.answer("q-satu", ["b"]);
    await read(adapter, "m/akhir");
    await adapter.answer("q-jarak", "7");
    assert.equal(stored("core.lesson_status"), "incomplete");
    assert.equal(stored("core.exit"), "suspend");
    await adapter.answer("q-jarak", "8");
    assert.equal(stored("core.lesson_status"), "failed");
    assert.equal(stored("core.score.raw"), "50");
    assert.equal(stored("core.exit"), "");
  });

  test("is never taken back once the LMS has it", async () => {
    moodle.stored.set("cmi.core.lesson_status", "passed");
    moodle.stored.set("cmi.core.score.raw", "90");
    const window = new FakeWindow();
    openPackage(window);
    moodle.launch();
    moodle.values.set("cmi.core.lesson_mode", "normal");
    Object.assign(window, { API: moodle.api });
    const adapter = connectScorm12(window.asWindow);
    await adapter.start(() => {});
    await read(adapter, "m/awal");
    await adapter.answer("q-satu", ["a"]);
    assert.equal(stored("core.lesson_status"), "passed");
    assert.equal(stored("core.score.raw"), "90");
  });
});

describe("a review", () => {
  test("shows what was answered and writes nothing", async () => {
    const { adapter, window } = await launch();
    await adapter.answer("q-satu", ["b"]);
    await read(adapter, "m/akhir");
    await adapter.answer("q-jarak", "1200");
    window.leave();
    const again = await launch();
    assert.ok(again.start.circumstances.includes("review"));
    assert.equal(again.adapter.question("q-satu").right, true);
    await read(again.adapter, "m/akhir");
    assert.equal(again.adapter.question("q-jarak").answer, "1200");
    again.window.leave();
    assert.equal(moodle.count("LMSSetValue"), 0);
    assert.equal(moodle.count("LMSCommit"), 0);
    assert.equal(moodle.count("LMSFinish"), 1);
  });
});

describe("leaving", () => {
  test("finishes once, whatever else is heard", async () => {
    const { window } = await launch();
    window.leave();
    window.leave();
    assert.equal(moodle.count("LMSFinish"), 1);
    assert.equal(stored("core.exit"), "suspend");
  });

  test("keeps all that was done", async () => {
    const { adapter, window } = await launch();
    await adapter.hint("q-satu");
    mock.timers.tick(3_600_000);
    window.leave();
    assert.equal(stored("core.session_time"), "0001:00:00.00");
    const again = await launch();
    assert.equal(again.adapter.question("q-satu").hints, 1);
  });

  test("to another tab commits what was not committed, and only that", async () => {
    const { adapter, window } = await launch();
    const before = moodle.count("LMSCommit");
    window.hide();
    assert.equal(moodle.count("LMSCommit"), before);
    await adapter.hint("q-satu");
    assert.equal(moodle.count("LMSCommit"), before);
    window.hide();
    assert.equal(moodle.count("LMSCommit"), before + 1);
  });

  test("a page from the back-forward cache begins anew", async () => {
    const { window } = await launch();
    window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
    assert.equal(window.location.reloads, 1);
  });
});

describe("an LMS that cannot be reached", () => {
  test("is tried again, and the learner is told both times", async () => {
    const { adapter } = await launch();
    moodle.isOffline = true;
    await adapter.answer("q-satu", ["b"]);
    assert.deepEqual(notices, ["unsaved"]);
    mock.timers.tick(5000);
    assert.deepEqual(notices, ["unsaved", "unsaved"]);
    moodle.isOffline = false;
    mock.timers.tick(15_000);
    assert.deepEqual(notices.at(-1), "saved");
    assert.equal(stored("core.score.raw"), "50");
  });

  test("may throw instead of answering", async () => {
    const { adapter, window } = await launch();
    moodle.throws = true;
    await adapter.answer("q-satu", ["b"]);
    assert.equal(adapter.question("q-satu").right, true);
    assert.deepEqual(notices, ["unsaved"]);
    moodle.throws = false;
    mock.timers.tick(5000);
    assert.equal(notices.at(-1), "saved");
    moodle.throws = true;
    assert.doesNotThrow(() => window.leave());
  });

  test("gets everything with the next answer too", async () => {
    const { adapter } = await launch();
    moodle.isOffline = true;
    await adapter.answer("q-satu", ["b"]);
    moodle.isOffline = false;
    await read(adapter, "m/akhir");
    assert.equal(notices.at(-1), "saved");
    mock.timers.tick(600_000);
    assert.equal(moodle.count("LMSCommit"), 4);
    assert.equal(stored("core.score.raw"), "50");
    assert.equal(stored("core.score.max"), "100");
    assert.equal(interaction(0)["id"], "q-satu");
    assert.equal(interaction(0)["student_response"], "b");
    assert.deepEqual(refusals().map(({ error }) => error), ["101"]);
  });

  test("is believed only where no request of its page failed", async () => {
    const { adapter, window } = await launch();
    const request = breakRequests(window.parent);
    await adapter.answer("q-satu", ["b"]);
    assert.deepEqual(notices, ["unsaved"]);
    assert.equal(stored("core.score.raw"), undefined);

    request.isBroken = false;
    await read(adapter, "m/akhir");
    assert.equal(notices.at(-1), "saved");
    assert.equal(stored("core.score.raw"), "50");
    assert.equal(stored("core.score.max"), "100");
    assert.equal(stored("core.lesson_status"), "incomplete");
    assert.deepEqual(
      [interaction(0)["id"], interaction(0)["type"], interaction(0)["result"]],
      ["q-satu", "choice", "correct"],
    );
    assert.deepEqual(refusals(), []);
  });

  test("is not asked to send while the device has no network", async () => {
    const { adapter, window } = await launch();
    window.navigator.onLine = false;
    await adapter.answer("q-satu", ["b"]);
    assert.deepEqual(notices, ["unsaved"]);
    assert.equal(moodle.count("LMSCommit"), 1);

    window.navigator.onLine = true;
    mock.timers.tick(5000);
    assert.equal(notices.at(-1), "saved");
    assert.equal(moodle.count("LMSCommit"), 2);
    assert.equal(stored("core.score.raw"), "50");
    assert.equal(interaction(0)["student_response"], "b");
  });
});
