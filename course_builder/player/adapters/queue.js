/**
 * The events that the service has not acknowledged yet. They live in the browser's own
 * database, one database an owner (issuer and account), so that another account on this
 * browser neither sees nor sends them; where the browser denies it, in the page's history
 * entry, which survives a reload but not the closing of the page.
 *
 * @typedef {object} PlayerEvent
 * @property {string} id
 * @property {"viewed" | "answered" | "hinted" | "started" | "chose" | "submitted"} kind
 * @property {string} at  UTC, ISO 8601
 * @property {string} activity  of a view: the page
 * @property {string} [question]  of a quiz
 * @property {import("../adapter.js").Answer | import("../adapter.js").Answers} [answer]
 *   what is handed in is by name
 *
 * @typedef {object} QueuedEvent
 * @property {string} attempt
 * @property {PlayerEvent} event
 *
 * @typedef {object} Queue
 * @property {boolean} isDurable
 * @property {(entry: QueuedEvent) => Promise<void>} add
 * @property {() => Promise<QueuedEvent[]>} all  oldest first
 * @property {(ids: ReadonlySet<string>) => Promise<void>} remove  by event id
 */

const EVENTS = "events";

/**
 * @param {Window} window
 * @param {string} owner
 * @returns {Promise<Queue>}
 */
export async function openQueue(window, owner) {
  const inPage = pageQueue(window, owner);
  let database;
  try {
    database = await openDatabase(window, `player ${owner}`);
  } catch {
    return inPage; // Denied, as in a frame of another site: the learner is told.
  }
  const durable = databaseQueue(database);
  return {
    isDurable: true,
    add: (entry) => durable.add(entry).catch(() => inPage.add(entry)), // The disk is full.
    all: async () => [...(await durable.all()), ...(await inPage.all())],
    async remove(ids) {
      await durable.remove(ids);
      await inPage.remove(ids);
    },
  };
}

/**
 * @param {Window} window
 * @param {string} owner
 * @returns {Queue}
 */
export function pageQueue(window, owner) {
  const { history } = window;
  /** @type {QueuedEvent[]} */
  let entries = history.state?.owner === owner ? (history.state.queue ?? []) : [];
  function keep() {
    if (!entries.length && !history.state?.queue) return;
    history.replaceState({ ...history.state, owner, queue: entries }, "");
  }
  // Each history entry has a state of its own: the newest queue follows the learner.
  window.addEventListener("popstate", keep);
  return {
    isDurable: false,
    async add(entry) {
      entries = [...entries, entry];
      keep();
    },
    all: async () => entries,
    async remove(ids) {
      entries = entries.filter(({ event }) => !ids.has(event.id));
      keep();
    },
  };
}

/**
 * @param {Window} window
 * @param {string} name
 * @returns {Promise<IDBDatabase>}
 */
function openDatabase(window, name) {
  return new Promise((resolve, reject) => {
    const request = window.indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(EVENTS, { autoIncrement: true });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * @param {IDBDatabase} database
 * @returns {Queue}
 */
function databaseQueue(database) {
  /**
   * @param {IDBTransactionMode} mode
   * @param {(events: IDBObjectStore) => void} work
   * @returns {Promise<void>}
   */
  function transact(mode, work) {
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(EVENTS, mode, { durability: "strict" });
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
      work(transaction.objectStore(EVENTS));
    });
  }
  return {
    isDurable: true,
    add: (entry) => transact("readwrite", (events) => void events.add(entry)),
    async all() {
      /** @type {QueuedEvent[]} */
      let entries = [];
      await transact("readonly", (events) => {
        const request = events.getAll();
        request.onsuccess = () => {
          entries = request.result;
        };
      });
      return entries;
    },
    remove(ids) {
      return transact("readwrite", (events) => {
        const request = events.openCursor();
        request.onsuccess = () => {
          const cursor = request.result;
          if (!cursor) return;
          if (ids.has(cursor.value.event.id)) cursor.delete();
          cursor.continue();
        };
      });
    },
  };
}
