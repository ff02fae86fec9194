/**
 * Asks for the state of the course several times a second: shows its findings above the
 * course and in the activities that they are about, and opens the page again, at the same
 * place, where there is a newer build. What was answered is kept by the player.
 */
"use strict";

(() => {
  const INTERVAL = 300;
  const LOST_INTERVAL = 2000;
  const SCROLL = `preview scroll ${location.pathname}`;

  const panel = document.createElement("aside");
  panel.className = "preview";
  let state = null;
  let drawn = "";
  let version = null;

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  /** The id of the page that is shown; the player keeps it in the address. */
  function currentPage() {
    return decodeURIComponent(location.hash.slice(1)) || "index";
  }

  /** A sentence: its first letter becomes a capital, what stands in backticks code. */
  function sentence(text) {
    const parts = `${text.charAt(0).toUpperCase()}${text.slice(1)}.`.split("`");
    return parts.map((part, at) => (at % 2 ? element("code", {}, part) : part));
  }

  function link({ page, activity, place }) {
    const attributes = { href: `#${page}`, "data-page": page };
    if (activity) attributes["data-anchor"] = activity;
    return element("a", attributes, place);
  }

  function findingBox(finding, isLinked) {
    const { code, severity, word, place, message, hint, page, line } = finding;
    const where = isLinked && page ? link(finding) : place;
    const head = element("p", {}, element("strong", {}, `${word} ${code}`), " · ", where);
    const box = element("div", { class: `preview-finding ${severity}` }, head);
    box.append(element("p", {}, ...sentence(message)));
    const [before, marked, after] = line;
    if (before || marked || after) {
      const mark = element("mark", {}, marked);
      box.append(element("pre", {}, element("code", {}, before, mark, after)));
    }
    box.append(element("p", {}, ...sentence(hint)));
    return box;
  }

  function group(heading, findings) {
    if (!findings.length) return [];
    const items = findings.map((finding) => element("li", {}, findingBox(finding, true)));
    return [element("h2", {}, heading), element("ul", {}, ...items)];
  }

  function draw() {
    if (!state) return;
    const page = currentPage();
    const key = JSON.stringify([page, state.findings, state.summary, state.count]);
    if (key !== drawn) {
      drawn = key;
      drawPanel(page);
    }
    drawInPage(page);
  }

  function drawPanel(page) {
    const { findings, summary, heading, here, elsewhere, count } = state;
    panel.setAttribute("aria-label", heading);
    if (!count) {
      panel.replaceChildren(element("p", { role: "status" }, summary));
      return;
    }
    const errors = findings.some(({ severity }) => severity === "error");
    const old = panel.querySelector("details");
    const details = element("details", {});
    // It opens by itself where errors have come, and otherwise stays as the author left it.
    details.open = (old?.open ?? false) || (errors && !old?.dataset.errors);
    if (errors) details.dataset.errors = "yes";
    const isHere = (finding) => finding.page === page;
    const list = element(
      "div",
      { class: "list", tabindex: "0", role: "region", "aria-label": heading },
      ...group(here, findings.filter(isHere)),
      ...group(elsewhere, findings.filter((finding) => !isHere(finding))),
    );
    const words = element("span", { role: "status" }, `${heading}: ${count}. ${summary}`);
    details.append(element("summary", {}, words), list);
    panel.replaceChildren(details);
  }

  /** Put findings into the activities of this page, and take away those that are over. */
  function drawInPage(page) {
    const wanted = new Map();
    for (const finding of state.findings) {
      if (finding.page !== page || !finding.activity) continue;
      const section = document.querySelector(
        `#player [data-activity="${CSS.escape(finding.activity)}"]`,
      );
      if (section) wanted.set(section, [...(wanted.get(section) ?? []), finding]);
    }
    for (const old of document.querySelectorAll("#player .preview-here")) {
      const findings = wanted.get(old.parentElement);
      if (old.dataset.key === JSON.stringify(findings)) wanted.delete(old.parentElement);
      else old.remove();
    }
    for (const [section, findings] of wanted) {
      const boxes = findings.map((finding) => findingBox(finding, false));
      const here = element("div", { class: "preview-here" }, ...boxes);
      here.dataset.key = JSON.stringify(findings);
      section.prepend(here);
    }
  }

  function kept(name) {
    try {
      return sessionStorage.getItem(name);
    } catch {
      return null; // Denied: the page is shown from its top.
    }
  }

  function keep(name, value) {
    try {
      if (value === null) sessionStorage.removeItem(name);
      else sessionStorage.setItem(name, value);
    } catch {
      // Denied: the page is shown from its top.
    }
  }

  /** Where the page was opened again, it is shown where it was. */
  function restoreScroll() {
    const scroll = kept(SCROLL);
    if (scroll === null || !document.querySelector("#player :is(h1, h2)")) return;
    keep(SCROLL, null);
    requestAnimationFrame(() => window.scrollTo(0, Number(scroll)));
  }

  async function ask() {
    let pause = INTERVAL;
    try {
      const response = await fetch("state", { cache: "no-store" });
      const next = await response.json();
      if (version === null) version = document.documentElement.dataset.version ?? next.version;
      state = next;
      if (next.version !== version) {
        keep(SCROLL, String(window.scrollY));
        location.reload();
        return;
      }
      draw();
    } catch {
      pause = LOST_INTERVAL;
      if (state) panel.replaceChildren(element("p", { role: "alert" }, state.lost));
      drawn = "";
    }
    setTimeout(ask, pause);
  }

  document.body.prepend(panel);
  const player = document.getElementById("player");
  if (player) {
    new MutationObserver(() => {
      restoreScroll();
      draw();
    }).observe(player, { childList: true, subtree: true });
  }
  void ask();
})();
