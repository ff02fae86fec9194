/** What remains of a course and how its activities stand, in both languages. */

/** @typedef {ReturnType<typeof standingInIndonesian>} StandingStrings */

/**
 * @param {string} language  BCP 47 tag of the course
 * @param {(value: number) => string} number
 * @returns {StandingStrings}
 */
export function standingStrings(language, number) {
  return language.split("-")[0]?.toLowerCase() === "id"
    ? standingInIndonesian(number)
    : standingInEnglish(number);
}

/** @param {(value: number) => string} number */
function standingInIndonesian(number) {
  return {
    remainingPages: "Halaman yang belum dibaca",
    remainingActivities: "Kegiatan yang belum selesai",
    retryActivities: "Kegiatan yang masih dapat dicoba",
    standings: "Semua kegiatan",
    standingsHead: ["Kegiatan", "Keadaan", "Poin"],
    kinds: {
      question: "Pertanyaan",
      quiz: "Tes",
      scenario: "Simulasi",
      assignment: "Tugas",
      survey: "Survei",
      discussion: "Diskusi",
    },
    roles: {
      practice: "Latihan",
      pretest: "Tes awal",
      posttest: "Tes akhir",
      exam: "Ujian",
    },
    standing: {
      open: "belum dikerjakan",
      done: "selesai",
      passed: "mencapai batas lulus",
      failed: "di bawah batas lulus",
      marking: "diserahkan, menunggu penilai",
      kept: "tersimpan, tidak dinilai di sini",
      waiting: "menunggu sambungan",
    },
    pointsOf: (/** @type {number | null} */ given, /** @type {number} */ maximum) =>
      `${given === null ? "–" : number(given)} dari ${number(maximum)}`,
    notCounted: "tidak dihitung",
    triesOf: (/** @type {number} */ left) => `sisa ${left} percobaan`,
  };
}

/**
 * @param {(value: number) => string} number
 * @returns {StandingStrings}
 */
function standingInEnglish(number) {
  return {
    remainingPages: "Pages not read yet",
    remainingActivities: "Activities not finished yet",
    retryActivities: "Activities that can still be tried",
    standings: "All activities",
    standingsHead: ["Activity", "State", "Points"],
    kinds: {
      question: "Question",
      quiz: "Quiz",
      scenario: "Simulation",
      assignment: "Assignment",
      survey: "Survey",
      discussion: "Discussion",
    },
    roles: {
      practice: "Practice",
      pretest: "Pretest",
      posttest: "Final test",
      exam: "Exam",
    },
    standing: {
      open: "not done yet",
      done: "done",
      passed: "reached its pass mark",
      failed: "below its pass mark",
      marking: "handed in, waiting for an assessor",
      kept: "saved, not marked here",
      waiting: "waiting for the connection",
    },
    pointsOf: (given, maximum) =>
      `${given === null ? "–" : number(given)} of ${number(maximum)}`,
    notCounted: "not counted",
    triesOf: (left) => (left === 1 ? "1 attempt left" : `${left} attempts left`),
  };
}
