/**
 * What the editions of SCORM have in common. At most one commit an answer or page; score,
 * status, time and state always travel together. Source: the run-time environments of
 * SCORM, and what Moodle 4.5 was seen to accept.
 */

import { localAdapter } from "../local.js";
import { percentOf } from "../progress.js";
import { findApi } from "./scorm_api.js";
import { initialise, openSession } from "./scorm_session.js";
import { browserStore } from "./standalone.js";

/**
 * @typedef {import("../adapter.js").CourseProgress} CourseProgress
 * @typedef {import("../adapter.js").Outline} Outline
 * @typedef {import("../adapter.js").RuntimeAdapter} RuntimeAdapter
 * @typedef {import("../store.js").Given} Given
 * @typedef {import("../store.js").Snapshot} Snapshot
 * @typedef {import("../store.js").Store} Store
 * @typedef {import("./scorm_api.js").Calls} Calls
 * @typedef {import("./scorm_session.js").Session} Session
 * @typedef {[string, string][]} Values  of elements by name
 *
 * @typedef {object} Kept  what the LMS holds and is never taken back
 * @property {string[]} statuses
 * @property {number} score  0 to 100
 * @property {boolean} isScored  whether it holds a score with its bounds
 *
 * @typedef {object} Objectives
 * @property {(snapshot: Snapshot) => void} hold  what the LMS has from an earlier session
 * @property {(snapshot: Snapshot) => void} tell
 *
 * @typedef {object} Edition
 * @property {string} api  its name in the LMS's window
 * @property {Calls} calls
 * @property {number} limit  characters of `cmi.suspend_data`
 * @property {Record<"learner" | "mode" | "location" | "score", string>} elements  names
 * @property {string[]} statuses  elements that tell how far the learner is
 * @property {string[]} lasting  statuses that are never taken back
 * @property {(snapshot: Snapshot, kept: Kept, milliseconds: number) => Values} values
 * @property {(given: Given, outline: Outline) => Values[]} interactions  for each the names
 *   below `cmi.interactions.n.` and the values, id first
 * @property {(session: Session, given: Given) => void} [remark]
 * @property {(session: Session, outline: Outline) => Objectives} [objectives]
 * @property {(name: string, value: string) => string | null} [otherValue]
 */

/**
 * @param {Window} window
 * @param {Edition} edition
 * @returns {RuntimeAdapter}
 */
export function connectScorm(window, edition) {
  const { calls, statuses } = edition;
  const found = findApi(window, edition.api, calls);
  const isOpen = found && initialise(found, calls, statuses[0] ?? "");
  return localAdapter(window, (outline) => {
    if (isOpen) {
      const session = openSession(window, found, calls, edition.otherValue);
      return scormStore(session, edition, outline);
    }
    // Moodle opens no second session on one page: a package that is loaded again in its
    // frame has an API that records nothing.
    return browserStore(window, outline, [found ? "no-session" : "practice"]);
  });
}

/**
 * @param {Session} session
 * @param {Edition} edition
 * @param {Outline} outline
 * @returns {Store}
 */
function scormStore(session, edition, outline) {
  const { elements } = edition;
  const openedAt = Date.now();
  const objectives = edition.objectives?.(session, outline);
  let records = true;
  let isResumed = false;
  let isFirst = true;
  /** @type {Kept} */
  const kept = { statuses: [], score: 0, isScored: false };
  let interactions = -1;

  /** @param {Snapshot} snapshot */
  function setAll(snapshot) {
    if (isFirst && isResumed) {
      // What a state was saved with, the LMS has: a launch takes few calls.
      kept.isScored = snapshot.progress.activitiesDone > 0;
      objectives?.hold(snapshot);
    }
    const values = edition.values(snapshot, kept, Date.now() - openedAt);
    const areSet = values.map(([name, value]) => session.set(name, value)).every(Boolean);
    if (!isFirst) objectives?.tell(snapshot);
    isFirst = false;
    return areSet;
  }

  return {
    limit: edition.limit,
    owner: () => session.get(elements.learner),

    open() {
      const mode = session.get(elements.mode);
      records = mode !== "review" && mode !== "browse";
      const held = edition.statuses.map((name) => session.get(name));
      const statuses = held.filter((status) => edition.lasting.includes(status));
      if (records && statuses.length) {
        Object.assign(kept, { statuses, score: Number(session.get(elements.score)) || 0 });
      }
      const state = session.get("cmi.suspend_data");
      isResumed = state !== "";
      return {
        state,
        place: state ? "" : session.get(elements.location),
        circumstances: records ? [] : ["review"],
        records,
      };
    },

    save(snapshot, isCommit) {
      if (!records) return true;
      const areSet = setAll(snapshot);
      return (!isCommit || session.commit()) && areSet;
    },

    record(given) {
      if (!records) return;
      if (interactions < 0) {
        interactions = Number(session.get("cmi.interactions._count")) || 0;
      }
      for (const [[, id] = ["", ""], ...values] of edition.interactions(given, outline)) {
        const entry = `cmi.interactions.${interactions}`;
        // An LMS without interactions refuses the id: then the rest would be refused too.
        if (!session.set(`${entry}.id`, id)) break;
        for (const [name, value] of values) session.set(`${entry}.${name}`, value);
        interactions += 1;
      }
      edition.remark?.(session, given);
    },

    close(snapshot) {
      if (records) setAll(snapshot);
      session.end();
    },
  };
}

/**
 * @param {CourseProgress} progress
 * @returns {number} 0 to 100; an ungraded course has all of it once it is complete
 */
export function scoreOf({ given, maximum, complete }) {
  if (!maximum) return complete ? 100 : 0;
  return percentOf(given, maximum);
}
