/** Every kind of activity in the service: what is sent, and what goes on without a link. */

import assert from "node:assert/strict";
import { beforeEach, describe, mock, test } from "node:test";

import { connectService } from "../../course_builder/player/adapters/service.js";
import { courseParts } from "./course_parts.js";
import { FakeDatabases, FakeService } from "./fake_service.js";
import { FakeWindow } from "./fake_window.js";

const OWNER = "https://lms.example akun-1";

/** @type {FakeService} */
let service;
/** @type {FakeDatabases} */
let databases;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: 0 });
  service = new FakeService();
  service.parts = courseParts();
  databases = new FakeDatabases();
});

/** Let promises that are under way settle; no clock is involved. */
async function settle() {
  for (let turn = 0; turn < 30; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function launch() {
  const window = new FakeWindow();
  window.document.elements = {
    player: { dataset: { attempt: "p1" } },
    launch: { textContent: JSON.stringify(service.document("p1")) },
  };
  Object.assign(window, { fetch: service.fetch });
  const adapter = connectService(window.asWindow, databases.open);
  const start = await adapter.start(() => {});
  await adapter.page(start.place);
  await settle();
  return { window, adapter, start };
}

/** @param {FakeWindow} window */
async function comeOnline(window) {
  service.isOffline = false;
  window.dispatchEvent(new Event("online"));
  await settle();
}

/** Kind, activity, question and answer of everything that was sent. */
function sent() {
  return service.batches.flatMap(({ events }) =>
    events.map(({ kind, activity, question, answer }) => [kind, activity, question, answer]),
  );
}

test("the player knows that someone takes what is handed in", async () => {
  const { start } = await launch();
  assert.equal(start.hasService, true);
});

describe("a quiz", () => {
  test("is drawn and graded there; its questions come once it has begun", async () => {
    const { adapter } = await launch();
    assert.deepEqual(adapter.details("tes"), { questions: {} });

    await adapter.begin("tes");
    const details = adapter.details("tes");
    assert.deepEqual("questions" in details && Object.keys(details.questions), [
      "t-satu",
      "t-urut",
      "t-teks",
    ]);
    await adapter.answer("tes", ["b"], "t-satu");
    await adapter.submit("tes");

    assert.deepEqual(sent(), [
      ["started", "tes", undefined, undefined],
      ["answered", "tes", "t-satu", ["b"]],
      ["submitted", "tes", undefined, undefined],
    ]);
    assert.equal(adapter.quiz("tes").run?.given, 2);
    assert.deepEqual(adapter.standing("tes"), { done: true, given: 2, maximum: 4, passed: false });
  });

  test("is neither passed nor failed while a person is to mark open answers", async () => {
    const { adapter } = await launch();
    service.marking = { tes: 2 };
    await adapter.begin("tes");
    await adapter.submit("tes");
    assert.equal(adapter.quiz("tes").marking, 2);
    assert.equal(adapter.standing("tes").passed, null);
  });

  test("cannot begin without a link, and does not begin later by itself", async () => {
    const { adapter, window } = await launch();
    service.isOffline = true;
    await assert.rejects(adapter.begin("tes"), { code: "offline" });
    assert.deepEqual(databases.waiting(OWNER), []);
    await comeOnline(window);
    assert.deepEqual(sent(), []);
    assert.equal(adapter.quiz("tes").runs, 0);
  });

  test("goes on without a link and is handed in when it is back", async () => {
    const { adapter, window } = await launch();
    await adapter.begin("tes");
    service.isOffline = true;
    await adapter.answer("tes", ["a"], "t-satu");
    await adapter.answer("tes", ["b"], "t-satu");
    assert.deepEqual(adapter.question("tes", "t-satu").answer, ["b"]);
    await adapter.submit("tes");
    const waiting = adapter.quiz("tes");
    assert.equal(waiting.waiting, true);
    assert.equal(waiting.run?.submitted, true);
    assert.equal(adapter.standing("tes").done, false);

    await comeOnline(window);

    assert.equal(adapter.quiz("tes").waiting ?? false, false);
    assert.equal(adapter.quiz("tes").run?.given, 2);
  });

  test("ends by the service's clock, whatever this one says", async () => {
    service.now = 5000;
    const { adapter } = await launch();
    await adapter.begin("tes");
    // Ten minutes from now, by the clock of this page.
    assert.equal(adapter.quiz("tes").run?.deadline, 600_000);
  });

  test("that checks each answer tells what the service told", async () => {
    const { adapter } = await launch();
    await adapter.begin("latihan");
    await adapter.answer("latihan", ["b"], "l-satu");
    await adapter.hint("latihan", "l-satu");
    const view = adapter.question("latihan", "l-satu");
    assert.equal(view.feedback?.right, false);
    assert.deepEqual(view.hintTexts, ["<p>Petunjuk</p>"]);
  });
});

describe("a simulation", () => {
  test("is played on without a link, and again by the service", async () => {
    const { adapter, window } = await launch();
    service.isOffline = true;
    await adapter.begin("simulasi");
    await adapter.choose("simulasi", "a");
    await adapter.submit("simulasi", { text: "Tepat waktu." });
    const view = adapter.scenario("simulasi");
    assert.deepEqual(view.rounds, [{ choices: "a", ending: "selamat", score: 100 }]);
    assert.equal(view.reflection, "Tepat waktu.");
    assert.equal(view.waiting, true);

    await comeOnline(window);

    assert.deepEqual(sent().at(-1), ["submitted", "simulasi", undefined, { text: "Tepat waktu." }]);
    assert.equal(adapter.scenario("simulasi").waiting ?? false, false);
    assert.equal(adapter.standing("simulasi").given, 10);
  });

  test("played without a link outlasts the closing of the page", async () => {
    const { adapter } = await launch();
    service.isOffline = true;
    await adapter.begin("simulasi");
    await adapter.choose("simulasi", "b");

    const again = await launch().catch(() => null);
    assert.equal(again?.adapter.scenario("simulasi").rounds[0]?.score, 20);
  });
});

describe("what is handed in", () => {
  test("is sent by name, and shown as it was sent while it waits", async () => {
    const { adapter, window } = await launch();
    service.isOffline = true;
    await adapter.submit("tugas", { text: "Rute lewat bukit.", checked: ["0"] });
    assert.deepEqual(adapter.submission("tugas"), {
      answers: { text: "Rute lewat bukit.", checked: ["0"] },
      times: 1,
      waiting: true,
    });
    await comeOnline(window);
    assert.deepEqual(sent(), [
      ["submitted", "tugas", undefined, { text: "Rute lewat bukit.", checked: ["0"] }],
    ]);
    assert.equal(adapter.submission("tugas").times, 1);
  });

  test("without a name is not shown again", async () => {
    const { adapter } = await launch();
    service.isOffline = true;
    await adapter.submit("survei", { a: "Kurang waktu." });
    assert.deepEqual(adapter.submission("survei").answers, {});
  });
});

test("an open answer may be long, any other typed answer not", async () => {
  const { adapter } = await launch();
  await adapter.begin("tes");
  await adapter.answer("uraian", "x".repeat(5000));
  assert.equal(adapter.question("uraian").tries, 1);
  await assert.rejects(adapter.answer("uraian", "x".repeat(20_001)), { code: "too-long" });
  await assert.rejects(adapter.answer("tes", "x".repeat(1001), "t-teks"), { code: "too-long" });
});

test("what is marked already says so instead of being handed in again", async () => {
  const { adapter } = await launch();
  service.refuseEvents = "marked-already";
  await assert.rejects(adapter.submit("tugas", { text: "Lagi" }), { code: "marked" });
});
