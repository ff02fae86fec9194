/* Score without a link: what is chosen stays on this phone until the service has it.
   Without this the form is sent as it is, and the links lead to the others. */
"use strict";
(() => {
  /**
   * @typedef {{ levels: number[], comments: string[], comment: string, words: string }} Sent
   * @typedef {{ name: string, sent: Sent | null }} Person
   * @typedef {{ account: string, place: string, version: number, count: number,
   *   people: Record<string, Person> }} Told
   * @typedef {{ id: string, person: string, levels: number[], comments: string[],
   *   comment: string, at: string, version: number,
   *   state: "draft" | "waiting" | "refused", problem: string }} Score
   */
  const form = document.getElementById("rubric");
  const source = document.getElementById("observing");
  const link = document.getElementById("link");
  const refused = document.getElementById("refused");
  const who = document.getElementById("who");
  if (!(form instanceof HTMLFormElement) || !source || !link || !refused || !who) return;
  const AGAIN = 15000;
  const AT_ONCE = 20;
  /** @type {Told} */
  const told = JSON.parse(source.textContent ?? "");
  // Whoever else uses this phone has another account, and so another place.
  const place = `observe:${told.account}:${told.place}:`;
  /** @type {Map<string, string>} */
  const memory = new Map();
  let canStore = true;
  let isSending = false;
  let mustReturn = false;
  let isClosed = false;
  let current = String(new FormData(form).get("person"));

  /** @param {string} name */
  const word = (name) => form.dataset[name] ?? "";

  /** @param {string} person @returns {Score | null} */
  const read = (person) => {
    try {
      const kept = memory.get(person) ?? localStorage.getItem(place + person);
      return kept ? JSON.parse(kept) : null;
    } catch {
      return null;
    }
  };

  /** @param {Score} score */
  const write = (score) => {
    const kept = JSON.stringify(score);
    try {
      localStorage.setItem(place + score.person, kept);
      memory.delete(score.person);
    } catch {
      canStore = false;
      memory.set(score.person, kept);
    }
  };

  /** @param {string} person */
  const drop = (person) => {
    memory.delete(person);
    try {
      localStorage.removeItem(place + person);
    } catch {
      canStore = false;
    }
  };

  const scores = () =>
    Object.keys(told.people)
      .map(read)
      .filter((one) => one !== null);

  /** @param {"draft" | "waiting"} state @returns {Score} */
  const collect = (state) => {
    const fields = new FormData(form);
    const numbers = [...Array(told.count).keys()];
    const before = read(current);
    return {
      // What is changed after it was saved is another score.
      id: before?.state === "draft" ? before.id : crypto.randomUUID(),
      person: current,
      levels: numbers.map((n) => Number(fields.get(`k${n}`) ?? 0)),
      comments: numbers.map((n) => String(fields.get(`c${n}`) ?? "")),
      comment: String(fields.get("comment") ?? ""),
      at: new Date().toISOString(),
      version: told.version,
      state,
      problem: "",
    };
  };

  const paint = () => {
    for (const one of document.querySelectorAll("[data-person]")) {
      const person = one.getAttribute("data-person") ?? "";
      const score = read(person);
      const state = one.querySelector("[data-state]");
      if (person === current) one.setAttribute("aria-current", "true");
      else one.removeAttribute("aria-current");
      if (state) {
        state.textContent = score ? word(score.state) : (told.people[person]?.sent?.words ?? word("none"));
        state.classList.toggle("unsent", score !== null);
      }
    }
    const waiting = scores().filter((one) => one.state === "waiting").length;
    const words = waiting ? word(mustReturn ? "again" : "unsent").replace("{n}", String(waiting)) : word("allsent");
    link.textContent = canStore ? words : `${words} ${word("nostore")}`;
    link.className = waiting || !canStore ? "alert attention" : "alert right";
    link.hidden = false;
    const problem = read(current)?.problem ?? "";
    refused.textContent = problem;
    refused.hidden = !problem;
  };

  /** @param {string} person */
  const show = (person) => {
    current = person;
    const score = read(person) ?? told.people[person]?.sent;
    for (const field of form.elements) {
      if (field instanceof HTMLInputElement && field.type === "radio")
        field.checked = score?.levels[Number(field.name.slice(1))] === Number(field.value);
      else if (field instanceof HTMLTextAreaElement)
        field.value = (field.name === "comment" ? score?.comment : score?.comments[Number(field.name.slice(1))]) ?? "";
      else if (field instanceof HTMLInputElement && field.name === "person") field.value = person;
    }
    who.textContent = told.people[person]?.name ?? "";
    paint();
  };

  /* Somebody else was launched in this browser: they see nothing of this page. */
  const close = () => {
    isClosed = true;
    const words = document.createElement("p");
    words.textContent = word("other");
    document.querySelector("main")?.replaceChildren(words);
  };

  /** @param {Score[]} batch */
  const post = async (batch) => {
    const body = new URLSearchParams();
    body.set("csrf_token", String(new FormData(form).get("csrf_token")));
    body.set("account", told.account);
    body.set("scores", JSON.stringify(batch.map(({ state, problem, ...score }) => score)));
    const answer = await fetch(word("batch"), { method: "POST", body });
    if (answer.status === 403 && (await answer.clone().text()).includes("observation-account")) close();
    if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) {
      mustReturn = true;
      return false;
    }
    if (!answer.ok) return false;
    mustReturn = false;
    /** @type {{ results: { id: string, words?: string, problem?: string }[] }} */
    const { results } = await answer.json();
    for (const [n, result] of results.entries()) {
      const score = batch[n];
      const person = score ? told.people[score.person] : undefined;
      if (!score || !person) continue;
      const { levels, comments, comment } = score;
      if (result.words) person.sent = { levels, comments, comment, words: result.words };
      // It may have been changed while it was on its way.
      if (read(score.person)?.id !== score.id) continue;
      if (result.words) drop(score.person);
      else write({ ...score, state: "refused", problem: result.problem ?? "" });
    }
    return true;
  };

  const send = async (asks = false) => {
    if (isSending || isClosed) return;
    isSending = true;
    try {
      let waiting = scores().filter((one) => one.state === "waiting");
      if (asks && !waiting.length) await post([]);
      while (waiting.length && (await post(waiting.slice(0, AT_ONCE))))
        waiting = scores().filter((one) => one.state === "waiting");
    } catch {
      // No link: they wait, and the page says so.
    } finally {
      isSending = false;
      if (!isClosed) paint();
    }
  };

  form.addEventListener("input", () => {
    write(collect("draft"));
    paint();
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const score = collect("waiting");
    const names = [...form.querySelectorAll("fieldset")]
      .filter((_one, n) => !score.levels[n])
      .map((one) => one.querySelector("legend")?.firstChild?.textContent?.trim() ?? "");
    if (names.length) {
      write({ ...score, state: "draft" });
      paint();
      refused.textContent = word("missing").replace("{names}", names.join("; "));
      refused.hidden = false;
      refused.scrollIntoView({ block: "center" });
      return;
    }
    write(score);
    const people = Object.keys(told.people);
    const next = people.find((one) => !read(one) && !told.people[one]?.sent);
    show(next ?? current);
    who.focus();
    who.scrollIntoView({ block: "start" });
    send();
  });

  document.addEventListener("click", (event) => {
    const at = event.target instanceof Element ? event.target.closest("[data-person]") : null;
    if (!at) return;
    event.preventDefault();
    show(at.getAttribute("data-person") ?? "");
    who.focus();
    who.scrollIntoView({ block: "start" });
  });

  window.addEventListener("online", () => send());
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) send(true);
  });
  window.addEventListener("beforeunload", (event) => {
    if (memory.size) event.preventDefault();
  });
  setInterval(() => send(), AGAIN);
  if (read(current)) show(current);
  else paint();
  send();
})();
