/** A term of the glossary opens its explanation below the paragraph that it stands in. */

import { element, fragment } from "./dom.js";

/**
 * @typedef {import("./adapter.js").Outline} Outline
 * @typedef {import("./strings.js").Strings} Strings
 */

/**
 * @param {HTMLElement} content
 * @param {Outline} outline
 * @param {Strings} strings
 */
export function mountTerms(content, outline, strings) {
  const explanations = new Map(outline.glossary);
  for (const link of content.querySelectorAll("a.term[data-term]")) {
    if (!(link instanceof HTMLAnchorElement)) continue;
    const term = link.dataset["term"] ?? "";
    const html = explanations.get(term);
    if (html === undefined) continue;
    link.setAttribute("role", "button");
    link.setAttribute("aria-expanded", "false");
    /** @type {HTMLElement | null} */
    let opened = null;
    const close = () => {
      opened?.remove();
      opened = null;
      link.setAttribute("aria-expanded", "false");
    };
    const toggle = () => {
      if (opened) {
        close();
        return;
      }
      opened = explanation(term, html, strings, () => {
        close();
        link.focus();
      });
      const block = link.closest(BLOCKS) ?? link;
      if (block.matches(HOLDERS)) block.append(opened);
      else block.after(opened);
      link.setAttribute("aria-expanded", "true");
    };
    link.addEventListener("click", (event) => {
      event.preventDefault();
      event.stopPropagation();
      toggle();
    });
    link.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && opened) close();
      if (event.key !== " ") return;
      event.preventDefault(); // A button answers to Space, and a page would scroll.
      toggle();
    });
  }
}

const HOLDERS = "li, dd, td, th";
const BLOCKS = `p, h1, h2, h3, label, ${HOLDERS}`;

/**
 * @param {string} term
 * @param {string} html
 * @param {Strings} strings
 * @param {() => void} close
 */
function explanation(term, html, strings, close) {
  const button = element("button", { type: "button" }, strings.closeTerm);
  button.addEventListener("click", close);
  const box = element("div", { class: "alert", role: "note", "aria-label": term });
  box.append(element("p", {}, element("b", {}, term)), fragment(html));
  box.append(element("p", {}, button));
  return box;
}

/**
 * @param {Outline} outline
 * @param {Strings} strings
 * @returns {HTMLElement} all terms, in the order of the alphabet
 */
export function glossaryPage(outline, strings) {
  const list = element("dl");
  const { compare } = new Intl.Collator(outline.language);
  const terms = [...outline.glossary].sort(([a], [b]) => compare(a, b));
  for (const [term, html] of terms) {
    const meaning = element("dd");
    meaning.append(fragment(html));
    list.append(element("dt", {}, term), meaning);
  }
  return element("div", {}, element("h1", {}, strings.glossary), list);
}
