/**
 * Which attempt this page is about, and the token for it. The history's state outlasts a
 * reload; the tab's own storage also a crash of the page, after which Chromium gives back
 * the address without its state.
 */

/** @typedef {import("./service_api.js").Session} Session */

/** Whoever was launched last in this browser, as far as it lets us know. */
const LAST = "player owner";

/**
 * @param {Window} window
 * @param {Session} session
 * @param {string} [url]
 */
export function keepSession(window, session, url) {
  const { history } = window;
  const { attempt, token, returnUrl, owner } = session;
  history.replaceState({ ...history.state, attempt, token, returnUrl, owner }, "", url);
  try {
    const kept = JSON.stringify({ attempt, token, returnUrl, owner });
    window.sessionStorage.setItem(`attempt ${attempt}`, kept);
  } catch {
    // Where storage is denied, the history's state is all there is.
  }
}

/**
 * @param {Window} window
 * @param {string | undefined} asked  the attempt that the page is about
 * @returns {Partial<Session>}
 */
export function keptSession(window, asked) {
  const kept = window.history.state?.token ? window.history.state : keptInTab(window, asked);
  return isOvertaken(window, kept.owner) ? {} : kept;
}

/**
 * @param {Window} window
 * @param {string | undefined} asked
 * @returns {Partial<Session>}
 */
function keptInTab(window, asked) {
  try {
    return JSON.parse(window.sessionStorage.getItem(`attempt ${asked}`) ?? "{}");
  } catch {
    return {};
  }
}

/**
 * Remember who was launched; what is kept of others in this browser opens no more by going
 * back or by a reload, and what they left open is closed.
 *
 * @param {Window} window
 * @param {string} owner
 */
export function takeOver(window, owner) {
  try {
    window.localStorage.setItem(LAST, owner);
  } catch {
    // Where storage is denied, nobody is known to have been here.
  }
}

/**
 * Close this page as soon as somebody else is launched in this browser.
 *
 * @param {Window} window
 * @param {string} owner
 */
export function giveWay(window, owner) {
  const look = () => {
    if (isOvertaken(window, owner)) window.location.reload();
  };
  window.addEventListener("storage", look);
  window.addEventListener("pageshow", look); // Kept alive by the browser, and shown again.
}

/**
 * @param {Window} window
 * @param {string | undefined} owner
 */
function isOvertaken(window, owner) {
  try {
    const last = window.localStorage.getItem(LAST);
    return Boolean(owner && last && last !== owner);
  } catch {
    return false;
  }
}
