/** The player: shows pages, keeps the place, and lets one adapter speak to the runtime. */

import { StartError } from "./adapter.js";
import { mountActivity } from "./activity.js";
import { neighbours, pageOf } from "./course.js";
import { attention, element, focusOn, fragment, NOTICEABLE } from "./dom.js";
import { glossaryPage, mountTerms } from "./glossary.js";
import { createHeader, GLOSSARY, RESULTS } from "./outline.js";
import { stringsFor } from "./strings.js";
import { summaryPage } from "./summary.js";

/**
 * @typedef {import("./adapter.js").Change} Change
 * @typedef {import("./adapter.js").Notice} Notice
 * @typedef {import("./adapter.js").RuntimeAdapter} RuntimeAdapter
 * @typedef {import("./adapter.js").Start} Start
 * @typedef {import("./strings.js").Strings} Strings
 */

/** What the learner must keep in view until it is over. */
const NOT_KEPT = new Set(["storage-denied", "no-session"]);
const TROUBLE = new Set(["waiting", "unsaved", "cut", "expired", "refused"]);
const OURS = new Set([RESULTS, GLOSSARY]);

/**
 * Begin. This is all that happens when the bundled script is loaded.
 *
 * @param {RuntimeAdapter} adapter
 * @param {Window} window
 */
export async function play(adapter, window) {
  const main = document.getElementById("player");
  if (!main) return;
  /** @type {(change: Change) => void} */
  let changed = () => {};
  let start;
  try {
    start = await adapter.start((change) => changed(change));
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    showStartError(main, error, window);
    return;
  }
  const room = createRoom(main, adapter, start, window);
  changed = room.changed;
  room.begin();
}

/**
 * @param {HTMLElement} main
 * @param {StartError} error
 * @param {Window} window
 */
function showStartError(main, error, window) {
  const strings = stringsFor(document.documentElement.lang || "id");
  const actions = element("div", { class: "actions" });
  if (error.code === "unreachable") {
    const again = element("button", { type: "button" }, strings.tryAgain);
    again.addEventListener("click", () => window.location.reload());
    window.addEventListener("online", () => window.location.reload());
    actions.append(again);
  }
  if (error.returnUrl) {
    actions.append(element("a", { href: error.returnUrl }, strings.backToLms));
  }
  const sentence = element("p", {}, strings.startErrors[error.code]);
  main.dataset["code"] = error.code;
  main.replaceChildren(
    element("div", { class: "alert attention", role: "alert" }, sentence),
    actions,
  );
}

/**
 * @param {HTMLElement} main
 * @param {RuntimeAdapter} adapter
 * @param {Start} start
 * @param {Window} window
 */
function createRoom(main, adapter, start, window) {
  const { outline } = start;
  const { history, location } = window;
  const strings = stringsFor(outline.language);
  const header = createHeader(outline, adapter, strings);
  const content = element("div", { class: "content" });
  const status = element("div", { role: "status" });
  /** @type {Map<string, () => void>} */
  let activities = new Map();
  let current = "";
  /** @type {Notice | null} */
  let notice = null;

  function begin() {
    document.documentElement.lang = outline.language;
    if (!document.querySelector(".skip")) {
      document.body.prepend(element("a", { class: "skip", href: "#player" }, strings.skip));
    }
    if (start.hasService) main.dataset["service"] = ""; // For what `renderer/` has in two forms.
    main.before(header.element);
    main.replaceChildren(
      ...start.circumstances
        .filter((code) => code !== "package-key")
        .map((code) => attention(strings.circumstances[code])),
      content,
    );
    document.addEventListener("click", followLink);
    window.addEventListener("popstate", () => {
      void show(placeInAddress() ?? current, { keep: "nothing", focus: true });
    });
    const place = placeInAddress() ?? start.place;
    void show(place, { keep: "replace", focus: false });
  }

  /** @returns {string | null} the page that the history or the address names, if any */
  function placeInAddress() {
    const named = [history.state?.page, decodeURIComponent(location.hash.slice(1))];
    return named.find((id) => OURS.has(id) || pageOf(outline, id)) ?? null;
  }

  /**
   * Links within the course must not change the address by themselves: the place lives
   * in the history's state, and so may the service's token.
   *
   * @param {MouseEvent} event
   */
  function followLink(event) {
    const target = event.target instanceof Element ? event.target : null;
    const link = target?.closest("a");
    const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
    if (!link?.getAttribute("href")?.startsWith("#") || !plain) return;
    event.preventDefault();
    const { page, anchor } = link.dataset;
    if (page === undefined) focusAnchor(decodeURIComponent(link.hash.slice(1)));
    else void show(page, { keep: "push", focus: true, anchor });
  }

  /** @param {string | undefined} id */
  function focusAnchor(id) {
    const target = id ? document.getElementById(id) : null;
    if (!target) return false;
    target.scrollIntoView();
    focusOn(target);
    return true;
  }

  /**
   * @param {string} page
   * @param {{keep: "push" | "replace" | "nothing", focus: boolean, anchor?: string}} how
   */
  async function show(page, how) {
    current = page;
    main.setAttribute("aria-busy", "true");
    const slow = setTimeout(() => {
      status.replaceChildren(element("p", { class: "small" }, strings.loading));
    }, NOTICEABLE);
    let html = "";
    try {
      if (!OURS.has(page)) ({ html } = await adapter.page(page));
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      if (current === page) showFailure(page, how, error);
      return;
    } finally {
      clearTimeout(slow);
    }
    if (current !== page) return; // Another page was asked for meanwhile.
    if (page === RESULTS) showResults();
    else if (page === GLOSSARY) showGlossary();
    else showPage(page, html);
    arrive(page, how);
    if (!OURS.has(page)) await adapter.view(page);
    header.update(current);
    prefetch(page);
  }

  /**
   * @param {string} page
   * @param {{keep: "push" | "replace" | "nothing", focus: boolean, anchor?: string}} how
   */
  function arrive(page, { keep, focus, anchor }) {
    main.removeAttribute("aria-busy");
    const state = { ...history.state, page };
    if (keep === "push") history.pushState(state, "", `#${page}`);
    if (keep === "replace") history.replaceState(state, "", `#${page}`);
    const title = titleOf(page);
    document.title = `${title ?? ""} · ${outline.title}`;
    header.update(page);
    if (!focus || focusAnchor(anchor)) return;
    window.scrollTo(0, 0);
    const heading = content.querySelector("h1, h2");
    focusOn(heading instanceof HTMLElement ? heading : content);
  }

  /** @param {string} page */
  function titleOf(page) {
    if (page === RESULTS) return strings.results;
    return page === GLOSSARY ? strings.glossary : pageOf(outline, page)?.title;
  }

  /**
   * @param {string} page
   * @param {string} html
   */
  function showPage(page, html) {
    content.replaceChildren(fragment(html), nextStep(page));
    mountTerms(content, outline, strings);
    activities = new Map();
    for (const section of content.querySelectorAll("[data-activity]")) {
      if (!(section instanceof HTMLElement)) continue;
      const id = section.dataset["activity"] ?? "";
      const activity = outline.activities[id];
      if (!activity) continue;
      const draw = mountActivity(section, activity, adapter, strings, start.hasService);
      activities.set(id, draw);
    }
  }

  function showGlossary() {
    activities = new Map();
    content.replaceChildren(glossaryPage(outline, strings), element("div", { class: "next" }, status));
    drawNotice();
  }

  function showResults() {
    activities = new Map();
    const page = summaryPage(outline, adapter, strings, {
      returnUrl: start.returnUrl,
      isSaved:
        !start.circumstances.some((code) => NOT_KEPT.has(code)) &&
        !TROUBLE.has(notice?.code ?? ""),
      keyIsHere: start.circumstances.includes("package-key"),
      hasService: start.hasService,
    });
    content.replaceChildren(page, element("div", { class: "next" }, status));
    drawNotice();
  }

  /** @param {string} page */
  function nextStep(page) {
    const { previous, next } = neighbours(outline, page);
    const [to, words] = next
      ? [next.id, strings.next(next.title)]
      : [RESULTS, strings.toResults];
    const actions = element(
      "div",
      { class: "actions" },
      element("a", { class: "button primary", href: `#${to}`, "data-page": to }, words),
    );
    if (previous) {
      const back = { href: `#${previous.id}`, "data-page": previous.id };
      actions.append(element("a", back, strings.back));
    }
    if (notice && !TROUBLE.has(notice.code)) notice = null;
    drawNotice();
    return element("div", { class: "next" }, actions, status);
  }

  /**
   * @param {string} page
   * @param {{keep: "push" | "replace" | "nothing", focus: boolean, anchor?: string}} how
   * @param {StartError} error
   */
  function showFailure(page, how, { code, returnUrl }) {
    main.removeAttribute("aria-busy");
    const isLost = code === "unreachable";
    const again = element("button", { type: "button", class: "primary" }, strings.tryAgain);
    again.addEventListener("click", () => void show(page, how));
    const alert = attention(isLost ? strings.pageFailed : strings.startErrors[code]);
    alert.setAttribute("role", "alert");
    const actions = element("div", { class: "actions" }, again);
    if (returnUrl) actions.append(element("a", { href: returnUrl }, strings.backToLms));
    drawNotice();
    content.replaceChildren(alert, actions, status);
    again.focus();
  }

  /** @param {string} page  what comes next is fetched while this one is read */
  function prefetch(page) {
    const { next } = neighbours(outline, page);
    if (!next) return;
    adapter.page(next.id).catch((error) => {
      // A courtesy only: the page is asked for again, and trouble shown, when it is due.
      if (!(error instanceof StartError)) throw error;
    });
  }

  function drawNotice() {
    if (!notice) {
      status.replaceChildren();
      return;
    }
    const words = strings.notices[notice.code](notice.at ?? new Date());
    if (!TROUBLE.has(notice.code)) {
      status.replaceChildren(element("p", { class: "small" }, words));
      return;
    }
    const alert = attention(words);
    if (notice.code !== "waiting" && start.returnUrl) {
      const back = element("a", { href: start.returnUrl }, strings.backToLms);
      alert.append(element("p", {}, back));
    }
    status.replaceChildren(alert);
  }

  /** @param {Change} change */
  function changed(change) {
    if (change.activity) activities.get(change.activity)?.();
    const isOld = change.notice?.code === notice?.code && TROUBLE.has(notice?.code ?? "");
    if (change.notice && !isOld) {
      notice = change.notice;
      drawNotice();
    }
    if (current) header.update(current);
    if (current === RESULTS && change.activity) showResults();
  }

  return { begin, changed };
}
