/**
 * Putting in order: two buttons for each item, so that it goes without a mouse. Whoever
 * moves an item keeps the focus on its button, and hears the new place.
 */

import { items } from "./answer_form.js";
import { element } from "./dom.js";

/**
 * @typedef {import("./strings.js").Strings} Strings
 */

/**
 * @param {HTMLElement} section
 * @param {Strings} strings
 */
export function mountOrder(section, strings) {
  const list = section.querySelector("[data-slot=items]");
  if (!list) return;
  const live = element("p", { class: "hidden", "aria-live": "polite" });
  list.after(live);
  for (const item of items(section)) {
    const name = itemName(item);
    const buttons = element("span", { class: "moves" });
    for (const step of [-1, 1]) {
      const label = step < 0 ? strings.moveUp(name) : strings.moveDown(name);
      const button = element("button", { type: "button", "aria-label": label }, step < 0 ? "↑" : "↓");
      button.addEventListener("click", () => {
        const place = move(section, item, step);
        if (!place) return;
        live.textContent = strings.movedTo(name, place, items(section).length);
        button.focus();
        list.dispatchEvent(new Event("change", { bubbles: true }));
      });
      buttons.append(button);
    }
    item.append(buttons);
  }
  markEnds(section);
}

/**
 * The first item cannot go up: its button says so, but stays within reach, since a button
 * that is disabled under someone's finger loses the focus.
 *
 * @param {ParentNode} section
 */
export function markEnds(section) {
  const all = items(section);
  all.forEach((item, index) => {
    const [up, down] = item.querySelectorAll("button");
    up?.setAttribute("aria-disabled", String(index === 0));
    down?.setAttribute("aria-disabled", String(index === all.length - 1));
  });
}

/**
 * @param {ParentNode} section
 * @param {HTMLElement} item
 * @param {number} step
 * @returns {number} its new place, from 1; 0 where it has not moved
 */
function move(section, item, step) {
  const all = items(section);
  const to = all.indexOf(item) + step;
  const other = all[to];
  if (!other) return 0;
  if (step < 0) other.before(item);
  else other.after(item);
  markEnds(section);
  return to + 1;
}

/** @param {HTMLElement} item */
function itemName(item) {
  return (item.firstElementChild?.textContent ?? "").replace(/\s+/g, " ").trim();
}
