/* Mark by keyboard, and save the draft by itself; without this the buttons do the same. */
"use strict";
(() => {
  const form = document.getElementById("rubric");
  const saved = document.getElementById("saved");
  const count = document.getElementById("count");
  if (!(form instanceof HTMLFormElement) || !saved || !count) return;
  const PAUSE = 1500;
  const fieldsets = [...form.querySelectorAll("fieldset")];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let isLeaving = false;

  const tell = () => {
    const done = fieldsets.filter((one) => one.querySelector("input:checked")).length;
    const words = form.dataset["count"] ?? "";
    count.textContent = words.replace("{done}", String(done)).replace("{all}", String(fieldsets.length));
  };

  const keep = async () => {
    clearTimeout(timer);
    if (isLeaving) return;
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) body.set(name, String(value));
    body.set("do", "autosave");
    try {
      const answer = await fetch(form.action, { method: "POST", body });
      if (!answer.ok) throw new Error(String(answer.status));
      saved.textContent = (await answer.json()).saved;
    } catch {
      saved.textContent = form.dataset["failed"] ?? "";
    }
  };

  /** @param {number} step */
  const move = (step) => {
    const at = fieldsets.findIndex((one) => one.contains(document.activeElement));
    const next = fieldsets[Math.min(Math.max(at + step, 0), fieldsets.length - 1)];
    const input = next?.querySelector("input:checked") ?? next?.querySelector("input");
    if (input instanceof HTMLElement) input.focus();
    next?.scrollIntoView({ block: "center" });
  };

  /** @param {string} key */
  const choose = (key) => {
    const here =
      fieldsets.find((one) => one.contains(document.activeElement)) ??
      fieldsets.find((one) => !one.querySelector("input:checked"));
    const input = here?.querySelector(`input[value="${key}"]`);
    if (!(input instanceof HTMLInputElement)) return;
    input.checked = true;
    input.focus();
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };

  form.addEventListener("input", () => {
    tell();
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  });
  form.addEventListener("submit", () => {
    isLeaving = true;
    clearTimeout(timer);
  });
  document.addEventListener("keydown", (event) => {
    const at = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (at instanceof HTMLTextAreaElement || at instanceof HTMLSelectElement) return;
    if (/^[1-9]$/.test(event.key)) choose(event.key);
    else if (event.key === "n") move(1);
    else if (event.key === "p") move(-1);
    else if (event.key === "s") keep();
    else return;
    event.preventDefault();
  });
})();
