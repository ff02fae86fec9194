import assert from "node:assert/strict";
import { test } from "node:test";

import { cases } from "./cases.js";
import { MoodleStub } from "./moodle_stub.js";
import { Scorm2004Stub } from "./scorm2004_stub.js";

const MANIFEST = { threshold: "0.8", passingScore: "0.7", objectives: ["OBJ1"] };

for (const [recording, begin] of /** @type {[string, () => MoodleStub | Scorm2004Stub][]} */ ([
  ["moodle-scorm12", () => new MoodleStub()],
  ["moodle-scorm12-interactions", () => new MoodleStub()],
  ["moodle-scorm2004", () => new Scorm2004Stub(MANIFEST)],
])) {
  test(`the stub answers as Moodle was recorded to answer in ${recording}`, () => {
    const moodle = begin();
    for (const [name, recorded, answer, error] of cases(recording).calls) {
      const args = recorded.map(written);
      const call = `${name}(${args.join(", ")})`;
      assert.equal(answerOf(() => moodle.api[name]?.(...args)), answer, call);
      assert.equal(moodle.error, error, call);
    }
  });
}

/** @param {string | [string, number]} arg */
function written(arg) {
  return typeof arg === "string" ? arg : arg[0].repeat(arg[1]);
}

/** @param {() => string | undefined} call */
function answerOf(call) {
  try {
    return call();
  } catch {
    return null;
  }
}

test("an attempt that has ended is reviewed at the next launch", () => {
  const moodle = new MoodleStub();
  moodle.api["LMSInitialize"]?.("");
  moodle.api["LMSSetValue"]?.("cmi.core.lesson_status", "failed");
  moodle.api["LMSFinish"]?.("");
  moodle.launch();
  moodle.api["LMSInitialize"]?.("");
  assert.equal(moodle.api["LMSGetValue"]?.("cmi.core.lesson_mode"), "review");
  assert.equal(moodle.api["LMSGetValue"]?.("cmi.core.credit"), "no-credit");
  assert.equal(moodle.api["LMSGetValue"]?.("cmi.core.entry"), "resume");
});
