/**
 * The adapter of packages: grades in the browser, and keeps a compact state in a store.
 * What differs between runtimes is the store alone.
 */

import { NO_ROUND, NO_RUN, NOTHING_DONE, NOTHING_SUBMITTED } from "./activity_progress.js";
import { AnswerError, StartError, UNTOUCHED } from "./adapter.js";
import { composed } from "./composed.js";
import { pageWith } from "./course.js";
import { draftsIn } from "./drafts.js";
import { openSavedRun } from "./other_record.js";
import { packageFiles, readOutline } from "./package_files.js";
import { beginRound, chooseInRound, PlayError, reflect, replay } from "./play.js";
import { standingOf, summarise } from "./progress.js";
import { answerQuestion, openHint } from "./question_progress.js";
import { answerInRun, beginRun, deadline, expire, hintInRun, submitRun } from "./quiz_run.js";
import { createRecorder } from "./recorder.js";
import { createSaver } from "./saving.js";
import { randomSeed } from "./seed.js";
import { decodeState, emptyState, encodeState } from "./state.js";
import { questionView, quizView, scenarioView, submissionView } from "./view.js";

/**
 * @typedef {import("./activity_progress.js").ActivityProgress} ActivityProgress
 * @typedef {import("./activity_progress.js").QuizProgress} QuizProgress
 * @typedef {import("./adapter.js").Answer} Answer
 * @typedef {import("./adapter.js").Change} Change
 * @typedef {import("./adapter.js").Outline} Outline
 * @typedef {import("./adapter.js").OutlineQuestion} OutlineQuestion
 * @typedef {import("./adapter.js").OutlineQuiz} OutlineQuiz
 * @typedef {import("./adapter.js").RuntimeAdapter} RuntimeAdapter
 * @typedef {import("./quiz_run.js").KnownQuiz} KnownQuiz
 * @typedef {import("./store.js").Snapshot} Snapshot
 * @typedef {import("./store.js").Store} Store
 */

const LONGEST_PLACE = 255;

/**
 * @param {Window} window
 * @param {(outline: Outline) => Store} storeFor
 * @returns {RuntimeAdapter}
 */
export function localAdapter(window, storeFor) {
  const { document } = window;
  const outline = readOutline(document);
  const { activities, language } = outline;
  const store = storeFor(outline);
  const files = packageFiles(window, outline);
  let state = emptyState();
  let records = true;
  let openedAt = Date.now();
  let secondsBefore = 0;
  /** @type {(change: Change) => void} */
  let changed = () => {};
  const recorder = createRecorder(store, language, (id) => files.knownKey()?.[id]);
  /** @type {string | null} */
  let owner = null;
  const saver = createSaver(window, store, snapshot, () => records, (change) => changed(change));

  /**
   * @template T
   * @param {string} id
   * @param {T} nothing
   * @returns {T}
   */
  const doneIn = (id, nothing) => /** @type {T} */ (state.activities.get(id) ?? nothing);
  const now = () => Math.floor(Date.now() / 1000);
  /** @param {Outline} part */
  const progressIn = (part) => summarise(part, state.viewed, (id) => state.activities.get(id));

  /** @returns {Snapshot} */
  function snapshot() {
    state.seconds = secondsBefore + (Date.now() - openedAt) / 1000;
    const page = outline.pages.find(({ id }) => id === state.place);
    const fits = page && page.id.length <= LONGEST_PLACE;
    const { text, dropped } = encodeState(outline, state, store.limit, (id) => files.questionsOf(id));
    return {
      state: text,
      isCut: dropped && hasLost(text),
      place: (fits ? page.id : page?.key) ?? "",
      progress: progressIn(outline),
      progressIn,
    };
  }

  /**
   * @param {string} id
   * @param {ActivityProgress | undefined} done
   * @returns {ActivityProgress | undefined} with the answers of a saved run, where its
   *   questions are known
   */
  function opened(id, done) {
    const questions = files.questionsOf(id);
    return questions && done && "runs" in done ? openSavedRun(done, questions) : done;
  }

  /**
   * What was typed in a question that is graded has done its work; what someone has
   * composed, and what is still to be graded, is worth a word.
   *
   * @param {string} text  a state
   */
  function hasLost(text) {
    const kept = decodeState(outline, text)?.activities;
    return [...state.activities].some(([id, done]) => {
      const found = opened(id, kept?.get(id));
      return composed(activities[id], found) !== composed(activities[id], done);
    });
  }

  /**
   * @param {string} id
   * @param {ActivityProgress} after
   * @param {boolean} [isAnswer]  whether the learner is told that it is saved
   */
  function done(id, after, isAnswer = true) {
    state.activities.set(id, after);
    saver.save({ commit: true, isAnswer });
    changed({ activity: id });
  }

  /** @param {string} id  of a page */
  async function readPage(id) {
    const page = await files.page(id);
    for (const activity of Object.keys(page.details)) {
      const done = opened(activity, state.activities.get(activity));
      if (done) state.activities.set(activity, done);
    }
    return page;
  }

  /**
   * @param {string} id
   * @param {OutlineQuiz} quiz
   * @returns {KnownQuiz | null} none before its page and the key are read
   */
  function knownQuiz(id, quiz) {
    const [questions, key] = [files.questionsOf(id), files.knownKey()];
    return questions && key && { quiz, questions, key, language };
  }

  /**
   * @param {string} id
   * @returns {Promise<{known: KnownQuiz, before: QuizProgress}>}
   */
  async function openQuiz(id) {
    const activity = activities[id];
    const page = pageWith(outline, id);
    if (activity?.kind !== "quiz" || !page) throw new StartError("broken");
    await Promise.all([readPage(page.id), files.key()]);
    const known = knownQuiz(id, activity);
    if (!known) throw new StartError("broken");
    const before = doneIn(id, NO_RUN);
    const current = expire(known, before, now());
    recorder.run(id, known, before, current);
    return { known, before: current };
  }

  /**
   * A run whose time is up is over, although its page may never be opened again.
   *
   * @param {string} id
   */
  async function endOverdueRun(id) {
    const activity = activities[id];
    const { run } = doneIn(id, NO_RUN);
    if (activity?.kind !== "quiz" || !run || run.submitted) return;
    if (now() <= (deadline(activity, run) ?? now())) return;
    try {
      const { before } = await openQuiz(id);
      if (before !== doneIn(id, NO_RUN)) done(id, before, false);
    } catch (error) {
      // Without its page the run stays as it is, until the page is there.
      if (!(error instanceof StartError)) throw error;
    }
  }

  /** @param {string} id */
  function scenarioDetails(id) {
    const known = files.scenario(id);
    if (!known) throw new StartError("broken");
    return known;
  }

  return {
    async start(listener) {
      changed = listener;
      await store.ready?.();
      const found = store.open();
      records = found.records;
      state = decodeState(outline, found.state) ?? emptyState();
      secondsBefore = state.seconds;
      openedAt = Date.now();
      saver.watchLeaving();
      const places = [state.place, found.place];
      const here = outline.pages.find(({ id, key }) => places.includes(id) || places.includes(key));
      const place = here ?? outline.pages[0];
      if (!place) throw new StartError("broken");
      await Promise.all(Object.keys(activities).map(endOverdueRun));
      const circumstances = [...found.circumstances];
      if (Object.keys(activities).length) circumstances.push("package-key");
      const returnUrl = found.returnUrl || null;
      return { outline, place: place.id, circumstances, returnUrl, hasService: false };
    },

    async page(id) {
      const hasActivities = outline.pages.find((page) => page.id === id)?.activities.length;
      const [page] = await Promise.all([readPage(id), hasActivities ? files.key() : null]);
      return page;
    },

    async view(id) {
      state.viewed.add(id);
      state.place = id;
      recorder.arrive(outline.pages.find((page) => page.id === id)?.activities ?? []);
      saver.save({ commit: true });
    },

    viewed: () => state.viewed,

    question(id, name) {
      const activity = activities[id];
      if (activity?.kind === "quiz" && name !== undefined) {
        return this.quiz(id).run?.questions[name] ?? UNTOUCHED;
      }
      if (activity?.kind !== "question") return UNTOUCHED;
      return questionView(activity, files.knownKey()?.[id], doneIn(id, NOTHING_DONE), language);
    },

    quiz(id) {
      const quiz = /** @type {OutlineQuiz} */ (activities[id]);
      const done = doneIn(id, NO_RUN);
      const known = knownQuiz(id, quiz);
      if (known) return quizView(known, done, now());
      const left = quiz.attempts ? Math.max(0, quiz.attempts - done.runs) : null;
      const { passed } = standingOf(quiz, done);
      const best = quiz.role === "pretest" ? null : done.best;
      return { runs: done.runs, left, best, passed, run: null };
    },

    scenario(id) {
      const activity = activities[id];
      if (activity?.kind !== "scenario") throw new StartError("broken");
      return scenarioView(activity, doneIn(id, NO_ROUND), files.scenario(id)?.graph ?? null);
    },

    submission: (id) => submissionView(doneIn(id, NOTHING_SUBMITTED)),

    standing(id) {
      const activity = activities[id];
      if (!activity) throw new StartError("broken");
      return standingOf(activity, state.activities.get(id));
    },

    details(id) {
      const known = files.details.get(id);
      if (!known) throw new StartError("broken");
      return known;
    },

    async answer(id, answer, name) {
      const activity = activities[id];
      const entries = await files.key();
      if (name !== undefined) {
        const { known, before } = await openQuiz(id);
        const { after, told } = answerInRun(known, before, name, answer, now());
        const question = known.questions[name];
        if (told && question && before !== after) recorder.answer(id, name, question, answer);
        if (after !== doneIn(id, NO_RUN)) done(id, after);
        return;
      }
      const entry = entries[id];
      if (activity?.kind !== "question" || !entry) throw new StartError("broken");
      const before = doneIn(id, NOTHING_DONE);
      const { after } = answerQuestion(activity, entry, before, answer, language);
      if (after === before) return;
      recorder.answer(id, undefined, activity, answer);
      done(id, after);
    },

    async hint(id, name) {
      const activity = activities[id];
      await files.key();
      if (name !== undefined) {
        const { known, before } = await openQuiz(id);
        state.activities.set(id, hintInRun(known, before, name, now()));
      } else if (activity?.kind === "question") {
        state.activities.set(id, openHint(activity, doneIn(id, NOTHING_DONE)));
      }
      saver.save({ commit: false });
      changed({ activity: id });
    },

    async begin(id) {
      if (activities[id]?.kind === "scenario") {
        done(id, beginRound(scenarioDetails(id).graph, doneIn(id, NO_ROUND)), false);
        return;
      }
      const { known, before } = await openQuiz(id);
      done(id, beginRun(known.quiz, before, randomSeed(), now()), false);
    },

    async choose(id, letter) {
      const { graph, choices } = scenarioDetails(id);
      const before = doneIn(id, NO_ROUND);
      const after = orAnswerError(() => chooseInRound(graph, before, letter));
      const letters = before.rounds.at(-1)?.choices ?? "";
      const { node } = replay(graph, letters);
      const text = choices[node]?.[letter.charCodeAt(0) - "a".charCodeAt(0)] ?? "";
      recorder.choice(id, `r${after.rounds.length}-n${letters.length + 1}`, letter, text);
      done(id, after);
    },

    async submit(id, answers = {}) {
      const activity = activities[id];
      if (activity?.kind === "quiz") {
        const { known, before } = await openQuiz(id);
        const after = submitRun(known, before);
        recorder.run(id, known, before, after);
        done(id, after);
      } else if (activity?.kind === "scenario") {
        const text = String(answers["text"] ?? "");
        done(id, orAnswerError(() => reflect(doneIn(id, NO_ROUND), text)));
      } else if (activity && activity.kind !== "question") {
        const { times } = doneIn(id, NOTHING_SUBMITTED);
        recorder.work(id, activity, answers);
        const isAnonymous = activity.kind === "survey" && activity.anonymous;
        done(id, { answers: isAnonymous ? {} : answers, times: times + 1 });
      }
    },

    progress: () => progressIn(outline),

    drafts: draftsIn(window, () => `${outline.id} ${(owner ??= store.owner())}`),
  };
}

/**
 * @template T
 * @param {() => T} play
 * @returns {T}
 */
function orAnswerError(play) {
  try {
    return play();
  } catch (error) {
    if (!(error instanceof PlayError)) throw error;
    throw new AnswerError("malformed");
  }
}
