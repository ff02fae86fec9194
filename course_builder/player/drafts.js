/**
 * What is written and not handed in yet. It outlasts a change of page and a reload, in the
 * tab's own storage: nobody who comes to this browser later finds it there.
 */

/**
 * @typedef {import("./adapter.js").Answers} Answers
 * @typedef {import("./adapter.js").Drafts} Drafts
 */

/**
 * @param {Window} window
 * @param {() => string} owner  the course and the account, asked for when it is needed
 * @returns {Drafts}
 */
export function draftsIn(window, owner) {
  /** @type {Map<string, Answers>} for where storage is denied or full */
  const inPage = new Map();

  /** @param {string} name */
  const keyOf = (name) => `draft ${owner()} ${name}`;

  return {
    read(name) {
      const kept = inPage.get(name);
      if (kept) return kept;
      try {
        return JSON.parse(window.sessionStorage.getItem(keyOf(name)) ?? "null");
      } catch {
        return null; // Denied.
      }
    },

    keep(name, answers) {
      if (answers) inPage.set(name, answers);
      else inPage.delete(name);
      try {
        if (answers) window.sessionStorage.setItem(keyOf(name), JSON.stringify(answers));
        else window.sessionStorage.removeItem(keyOf(name));
      } catch {
        // Denied or full: until the page is closed it is kept here.
      }
    },
  };
}
