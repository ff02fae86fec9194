/**
 * Every sentence of the player, in Bahasa Indonesia and in English, and numbers and times
 * as the course's language writes them.
 *
 * @typedef {ReturnType<typeof indonesian>} Strings
 */

import { percentOf } from "./progress.js";
import { questionStrings } from "./question_strings.js";
import { quizStrings } from "./quiz_strings.js";
import { standingStrings } from "./standing_strings.js";
import { submissionStrings } from "./submission_strings.js";

/**
 * @param {string} language  BCP 47 tag of the course
 * @returns {Strings} English for languages other than Indonesian
 */
export function stringsFor(language) {
  return language.split("-")[0]?.toLowerCase() === "id"
    ? indonesian(language)
    : english(language);
}

/** @param {string} language */
function indonesian(language) {
  const { number, time, points } = writing(language, () => "poin");
  return {
    number,
    typedNumber: (/** @type {string} */ text) => typedNumber(text, language),
    skip: "Langsung ke isi",
    outline: "Daftar isi",
    outlineLabel: "Daftar isi kursus",
    progress: (/** @type {number} */ done, /** @type {number} */ all) =>
      `Kemajuan kursus: ${done} dari ${all} halaman`,
    moduleOf: (/** @type {number} */ n, /** @type {number} */ of) => `Modul ${n} dari ${of}`,
    pagesDone: (/** @type {number} */ done, /** @type {number} */ all) =>
      done === all ? "✓\u00a0selesai" : `${done}\u00a0dari\u00a0${all}`,
    viewed: "sudah dibaca",
    optional: "pilihan",
    after: (/** @type {string[]} */ titles) => `Sebaiknya setelah: ${titles.join(", ")}`,
    glossary: "Daftar istilah",
    closeTerm: "Tutup penjelasan istilah",
    next: (/** @type {string} */ title) => `Lanjut: ${title}`,
    back: "Kembali",
    results: "Hasil",
    toResults: "Lanjut: hasil Anda",
    loading: "Halaman sedang dimuat.",
    pageFailed:
      "Halaman ini belum dapat dimuat karena sambungan terputus. Jawaban Anda aman. Periksa jaringan, lalu coba lagi.",
    tryAgain: "Coba lagi",

    ...questionStrings(language, { number, points }),

    notices: {
      saved: (/** @type {Date} */ at) => `✓ Jawaban tersimpan pukul ${time(at)}.`,
      sent: (/** @type {Date} */ at) =>
        `✓ Jawaban tersimpan pukul ${time(at)}. Bila jaringan putus, teruskan saja: jawaban dikirim begitu tersambung.`,
      waiting: () =>
        "Sambungan terputus. Jawaban tersimpan di peramban ini dan dikirim begitu tersambung. Teruskan saja.",
      cut: () =>
        "Ruang simpan di LMS sudah penuh: hasil Anda tersimpan, tetapi tulisan yang panjang tidak. Simpan salinan tulisan Anda di tempat lain.",
      unsaved: () =>
        "LMS belum menerima jawaban terakhir Anda. Jangan tutup halaman ini dahulu: penyimpanan dicoba lagi dengan sendirinya.",
      expired: () =>
        "Waktu masuk Anda sudah habis. Jawaban aman di peramban ini; buka lagi kursus dari LMS supaya jawaban terkirim.",
      refused: () =>
        "Layanan menolak sebagian kiriman. Jawaban tetap disimpan di peramban ini; buka lagi kursus dari LMS. Bila terulang, hubungi penyelenggara.",
    },
    circumstances: {
      practice:
        "LMS tidak ditemukan, jadi Anda belajar dalam mode latihan: nilai tidak dikirim ke mana pun. Supaya nilai tercatat, buka kursus ini dari LMS Anda.",
      "no-session":
        "LMS tidak membuka sesi belajar untuk halaman ini, jadi yang Anda kerjakan di sini tidak tercatat. Yang sudah tersimpan tetap aman: tutup halaman ini, lalu buka lagi kursus dari LMS Anda.",
      "storage-denied":
        "Peramban ini tidak mengizinkan penyimpanan. Anda dapat belajar, tetapi kemajuan hilang bila halaman ini ditutup.",
      review:
        "Anda meninjau kembali kursus yang sudah tercatat. Jawaban di sini tidak mengubah nilai di LMS.",
      "queue-in-page":
        "Peramban ini tidak mengizinkan penyimpanan. Jawaban dikirim seketika; selama jaringan putus, jangan tutup halaman ini.",
      "package-key":
        "Kunci jawaban ikut dalam paket ini dan nilainya dihitung di peramban: cocok untuk latihan, bukan untuk ujian.",
    },
    startErrors: {
      "no-token":
        "Halaman ini perlu dibuka dari LMS. Kembalilah ke LMS Anda, lalu buka kursus ini lagi; Anda lanjut di tempat terakhir.",
      expired:
        "Waktu masuk Anda sudah habis. Buka lagi kursus ini dari LMS Anda; jawaban yang belum terkirim akan dikirim saat itu.",
      unreachable:
        "Layanan belum dapat dihubungi. Jawaban Anda aman di peramban ini. Periksa jaringan, lalu coba lagi.",
      refused:
        "Kursus ini tidak dapat dibuka dengan akun Anda. Buka lagi dari LMS; bila terulang, hubungi penyelenggara.",
      broken:
        "Isi kursus tidak lengkap, jadi tidak dapat dibuka. Beri tahu penyelenggara kursus ini.",
    },
    backToLms: "Kembali ke LMS",

    summary: "Hasil Anda",
    scoreSentence: (
      /** @type {number} */ given,
      /** @type {number} */ maximum,
      /** @type {number} */ pass,
    ) =>
      `Anda meraih ${number(given)} dari ${points(maximum)} (${number(percentOf(given, maximum))} %). Batas lulus ${number(pass)} %.`,
    outcome: {
      passed: "Anda lulus.",
      failed:
        "Nilai belum mencapai batas lulus dan tidak dapat lagi mencapainya. Bicarakan langkah berikutnya dengan pelatih atau atasan Anda.",
      open: "Nilai belum mencapai batas lulus. Kegiatan di bawah ini masih dapat dicoba.",
      completed: "Anda sudah menyelesaikan kursus ini.",
      incomplete: "Kursus ini belum selesai. Inilah yang masih tersisa.",
      marking: "Semua sudah Anda kerjakan. Jawaban uraian Anda menunggu penilaian; sampai dinilai, hasil di bawah ini sementara dan kelulusan belum ditetapkan.",
      waiting: "Sebagian jawaban belum dinilai karena sambungan terputus. Hasil di bawah ini belum lengkap.",
    },
    ...standingStrings(language, number),
    mayClose: "Semua sudah tersimpan. Anda dapat menutup halaman ini.",
    mayLeave: "Anda dapat berhenti kapan saja: tempat dan jawaban Anda tersimpan.",
    quiz: quizStrings(language, { number, points }),
    submission: submissionStrings(language),
  };
}

/**
 * @param {string} language
 * @returns {Strings}
 */
function english(language) {
  const { number, time, points } = writing(language, (value) =>
    value === 1 ? "point" : "points",
  );
  return {
    number,
    typedNumber: (text) => typedNumber(text, language),
    skip: "Skip to content",
    outline: "Contents",
    outlineLabel: "Course contents",
    progress: (done, all) => `Course progress: ${done} of ${all} pages`,
    moduleOf: (n, of) => `Module ${n} of ${of}`,
    pagesDone: (done, all) =>
      done === all ? "✓\u00a0done" : `${done}\u00a0of\u00a0${all}`,
    viewed: "read",
    optional: "optional",
    after: (titles) => `Best after: ${titles.join(", ")}`,
    glossary: "Glossary",
    closeTerm: "Close the explanation",
    next: (title) => `Next: ${title}`,
    back: "Back",
    results: "Results",
    toResults: "Next: your results",
    loading: "The page is loading.",
    pageFailed:
      "This page could not be loaded because the connection was lost. Your answers are safe. Check the network, then try again.",
    tryAgain: "Try again",

    ...questionStrings(language, { number, points }),

    notices: {
      saved: (at) => `✓ Answer saved at ${time(at)}.`,
      sent: (at) =>
        `✓ Answer saved at ${time(at)}. If the network drops, just go on: answers are sent when the link is back.`,
      waiting: () =>
        "The connection is lost. Answers are kept in this browser and sent when the link is back. Just go on.",
      cut: () =>
        "The LMS has no more room: your results are saved, but long texts are not. Keep a copy of what you wrote elsewhere.",
      unsaved: () =>
        "The LMS has not taken your last answer yet. Do not close this page: saving is tried again by itself.",
      expired: () =>
        "Your session has ended. Answers are safe in this browser; open the course from the LMS again to send them.",
      refused: () =>
        "The service refused part of what was sent. Answers stay in this browser; open the course from the LMS again. If it recurs, ask the organiser.",
    },
    circumstances: {
      practice:
        "No LMS was found, so you are practising: no result is sent anywhere. For a result that counts, open this course from your LMS.",
      "no-session":
        "The LMS has opened no session for this page, so what you do here is not recorded. What was saved is safe: close this page and open the course from your LMS again.",
      "storage-denied":
        "This browser does not allow storage. You can learn, but your progress is lost when this page is closed.",
      review:
        "You are reviewing a course that is already recorded. Answers here do not change the result in the LMS.",
      "queue-in-page":
        "This browser does not allow storage. Answers are sent at once; while the network is down, do not close this page.",
      "package-key":
        "The answer key travels in this package and results are computed in the browser: good for practice, not for an exam.",
    },
    startErrors: {
      "no-token":
        "This page must be opened from the LMS. Go back to your LMS and open the course again; you go on where you left off.",
      expired:
        "Your session has ended. Open the course from your LMS again; answers not yet sent are sent then.",
      unreachable:
        "The service cannot be reached. Your answers are safe in this browser. Check the network, then try again.",
      refused:
        "This course cannot be opened with your account. Open it from the LMS again; if it recurs, ask the organiser.",
      broken: "The course is incomplete and cannot be opened. Please tell its organiser.",
    },
    backToLms: "Back to the LMS",

    summary: "Your results",
    scoreSentence: (given, maximum, pass) =>
      `You have ${number(given)} of ${points(maximum)} (${number(percentOf(given, maximum))}%). The pass mark is ${number(pass)}%.`,
    outcome: {
      passed: "You have passed.",
      failed:
        "The result is below the pass mark and can no longer reach it. Talk to your trainer or supervisor about the next step.",
      open: "The result is below the pass mark. The activities below can still be tried.",
      completed: "You have completed this course.",
      incomplete: "This course is not finished. This is what remains.",
      marking: "You have done everything. Your written answers wait to be marked; until then the result below is provisional and a pass is not decided.",
      waiting: "Some answers are not marked yet because the connection was lost. The result below is incomplete.",
    },
    ...standingStrings(language, number),
    mayClose: "Everything is saved. You may close this page.",
    mayLeave: "You may stop at any time: your place and your answers are kept.",
    quiz: quizStrings(language, { number, points }),
    submission: submissionStrings(language),
  };
}

/**
 * @param {string} language
 * @param {(value: number) => string} unit
 */
function writing(language, unit) {
  const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  const times = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
  return {
    number: (/** @type {number} */ value) => numbers.format(value),
    time: (/** @type {Date} */ at) => times.format(at),
    points: (/** @type {number} */ value) => `${numbers.format(value)} ${unit(value)}`,
  };
}

/**
 * @param {string} text  a number with a decimal point, perhaps with a unit: `5950.5 km`
 * @param {string} language
 */
function typedNumber(text, language) {
  const [number = "", ...unit] = text.split(" ");
  if (!/^-?[0-9]+(?:\.[0-9]+)?$/.test(number)) return text;
  const written = new Intl.NumberFormat(language, { maximumFractionDigits: 20 });
  return [written.format(Number(number)), ...unit].join(" ");
}
