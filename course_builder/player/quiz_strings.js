/** Every sentence about a quiz, in Bahasa Indonesia and in English. */

/**
 * @typedef {ReturnType<typeof quizInIndonesian>} QuizStrings
 *
 * @typedef {object} Writing  how the course's language writes numbers
 * @property {(value: number) => string} number
 * @property {(value: number) => string} points
 */

/**
 * @param {string} language  BCP 47 tag of the course
 * @param {Writing} writing
 * @returns {QuizStrings}
 */
export function quizStrings(language, writing) {
  return language.split("-")[0]?.toLowerCase() === "id"
    ? quizInIndonesian(writing)
    : quizInEnglish(writing);
}

/** @param {Writing} writing */
function quizInIndonesian({ number, points }) {
  /** @param {boolean} isPractice */
  const one = (isPractice) => (isPractice ? "latihan" : "tes");
  return {
    begin: (/** @type {boolean} */ isPractice) => `Mulai ${one(isPractice)}`,
    again: (/** @type {boolean} */ isPractice, /** @type {number | null} */ left) =>
      left === null ? `Ulangi ${one(isPractice)}` : `Ulangi (sisa ${left} kali)`,
    noneLeft: "Semua kesempatan sudah dipakai.",
    numbered: (/** @type {number} */ n, /** @type {number} */ of) => `${n} dari ${of}`,
    answered: (/** @type {number} */ done, /** @type {number} */ of) =>
      `Terjawab ${done} dari ${of} soal. Setiap jawaban langsung disimpan.`,
    checked: (/** @type {number} */ done, /** @type {number} */ of) =>
      `Terjawab ${done} dari ${of} soal.`,
    submit: "Kumpulkan",
    finish: "Akhiri latihan",
    missing: (/** @type {number[]} */ numbers) =>
      numbers.length === 1
        ? `Soal ${numbers[0]} belum dijawab dan akan bernilai 0. Kumpulkan sekarang?`
        : `${numbers.length} soal belum dijawab dan akan bernilai 0: nomor ${enumerated(numbers, "dan")}. Kumpulkan sekarang?`,
    submitAnyway: "Ya, kumpulkan sekarang",
    toMissing: (/** @type {number} */ n) => `Jawab soal ${n} dahulu`,
    timeLeft: (/** @type {number} */ minutes, /** @type {number} */ seconds) =>
      `Sisa waktu: ${[minutes && `${minutes} menit`, seconds && `${seconds} detik`].filter(Boolean).join(" ")}.`,
    timeSoon: (/** @type {number} */ minutes) => `Waktu tinggal ${minutes} menit.`,
    timeUp: "Waktu habis. Jawaban yang sudah Anda berikan dikumpulkan.",
    handedIn: "Jawaban Anda sudah dikumpulkan.",
    pretest:
      "Jawaban Anda sudah dikumpulkan. Tes awal hanya mengukur apa yang sudah Anda ketahui; nilainya tidak dihitung.",
    marking: (/** @type {number} */ n) =>
      `${n} jawaban uraian menunggu penilaian. Sampai dinilai, hasil ini sementara, kelulusannya belum ditetapkan, dan putaran baru belum dapat dimulai.`,
    waiting: "Jawaban Anda sudah dikumpulkan di peramban ini dan dinilai begitu tersambung.",
    result: (/** @type {number} */ given, /** @type {number} */ maximum) =>
      `Anda meraih ${number(given)} dari ${points(maximum)} (${number(percent(given, maximum))} %).`,
    best: (/** @type {number} */ best) => `Nilai terbaik Anda: ${points(best)}.`,
    passed: (/** @type {number} */ pass) => `Batas lulus ${number(pass)} % tercapai.`,
    failed: (/** @type {number} */ pass) => `Batas lulus ${number(pass)} % belum tercapai.`,
    unanswered: "Tidak dijawab.",
  };
}

/**
 * @param {Writing} writing
 * @returns {QuizStrings}
 */
function quizInEnglish({ number, points }) {
  /** @param {boolean} isPractice */
  const one = (isPractice) => (isPractice ? "practice" : "test");
  return {
    begin: (isPractice) => `Start the ${one(isPractice)}`,
    again: (isPractice, left) =>
      left === null ? `Repeat the ${one(isPractice)}` : `Try again (${left} left)`,
    noneLeft: "All attempts are used.",
    numbered: (n, of) => `${n} of ${of}`,
    answered: (done, of) => `${done} of ${of} questions answered. Each answer is saved at once.`,
    checked: (done, of) => `${done} of ${of} questions answered.`,
    submit: "Hand in",
    finish: "End the practice",
    missing: (numbers) =>
      numbers.length === 1
        ? `Question ${numbers[0]} is not answered and will earn 0. Hand in now?`
        : `${numbers.length} questions are not answered and will earn 0: numbers ${enumerated(numbers, "and")}. Hand in now?`,
    submitAnyway: "Yes, hand in now",
    toMissing: (n) => `Answer question ${n} first`,
    timeLeft: (minutes, seconds) =>
      `Time left: ${[minutes && counted(minutes, "minute"), seconds && counted(seconds, "second")].filter(Boolean).join(" ")}.`,
    timeSoon: (minutes) => `Only ${counted(minutes, "minute")} left.`,
    timeUp: "The time is up. The answers that you have given are handed in.",
    handedIn: "Your answers are handed in.",
    pretest:
      "Your answers are handed in. A pretest only measures what you know already; its result does not count.",
    marking: (n) =>
      `${counted(n, "written answer")} ${n === 1 ? "waits" : "wait"} to be marked. Until then this result is provisional, a pass is not decided, and no new run can begin.`,
    waiting: "Your answers are handed in in this browser and marked when the link is back.",
    result: (given, maximum) =>
      `You have ${number(given)} of ${points(maximum)} (${number(percent(given, maximum))}%).`,
    best: (best) => `Your best result: ${points(best)}.`,
    passed: (pass) => `The pass mark of ${number(pass)}% is reached.`,
    failed: (pass) => `The pass mark of ${number(pass)}% is not reached.`,
    unanswered: "Not answered.",
  };
}

/**
 * @param {number} given
 * @param {number} maximum
 * @returns {number} rounded down: a mark that was not reached is never shown
 */
function percent(given, maximum) {
  return maximum ? Math.floor((given * 10_000) / maximum + 1e-6) / 100 : 0;
}

/**
 * @param {number} number
 * @param {string} noun
 */
function counted(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/**
 * @param {number[]} numbers  at least two
 * @param {string} and
 */
function enumerated(numbers, and) {
  return `${numbers.slice(0, -1).join(", ")} ${and} ${numbers.at(-1)}`;
}
