/* The picker without waiting: narrow the list while typing, post the answer at once. */
"use strict";
(() => {
  const answer = document.getElementById("return");
  if (answer instanceof HTMLFormElement) {
    answer.submit();
    return;
  }
  const form = document.getElementById("pick");
  const field = document.getElementById("q");
  if (!(form instanceof HTMLFormElement) || !(field instanceof HTMLInputElement)) return;
  const before = field.value.trim();

  /* A part is shown where it, or what it is a part of, bears all the words. */
  const narrow = () => {
    const text = field.value.trim().toLocaleLowerCase();
    if (text === before.toLocaleLowerCase()) return show(() => true);
    const words = text.split(/\s+/);
    show((/** @type {string} */ told) => words.every((word) => told.includes(word)));
  };

  const show = (/** @type {(told: string) => boolean} */ fits) => {
    for (const course of form.querySelectorAll("fieldset:not(#chosen) > details")) {
      const title = course.querySelector("summary b")?.textContent ?? "";
      let found = false;
      let module = "";
      for (const label of course.querySelectorAll("label")) {
        const inner = label.closest("details.inner");
        const own = label.textContent ?? "";
        if (!inner) module = own;
        const told = `${title} ${inner ? module : ""} ${own}`.toLocaleLowerCase();
        const ticked = label.querySelector("input")?.checked;
        label.hidden = !(fits(told) || ticked);
        found ||= !label.hidden;
      }
      for (const inner of course.querySelectorAll("details.inner"))
        inner.hidden = !inner.querySelector("label:not([hidden])");
      course.hidden = !found;
    }
  };
  field.addEventListener("input", narrow);
})();
