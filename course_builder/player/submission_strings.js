/** Sentences about what is handed in, in Bahasa Indonesia and in English. */

/** @typedef {typeof INDONESIAN_SUBMISSION} SubmissionStrings */

const INDONESIAN_SUBMISSION = {
  again: {
    assignment: "Serahkan lagi",
    survey: "Kirim lagi",
    discussion: "Simpan lagi",
  },
  nothing: {
    assignment: "Tulis dahulu apa atau di mana Anda menyerahkan tugas ini.",
    survey: "Jawab paling sedikit satu butir dahulu.",
    discussion: "Tulis dahulu gagasan Anda.",
  },
  required: "Butir ini perlu dijawab.",
  missing: (/** @type {number} */ count) =>
    count === 1 ? "Satu butir wajib belum dijawab." : `${count} butir wajib belum dijawab.`,
  badLink: "Alamat tautan dimulai dengan https:// atau http://.",
  waiting: "Tersimpan di peramban ini, dikirim saat sambungan kembali.",
  done: {
    assignment: {
      local:
        "Catatan Anda tersimpan. Paket ini tidak mengirim tugas: serahkan kepada penilai seperti petunjuk di LMS; nilainya diberikan orang, bukan paket ini.",
      service:
        "Tugas Anda sudah diserahkan. Seorang penilai membacanya dan memberi nilai; sampai saat itu nilainya belum dihitung.",
    },
    survey: {
      local: "Terima kasih. Jawaban Anda tersimpan dalam catatan kursus ini.",
      service: "Terima kasih. Jawaban Anda sudah diterima.",
    },
    discussion: {
      local: "Tulisan Anda tersimpan. Hanya Anda yang membacanya.",
      service: "Tulisan Anda sudah terkirim.",
    },
  },
  thanks:
    "Terima kasih. Jawaban Anda sudah diterima tanpa nama, jadi tidak dapat ditampilkan atau diubah lagi.",
  thanksLocal:
    "Terima kasih. Bahwa Anda mengisinya tersimpan; jawabannya tidak disimpan dalam catatan kursus.",
  mayChange: {
    assignment: "Anda masih dapat mengubahnya, lalu menyerahkan lagi.",
    survey: "Anda masih dapat mengubahnya, lalu mengirim lagi.",
    discussion: "Anda masih dapat mengubahnya, lalu menyimpan lagi.",
  },
};

/** @type {SubmissionStrings} */
const ENGLISH_SUBMISSION = {
  again: {
    assignment: "Hand in again",
    survey: "Send again",
    discussion: "Save again",
  },
  nothing: {
    assignment: "First write what or where you have handed in.",
    survey: "Answer at least one item first.",
    discussion: "First write what you think.",
  },
  required: "This item needs an answer.",
  missing: (count) =>
    count === 1 ? "One required item is not answered." : `${count} required items are not answered.`,
  badLink: "The address of a link begins with https:// or http://.",
  waiting: "Kept in this browser; it is sent when the link is back.",
  done: {
    assignment: {
      local:
        "Your note is saved. This package does not send the work: hand it in to the assessor as your LMS says; a person gives the marks, not this package.",
      service:
        "Your work is handed in. An assessor reads it and gives the marks; until then they do not count.",
    },
    survey: {
      local: "Thank you. Your answers are saved in the record of this course.",
      service: "Thank you. Your answers have arrived.",
    },
    discussion: {
      local: "What you wrote is saved. Only you read it.",
      service: "What you wrote has been sent.",
    },
  },
  thanks:
    "Thank you. Your answers have arrived without your name, so they can no longer be shown or changed.",
  thanksLocal:
    "Thank you. It is saved that you took part; your answers are not kept in the record of the course.",
  mayChange: {
    assignment: "You may still change it and hand it in again.",
    survey: "You may still change it and send it again.",
    discussion: "You may still change it and save it again.",
  },
};

/**
 * @param {string} language  BCP 47 tag of the course
 * @returns {SubmissionStrings}
 */
export function submissionStrings(language) {
  return language.split("-")[0]?.toLowerCase() === "id"
    ? INDONESIAN_SUBMISSION
    : ENGLISH_SUBMISSION;
}
