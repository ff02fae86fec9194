import assert from "node:assert/strict";
import { test } from "node:test";

import { cases } from "./cases.js";
import { MoodleStub } from "./moodle_stub.js";

test("the stub answers as Moodle was recorded to answer", () => {
  const moodle = new MoodleStub();
  for (const [name, args, answer, error] of cases("moodle-scorm12").calls) {
    const call = `${name}(${args.join(", ")})`;
    assert.equal(moodle.api[name]?.(...args), answer, call);
    assert.equal(moodle.error, error, call);
  }
});

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
