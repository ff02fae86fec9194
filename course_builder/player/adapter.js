/**
 * What the player needs from the system that launched it. One adapter per runtime
 * implements this; nothing else in the player knows the runtime. The documents are those
 * of `model/document.py` and of the service's API.
 *
 * @typedef {string | string[]} Answer  ids of the chosen options, items in the learner's
 *   order, the partner of each left item or the text of each gap ("" for none), or what
 *   was typed
 * @typedef {Record<string, Answer>} Answers  what is handed in, by name or item id
 *
 * @typedef {object} OutlineModule
 * @property {string} id
 * @property {string} title
 * @property {number} minutes
 * @property {boolean} optional
 * @property {string[]} pages
 * @property {string[]} prerequisites  ids of modules that come first
 *
 * @typedef {object} OutlinePage
 * @property {string} id
 * @property {string} key  eight letters that stand for the id in a saved state
 * @property {string} title
 * @property {string} module
 * @property {string[]} activities
 *
 * @typedef {object} OutlineCommon  what all activities have
 * @property {string} key
 * @property {string} title
 * @property {number} points
 * @property {boolean} required
 * @property {boolean} graded  whether its points count at once
 * @property {string[]} competencies
 *
 * @typedef {object} QuestionFields
 * @property {"question"} kind
 * @property {string} type  choice, boolean, multiple, number, text, order, match, gaps, long
 * @property {number} hintCost
 * @property {number} attempts
 * @property {number} hints
 * @property {[string, string][]} options  options, items or partners as learners find them
 * @property {string[]} [left]  what is to be matched
 * @property {string[]} [tags]
 * @property {string[]} [levels]  of an open answer with a rubric, like the next
 * @property {string[]} [criteria]
 * @property {number[]} [requiredCriteria]
 *
 * @typedef {object} QuizFields
 * @property {"quiz"} kind
 * @property {"practice" | "pretest" | "posttest" | "exam"} role
 * @property {[string, number][]} draws  tag ("" for any) and count; empty: all are asked
 * @property {number} attempts  runs; 0 for no limit
 * @property {number | null} pass
 * @property {boolean} shuffle
 * @property {"immediate" | "after" | "never"} feedback
 * @property {number | null} minutes
 *
 * @typedef {object} ScenarioFields
 * @property {"scenario"} kind
 * @property {number} rounds
 * @property {number | null} pass
 *
 * @typedef {object} AssignmentFields
 * @property {"assignment"} kind
 * @property {string[]} submit
 * @property {string[]} accept
 * @property {number} maxMb
 * @property {string} assessor
 * @property {number | null} dueDays
 * @property {string[]} levels
 * @property {string[]} criteria
 * @property {number[]} requiredCriteria
 *
 * @typedef {object} SurveyItem
 * @property {string} id
 * @property {"scale" | "text" | "choice" | "multiple"} type
 * @property {string} text
 * @property {boolean} required
 * @property {boolean} reverse
 * @property {number} low
 * @property {number} high
 * @property {string} lowLabel
 * @property {string} highLabel
 * @property {[string, string][]} options
 *
 * @typedef {object} SurveyFields
 * @property {"survey"} kind
 * @property {string} level
 * @property {boolean} anonymous
 * @property {number | null} afterDays
 * @property {string[]} audience
 * @property {SurveyItem[]} items
 *
 * @typedef {object} DiscussionFields
 * @property {"discussion"} kind
 * @property {string} forum
 *
 * @typedef {OutlineCommon & QuestionFields} OutlineQuestion
 * @typedef {OutlineCommon & QuizFields} OutlineQuiz
 * @typedef {OutlineCommon & ScenarioFields} OutlineScenario
 * @typedef {OutlineCommon & AssignmentFields} OutlineAssignment
 * @typedef {OutlineCommon & SurveyFields} OutlineSurvey
 * @typedef {OutlineCommon & DiscussionFields} OutlineDiscussion
 * @typedef {OutlineQuestion | OutlineQuiz | OutlineScenario | OutlineAssignment
 *   | OutlineSurvey | OutlineDiscussion} OutlineActivity
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
 * @property {[string, string][]} glossary  term and HTML
 *
 * @typedef {object} QuizDetails  what the page of a quiz needs; comes with the page
 * @property {Record<string, OutlineQuestion & {form: string}>} questions  in source order;
 *   from the service only those of the run
 *
 * @typedef {object} ScenarioDetails
 * @property {import("./play.js").Graph} graph
 * @property {Record<string, string>} titles  by node
 * @property {Record<string, string[]>} choices  plain text by node
 * @property {Record<string, string>} texts  HTML: `<node>`, `<node>/<letter>`,
 *   `<node>/<letter>/told`, `<node>/<letter>/else`, `:debrief`
 * @property {Record<string, string>} conditions  a gate in words, by `<node>/<letter>`
 *
 * @typedef {QuizDetails | ScenarioDetails} Details
 *
 * @typedef {object} PageDocument
 * @property {string} html
 * @property {Record<string, Details>} details  by activity; only quizzes and scenarios
 *
 * @typedef {object} Feedback
 * @property {boolean} right
 * @property {boolean} closed
 * @property {Record<string, string>} options
 * @property {string} text
 * @property {string} explanation
 * @property {Answer} key
 * @property {[number, number]} share  of the second number of parts, the first is right;
 *   without partial credit all or nothing
 * @property {boolean} marked  false for an open answer, which a person marks
 * @property {boolean[]} [parts]  which gaps were right, once closed
 *
 * @typedef {object} QuestionView  what the learner sees of a question
 * @property {number} tries
 * @property {number} hints
 * @property {number | null} best
 * @property {boolean} right
 * @property {boolean} closed
 * @property {Answer} answer
 * @property {Feedback | null} feedback
 * @property {string[]} hintTexts
 * @property {MarkingView} [marking]  of an open answer
 * @property {boolean} [waiting]  an answer or a hint is on its way to the service
 *
 * @typedef {object} RunView  one run of a quiz
 * @property {boolean} submitted
 * @property {number | null} deadline  milliseconds since 1970; none for no time limit
 * @property {{id: string, options: string[]}[]} asked  questions and their options in the
 *   order of this run
 * @property {Record<string, QuestionView>} questions  by id
 * @property {number | null} given  points of the quiz that this run earned, once over
 *
 * @typedef {object} QuizView
 * @property {number} runs  begun
 * @property {number | null} left  that may still be begun; none for no limit
 * @property {number | null} best  points
 * @property {boolean | null} passed  none where the quiz has no mark of its own, or no
 *   run is over
 * @property {RunView | null} run  the latest
 * @property {number} [marking]  open answers of it that wait for a person
 * @property {boolean} [waiting]
 *
 * @typedef {object} RoundView
 * @property {string} choices  letters
 * @property {string} ending
 * @property {number | null} score
 *
 * @typedef {object} ScenarioView
 * @property {RoundView[]} rounds  the last is being played where its score is null
 * @property {number | null} best  score
 * @property {boolean | null} passed
 * @property {string} reflection
 * @property {boolean} [waiting]
 *
 * @typedef {object} HeldFile  a file that the service holds
 * @property {string} id
 * @property {string} name
 * @property {number} size  bytes
 *
 * @typedef {object} MarkingView  what a person said of an assignment or an open answer
 * @property {boolean} returned  whether it is to be handed in again
 * @property {number | null} given  points; none where it is returned
 * @property {number} maximum
 * @property {number[]} levels  of each criterion, from 1; empty where it is returned
 * @property {string[]} comments  on each criterion; may be empty
 * @property {string} comment
 * @property {number} at  milliseconds since 1970
 *
 * @typedef {object} SubmissionView
 * @property {Answers} answers  of the latest hand-in; empty for an anonymous survey
 * @property {number} times
 * @property {HeldFile[]} [files]  all that the service holds for it, handed in or not
 * @property {MarkingView} [marking]
 * @property {boolean} [waiting]
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
 * @property {boolean} [waits]  a person is to mark open answers before a pass is decided
 *
 * @typedef {object} ActivityStanding  one line of the results
 * @property {boolean} done
 * @property {number | null} given  points; none where nothing counts yet
 * @property {number} maximum  0 where it does not count
 * @property {boolean | null} passed  none where it has no mark of its own, or is not done
 *
 * @typedef {object} Notice  a sentence on saving; its words are in `strings.js`
 * @property {"saved" | "cut" | "sent" | "waiting" | "unsaved" | "expired" | "refused"} code
 *   *cut*: what counts is kept, but not all that was written
 * @property {Date} [at]
 *
 * @typedef {object} Change
 * @property {string} [activity]  the activity that has changed
 * @property {Notice} [notice]
 *
 * @typedef {"practice" | "no-session" | "storage-denied" | "review" | "queue-in-page" |
 *   "package-key"} Circumstance  what the learner must know about this place, shown above
 *   the page
 *
 * @typedef {object} Start
 * @property {Outline} outline
 * @property {string} place  id of the page to begin on
 * @property {Circumstance[]} circumstances
 * @property {string | null} returnUrl  where "back to the LMS" leads, if anywhere
 * @property {boolean} hasService  whether a service takes what is handed in
 *
 * @typedef {object} RuntimeAdapter
 * @property {(changed: (change: Change) => void) => Promise<Start>} start  connects;
 *   rejects with a `StartError`
 * @property {(page: string) => Promise<PageDocument>} page
 * @property {(page: string) => Promise<void>} view  records that a page is shown
 * @property {() => ReadonlySet<string>} viewed
 * @property {(activity: string, question?: string) => QuestionView} question  of a page,
 *   or of the latest run of a quiz
 * @property {(activity: string) => QuizView} quiz
 * @property {(activity: string) => ScenarioView} scenario
 * @property {(activity: string) => SubmissionView} submission
 * @property {(activity: string) => ActivityStanding} standing
 * @property {(activity: string) => Details} details  of a page that has been read
 * @property {(activity: string, answer: Answer, question?: string) => Promise<void>} answer
 *   rejects with an `AnswerError`
 * @property {(activity: string, question?: string) => Promise<void>} hint
 * @property {(activity: string) => Promise<void>} begin  a run of a quiz, or a round
 * @property {(activity: string, letter: string) => Promise<void>} choose  in a scenario
 * @property {(activity: string, answers?: Answers) => Promise<void>} submit  hands in the
 *   run of a quiz, an assignment, a survey, a contribution, or a scenario's reflection
 *   (`{text}`)
 * @property {() => CourseProgress} progress
 * @property {HandInParts} [handIn]  only where a service takes the work
 * @property {Drafts} drafts  what is written and not handed in yet
 *
 * @typedef {object} HandInParts
 * @property {(place: HTMLElement, id: string, activity: OutlineAssignment,
 *   chosen: () => void) => FileField} mountFiles
 * @property {(view: QuestionView | SubmissionView, activity: Rubric) => HTMLElement | null}
 *   markingOf
 *
 * @typedef {{marking?: MarkingView}} Marked
 * @typedef {{levels?: string[], criteria?: string[]}} Rubric
 *
 * @typedef {object} FileField
 * @property {() => string[]} ids  of the files that were sent and are chosen
 * @property {() => string[]} names  of those that are not sent
 * @property {() => string} busy  why it cannot be handed in yet; empty where it can
 * @property {(ids: string[], lost: string[]) => void} restore  files held, and the names of
 *   those that a closed page was sending
 *
 * @typedef {object} Drafts
 * @property {(name: string) => Answers | null} read
 * @property {(name: string, answers: Answers | null) => void} keep  none: it is handed in
 */

/** An answer does not have the form its question asks for. */
export class AnswerError extends Error {
  /** @param {"too-long" | "malformed" | "offline" | "marked"} code */
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

/** @type {QuestionView} */
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
