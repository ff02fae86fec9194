/**
 * What the player needs from the system that launched it. One adapter per runtime
 * implements this; nothing else in the player knows the runtime. The documents are those
 * of `model/document.py` and of the service's API.
 *
 * @typedef {string | string[]} Answer  ids of the chosen options, or what was typed
 *
 * @typedef {object} OutlineModule
 * @property {string} id
 * @property {string} title
 * @property {number} minutes
 * @property {boolean} optional
 * @property {string[]} pages
 *
 * @typedef {object} OutlinePage
 * @property {string} id
 * @property {string} key  eight letters that stand for the id in a saved state
 * @property {string} title
 * @property {string} module
 * @property {string[]} activities
 *
 * @typedef {object} OutlineActivity
 * @property {string} key
 * @property {string} kind
 * @property {string} type  choice, boolean, multiple, number or text
 * @property {string} title
 * @property {number} points
 * @property {number} hintCost
 * @property {number} attempts
 * @property {boolean} required
 * @property {number} hints
 * @property {string[]} competencies
 * @property {[string, string][]} options
 *
 * @typedef {object} Outline
 * @property {number} format
 * @property {string} id
 * @property {string} title
 * @property {string} language
 * @property {string} version
 * @property {number} pass
 * @property {OutlineModule[]} modules
 * @property {OutlinePage[]} pages
 * @property {Record<string, OutlineActivity>} activities
 *
 * @typedef {object} Feedback
 * @property {boolean} right
 * @property {boolean} closed
 * @property {Record<string, string>} options
 * @property {string} text
 * @property {string} explanation
 * @property {Answer} key
 *
 * @typedef {object} ActivityView  what the learner sees of an activity
 * @property {number} tries
 * @property {number} hints
 * @property {number | null} best
 * @property {boolean} right
 * @property {boolean} closed
 * @property {Answer} answer
 * @property {Feedback | null} feedback
 * @property {string[]} hintTexts
 * @property {boolean} [waiting]  an answer or a hint is on its way to the service
 *
 * @typedef {object} CourseProgress
 * @property {number} pages
 * @property {number} pagesViewed
 * @property {number} activities
 * @property {number} activitiesDone
 * @property {number} given
 * @property {number} maximum
 * @property {boolean} complete
 * @property {boolean | null} passed
 *
 * @typedef {object} Notice  a sentence on saving; its words are in `strings.js`
 * @property {"saved" | "sent" | "waiting" | "unsaved" | "expired" | "refused"} code
 * @property {Date} [at]
 *
 * @typedef {object} Change
 * @property {string} [activity]  the activity that has changed
 * @property {Notice} [notice]
 *
 * @typedef {"practice" | "storage-denied" | "review" | "queue-in-page" | "package-key"}
 *   Circumstance  what the learner must know about this place, shown above the page
 *
 * @typedef {object} Start
 * @property {Outline} outline
 * @property {string} place  id of the page to begin on
 * @property {Circumstance[]} circumstances
 * @property {string | null} returnUrl  where "back to the LMS" leads, if anywhere
 *
 * @typedef {object} RuntimeAdapter
 * @property {(changed: (change: Change) => void) => Promise<Start>} start  connects;
 *   rejects with a `StartError`
 * @property {(page: string) => Promise<string>} page  the HTML of a page
 * @property {(page: string) => Promise<void>} view  records that a page is shown
 * @property {() => ReadonlySet<string>} viewed
 * @property {(activity: string) => ActivityView} activity
 * @property {(activity: string, answer: Answer) => Promise<void>} answer  rejects with
 *   an `AnswerError`
 * @property {(activity: string) => Promise<void>} hint
 * @property {() => CourseProgress} progress
 */

/** An answer does not have the form its question asks for. */
export class AnswerError extends Error {
  /** @param {string} code  `too-long` or `malformed` */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** The course cannot begin; the code names the sentence that says what to do. */
export class StartError extends Error {
  /**
   * @param {"no-token" | "expired" | "unreachable" | "refused" | "broken"} code
   * @param {string | null} [returnUrl]
   */
  constructor(code, returnUrl = null) {
    super(code);
    this.code = code;
    this.returnUrl = returnUrl;
  }
}

/** @type {ActivityView} */
export const UNTOUCHED = Object.freeze({
  tries: 0,
  hints: 0,
  best: null,
  right: false,
  closed: false,
  answer: [],
  feedback: null,
  hintTexts: [],
});
