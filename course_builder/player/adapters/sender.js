/** Sends the queue in batches, with back-off, until the service has acknowledged it all. */

import { CallError } from "./service_api.js";

/**
 * @typedef {import("./queue.js").PlayerEvent} PlayerEvent
 * @typedef {import("./queue.js").Queue} Queue
 * @typedef {import("./queue.js").QueuedEvent} QueuedEvent
 * @typedef {import("./service_api.js").ServiceApi} ServiceApi
 *
 * @typedef {"sent" | "waiting" | "expired" | "refused"} Outcome
 *
 * @typedef {object} Sender
 * @property {() => Promise<Outcome>} flush  resolves when all is sent or this try is over
 */

const LARGEST_BATCH = 100;
const MOST_CHARACTERS = 100_000; // At most 2 bytes each here, and 256 KiB a batch.
const FIRST_WAIT = 2;
const LONGEST_WAIT = 60;

/**
 * @param {Queue} queue
 * @param {ServiceApi} api
 * @param {(attempt: string, events: PlayerEvent[], reply: any) => void} acknowledged
 * @param {() => Promise<void>} drained  what is done before the try is over
 * @param {(outcome: Outcome) => void} tried
 * @returns {Sender}
 */
export function createSender(queue, api, acknowledged, drained, tried) {
  /** @type {Promise<Outcome> | null} */
  let running = null;
  let isAskedAgain = false;
  let failures = 0;
  let largest = LARGEST_BATCH;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** Milliseconds since 1970 until which the service asked to be left alone. */
  let notBefore = 0;
  /** Events that the service refuses now; kept in the queue for the next launch. */
  const refused = new Set();

  /** @returns {Promise<Outcome>} */
  async function drain() {
    if (Date.now() < notBefore) return "waiting";
    for (;;) {
      const waiting = (await queue.all()).filter(({ event }) => !refused.has(event.id));
      const [first] = waiting;
      if (!first) return refused.size ? "refused" : "sent";
      const batch = batchOf(waiting, first.attempt, largest);
      const events = batch.map(({ event }) => event);
      try {
        const path = `/api/attempts/${encodeURIComponent(first.attempt)}/events`;
        const reply = await api.post(path, { events });
        await queue.remove(new Set(events.map(({ id }) => id)));
        acknowledged(first.attempt, events, reply);
        failures = 0;
      } catch (error) {
        if (!(error instanceof CallError)) throw error;
        if (error.code === "expired") return "expired";
        if (error.code === "unreachable") {
          tryLater(error.retryAfter);
          return "waiting";
        }
        // One event that cannot be taken must not hold up the others.
        if (events.length > 1) largest = Math.ceil(events.length / 2);
        else refused.add(first.event.id);
      }
    }
  }

  /** @param {number} asked  seconds */
  function tryLater(asked) {
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** failures);
    failures += 1;
    // Spread, so that a room full of learners does not come back in one moment.
    const seconds = Math.max(asked, wait * (0.5 + Math.random() / 2));
    notBefore = asked ? Date.now() + asked * 1000 : 0;
    clearTimeout(timer);
    timer = setTimeout(() => {
      notBefore = 0; // Timers may be early by less than the clock shows.
      void flush();
    }, seconds * 1000);
  }

  async function run() {
    /** @type {Outcome} */
    let outcome;
    do {
      isAskedAgain = false;
      outcome = await drain();
      await drained();
    } while (isAskedAgain && outcome !== "expired");
    running = null;
    tried(outcome);
    return outcome;
  }

  function flush() {
    isAskedAgain = true;
    running ??= run();
    return running;
  }

  return { flush };
}

/**
 * @param {QueuedEvent[]} waiting
 * @param {string} attempt
 * @param {number} largest
 */
function batchOf(waiting, attempt, largest) {
  let characters = 0;
  const batch = [];
  for (const entry of waiting) {
    if (entry.attempt !== attempt) continue;
    characters += JSON.stringify(entry.event).length;
    if (batch.length === largest || (batch.length && characters > MOST_CHARACTERS)) break;
    batch.push(entry);
  }
  return batch;
}
