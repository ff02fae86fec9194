/** Making elements; a strict content security policy forbids inline styles and handlers. */

/** Milliseconds of waiting after which a word of it is due. */
export const NOTICEABLE = 400;

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | boolean | undefined>} [attributes]  false and undefined
 *   leave one out
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

/**
 * @param {string} html  sanitised when the course was built; scripts in it never run
 * @returns {DocumentFragment}
 */
export function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return document.importNode(template.content, true);
}

/** @param {string} sentence */
export function note(sentence) {
  return element("div", { class: "alert" }, element("p", {}, sentence));
}

/** @param {string} sentence */
export function attention(sentence) {
  return element("div", { class: "alert attention" }, element("p", {}, sentence));
}

/**
 * @param {ParentNode} section
 * @param {string} name
 * @returns {HTMLElement | null} a place that `renderer/` has left for the player
 */
export function slot(section, name) {
  return section.querySelector(`[data-slot="${name}"]`);
}

/**
 * @param {ParentNode} section
 * @param {string} action
 * @returns {HTMLElement | null}
 */
export function buttonOf(section, action) {
  return section.querySelector(`[data-action=${action}]`);
}

/**
 * Bring someone who reads or hears the page to a place that is not a control.
 *
 * @param {HTMLElement} target
 */
export function focusOn(target) {
  if (!target.hasAttribute("tabindex")) target.setAttribute("tabindex", "-1");
  target.focus();
}
