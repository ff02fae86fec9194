/**
 * Which attempt this page is about, and the token for it. The history's state outlasts a
 * reload; the tab's own storage also a crash of the page, after which Chromium gives back
 * the address without its state.
 */

/** @typedef {import("./service_api.js").Session} Session */

/**
 * @param {Window} window
 * @param {Session} session
 * @param {string} [url]
 */
export function keepSession(window, session, url) {
  const { history } = window;
  const { attempt, token, returnUrl } = session;
  history.replaceState({ ...history.state, attempt, token, returnUrl }, "", url);
  try {
    const kept = JSON.stringify({ attempt, token, returnUrl });
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
  if (window.history.state?.token) return window.history.state;
  try {
    return JSON.parse(window.sessionStorage.getItem(`attempt ${asked}`) ?? "{}");
  } catch {
    return {};
  }
}
