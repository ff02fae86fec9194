import assert from "node:assert/strict";
import { beforeEach, describe, mock, test } from "node:test";

import { connectService } from "../../course_builder/player/adapters/service.js";
import { FakeDatabases, FakeService } from "./fake_service.js";
import { FakeWindow } from "./fake_window.js";

const OWNER = "https://lms.example akun-1";

/** @type {FakeService} */
let service;
/** @type {FakeDatabases} */
let databases;
/** @type {string[]} */
let notices;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: 0 });
  service = new FakeService();
  databases = new FakeDatabases();
  notices = [];
});

/** @param {string} id */
function questionDone(id) {
  return /** @type {import("../../course_builder/player/activity_progress.js").QuestionProgress | undefined} */ (
    service.done.get(id)
  );
}

/** Let promises that are under way settle; no clock is involved. */
async function settle() {
  for (let turn = 0; turn < 30; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** @param {FakeWindow} window */
async function connect(window) {
  Object.assign(window, { fetch: service.fetch });
  const adapter = connectService(window.asWindow, databases.open);
  const start = await adapter.start(({ notice }) => {
    if (notice) notices.push(notice.code);
  });
  await settle();
  return { window, adapter, start };
}

/**
 * @param {string} attempt
 * @param {object} changes  to what the service tells
 * @param {Map<string, string>} stored  in the browser, by what was launched before
 */
function launch(attempt = "p1", changes = {}, stored = new Map()) {
  const window = new FakeWindow();
  window.stored = stored;
  const document = { ...service.document(attempt), ...changes };
  window.document.elements = {
    player: { dataset: { attempt } },
    launch: { textContent: JSON.stringify(document) },
  };
  return connect(window);
}

/**
 * @param {FakeWindow} before
 * @param {object | null} state  of the history
 */
function reload(before, state = before.history.state) {
  const window = new FakeWindow();
  window.stored = before.stored;
  window.inTab = before.inTab;
  window.history.state = state;
  window.document.elements = { player: { dataset: { attempt: "p1" } } };
  return connect(window);
}

describe("a launch", () => {
  test("replaces its address and keeps token and attempt in the history", async () => {
    const { window, start } = await launch();
    assert.equal(window.history.url, "/learn/p1");
    assert.equal(window.history.state.attempt, "p1");
    assert.match(window.history.state.token, /^token-/);
    assert.equal(start.place, "m/awal");
    assert.equal(start.returnUrl, "https://lms.example/course");
    assert.deepEqual(start.circumstances, []);
  });

  test("shows its first page without asking for it", async () => {
    const { adapter } = await launch();
    service.isOffline = true;
    assert.equal((await adapter.page("m/awal")).html, "<h1>m/awal</h1>");
    await assert.rejects(adapter.page("m/akhir"), { code: "unreachable" });
    service.isOffline = false;
    assert.equal((await adapter.page("m/akhir")).html, "<h1>m/akhir</h1>");
  });

  test("does not follow a way back that is no web address", async () => {
    const { start } = await launch("p1", { returnUrl: "javascript:alert(1)" });
    assert.equal(start.returnUrl, null);
  });

  test("renews the token with every reply", async () => {
    const { adapter, window } = await launch();
    await adapter.answer("q-satu", ["a"]);
    const { token } = window.history.state;
    await adapter.answer("q-satu", ["b"]);
    assert.equal(service.batches.at(-1)?.token, `Bearer ${token}`);
    assert.notEqual(window.history.state.token, token);
  });
});

describe("a reload", () => {
  test("reads the attempt with the history's token", async () => {
    const { adapter, window } = await launch();
    await adapter.view("m/akhir");
    await settle();
    const again = await reload(window);
    assert.deepEqual([...again.adapter.viewed()], ["m/akhir"]);
  });

  test("still knows the way back to the LMS", async () => {
    const { window } = await launch();
    service.returnUrl = null; // Only the launch knows it.
    const again = await reload(window);
    assert.equal(again.start.returnUrl, "https://lms.example/course");
    service.refusal = { status: 401 };
    await assert.rejects(reload(again.window), { returnUrl: "https://lms.example/course" });
  });

  test("keeps the token of the newest reply when going back", async () => {
    const { adapter, window } = await launch();
    const older = structuredClone(window.history.state);
    await adapter.answer("q-satu", ["a"]);
    const { token } = window.history.state;
    window.history.state = { ...older, page: "m/awal" };
    window.dispatchEvent(new Event("popstate"));
    assert.equal(window.history.state.token, token);
    assert.equal(window.history.state.page, "m/awal");
  });

  test("without a token asks to open again from the LMS", async () => {
    await assert.rejects(reload(new FakeWindow()), { code: "no-token" });
  });

  test("with the token of another attempt does too", async () => {
    const window = new FakeWindow();
    window.history.state = { token: "t", attempt: "p2" };
    await assert.rejects(reload(window), { code: "no-token" });
  });

  for (const [status, code] of /** @type {const} */ ([
    [401, "expired"],
    [413, "refused"],
    [403, "refused"],
    [404, "refused"],
    [503, "unreachable"],
  ])) {
    test(`answered by ${status} is ${code}`, async () => {
      const { window } = await launch();
      service.refusal = { status };
      await assert.rejects(reload(window), { code });
    });
  }
});

describe("an answer", () => {
  test("is graded by the service, and what it says is shown", async () => {
    const { adapter } = await launch();
    await adapter.answer("q-satu", ["a"]);
    const view = adapter.question("q-satu");
    assert.equal(view.tries, 1);
    assert.equal(view.waiting, false);
    assert.deepEqual(view.feedback?.options, { a: "<p>Bukan</p>" });
    assert.equal(adapter.progress().activitiesDone, 1);
    assert.deepEqual(notices, ["sent"]);
    assert.deepEqual(databases.waiting(OWNER), []);
  });

  test("carries its time in UTC and an id of its own", async () => {
    const { adapter } = await launch();
    await adapter.answer("q-satu", ["a"]);
    const event = service.batches.at(-1)?.events[0];
    assert.equal(event?.at, "1970-01-01T00:00:00.000Z");
    assert.match(event?.id ?? "", /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test("that the service cannot read is said to be so, and hinders no other", async () => {
    const { adapter } = await launch();
    delete service.parts.key["q-satu"];
    await assert.rejects(adapter.answer("q-satu", ["a"]), { code: "malformed" });
    await adapter.answer("q-jarak", "1200");
    assert.equal(adapter.question("q-jarak").right, true);
    assert.deepEqual(databases.waiting(OWNER), []);
  });

  test("that is too long is not sent", async () => {
    const { adapter } = await launch();
    await assert.rejects(adapter.answer("q-jarak", "1".repeat(1001)), { code: "too-long" });
    assert.equal(service.batches.length, 0);
  });

  test("is not undone by an older reply that comes later", async () => {
    const { adapter } = await launch();
    await adapter.answer("q-satu", ["a"]);
    const [older] = service.batches.at(-1)?.events ?? [];
    await adapter.answer("q-satu", ["b"]);
    // Another tab had the older event in its queue still, and this one sends it again.
    const queue = await databases.open(null, OWNER);
    if (older) await queue.add({ attempt: "p1", event: older });
    await adapter.view("m/akhir");
    await settle();
    assert.equal(adapter.question("q-satu").tries, 2);
    assert.equal(adapter.question("q-satu").right, true);
    assert.deepEqual(adapter.question("q-satu").answer, ["b"]);
  });

  test("shows the key once the question is closed", async () => {
    const { adapter } = await launch();
    await adapter.answer("q-satu", ["b"]);
    assert.equal(adapter.question("q-satu").closed, true);
    assert.deepEqual(adapter.question("q-satu").feedback?.key, ["b"]);
  });
});

describe("a hint", () => {
  test("is the service's to give", async () => {
    const { adapter } = await launch();
    await adapter.hint("q-satu");
    const view = adapter.question("q-satu");
    assert.equal(view.hints, 1);
    assert.deepEqual(view.hintTexts, ["<p>Petunjuk</p>"]);
    assert.equal(view.feedback, null);
  });

  test("that was asked for offline comes when the link is back", async () => {
    const { adapter, window } = await launch();
    service.isOffline = true;
    await adapter.hint("q-satu");
    assert.equal(adapter.question("q-satu").hints, 1);
    assert.deepEqual(adapter.question("q-satu").hintTexts, []);
    service.isOffline = false;
    window.dispatchEvent(new Event("online"));
    await settle();
    assert.deepEqual(adapter.question("q-satu").hintTexts, ["<p>Petunjuk</p>"]);
  });
});

describe("when the link drops", () => {
  test("answers wait, and are graded when it is back", async () => {
    const { adapter, window } = await launch();
    service.isOffline = true;
    await adapter.answer("q-satu", ["b"]);
    assert.equal(adapter.question("q-satu").waiting, true);
    assert.deepEqual(adapter.question("q-satu").answer, ["b"]);
    assert.deepEqual(notices, ["waiting"]);
    assert.equal(databases.waiting(OWNER).length, 1);
    service.isOffline = false;
    window.dispatchEvent(new Event("online"));
    await settle();
    assert.equal(adapter.question("q-satu").right, true);
    assert.equal(adapter.question("q-satu").waiting, false);
    assert.deepEqual(notices, ["waiting", "sent"]);
  });

  test("sending is tried again after a while, later and later", async () => {
    const { adapter } = await launch();
    let tries = 1;
    service.isOffline = true;
    await adapter.answer("q-satu", ["b"]);
    for (const seconds of [2, 4, 8]) {
      mock.timers.tick(seconds * 1000);
      await settle();
      tries += 1;
      assert.equal(notices.filter((code) => code === "waiting").length, tries);
    }
    service.isOffline = false;
    mock.timers.tick(16_000);
    await settle();
    assert.equal(adapter.question("q-satu").right, true);
  });

  test("the learner is told when it is back, though only pages were turned", async () => {
    const { adapter, window } = await launch();
    service.isOffline = true;
    await adapter.view("m/akhir");
    await settle();
    assert.deepEqual(notices, ["waiting"]);
    service.isOffline = false;
    window.dispatchEvent(new Event("online"));
    await settle();
    assert.deepEqual(notices, ["waiting", "sent"]);
  });

  test("the time that the service asks for is kept", async () => {
    const { adapter } = await launch();
    service.refusal = { status: 503, headers: { "Retry-After": "30" } };
    await adapter.answer("q-satu", ["b"]);
    service.refusal = null;
    mock.timers.tick(29_000);
    await settle();
    assert.equal(service.batches.length, 0);
    mock.timers.tick(1000);
    await settle();
    assert.equal(service.batches.length, 1);
  });

  test("who goes on meanwhile leaves the service alone, and loses nothing", async () => {
    const { adapter, window } = await launch();
    service.refusal = { status: 429, headers: { "Retry-After": "30" } };
    await adapter.answer("q-satu", ["b"]);
    service.refusal = null;
    await adapter.view("m/akhir");
    window.dispatchEvent(new Event("online"));
    await settle();
    assert.equal(service.batches.length, 0);
    mock.timers.tick(30_000);
    await settle();
    const sent = service.batches.flatMap(({ events }) => events.map(({ kind }) => kind));
    assert.deepEqual(sent, ["answered", "viewed"]);
  });

  test("what waited outlasts a reload, and shows that it waits", async () => {
    const { adapter, window } = await launch();
    service.isOffline = true;
    await adapter.answer("q-satu", ["b"]);
    await adapter.view("m/akhir");
    service.isOffline = false;
    service.refusal = { status: 503 };
    const relaunch = new FakeWindow();
    relaunch.history.state = window.history.state;
    relaunch.document.elements = {
      launch: { textContent: JSON.stringify(service.document("p1")) },
    };
    const again = await connect(relaunch);
    assert.equal(again.start.place, "m/akhir");
    assert.equal(again.adapter.question("q-satu").waiting, true);
    assert.deepEqual(again.adapter.question("q-satu").answer, ["b"]);
    service.refusal = null;
    relaunch.dispatchEvent(new Event("online"));
    await settle();
    assert.equal(again.adapter.question("q-satu").right, true);
  });

  test("a reply that was lost on its way changes nothing when it comes again", async () => {
    const { adapter, window } = await launch();
    const { fetch } = service;
    Object.assign(window, {
      fetch: async (/** @type {string} */ path, /** @type {RequestInit} */ request) => {
        await fetch(path, request);
        throw new TypeError("connection reset");
      },
    });
    await adapter.answer("q-satu", ["a"]);
    assert.equal(adapter.question("q-satu").waiting, true);
    Object.assign(window, { fetch });
    window.dispatchEvent(new Event("online"));
    await settle();
    assert.equal(service.batches.length, 2);
    assert.equal(adapter.question("q-satu").tries, 1);
  });
});

describe("when the token has expired", () => {
  test("the queue is kept and the learner is told to open again", async () => {
    const { adapter } = await launch();
    service.refusal = { status: 401 };
    await adapter.answer("q-satu", ["b"]);
    assert.deepEqual(notices, ["expired"]);
    assert.equal(databases.waiting(OWNER).length, 1);
  });

  test("the account's next launch sends it, whatever attempt that opens", async () => {
    const { adapter } = await launch("p1");
    service.refusal = { status: 401 };
    await adapter.answer("q-satu", ["b"]);
    service.refusal = null;
    await launch("p2");
    assert.deepEqual(service.batches.map(({ attempt }) => attempt), ["p1"]);
    assert.equal(questionDone("q-satu")?.right, true);
    assert.deepEqual(databases.waiting(OWNER), []);
  });

  test("another account neither sees nor sends it", async () => {
    const { adapter } = await launch();
    service.refusal = { status: 401 };
    await adapter.answer("q-satu", ["b"]);
    service.refusal = null;
    const other = await launch("p1", { account: "akun-2" });
    assert.equal(other.adapter.question("q-satu").waiting, false);
    assert.equal(service.batches.length, 0);
    assert.equal(databases.waiting(OWNER).length, 1);
  });
});

describe("two tabs", () => {
  test("know of each other's sending what came of it", async () => {
    const { adapter: first } = await launch();
    const { adapter: second, window } = await launch();
    service.isOffline = true;
    await first.answer("q-satu", ["b"]);
    service.isOffline = false;
    await second.answer("q-jarak", "1200"); // Sends what the first tab left behind, too.
    assert.deepEqual(databases.waiting(OWNER), []);
    assert.equal(first.question("q-satu").waiting, true);
    mock.timers.tick(60_000);
    await settle();
    assert.equal(first.question("q-satu").waiting, false);
    assert.equal(first.question("q-satu").right, true);
    assert.equal(questionDone("q-satu")?.tries, 1);
    assert.equal(window.location.reloads, 0);
  });

  test("wait on while nobody can tell what came of it", async () => {
    const { adapter: first, window } = await launch();
    service.isOffline = true;
    await first.answer("q-satu", ["b"]);
    service.isOffline = false;
    await launch();
    service.refusal = { status: 503 };
    window.dispatchEvent(new Event("online"));
    await settle();
    assert.equal(first.question("q-satu").waiting, true);
    service.refusal = null;
    window.dispatchEvent(new Event("online"));
    await settle();
    assert.equal(first.question("q-satu").right, true);
  });
});

describe("another person in the same browser", () => {
  test("does not get back to what somebody did before", async () => {
    const { window } = await launch();
    await launch("p2", { account: "akun-2" }, window.stored);
    window.inTab.clear();
    await assert.rejects(reload(window), { code: "no-token" });
  });

  test("does not by what the tab has kept either", async () => {
    const { window } = await launch();
    await reload(window, {}); // The control.
    await launch("p2", { account: "akun-2" }, window.stored);
    await assert.rejects(reload(window, {}), { code: "no-token" });
  });

  test("closes what somebody left open", async () => {
    const { window } = await launch();
    await launch("p2", { account: "akun-2" }, window.stored);
    assert.equal(window.location.reloads, 0);
    window.dispatchEvent(new Event("storage"));
    assert.equal(window.location.reloads, 1);
  });

  test("closes no page of their own", async () => {
    const { window } = await launch("p1");
    await launch("p2", {}, window.stored);
    window.dispatchEvent(new Event("storage"));
    window.dispatchEvent(new Event("pageshow"));
    assert.equal(window.location.reloads, 0);
    await reload(window);
  });
});

describe("a batch", () => {
  test("of another attempt that is refused does not hold up this one", async () => {
    const { adapter } = await launch("p1");
    service.isOffline = true;
    await adapter.answer("q-satu", ["a"]);
    service.isOffline = false;
    service.unknown.add("p1");
    const { adapter: second } = await launch("p2");
    await second.answer("q-jarak", "1200");
    assert.equal(second.question("q-jarak").right, true);
    assert.equal(databases.waiting(OWNER).length, 1);
  });

  test("that is too large is halved", async () => {
    const { adapter, window } = await launch();
    service.isOffline = true;
    for (let n = 0; n < 9; n += 1) await adapter.view(n % 2 ? "m/awal" : "m/akhir");
    service.isOffline = false;
    service.largestBatch = 3;
    window.dispatchEvent(new Event("online"));
    await settle();
    assert.ok(service.batches.every(({ events }) => events.length <= 3));
    assert.equal(service.batches.flatMap(({ events }) => events).length, 9);
    assert.deepEqual(databases.waiting(OWNER), []);
  });

  test("loses the one event that spoils it, for this session", async () => {
    const { adapter, window } = await launch();
    service.isOffline = true;
    await adapter.view("bad-batch");
    await adapter.answer("q-satu", ["b"]);
    service.isOffline = false;
    window.dispatchEvent(new Event("online"));
    await settle();
    assert.equal(adapter.question("q-satu").right, true);
    assert.equal(notices.at(-1), "refused");
    assert.deepEqual(databases.waiting(OWNER).map(({ activity }) => activity), ["bad-batch"]);
  });

  test("keeps the order in which things were done", async () => {
    const { adapter, window } = await launch();
    service.isOffline = true;
    await adapter.hint("q-satu");
    await adapter.answer("q-satu", ["b"]);
    service.isOffline = false;
    window.dispatchEvent(new Event("online"));
    await settle();
    assert.equal(questionDone("q-satu")?.best, 0.5);
  });
});

describe("where storage is denied", () => {
  test("the queue lives in the history entry, and the learner is told", async () => {
    const window = new FakeWindow();
    window.document.elements = {
      launch: { textContent: JSON.stringify(service.document("p1")) },
    };
    Object.assign(window, { fetch: service.fetch });
    const adapter = connectService(window.asWindow); // No indexedDB in this window.
    const start = await adapter.start(() => {});
    assert.deepEqual(start.circumstances, ["queue-in-page"]);
    service.isOffline = true;
    await adapter.answer("q-satu", ["b"]);
    assert.equal(window.history.state.queue.length, 1);

    const later = new FakeWindow();
    later.history.state = window.history.state;
    Object.assign(later, { fetch: service.fetch });
    service.isOffline = false;
    const again = connectService(later.asWindow);
    await again.start(() => {});
    await settle();
    assert.equal(again.question("q-satu").right, true);
    assert.deepEqual(later.history.state.queue, []);
  });
});
