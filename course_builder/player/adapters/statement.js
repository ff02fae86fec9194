/** Statements of cmi5, and of what a learner answered. Source: cmi5 1.0, xAPI 1.0.3. */

import { uuid } from "../seed.js";
import { duration } from "./duration.js";
import { interactionsOf, joinedParts, leftId } from "./interaction.js";

/**
 * @typedef {import("../adapter.js").Outline} Outline
 * @typedef {import("../store.js").Given} Given
 * @typedef {import("./interaction.js").Interaction} Interaction
 * @typedef {import("./interaction.js").Parts} Parts
 * @typedef {Record<string, any>} Statement
 *
 * @typedef {object} Launch  what the LMS said
 * @property {object} actor
 * @property {string} registration
 * @property {string} activityId
 * @property {Record<string, any>} contextTemplate
 * @property {number | null} masteryScore  0 to 1
 *
 * @typedef {"initialized" | "completed" | "passed" | "failed" | "terminated"} Verb
 */

const VERBS = "http://adlnet.gov/expapi/verbs/";
const INTERACTION = "http://adlnet.gov/expapi/activities/cmi.interaction";
const CONTEXT = "https://w3id.org/xapi/cmi5/context/";
const WITH_CHOICES = ["choice", "sequencing"];

/**
 * A statement that cmi5 defines.
 *
 * @param {Launch} launch
 * @param {Verb} verb
 * @param {number | null} milliseconds  since the session began; none where it begins
 * @param {number | null} scaled  0 to 1
 * @returns {Statement}
 */
export function definedStatement(launch, verb, milliseconds, scaled) {
  const context = contextOf(launch);
  const category = [{ id: `${CONTEXT}categories/cmi5` }];
  /** @type {Record<string, any>} */
  const result = {};
  if (milliseconds !== null) result["duration"] = duration(milliseconds);
  if (verb === "completed") result["completion"] = true;
  if (verb === "passed" || verb === "failed") {
    result["success"] = verb === "passed";
    if (scaled !== null) {
      const raw = Math.round(scaled * 10_000) / 100;
      result["score"] = { scaled, raw, min: 0, max: 100 };
    }
    if (launch.masteryScore !== null) {
      context["extensions"][`${CONTEXT}extensions/masteryscore`] = launch.masteryScore;
    }
  }
  if ("success" in result || "completion" in result) {
    category.push({ id: `${CONTEXT}categories/moveon` });
  }
  const { contextActivities } = context;
  contextActivities.category = [contextActivities.category ?? [], category].flat();
  const object = { objectType: "Activity", id: launch.activityId };
  const rest = Object.keys(result).length ? { result } : {};
  return { ...heading(launch, verb, new Date()), object, context, ...rest };
}

/**
 * @param {Launch} launch
 * @param {Outline} outline
 * @param {Given} given
 * @returns {Statement[]} one for each thing that was answered
 */
export function answeredStatements(launch, outline, given) {
  const { language } = outline;
  return interactionsOf(given).map((one) => {
    const context = contextOf(launch);
    Object.assign(context, { language });
    const { contextActivities } = context;
    const whole = { objectType: "Activity", id: launch.activityId };
    contextActivities.parent = [contextActivities.parent ?? [], whole].flat();
    const id = `${auId(outline)}/${encodeURIComponent(one.id)}`;
    const definition = definitionOf(one, given, language);
    const object = { objectType: "Activity", id, definition };
    return { ...heading(launch, "answered", given.at), object, context, result: resultOf(one, given) };
  });
}

/**
 * @param {Outline} outline
 * @returns {string} the publisher's id of the course in `cmi5.xml`
 */
export function auId({ id }) {
  return `urn:x-course-builder:${encodeURIComponent(id)}/au`;
}

/**
 * @param {Launch} launch
 * @param {string} verb
 * @param {Date} at
 */
function heading({ actor }, verb, at) {
  const id = `${VERBS}${verb}`;
  return { id: uuid(), actor, verb: { id, display: { en: verb } }, timestamp: at.toISOString() };
}

/**
 * @param {Launch} launch
 * @returns {Record<string, any>} what the LMS gave, to which things are added
 */
function contextOf({ contextTemplate, registration }) {
  const context = structuredClone(contextTemplate);
  context["contextActivities"] ??= {};
  context["extensions"] ??= {};
  return { ...context, registration };
}

/**
 * @param {Interaction} interaction
 * @param {Given} given
 * @param {string} language
 */
function definitionOf({ type, right, range, others, title }, given, language) {
  /** @type {Record<string, any>} */
  const definition = { type: INTERACTION, interactionType: type };
  if (title) definition["description"] = { [language]: title };
  if (type === "numeric" && range) definition["correctResponsesPattern"] = [range.join("[:]")];
  else if (others?.length) definition["correctResponsesPattern"] = others;
  else if (right?.length) definition["correctResponsesPattern"] = [asText(right)];
  if (given.kind !== "answer") return definition;
  const { options, left = [] } = given.question;
  /** @param {[string, string][]} all */
  const described = (all) => all.map(([id, text]) => ({ id, description: { [language]: text } }));
  if (WITH_CHOICES.includes(type)) definition["choices"] = described(options);
  if (type === "matching") {
    definition["source"] = described(left.map((text, place) => [leftId(place), text]));
    definition["target"] = described(options);
  }
  return definition;
}

/**
 * @param {Interaction} interaction
 * @param {Given} given
 */
function resultOf({ response, result }, given) {
  /** @type {Record<string, any>} */
  const known = { response: asText(response), duration: duration(given.latency) };
  if (!result || result === "neutral") return known;
  const share = given.kind === "answer" ? given.earned[0] / given.earned[1] : 0;
  return { ...known, success: result === "correct", score: { scaled: Math.max(0, share) } };
}

/** @param {Parts} parts */
function asText(parts) {
  return joinedParts(parts, "[,]", "[.]");
}
