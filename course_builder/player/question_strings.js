/** Every sentence about a question, in Bahasa Indonesia and in English. */

/**
 * @typedef {import("./quiz_strings.js").Writing} Writing
 * @typedef {ReturnType<typeof questionInIndonesian>} QuestionStrings
 */

/**
 * @param {string} language  BCP 47 tag of the course
 * @param {Writing} writing
 * @returns {QuestionStrings}
 */
export function questionStrings(language, writing) {
  return language.split("-")[0]?.toLowerCase() === "id"
    ? questionInIndonesian(writing)
    : questionInEnglish(writing);
}

/** @param {Writing} writing */
function questionInIndonesian({ number, points }) {
  return {
    check: "Periksa",
    checkAgain: "Periksa lagi",
    worth: (/** @type {number} */ value, /** @type {number} */ attempts) =>
      attempts === 1
        ? `${points(value)}. Anda dapat menjawab satu kali.`
        : `${points(value)}. Anda dapat menjawab ${attempts} kali; nilai terbaik yang dihitung.`,
    practised: (
      /** @type {number} */ value,
      /** @type {number} */ tries,
      /** @type {number} */ attempts,
    ) =>
      `${points(value)}. Percobaan ${tries} dari ${attempts} sudah dipakai; mencoba lagi tidak mengurangi nilai.`,
    earned: (/** @type {number} */ best, /** @type {number} */ value) =>
      `Selesai: ${number(best)} dari ${points(value)}.`,
    right: "Tepat.",
    wrong: "Belum tepat.",
    triesLeft: (/** @type {number} */ left) =>
      left === 1 ? "Masih ada 1 percobaan." : `Masih ada ${left} percobaan.`,
    noTriesLeft: "Semua percobaan sudah dipakai.",
    partly: (/** @type {number} */ rightly, /** @type {number} */ of) =>
      `Sebagian tepat: ${rightly} dari ${of}.`,
    bestSoFar: (/** @type {number} */ best, /** @type {number} */ value) =>
      `Nilai terbaik sejauh ini: ${number(best)} dari ${points(value)}.`,
    rightOption: "Jawaban yang tepat",
    rightAnswer: (/** @type {string} */ text) => `Jawaban yang tepat: ${text}`,
    explanation: "Penjelasan",
    moveUp: (/** @type {string} */ item) => `Naikkan: ${item}`,
    moveDown: (/** @type {string} */ item) => `Turunkan: ${item}`,
    movedTo: (
      /** @type {string} */ item,
      /** @type {number} */ place,
      /** @type {number} */ of,
    ) => `${item}: sekarang nomor ${place} dari ${of}.`,
    useOrder: "Pakai urutan ini",
    rightPlace: "Tempatnya tepat",
    placeIs: (/** @type {number} */ place) => `Tempat yang tepat: nomor ${place}`,
    rightPart: "Tepat",
    partIs: (/** @type {string} */ text) => `Yang tepat: ${text}`,
    charactersLeft: (/** @type {number} */ left) => `Masih ada ruang untuk ${number(left)} karakter.`,
    handInAnswer: "Serahkan jawaban",
    handInAgain: "Serahkan lagi",
    longWorth: (/** @type {number} */ value) =>
      `${points(value)}, diberikan oleh penilai setelah membaca jawaban Anda.`,
    longLocal:
      "Jawaban Anda tersimpan. Paket ini tidak mengirimnya kepada penilai, jadi poinnya tidak dihitung di sini.",
    longSent:
      "Jawaban Anda sudah diserahkan. Seorang penilai membacanya dan memberi poin; sampai saat itu poinnya belum dihitung.",
    chooseFirst: "Pilih satu jawaban dahulu, lalu tekan Periksa.",
    chooseSomeFirst: "Pilih jawaban dahulu, boleh lebih dari satu, lalu tekan Periksa.",
    writeFirst: "Tulis jawaban dahulu, lalu tekan Periksa.",
    writeLongFirst: "Tulis jawaban dahulu, lalu tekan Serahkan jawaban.",
    matchFirst: "Pilih pasangan untuk setiap baris dahulu, lalu tekan Periksa.",
    fillFirst: "Isi semua bagian yang kosong dahulu, lalu tekan Periksa.",
    answerErrors: {
      "too-long": "Jawaban ini terlalu panjang. Pendekkan, lalu kirim lagi.",
      malformed:
        "Jawaban ini tidak dapat dibaca dan tidak dihitung sebagai percobaan. Muat ulang halaman, lalu jawab lagi.",
      offline:
        "Ini belum dapat dimulai karena sambungan terputus: soalnya diundi oleh layanan. Belum ada kesempatan yang terpakai. Coba lagi begitu tersambung.",
      marked: "Tugas ini sudah dinilai, jadi tidak diserahkan lagi. Muat ulang halaman untuk membaca penilaiannya.",
    },
    sending: "Sedang dikirim. Jawaban sudah tersimpan di peramban ini.",
    awaitingGrade: "Jawaban tersimpan, dinilai saat tersambung.",
    awaitingHint: "Petunjuk akan muncul begitu tersambung.",
    hint: (/** @type {number} */ cost) =>
      cost ? `Lihat petunjuk (−${number(cost)} poin)` : "Lihat petunjuk",
    hintTitle: (/** @type {number} */ n, /** @type {number} */ of) =>
      of === 1 ? "Petunjuk" : `Petunjuk ${n} dari ${of}`,
  };
}

/**
 * @param {Writing} writing
 * @returns {QuestionStrings}
 */
function questionInEnglish({ number, points }) {
  return {
    check: "Check",
    checkAgain: "Check again",
    worth: (value, attempts) =>
      attempts === 1
        ? `${points(value)}. You may answer once.`
        : `${points(value)}. You may answer ${attempts} times; the best result counts.`,
    practised: (value, tries, attempts) =>
      `${points(value)}. Attempt ${tries} of ${attempts} is used; trying again never lowers the result.`,
    earned: (best, value) => `Done: ${number(best)} of ${points(value)}.`,
    right: "Right.",
    wrong: "Not quite.",
    triesLeft: (left) =>
      left === 1 ? "You have 1 attempt left." : `You have ${left} attempts left.`,
    noTriesLeft: "All attempts are used.",
    partly: (rightly, of) => `Partly right: ${rightly} of ${of}.`,
    bestSoFar: (best, value) => `The best result so far: ${number(best)} of ${points(value)}.`,
    rightOption: "The right answer",
    rightAnswer: (text) => `The right answer: ${text}`,
    explanation: "Explanation",
    moveUp: (item) => `Move up: ${item}`,
    moveDown: (item) => `Move down: ${item}`,
    movedTo: (item, place, of) => `${item}: now number ${place} of ${of}.`,
    useOrder: "Use this order",
    rightPlace: "In its right place",
    placeIs: (place) => `The right place: number ${place}`,
    rightPart: "Right",
    partIs: (text) => `The right one: ${text}`,
    charactersLeft: (left) => `There is room for ${number(left)} more characters.`,
    handInAnswer: "Hand in the answer",
    handInAgain: "Hand in again",
    longWorth: (value) => `${points(value)}, given by an assessor who reads your answer.`,
    longLocal:
      "Your answer is saved. This package does not send it to an assessor, so its points do not count here.",
    longSent:
      "Your answer is handed in. An assessor reads it and gives the points; until then they do not count.",
    chooseFirst: "Choose an answer first, then press Check.",
    chooseSomeFirst: "Choose one or more answers first, then press Check.",
    writeFirst: "Write an answer first, then press Check.",
    writeLongFirst: "Write an answer first, then press Hand in the answer.",
    matchFirst: "Choose a partner for every row first, then press Check.",
    fillFirst: "Fill every gap first, then press Check.",
    answerErrors: {
      "too-long": "This answer is too long. Shorten it, then send it again.",
      malformed:
        "This answer could not be read and does not count as an attempt. Reload the page, then answer again.",
      offline:
        "This cannot begin while the connection is lost: the service draws the questions. No attempt has been used. Try again when the link is back.",
      marked: "This work is marked, so it was not handed in again. Reload the page to read the marks.",
    },
    sending: "Sending. The answer is kept in this browser already.",
    awaitingGrade: "Answer saved; it is marked when the link is back.",
    awaitingHint: "The hint appears when the link is back.",
    hint: (cost) => (cost ? `Show a hint (−${points(cost)})` : "Show a hint"),
    hintTitle: (n, of) => (of === 1 ? "Hint" : `Hint ${n} of ${of}`),
  };
}
