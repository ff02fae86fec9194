import assert from "node:assert/strict";
import { beforeEach, describe, mock, test } from "node:test";

import { StartError } from "../../course_builder/player/adapter.js";
import { connectStandalone } from "../../course_builder/player/adapters/standalone.js";
import { FakeWindow, openPackage, packageOutline } from "./fake_window.js";

/** @type {FakeWindow} */
let window;
/** @type {string[]} */
let notices;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: 0 });
  window = new FakeWindow();
  notices = [];
});

async function open(from = window) {
  openPackage(from);
  const adapter = connectStandalone(from.asWindow);
  const start = await adapter.start(({ notice }) => {
    if (notice) notices.push(notice.code);
  });
  await adapter.page(start.place);
  await adapter.view(start.place);
  return { adapter, start };
}

test("what was done is there when the course is opened again", async () => {
  const { adapter } = await open();
  await adapter.hint("q-satu");
  await adapter.answer("q-satu", ["a"]);
  await adapter.page("m/akhir");
  await adapter.view("m/akhir");
  window.leave();
  const later = new FakeWindow();
  later.stored = window.stored;

  const again = await open(later);
  await again.adapter.page("m/awal");

  assert.equal(again.start.place, "m/akhir");
  assert.deepEqual([...again.adapter.viewed()], ["m/awal", "m/akhir"]);
  const view = again.adapter.question("q-satu");
  assert.deepEqual(view.answer, ["a"]);
  assert.equal(view.tries, 1);
  assert.deepEqual(view.hintTexts, ["<p>Petunjuk</p>"]);
  assert.deepEqual(view.feedback?.options, { a: "<p>Bukan</p>" });
  assert.equal(view.feedback?.explanation, "");
});

test("time adds up over sessions", async () => {
  const { adapter } = await open();
  mock.timers.tick(90_000);
  await adapter.answer("q-satu", ["a"]);
  const later = new FakeWindow();
  later.stored = window.stored;
  const again = await open(later);
  mock.timers.tick(30_000);
  await again.adapter.answer("q-satu", ["b"]);
  const [, , , seconds] = (later.stored.get("course-builder:siaga") ?? "").split(";");
  assert.equal(Number.parseInt(seconds ?? "", 36), 120);
});

test("the key is told once no further answer counts", async () => {
  const { adapter } = await open();
  await adapter.answer("q-satu", ["a"]);
  assert.deepEqual(adapter.question("q-satu").feedback?.key, []);
  await adapter.answer("q-satu", ["a"]);
  const view = adapter.question("q-satu");
  assert.equal(view.closed, true);
  assert.deepEqual(view.feedback?.key, ["b"]);
  assert.equal(view.feedback?.explanation, "<p>E</p>");
});

test("an answer is said to be saved, a page is not", async () => {
  const { adapter } = await open();
  assert.deepEqual(notices, []);
  await adapter.answer("q-satu", ["a"]);
  assert.deepEqual(notices, ["saved"]);
});

describe("where storage is denied", () => {
  test("the learner is told, and nothing is said to be saved", async () => {
    window.deniesStorage = true;
    const { adapter, start } = await open();
    assert.ok(start.circumstances.includes("storage-denied"));
    await adapter.answer("q-satu", ["b"]);
    assert.equal(adapter.question("q-satu").right, true);
    assert.deepEqual(notices, []);
  });

  test("in the middle, saving is tried again", async () => {
    const { adapter } = await open();
    const kept = window.stored;
    window.stored = /** @type {any} */ ({
      get: () => null,
      set() {
        throw new DOMException("full", "QuotaExceededError");
      },
    });
    await adapter.answer("q-satu", ["b"]);
    assert.deepEqual(notices, ["unsaved"]);
    window.stored = kept;
    mock.timers.tick(5000);
    assert.deepEqual(notices, ["unsaved", "saved"]);
  });
});

describe("a package that is not whole", () => {
  test("a page that is missing can be asked for again", async () => {
    const { adapter } = await open();
    const page = window.scripts.get("pages/2.js");
    window.scripts.delete("pages/2.js");
    await assert.rejects(adapter.page("m/akhir"), StartError);
    if (page) window.scripts.set("pages/2.js", page);
    assert.equal((await adapter.page("m/akhir")).html, "<h1>m/akhir</h1>");
  });

  test("a script that brings another page is refused", async () => {
    const { adapter } = await open();
    window.scripts.set("pages/2.js", () => {});
    await assert.rejects(adapter.page("m/akhir"), { code: "broken" });
  });

  test("a course without pages cannot begin", async () => {
    window.document.elements = {
      outline: { textContent: JSON.stringify({ ...packageOutline(), pages: [], modules: [] }) },
    };
    const adapter = connectStandalone(window.asWindow);
    await assert.rejects(adapter.start(() => {}), { code: "broken" });
  });
});

test("a state of another edition begins at the first page and keeps what is known", async () => {
  window.stored.set("course-builder:siaga", "1;44;ZZZZ;0;ZZZZ;CCCCD;b");
  const { adapter, start } = await open();
  assert.equal(start.place, "m/awal");
  assert.equal(adapter.question("q-satu").right, true);
});
