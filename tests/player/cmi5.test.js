import assert from "node:assert/strict";
import { beforeEach, describe, mock, test } from "node:test";

import { connectCmi5 } from "../../course_builder/player/adapters/cmi5.js";
import { courseParts } from "./course_parts.js";
import { FakeWindow, openPackage } from "./fake_window.js";
import { LrsStub } from "./lrs_stub.js";

/** @type {string[]} */
let notices;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: Date.UTC(2026, 10, 24, 0, 42, 7, 340) });
  notices = [];
});

/** All that waits to be sent, sent. */
async function settle() {
  for (let round = 0; round < 60; round += 1) await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
}

/**
 * @param {LrsStub} lrs
 * @param {{parts?: import("./fake_window.js").PackageParts, search?: string}} [how]
 */
async function launch(lrs, { parts, search = lrs.launch() } = {}) {
  const window = new FakeWindow();
  Object.assign(window.location, { search });
  Object.assign(window, { fetch: lrs.fetch });
  openPackage(window, parts);
  const adapter = connectCmi5(window.asWindow);
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
  await settle();
}

/** @param {FakeWindow} window */
async function leave(window) {
  window.leave();
  await settle();
}

describe("a launch", () => {
  test("asks once for its token, reads what the LMS says, and begins", async () => {
    const lrs = new LrsStub({ returnURL: "https://lms.contoh.go.id/kursus" });
    const { start } = await launch(lrs);
    assert.deepEqual(lrs.calls, [
      "POST /fetch/1",
      "GET /xapi/activities/state",
      "GET /xapi/agents/profile",
      "POST /xapi/statements",
      "GET /xapi/activities/state",
      "PUT /xapi/activities/state",
    ]);
    assert.deepEqual(lrs.verbs(), ["initialized"]);
    assert.equal(start.returnUrl, "https://lms.contoh.go.id/kursus");
    assert.deepEqual(start.circumstances, ["package-key"]);
    assert.deepEqual(lrs.refused, []);
  });

  test("outside of an LMS is for practice", async () => {
    const lrs = new LrsStub();
    const { start, adapter, window } = await launch(lrs, { search: "?registration=1" });
    assert.ok(start.circumstances.includes("practice"));
    await adapter.answer("q-satu", ["b"]);
    assert.match(window.stored.get("course-builder:siaga") ?? "", /^1;/);
    assert.deepEqual(lrs.calls, []);
  });

  test("with a token that is spent, or without a network, says that nothing is recorded", async () => {
    const lrs = new LrsStub();
    const search = lrs.launch();
    const first = await launch(lrs, { search });
    await leave(first.window);
    const again = await launch(lrs, { search });
    assert.deepEqual(again.start.circumstances, ["no-session", "package-key"]);
    await leave(again.window);
    lrs.isOffline = true;
    const offline = await launch(lrs);
    assert.deepEqual(offline.start.circumstances, ["no-session", "package-key"]);
    assert.deepEqual(lrs.verbs(1), ["initialized", "terminated"]);
  });
});

describe("who answers", () => {
  test("has each answer and the state recorded, and goes on in the next session", async () => {
    const lrs = new LrsStub({ masteryScore: 0.75 });
    const { adapter, window } = await launch(lrs);
    mock.timers.tick(2500);
    await adapter.answer("q-satu", ["a"]);
    await settle();
    assert.deepEqual(notices, ["saved"]);
    const { object, result, context } = lrs.statement("answered");
    assert.equal(object.id, "urn:x-course-builder:siaga/au/q-satu");
    assert.deepEqual(object.definition, {
      type: "http://adlnet.gov/expapi/activities/cmi.interaction",
      interactionType: "choice",
      description: { id: "Apa?" },
      correctResponsesPattern: ["b"],
      choices: [
        { id: "a", description: { id: "A" } },
        { id: "b", description: { id: "B" } },
      ],
    });
    assert.deepEqual(result, {
      response: "a",
      duration: "PT0H0M2.5S",
      success: false,
      score: { scaled: 0 },
    });
    assert.deepEqual(context.contextActivities.parent, [
      { objectType: "Activity", id: "https://lms.contoh.go.id/au/7" },
    ]);
    await read(adapter, "m/akhir");
    await leave(window);

    const again = await launch(lrs);
    assert.equal(again.start.place, "m/akhir");
    assert.equal(again.adapter.question("q-satu").tries, 1);
    assert.deepEqual(lrs.verbs(1), ["initialized", "answered", "terminated"]);
    assert.deepEqual(lrs.refused, []);
  });

  test("rightly completes and passes once in a registration, with the score", async () => {
    const lrs = new LrsStub({ masteryScore: 0.75 });
    const { adapter, window } = await launch(lrs);
    await adapter.answer("q-satu", ["b"]);
    await read(adapter, "m/akhir");
    await adapter.answer("q-jarak", "1.200 km");
    await settle();
    assert.deepEqual(lrs.verbs(), ["initialized", "answered", "answered", "completed", "passed"]);
    assert.deepEqual(lrs.statement("passed")["result"], {
      duration: "PT0H0M0S",
      success: true,
      score: { scaled: 1, raw: 100, min: 0, max: 100 },
    });
    await leave(window);
    const again = await launch(lrs);
    await read(again.adapter, "m/akhir");
    await leave(again.window);
    assert.deepEqual(lrs.verbs(2), ["initialized", "terminated"]);
    assert.deepEqual(lrs.refused, []);
  });

  test("wrongly until no try is left fails, once", async () => {
    const lrs = new LrsStub({ masteryScore: 0.75 });
    const { adapter, window } = await launch(lrs);
    for (const answer of ["a", "a"]) await adapter.answer("q-satu", [answer]);
    await read(adapter, "m/akhir");
    assert.ok(!lrs.verbs().includes("failed"));
    for (const answer of ["7", "8"]) await adapter.answer("q-jarak", answer);
    await leave(window);
    assert.equal(lrs.statement("failed")["result"].score.scaled, 0);
    assert.equal(lrs.verbs().filter((verb) => verb === "failed").length, 1);
    assert.equal(lrs.verbs().at(-1), "terminated");
    assert.deepEqual(lrs.refused, []);
  });

  test("below a mark that the LMS has raised has completed, and not passed", async () => {
    const lrs = new LrsStub({ masteryScore: 0.9 });
    const parts = courseParts();
    parts.outline.activities = { simulasi: parts.outline.activities["simulasi"] ?? assert.fail() };
    for (const page of parts.outline.pages) {
      page.activities = page.activities.filter((id) => id === "simulasi");
    }
    parts.outline.pass = 10;
    Object.assign(parts.outline.activities["simulasi"] ?? {}, { pass: null });
    const { adapter } = await launch(lrs, { parts });
    await read(adapter, "m/akhir");
    await adapter.begin("simulasi");
    await adapter.choose("simulasi", "b");
    await settle();
    assert.deepEqual(lrs.verbs().slice(-2), ["answered", "completed"]);
    await adapter.begin("simulasi");
    await adapter.choose("simulasi", "a");
    await settle();
    assert.equal(lrs.verbs().at(-1), "passed");
    assert.equal(lrs.statement("answered")["result"].response, "a[.]Naik ke bukit");
    assert.deepEqual(lrs.refused, []);
  });

  test("and fails for a part below its own mark, has no score that says otherwise", async () => {
    const lrs = new LrsStub({ masteryScore: 0.5 });
    const parts = courseParts();
    const { tes, simulasi } = parts.outline.activities;
    parts.outline.activities = { simulasi: simulasi ?? assert.fail(), tes: tes ?? assert.fail() };
    for (const page of parts.outline.pages) {
      page.activities = page.activities.filter((id) => id in parts.outline.activities);
    }
    Object.assign(parts.outline.activities["tes"] ?? {}, { attempts: 1 });
    parts.outline.pass = 50;
    const { adapter } = await launch(lrs, { parts });
    await read(adapter, "m/akhir");
    await adapter.begin("simulasi");
    await adapter.choose("simulasi", "a");
    await adapter.begin("tes");
    await adapter.answer("tes", ["a"], "t-satu");
    await adapter.submit("tes");
    await settle();
    assert.equal(lrs.statement("failed")["result"].success, false);
    assert.equal(lrs.statement("failed")["result"].score, undefined);
    assert.deepEqual(lrs.refused, []);
  });
});

test("a review begins and ends, and tells nothing else", async () => {
  const first = new LrsStub();
  const learnt = await launch(first);
  await learnt.adapter.answer("q-satu", ["b"]);
  await leave(learnt.window);
  const lrs = new LrsStub({ launchMode: "Review" });
  lrs.states = first.states;
  const { adapter, window, start } = await launch(lrs);
  assert.ok(start.circumstances.includes("review"));
  assert.equal(adapter.question("q-satu").right, true);
  await read(adapter, "m/akhir");
  await adapter.answer("q-jarak", "7");
  await leave(window);
  assert.deepEqual(lrs.verbs(), ["initialized", "terminated"]);
  assert.ok(!lrs.calls.includes("PUT /xapi/activities/state"));
  assert.deepEqual(lrs.refused, []);
});

describe("a store that cannot be reached", () => {
  test("gets everything in order, in one batch, once it can be", async () => {
    const lrs = new LrsStub();
    const { adapter, window } = await launch(lrs);
    lrs.isOffline = true;
    await adapter.answer("q-satu", ["a"]);
    await adapter.answer("q-satu", ["b"]);
    await settle();
    assert.equal(notices.at(-1), "unsaved");
    window.navigator.onLine = false;
    lrs.isOffline = false;
    const before = lrs.calls.length;
    mock.timers.tick(15_000);
    await settle();
    assert.equal(lrs.calls.length, before);
    window.navigator.onLine = true;
    mock.timers.tick(60_000);
    await settle();
    assert.equal(notices.at(-1), "saved");
    assert.deepEqual(lrs.calls.slice(before), [
      "POST /xapi/statements",
      "PUT /xapi/activities/state",
    ]);
    assert.deepEqual(lrs.verbs(), ["initialized", "answered", "answered"]);
    assert.deepEqual(lrs.refused, []);
  });

  test("is told at the end what it missed", async () => {
    const lrs = new LrsStub();
    const { adapter, window } = await launch(lrs);
    lrs.isOffline = true;
    await adapter.answer("q-satu", ["b"]);
    await settle();
    lrs.isOffline = false;
    await leave(window);
    assert.deepEqual(lrs.verbs(), ["initialized", "answered", "terminated"]);
    const again = await launch(lrs);
    assert.equal(again.adapter.question("q-satu").right, true);
    assert.deepEqual(lrs.refused, []);
  });

  test("is tried again after a fault of its own, and not with what it refuses", async () => {
    const lrs = new LrsStub();
    const { adapter } = await launch(lrs);
    lrs.status = 503;
    await adapter.answer("q-satu", ["b"]);
    await settle();
    assert.deepEqual(notices, ["unsaved"]);
    lrs.status = null;
    mock.timers.tick(5000);
    await settle();
    assert.equal(notices.at(-1), "saved");
    assert.deepEqual(lrs.verbs(), ["initialized", "answered"]);
  });

  test("a decision that did not arrive is told in the next session", async () => {
    const lrs = new LrsStub({ masteryScore: 0.75 });
    const { adapter, window } = await launch(lrs);
    await adapter.answer("q-satu", ["b"]);
    await read(adapter, "m/akhir");
    lrs.refusesPosts = true;
    await adapter.answer("q-jarak", "1200");
    await leave(window);
    assert.deepEqual(lrs.verbs(), ["initialized", "answered"]);
    lrs.refusesPosts = false;
    const again = await launch(lrs);
    assert.deepEqual(lrs.verbs(), ["initialized", "completed", "passed"]);
    await leave(again.window);
    assert.deepEqual(lrs.refused, []);
  });

  test("takes what is right where it refuses one of several", async () => {
    const lrs = new LrsStub();
    const { adapter } = await launch(lrs);
    await adapter.answer("q-satu", ["b"]);
    lrs.isOffline = true;
    await read(adapter, "m/akhir");
    await adapter.answer("q-jarak", "1200");
    await settle();
    lrs.isOffline = false;
    lrs.accepted.push({ session: 0, verb: "completed", statement: {} });
    mock.timers.tick(60_000);
    await settle();
    assert.deepEqual(lrs.verbs(), ["initialized", "answered", "answered", "passed"]);
    assert.deepEqual(lrs.refused, ["completed: twice", "completed: twice"]);
    assert.equal(notices.at(-1), "saved");
  });

  test("a session that was broken off is left behind: the next one goes on", async () => {
    const lrs = new LrsStub();
    const { adapter } = await launch(lrs);
    await adapter.answer("q-satu", ["b"]);
    await settle();
    const again = await launch(lrs);
    assert.equal(again.adapter.question("q-satu").right, true);
    assert.deepEqual(lrs.verbs(1), ["initialized", "answered"]);
    assert.deepEqual(lrs.verbs(2), ["initialized"]);
    assert.deepEqual(lrs.refused, []);
  });
});

test("each kind of activity becomes a statement, and what is private none", async () => {
  const lrs = new LrsStub();
  const { adapter, window } = await launch(lrs, { parts: courseParts() });
  await adapter.begin("tes");
  await adapter.answer("tes", ["b"], "t-satu");
  await adapter.answer("tes", ["a", "b"], "t-urut");
  await adapter.answer("tes", "Awas", "t-teks");
  await adapter.submit("tes");
  await adapter.submit("tugas", { text: "Rencana", checked: ["0"] });
  await adapter.submit("survei", { a: "Rahasia" });
  await adapter.submit("diskusi", { text: "Rahasia" });
  await adapter.answer("uraian", "Menurut saya…");
  await leave(window);
  const all = lrs.accepted.filter(({ verb }) => verb === "answered").map((one) => one.statement);
  assert.deepEqual(
    all.map(({ object, result }) => [
      object.id.split("/au/")[1],
      object.definition.interactionType,
      result.response,
      result.success,
    ]),
    [
      ["tes-t-satu", "choice", "b", true],
      ["tes-t-urut", "sequencing", "a[,]b", false],
      ["tes-t-teks", "fill-in", "Awas", true],
      ["tugas-text", "long-fill-in", "Rencana", undefined],
      ["uraian", "long-fill-in", "Menurut saya…", undefined],
    ],
  );
  assert.ok(!JSON.stringify(lrs.accepted).includes("Rahasia"));
  assert.deepEqual(lrs.refused, []);
});
