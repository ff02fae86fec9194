/** Every kind of activity in a package: what is kept, and what is told when. */

import assert from "node:assert/strict";
import { beforeEach, describe, mock, test } from "node:test";

import { connectScorm12 } from "../../course_builder/player/adapters/scorm12.js";
import { courseParts } from "./course_parts.js";
import { FakeWindow, openPackage } from "./fake_window.js";
import { MoodleStub } from "./moodle_stub.js";

/** @type {MoodleStub} */
let moodle;
/** @type {string[]} */
let notices;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: new Date(2026, 10, 24, 9).getTime() });
  moodle = new MoodleStub();
  notices = [];
});

async function launch() {
  moodle.launch();
  const window = new FakeWindow();
  window.parent = Object.assign(new FakeWindow(), { API: moodle.api });
  openPackage(window, courseParts());
  const adapter = connectScorm12(window.asWindow);
  const start = await adapter.start(({ notice }) => {
    if (notice) notices.push(notice.code);
  });
  await adapter.page(start.place);
  await adapter.view(start.place);
  return { window, adapter };
}

/** What Moodle was told of interactions: id, type, response and result of each. */
function interactions() {
  const count = Number(moodle.stored.get("cmi.interactions._count"));
  return Array.from({ length: count }, (_, n) =>
    ["id", "type", "student_response", "result"].map((part) =>
      moodle.stored.get(`cmi.interactions.${n}.${part}`),
    ),
  );
}

function refusals() {
  return moodle.calls.filter(({ error }) => error !== "0");
}

describe("a test that tells after it is handed in", () => {
  test("keeps each answer, tells nothing, and is graded as a whole", async () => {
    const { adapter } = await launch();
    await adapter.begin("tes");
    await adapter.answer("tes", ["a"], "t-satu");
    await adapter.answer("tes", ["b"], "t-satu");
    await adapter.answer("tes", ["b", "a"], "t-urut");
    assert.deepEqual(adapter.question("tes", "t-satu").answer, ["b"]);
    assert.equal(adapter.question("tes", "t-satu").feedback, null);
    assert.equal(adapter.standing("tes").done, false);

    await adapter.submit("tes");

    const view = adapter.quiz("tes");
    assert.equal(view.run?.given, 3);
    assert.equal(view.passed, true);
    assert.equal(view.left, 1);
    assert.deepEqual(adapter.question("tes", "t-satu").feedback?.key, ["b"]);
    assert.deepEqual(adapter.standing("tes"), { done: true, given: 3, maximum: 4, passed: true });
  });

  test("is the same after the page was closed in the middle", async () => {
    const first = await launch();
    await first.adapter.begin("tes");
    await first.adapter.answer("tes", "awas", "t-teks");
    const before = first.adapter.quiz("tes").run;
    first.window.leave();

    const { adapter } = await launch();

    const after = adapter.quiz("tes").run;
    assert.deepEqual(after?.asked, before?.asked);
    assert.equal(after?.deadline, before?.deadline);
    assert.equal(adapter.question("tes", "t-teks").answer, "awas");
  });

  test("saves once an answer, and records what was answered once it is over", async () => {
    const { adapter } = await launch();
    await adapter.begin("tes");
    const before = moodle.count("LMSCommit");
    await adapter.answer("tes", ["b"], "t-satu");
    await adapter.answer("tes", ["a", "b"], "t-urut");
    assert.equal(moodle.count("LMSCommit"), before + 2);
    assert.deepEqual(interactions(), []);

    await adapter.submit("tes");

    assert.equal(moodle.count("LMSCommit"), before + 3);
    assert.deepEqual(interactions(), [
      ["tes-t-satu", "choice", "b", "correct"],
      ["tes-t-urut", "sequencing", "a,b", "wrong"],
    ]);
    assert.deepEqual(refusals(), []);
  });

  test("is over when its time is, also where the page was closed meanwhile", async () => {
    const first = await launch();
    await first.adapter.begin("tes");
    await first.adapter.answer("tes", ["b"], "t-satu");
    first.window.leave();
    mock.timers.tick(11 * 60_000);

    const { adapter } = await launch();

    const view = adapter.quiz("tes");
    assert.equal(view.run?.submitted, true);
    assert.equal(view.run?.given, 2);
    await adapter.answer("tes", ["b", "a"], "t-urut");
    assert.equal(adapter.quiz("tes").best, 2);
    assert.equal(adapter.standing("tes").done, true);
    assert.deepEqual(interactions(), [["tes-t-satu", "choice", "b", "correct"]]);
  });

  test("is over also where its page is never opened again", async () => {
    const first = await launch();
    await first.adapter.begin("tes");
    await first.adapter.answer("tes", ["b"], "t-satu");
    await first.adapter.view("m/akhir");
    first.window.leave();
    mock.timers.tick(11 * 60_000);

    const { adapter, window } = await launch();

    assert.deepEqual(adapter.standing("tes"), {
      done: true,
      given: 2,
      maximum: 4,
      passed: false,
    });
    window.leave();
    assert.deepEqual(interactions(), [["tes-t-satu", "choice", "b", "correct"]]);
  });

  test("may be run as often as it says", async () => {
    const { adapter } = await launch();
    for (const runs of [1, 2, 2]) {
      await adapter.begin("tes");
      assert.equal(adapter.quiz("tes").runs, runs);
      await adapter.submit("tes");
    }
    assert.equal(adapter.quiz("tes").left, 0);
  });
});

describe("a practice that checks each answer", () => {
  test("tells at once, gives hints and ends with its last question", async () => {
    const { adapter } = await launch();
    await adapter.begin("latihan");
    await adapter.answer("latihan", ["b"], "l-satu");
    assert.equal(adapter.question("latihan", "l-satu").feedback?.right, false);
    await adapter.hint("latihan", "l-satu");
    assert.deepEqual(adapter.question("latihan", "l-satu").hintTexts, ["<p>Petunjuk</p>"]);

    await adapter.answer("latihan", ["a"], "l-satu");

    assert.equal(adapter.quiz("latihan").run?.submitted, true);
    assert.equal(adapter.standing("latihan").given, 1);
    assert.deepEqual(interactions(), [
      ["latihan-l-satu", "choice", "b", "wrong"],
      ["latihan-l-satu", "choice", "a", "correct"],
    ]);
  });
});

describe("a simulation", () => {
  test("keeps every round and records every decision in words", async () => {
    const { adapter, window } = await launch();
    await adapter.begin("simulasi");
    await adapter.choose("simulasi", "b");
    await adapter.begin("simulasi");
    await adapter.choose("simulasi", "a");
    await adapter.submit("simulasi", { text: "Saya menunggu terlalu lama." });
    window.leave();

    const again = await launch();

    const view = again.adapter.scenario("simulasi");
    assert.deepEqual(
      view.rounds.map(({ choices, ending, score }) => [choices, ending, score]),
      [
        ["b", "terlambat", 20],
        ["a", "selamat", 100],
      ],
    );
    assert.equal(view.reflection, "Saya menunggu terlalu lama.");
    assert.equal(again.adapter.standing("simulasi").given, 10);
    assert.deepEqual(interactions(), [
      ["simulasi-r1-n1", "performance", "b: Menunggu", "neutral"],
      ["simulasi-r2-n1", "performance", "a: Naik ke bukit", "neutral"],
    ]);
    assert.deepEqual(refusals(), []);
  });

  test("refuses a choice that is not there", async () => {
    const { adapter } = await launch();
    await adapter.begin("simulasi");
    await assert.rejects(adapter.choose("simulasi", "z"), { code: "malformed" });
  });
});

describe("what is handed in", () => {
  test("is there again when the course is opened again", async () => {
    const first = await launch();
    await first.adapter.submit("tugas", { place: "Kelas Moodle", checked: ["0"] });
    await first.adapter.submit("diskusi", { text: "Jalan ke bukit rusak." });
    first.window.leave();

    const { adapter } = await launch();

    assert.deepEqual(adapter.submission("tugas").answers, {
      place: "Kelas Moodle",
      checked: ["0"],
    });
    assert.equal(adapter.submission("diskusi").answers["text"], "Jalan ke bukit rusak.");
    assert.deepEqual(adapter.standing("tugas"), {
      done: true,
      given: null,
      maximum: 0,
      passed: null,
    });
    assert.deepEqual(interactions(), [["tugas-place", "fill-in", "Kelas Moodle", "neutral"]]);
  });

  test("without a name is kept nowhere, only that it was", async () => {
    const { adapter, window } = await launch();
    await adapter.submit("survei", { a: "Kurang waktu." });
    window.leave();
    assert.equal([...moodle.stored.values()].some((value) => value.includes("waktu")), false);
    const again = await launch();
    assert.deepEqual(again.adapter.submission("survei"), { answers: {}, times: 1 });
  });

  test("is said not to be kept where the LMS has no room for it", async () => {
    const { adapter, window } = await launch();
    await adapter.answer("uraian", "Rute lewat bukit.");
    assert.deepEqual(notices, ["saved"]);
    await adapter.submit("diskusi", { text: "x".repeat(5000) });
    assert.deepEqual(notices, ["saved", "cut"]);
    assert.equal(adapter.submission("diskusi").answers["text"]?.length, 5000);
    window.leave();
    const again = await launch();
    assert.equal(again.adapter.submission("diskusi").times, 1);
    assert.equal(again.adapter.question("uraian").answer, "Rute lewat bukit.");
    assert.deepEqual(refusals(), []);
  });
});

test("a draft outlasts a reload, and is another learner's on the same browser for nobody", async () => {
  const { adapter, window } = await launch();
  adapter.drafts.keep("uraian", { answer: "Rute le" });
  const later = new FakeWindow();
  later.inTab = window.inTab;
  later.parent = window.parent;
  openPackage(later, courseParts());
  const again = connectScorm12(later.asWindow);
  assert.deepEqual(again.drafts.read("uraian"), { answer: "Rute le" });
  assert.match([...window.inTab.keys()].join(), /siswa10/);
  again.drafts.keep("uraian", null);
  assert.equal(adapter.drafts.read("tugas"), null);
  assert.equal(window.inTab.size, 0);
});
