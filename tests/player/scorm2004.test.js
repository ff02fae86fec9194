import assert from "node:assert/strict";
import { beforeEach, describe, mock, test } from "node:test";

import { connectScorm2004 } from "../../course_builder/player/adapters/scorm2004.js";
import { courseParts } from "./course_parts.js";
import { FakeWindow, openPackage, packageKey, packageOutline } from "./fake_window.js";
import { Scorm2004Stub } from "./scorm2004_stub.js";

/** @type {Scorm2004Stub} */
let lms;
/** @type {string[]} */
let notices;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: Date.UTC(2026, 10, 24, 0, 42, 7, 340) });
  lms = new Scorm2004Stub();
  notices = [];
});

/** @param {import("./fake_window.js").PackageParts} [parts] */
async function launch(parts) {
  lms.launch();
  const window = new FakeWindow();
  window.parent = Object.assign(new FakeWindow(), { API_1484_11: lms.api });
  openPackage(window, parts);
  const adapter = connectScorm2004(window.asWindow);
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
const stored = (name) => lms.stored.get(`cmi.${name}`);

/** @param {string} entry  below `cmi.` */
function held(entry) {
  const prefix = `cmi.${entry}.`;
  const parts = [...lms.stored].filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(parts.map(([name, value]) => [name.slice(prefix.length), value]));
}

function refusals() {
  return lms.calls.filter(({ error }) => error !== "0").map(({ args }) => args);
}

/** @returns {import("./fake_window.js").PackageParts} the small course, with outcomes */
function withOutcomes() {
  const outline = packageOutline();
  const names = { "q-satu": ["T-1.2"], "q-jarak": ["T-1.2", "M08.3"] };
  for (const [id, competencies] of Object.entries(names)) {
    Object.assign(outline.activities[id] ?? {}, { competencies });
  }
  return { outline, key: packageKey(), details: {} };
}

describe("a launch", () => {
  test("makes at most 15 calls and one commit, and tells where the learner is", async () => {
    await launch();
    assert.ok(lms.calls.length <= 15, `${lms.calls.length} calls`);
    assert.equal(lms.count("Initialize"), 1);
    assert.equal(lms.count("Commit"), 1);
    assert.equal(stored("completion_status"), "incomplete");
    assert.equal(stored("success_status"), undefined);
    assert.equal(stored("progress_measure"), "0.2");
    assert.equal(stored("exit"), "suspend");
    assert.equal(stored("location"), "m/awal");
    assert.equal(stored("score.raw"), undefined);
    assert.deepEqual(refusals(), []);
  });

  test("that resumes makes as few, and goes on where it was", async () => {
    const first = await launch(withOutcomes());
    await first.adapter.answer("q-satu", ["a"]);
    await read(first.adapter, "m/akhir");
    first.window.leave();
    const { start, adapter } = await launch(withOutcomes());
    assert.ok(lms.calls.length <= 15, `${lms.calls.length} calls`);
    assert.equal(lms.count("Commit"), 1);
    assert.equal(start.place, "m/akhir");
    assert.equal(adapter.question("q-satu").tries, 1);
    assert.deepEqual(refusals(), []);
  });

  test("without an LMS is for practice; after its end on the same page nothing is recorded", async () => {
    const window = new FakeWindow();
    openPackage(window);
    const alone = await connectScorm2004(window.asWindow).start(() => {});
    assert.ok(alone.circumstances.includes("practice"));

    const left = await launch();
    left.window.leave();
    const again = new FakeWindow();
    again.parent = left.window.parent;
    openPackage(again);
    const reloaded = await connectScorm2004(again.asWindow).start(() => {});
    assert.deepEqual(reloaded.circumstances, ["no-session", "package-key"]);
  });
});

describe("an answer", () => {
  test("is committed once, with scores, statuses, time, state and objectives together", async () => {
    const { adapter } = await launch(withOutcomes());
    mock.timers.tick(65_250);
    await adapter.answer("q-satu", ["b"]);
    assert.equal(lms.count("Commit"), 2);
    assert.deepEqual(held("score"), { scaled: "0.5", raw: "50", min: "0", max: "100" });
    assert.equal(stored("progress_measure"), "0.4");
    assert.equal(stored("session_time"), "PT0H1M5.25S");
    assert.deepEqual(held("objectives.0"), {
      id: "m",
      description: "{lang=id}M",
      completion_status: "incomplete",
      progress_measure: "0.4",
      "score.scaled": "0.5",
      "score.raw": "50",
      "score.min": "0",
      "score.max": "100",
    });
    assert.equal(held("objectives.1")["id"], "T-1.2");
    assert.equal(held("objectives.1")["score.raw"], "50");
    assert.deepEqual(held("objectives.2"), {});
    assert.deepEqual(refusals(), []);
  });

  test("is recorded as an interaction, with what was asked and what it is for", async () => {
    const { adapter } = await launch(withOutcomes());
    mock.timers.tick(5000);
    await adapter.answer("q-satu", ["a"]);
    assert.deepEqual(held("interactions.0"), {
      id: "q-satu",
      type: "choice",
      "objectives.0.id": "m",
      "objectives.1.id": "T-1.2",
      timestamp: "2026-11-24T00:42:12.34Z",
      "correct_responses.0.pattern": "b",
      weighting: "1",
      learner_response: "a",
      result: "incorrect",
      latency: "PT0H0M5S",
      description: "{lang=id}Apa?",
    });
  });

  test("of a later session goes on behind the earlier ones", async () => {
    const first = await launch(withOutcomes());
    await first.adapter.answer("q-satu", ["a"]);
    first.window.leave();
    const { adapter } = await launch(withOutcomes());
    await adapter.answer("q-satu", ["b"]);
    assert.equal(held("interactions.0")["result"], "incorrect");
    assert.equal(held("interactions.1")["result"], "correct");
    assert.equal(held("objectives.0")["score.raw"], "50");
    assert.equal(held("objectives.2")["id"], undefined);
    assert.deepEqual(refusals(), []);
  });
});

describe("completion and success", () => {
  test("are told apart, and only once they are decided", async () => {
    const { adapter, window } = await launch(withOutcomes());
    await adapter.answer("q-satu", ["b"]);
    await read(adapter, "m/akhir");
    await adapter.answer("q-jarak", "7");
    // All is done, but a try that is left may still reach the mark.
    assert.equal(stored("completion_status"), "incomplete");
    assert.equal(stored("progress_measure"), "0.8");
    await adapter.answer("q-jarak", "1.200 km");
    assert.equal(stored("completion_status"), "completed");
    assert.equal(stored("success_status"), "passed");
    assert.equal(stored("progress_measure"), "1");
    assert.equal(stored("score.scaled"), "1");
    assert.equal(held("objectives.2")["success_status"], "passed");
    window.leave();
    assert.equal(stored("exit"), "suspend");
    assert.equal(lms.count("Terminate"), 1);
    assert.deepEqual(refusals(), []);
  });

  test("once passed, the answers can be looked at, and nothing is written", async () => {
    const first = await launch();
    await first.adapter.answer("q-satu", ["b"]);
    await read(first.adapter, "m/akhir");
    await first.adapter.answer("q-jarak", "1200");
    first.window.leave();
    const again = await launch();
    assert.ok(again.start.circumstances.includes("review"));
    assert.equal(again.adapter.question("q-satu").right, true);
    again.window.leave();
    assert.equal(lms.count("SetValue") + lms.count("Commit"), 0);
    assert.equal(lms.count("Terminate"), 1);
  });

  test("who has no try left has failed, and begins anew only where the LMS says so", async () => {
    const { adapter, window } = await launch();
    for (const answer of ["a", "a"]) await adapter.answer("q-satu", [answer]);
    await read(adapter, "m/akhir");
    for (const answer of ["7", "8"]) await adapter.answer("q-jarak", answer);
    window.leave();
    assert.equal(stored("success_status"), "failed");
    assert.equal(stored("completion_status"), "completed");
    assert.deepEqual(held("score"), { scaled: "0", raw: "0", min: "0", max: "100" });
    assert.equal(stored("exit"), "suspend");
    const again = await launch();
    assert.equal(again.adapter.question("q-satu").tries, 2);
    assert.ok(again.start.circumstances.includes("review"));
  });

  test("what the LMS has is never taken back", async () => {
    const first = await launch();
    await first.adapter.answer("q-satu", ["a"]);
    first.window.leave();
    for (const [name, value] of [["success_status", "passed"], ["score.raw", "90"]]) {
      lms.stored.set(`cmi.${name}`, value ?? "");
    }
    const { adapter } = await launch();
    await adapter.answer("q-satu", ["b"]);
    assert.equal(stored("success_status"), "passed");
    assert.equal(stored("completion_status"), "completed");
    assert.deepEqual(held("score"), { scaled: "0.9", raw: "90", min: "0", max: "100" });
  });
});

test("each kind of activity is recorded in a form that the LMS takes", async () => {
  const { adapter } = await launch(courseParts());
  const { outline } = courseParts();
  const survey = /** @type {any} */ (outline.activities["survei"]);
  assert.equal(survey.anonymous, true);

  await adapter.begin("tes");
  await adapter.answer("tes", ["b"], "t-satu");
  await adapter.answer("tes", ["a", "b"], "t-urut");
  await adapter.answer("tes", "{Awas}\n[,] siaga", "t-teks");
  await adapter.submit("tes");
  await adapter.begin("simulasi");
  await adapter.choose("simulasi", "a");
  await adapter.submit("tugas", { text: `Baris satu\nbaris dua ${"x".repeat(5000)}`, checked: ["0"] });
  await adapter.submit("survei", { a: "Rahasia" });
  await adapter.answer("uraian", "Menurut saya…");

  const all = Array.from({ length: 6 }, (_, n) => held(`interactions.${n}`));
  assert.deepEqual(
    all.map((one) => [one["id"], one["type"], one["learner_response"]?.slice(0, 30), one["result"]]),
    [
      ["tes-t-satu", "choice", "b", "correct"],
      ["tes-t-urut", "sequencing", "a[,]b", "incorrect"],
      ["tes-t-teks", "fill-in", " {Awas} [ ,] siaga", "incorrect"],
      ["simulasi-r1-n1", "other", "a: Naik ke bukit", "neutral"],
      ["tugas-text", "long-fill-in", "Baris satu baris dua xxxxxxxxx", "neutral"],
      ["uraian", "long-fill-in", "Menurut saya…", "neutral"],
    ],
  );
  assert.equal(all[4]?.["learner_response"]?.length, 4000);
  assert.ok(![...lms.stored.values()].some((value) => value.includes("Rahasia")));
  assert.deepEqual(refusals(), []);
});

test("what learners write in an open survey is a comment on the course too", async () => {
  const parts = courseParts();
  Object.assign(parts.outline.activities["survei"] ?? {}, { anonymous: false });
  const { adapter } = await launch(parts);
  await adapter.submit("survei", { a: "Tambah\ncontoh laut." });
  assert.deepEqual(held("comments_from_learner.0"), {
    comment: "Tambah contoh laut.",
    location: "survei-a",
    timestamp: "2026-11-24T00:42:07.34Z",
  });
  assert.equal(held("interactions.0")["type"], "long-fill-in");
  assert.deepEqual(refusals(), []);
});

describe("an LMS that cannot be reached", () => {
  test("gets everything once it answers, and the learner is told", async () => {
    const { adapter, window } = await launch();
    lms.isOffline = true;
    await adapter.answer("q-satu", ["b"]);
    assert.deepEqual(notices, ["unsaved"]);
    window.navigator.onLine = false;
    lms.isOffline = false;
    mock.timers.tick(5000);
    assert.equal(lms.count("Commit"), 2);
    window.navigator.onLine = true;
    mock.timers.tick(15_000);
    assert.equal(notices.at(-1), "saved");
    assert.equal(lms.count("Commit"), 3);
    assert.equal(stored("score.raw"), "50");
    assert.equal(held("interactions.0")["learner_response"], "b");
  });

  test("is not believed where a request of its page failed, and needs no trick afterwards", async () => {
    const { adapter, window } = await launch();
    let isBroken = true;
    class XMLHttpRequest {
      send() {
        if (isBroken) throw new DOMException("Failed to execute 'send'", "NetworkError");
      }
    }
    Object.assign(window.parent, { XMLHttpRequest });
    lms.send = () => new XMLHttpRequest().send();
    await adapter.answer("q-satu", ["b"]);
    assert.deepEqual(notices, ["unsaved"]);
    assert.equal(stored("score.raw"), undefined);

    isBroken = false;
    const before = lms.count("Commit");
    mock.timers.tick(5000);
    assert.equal(notices.at(-1), "saved");
    assert.equal(lms.count("Commit"), before + 1);
    assert.equal(stored("score.raw"), "50");
  });

  test("may throw, also at the end", async () => {
    const { adapter, window } = await launch();
    lms.throws = true;
    await adapter.answer("q-satu", ["b"]);
    assert.equal(adapter.question("q-satu").right, true);
    assert.deepEqual(notices, ["unsaved"]);
    assert.doesNotThrow(() => window.leave());
  });
});
