/* A page of help: show the sections whose heading bears all the words typed. */
"use strict";
(() => {
  const field = document.getElementById("q");
  const search = document.getElementById("search");
  const none = document.getElementById("none");
  if (!(field instanceof HTMLInputElement) || !search || !none) return;
  search.hidden = false;
  field.addEventListener("input", () => {
    const words = field.value.trim().toLocaleLowerCase().split(/\s+/);
    let found = false;
    for (const link of document.querySelectorAll("#contents a")) {
      const title = (link.textContent ?? "").toLocaleLowerCase();
      const fits = words.every((word) => title.includes(word));
      const section = document.getElementById((link.getAttribute("href") ?? "").slice(1));
      if (link.parentElement) link.parentElement.hidden = !fits;
      if (section) section.hidden = !fits;
      found ||= fits;
    }
    none.hidden = found;
  });
})();
