/** What only a service has of an assignment: its files, and what was said of the work. */

import { element } from "../dom.js";
import { FileError } from "./file_sender.js";
import { handInStrings } from "./hand_in_strings.js";

/**
 * @typedef {import("../adapter.js").FileField} FileField
 * @typedef {import("../adapter.js").HeldFile} HeldFile
 * @typedef {import("../adapter.js").OutlineAssignment} OutlineAssignment
 * @typedef {import("../adapter.js").SubmissionView} SubmissionView
 * @typedef {import("./file_sender.js").FileSender} FileSender
 * @typedef {import("./hand_in_strings.js").HandInStrings} HandInStrings
 *
 * @typedef {object} Entry  a file as it stands in the list
 * @property {string} id
 * @property {string} name
 * @property {number} size
 * @property {File | null} file  while it is not sent
 * @property {"sending" | "sent" | "stopped" | "refused"} state
 * @property {string} told  a sentence on it; empty where there is nothing to say
 *
 * @typedef {object} HandInPlace
 * @property {string} language
 * @property {FileSender} sender
 * @property {() => SubmissionView} view
 * @property {(view: SubmissionView) => void} changed  keeps what the service says now
 * @property {() => string} newId
 */

const MEGABYTE = 1024 * 1024;
const MOST_FILES = 10;

/**
 * @param {HTMLElement} place  as `renderer/assignment.py` made it
 * @param {string} id
 * @param {OutlineAssignment} activity
 * @param {HandInPlace} known
 * @param {() => void} chosen  called whenever other files are chosen
 * @returns {FileField}
 */
export function mountFiles(place, id, activity, known, chosen) {
  const words = handInStrings(known.language);
  const input = /** @type {HTMLInputElement} */ (place.querySelector("input"));
  const list = element("ul", { class: "files" });
  place.append(list);
  /** @type {Entry[]} */
  let entries = [];

  /** @param {Entry} entry */
  function told(entry) {
    if (entry.told) return entry.told;
    return entry.state === "sent" ? words.sent : "";
  }

  /** @type {Map<string, {status: HTMLElement, bar: HTMLProgressElement}>} */
  const shown = new Map();

  function draw() {
    shown.clear();
    list.replaceChildren(
      ...entries.map((entry) => {
        const status = element("span", { class: "small", role: "status" }, told(entry));
        const bar = element("progress", { max: "100", value: "0", "aria-label": entry.name });
        shown.set(entry.id, { status, bar });
        const size = entry.size ? ` ${sizeWords(words, entry.size)} ` : " ";
        const row = element("li", {}, element("b", {}, entry.name), size, status);
        if (entry.state === "sending") row.append(bar);
        const actions = element("div", { class: "actions" });
        if (entry.state === "stopped") {
          actions.append(button(words.retry, entry.name, () => void send(entry)));
        }
        if (entry.state === "sent") {
          actions.append(button(words.download, entry.name, () => void download(entry)));
        }
        if (entry.state !== "sending") {
          actions.append(button(words.remove, entry.name, () => void remove(entry)));
        }
        row.append(actions);
        return row;
      }),
    );
  }

  /** @param {Entry} entry */
  async function send(entry) {
    if (!entry.file) return;
    Object.assign(entry, { state: "sending", told: "" });
    draw();
    try {
      const view = await known.sender.send(id, entry.id, entry.file, (percent) => {
        const row = shown.get(entry.id);
        if (!row) return;
        row.bar.value = percent ?? 0;
        row.status.textContent = percent === null ? words.again : words.sending(percent);
      });
      const held = view.files?.find((file) => file.id === entry.id);
      Object.assign(entry, { state: "sent", told: "", file: null, name: held?.name ?? entry.name });
      known.changed(view);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      const state = error.code === "unreachable" ? "stopped" : "refused";
      Object.assign(entry, { state, told: errorSentence(words, error.code, activity) });
    }
    draw();
    chosen();
  }

  /** @param {Entry} entry */
  async function remove(entry) {
    const wasHandedIn = known.view().answers["files"]?.includes(entry.id);
    if (entry.state === "sent" && !wasHandedIn) {
      try {
        known.changed(await known.sender.remove(id, entry.id));
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        // One that an earlier hand-in has stays there, and is only not chosen any more.
        if (error.code !== "hand-in-file-used") {
          entry.told = errorSentence(words, error.code, activity);
          draw();
          return;
        }
      }
    }
    entries = entries.filter((other) => other !== entry);
    draw();
    chosen();
    input.focus();
  }

  /** @param {Entry} entry */
  async function download(entry) {
    try {
      const blob = await known.sender.read(entry.id);
      const address = URL.createObjectURL(blob);
      element("a", { href: address, download: entry.name }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      entry.told = errorSentence(words, error.code, activity);
      draw();
    }
  }

  /** @param {File} file */
  function problemOf(file) {
    const suffix = file.name.split(".").pop()?.toLowerCase() ?? "";
    if (file.size > activity.maxMb * MEGABYTE) return "hand-in-file-large";
    if (!file.size) return "hand-in-file-empty";
    const same = suffix === "jpeg" ? "jpg" : suffix;
    const taken = activity.accept.map((one) => (one === "jpeg" ? "jpg" : one));
    return taken.length && !taken.includes(same) ? "hand-in-file-type" : "";
  }

  input.addEventListener("change", () => {
    for (const file of input.files ?? []) {
      const { name, size } = file;
      const isFull = entries.filter(({ state }) => state !== "refused").length >= MOST_FILES;
      const problem = problemOf(file) || (isFull ? "hand-in-files-many" : "");
      /** @type {Entry} */
      const entry = { id: known.newId(), name, size, file, state: "refused", told: "" };
      entries.push(entry);
      if (problem) entry.told = errorSentence(words, problem, activity);
      else void send(entry);
    }
    input.value = "";
    draw();
    chosen();
  });
  window.addEventListener("online", () => {
    for (const entry of entries) if (entry.state === "stopped") void send(entry);
  });

  return {
    ids: () => entries.filter(({ state }) => state === "sent").map((entry) => entry.id),
    names: () => entries.filter(({ file }) => file).map(({ name }) => name),
    busy() {
      const isBusy = entries.some(({ state }) => state === "sending" || state === "stopped");
      return isBusy ? words.busy : "";
    },
    restore(ids, lost) {
      const held = new Map((known.view().files ?? []).map((file) => [file.id, file]));
      entries = ids.flatMap((name) => {
        const file = held.get(name);
        return file ? [{ ...file, file: null, state: /** @type {const} */ ("sent"), told: "" }] : [];
      });
      for (const name of lost) {
        const told = words.lost;
        entries.push({ id: known.newId(), name, size: 0, file: null, state: "refused", told });
      }
      draw();
    },
  };
}

/**
 * @param {import("../adapter.js").QuestionView | SubmissionView} view
 * @param {import("../adapter.js").Rubric} activity
 * @param {string} language
 * @returns {HTMLElement | null} what was said of the work; none while nothing was
 */
export function markingOf(view, activity, language) {
  const { marking } = view;
  if (!marking) return null;
  const words = handInStrings(language);
  const { returned, given, maximum } = marking;
  const box = element("div", { class: `alert ${returned ? "attention" : "right"}` });
  const points = given === null ? "" : words.points(words.number(given), words.number(maximum));
  const first = returned ? words.returned : `${words.marked} ${points}`;
  box.append(element("p", {}, element("b", {}, first)));
  const rows = marking.comments.flatMap((comment, number) => {
    const level = marking.levels[number];
    const name = activity.criteria?.[number] ?? "";
    const reached = level === undefined ? "" : activity.levels?.[level - 1] ?? String(level);
    const said = [name && reached ? `${name}: ${reached}` : name || "", comment];
    return said[1] || (name && reached) ? [said.filter(Boolean).join(". ")] : [];
  });
  if (rows.length) box.append(element("ul", {}, ...rows.map((row) => element("li", {}, row))));
  if (marking.comment) box.append(element("p", {}, `${words.comment} ${marking.comment}`));
  return box;
}

/**
 * @param {HandInStrings} words
 * @param {number} bytes
 */
function sizeWords(words, bytes) {
  if (bytes < MEGABYTE) return `${Math.ceil(bytes / 1024)} KB`;
  return `${words.number(Math.round((bytes / MEGABYTE) * 10) / 10)} MB`;
}

/**
 * @param {string} text
 * @param {string} name  told to those who cannot see which row it stands in
 * @param {() => void} pressed
 */
function button(text, name, pressed) {
  const made = element("button", { type: "button" }, text);
  made.setAttribute("aria-label", `${text}: ${name}`);
  made.addEventListener("click", pressed);
  return made;
}

/**
 * @param {HandInStrings} words
 * @param {string} code
 * @param {OutlineAssignment} activity
 * @returns {string}
 */
function errorSentence(words, code, activity) {
  const { errors } = words;
  if (code === "hand-in-file-large") return errors[code](activity.maxMb);
  if (code === "hand-in-file-type") return errors[code](activity.accept.join(", ").toUpperCase());
  const known = /** @type {Record<string, unknown>} */ (errors)[code];
  return typeof known === "string" ? known : errors.refused;
}
