/** How much time is left: read at leisure, announced twice, over at nought. */

import { element } from "./dom.js";

/**
 * @typedef {import("./quiz_strings.js").QuizStrings} QuizStrings
 */

const LAST_MINUTES = 5;
const ANNOUNCED = [5, 1];
const HALF_MINUTE = 30_000;
const MINUTE = 60_000;

/**
 * @param {number} deadline  milliseconds since 1970
 * @param {QuizStrings} words
 * @param {() => void} over
 */
export function mountClock(deadline, words, over) {
  const line = element("p", { class: "clock" });
  const live = element("p", { class: "hidden", "aria-live": "polite" });
  const box = element("div", {}, line, live);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let isStopped = false;
  let before = Number.POSITIVE_INFINITY;

  function tick() {
    const left = deadline - Date.now();
    if (isStopped) return;
    if (left <= 0) {
      line.textContent = "";
      over();
      return;
    }
    const step = left <= LAST_MINUTES * MINUTE ? HALF_MINUTE : MINUTE;
    // Rounded up: what is said to be left is never less than what is there.
    const shown = Math.ceil(left / step) * step;
    line.textContent = words.timeLeft(Math.floor(shown / MINUTE), (shown % MINUTE) / 1000);
    for (const minutes of ANNOUNCED) {
      if (before > minutes * MINUTE && left <= minutes * MINUTE) {
        live.textContent = words.timeSoon(minutes);
      }
    }
    before = left;
    // A page in the background runs late; the next tick then says what is true.
    timer = setTimeout(tick, left - (shown - step) + 1);
  }

  tick();
  return {
    element: box,
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
