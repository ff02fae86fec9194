/**
 * Every sentence of a simulation, in Bahasa Indonesia and in English.
 *
 * @typedef {ReturnType<typeof scenarioIndonesian>} ScenarioStrings
 */

/**
 * @param {string} language  BCP 47 tag of the course
 * @returns {ScenarioStrings} English for languages other than Indonesian
 */
export function scenarioStringsFor(language) {
  return language.split("-")[0]?.toLowerCase() === "id"
    ? scenarioIndonesian(language)
    : scenarioEnglish(language);
}

/** @param {string} language */
function scenarioIndonesian(language) {
  const { number, signed, list } = scenarioWriting(language);
  const ordinals = ["pertama", "kedua", "ketiga", "keempat", "kelima"];
  return {
    number,
    signed,
    amount: (/** @type {string} */ value, /** @type {string} */ unit) =>
      unit ? `${number(value)}\u00a0${unit}` : number(value),
    start: "Mulai",
    briefing: "Pengarahan",
    place: (/** @type {number} */ n, /** @type {number} */ of, /** @type {number} */ decision) =>
      `${n > of ? `Putaran ${n}` : `Putaran ${n} dari ${of}`} · keputusan ke-${decision}`,
    placeAtEnd: (/** @type {number} */ n, /** @type {number} */ of) =>
      n > of ? `Akhir putaran ${n}` : `Akhir putaran ${n} dari ${of}`,
    decided: "Keputusan Anda:",
    gateFailed: "Syaratnya tidak terpenuhi, jadi akibatnya lain dari yang Anda rencanakan.",
    happened: "Lalu terjadi sesuatu yang tidak Anda pilih.",
    state: "Keadaan sekarang",
    up: (/** @type {string} */ by) => `▲ naik ${number(by)}`,
    down: (/** @type {string} */ by) => `▼ turun ${number(by)}`,
    same: "= tetap",
    barTitle: (
      /** @type {string} */ label,
      /** @type {string} */ amount,
      /** @type {string} */ before,
      /** @type {"better" | "worse" | ""} */ turn,
    ) =>
      [
        `${label} ${amount}`,
        ...(before ? [`sebelumnya ${before}`] : []),
        ...(turn ? [turn === "better" ? "membaik" : "memburuk"] : []),
      ].join(", "),
    whatNow: "Apa keputusan Anda?",
    closed: "Belum dapat dipilih.",
    needs: (/** @type {string} */ condition, /** @type {string[]} */ values) =>
      values.length ? `Syarat: ${condition}; sekarang ${list(values)}.` : `Syarat: ${condition}.`,
    noUndo: (/** @type {number} */ n, /** @type {number} */ of) =>
      n < of
        ? `Pilihan tidak dapat ditarik kembali, seperti di lapangan. Putaran ${ordinals[n] ?? `ke-${n + 1}`} dimulai dari awal; semua putaran dicatat.`
        : "Pilihan tidak dapat ditarik kembali, seperti di lapangan.",
    soFar: (/** @type {number} */ decisions) => `Keputusan Anda sejauh ini (${decisions})`,
    outdated:
      "Simulasi ini sudah diperbarui sejak putaran Anda dimulai, jadi putaran itu tidak dapat diteruskan. Mulailah dari awal.",
    pathLost:
      "Simulasi ini sudah diperbarui sejak putaran ini dimainkan, jadi jalannya tidak dapat ditampilkan lagi. Nilainya tetap.",

    scoreOf: (/** @type {number} */ score) => `${number(score)} dari 100`,
    scoreBefore: "Nilai putaran ini ",
    scoreAfter: (/** @type {number} */ score, /** @type {number | null} */ pass) => {
      if (pass === null) return ".";
      return score >= pass
        ? `; batas lulus ${pass}, sudah tercapai.`
        : `; batas lulus ${pass}, belum tercapai.`;
    },
    oneOfEndings: (/** @type {number} */ endings) =>
      endings > 1 ? `Ini satu dari ${endings} akhir.` : "",
    scoreIsMean: "Nilai adalah rata-rata keadaan akhir, masing-masing dihitung 0 sampai 100.",
    whatHappened: "Yang terjadi pada keadaan",
    chartTitle: (/** @type {string} */ label) => `${label}, setelah setiap keputusan`,
    chartShape: (/** @type {string} */ first, /** @type {string} */ last) =>
      first === last ? `Mulai dan berakhir ${last}.` : `Mulai ${first}, berakhir ${last}.`,
    chartLowest: (/** @type {string} */ value, /** @type {number} */ decision) =>
      `Terendah ${value} setelah keputusan ${decision}.`,
    chartHighest: (/** @type {string} */ value, /** @type {number} */ decision) =>
      `Tertinggi ${value} setelah keputusan ${decision}.`,
    dots: (/** @type {number[]} */ decisions) =>
      `Titik: keputusan ${list(decisions.map(String))}, yang paling banyak mengubah keadaan.`,
    numbers: "Angka di balik grafik",
    numbersCaption: (/** @type {string[]} */ units) =>
      ["Keadaan setelah setiap keputusan", ...(units.length ? [list(units)] : [])].join(": "),
    within: (/** @type {string} */ label, /** @type {string} */ unit) => `${label} dalam ${unit}`,
    decision: "Ke-",
    atStart: "Awal",
    labelled: (/** @type {string} */ label, /** @type {string} */ unit) =>
      unit ? `${label}, ${unit}` : label,
    path: "Jalan yang Anda ambil",
    unchanged: "keadaan tetap",
    gateNote: "syarat tidak terpenuhi",
    eventNote: (/** @type {string} */ title) => `lalu terjadi: ${title}`,
    rounds: "Putaran Anda",
    round: "Putaran",
    ending: "Akhir",
    score: "Nilai",
    best: "✓ terbaik, dihitung",
    pathOf: (/** @type {number} */ n) => `Jalan putaran ${n}`,
    nextRound: (/** @type {number} */ n) => `Mulai putaran ${ordinals[n - 1] ?? `ke-${n}`}`,
    debrief: "Renungan",
    reflection: "Renungan Anda",
    notMarked: "Tidak dinilai; disimpan supaya dapat Anda baca lagi.",
    save: "Simpan renungan",
    reflected: "✓ Renungan tersimpan.",
    reflectionErrors: {
      "too-long": "Renungan ini terlalu panjang untuk disimpan. Pendekkan, lalu simpan lagi.",
      malformed: "Renungan ini tidak dapat dibaca. Muat ulang halaman, lalu simpan lagi.",
      offline: "Renungan belum dapat disimpan karena sambungan terputus. Simpan lagi begitu tersambung.",
    },
  };
}

/**
 * @param {string} language
 * @returns {ScenarioStrings}
 */
function scenarioEnglish(language) {
  const { number, signed, list } = scenarioWriting(language);
  const ordinals = ["first", "second", "third", "fourth", "fifth"];
  return {
    number,
    signed,
    amount: (value, unit) =>
      unit === "%" ? `${number(value)}%` : unit ? `${number(value)}\u00a0${unit}` : number(value),
    start: "Start",
    briefing: "Briefing",
    place: (n, of, decision) =>
      `${n > of ? `Round ${n}` : `Round ${n} of ${of}`} · decision ${decision}`,
    placeAtEnd: (n, of) => (n > of ? `End of round ${n}` : `End of round ${n} of ${of}`),
    decided: "Your decision:",
    gateFailed: "Its condition was not met, so it turned out otherwise than you planned.",
    happened: "Then something happened that you did not choose.",
    state: "How things stand",
    up: (by) => `▲ up ${number(by)}`,
    down: (by) => `▼ down ${number(by)}`,
    same: "= unchanged",
    barTitle: (label, amount, before, turn) =>
      [`${label} ${amount}`, ...(before ? [`${before} before`] : []), ...(turn ? [turn] : [])].join(
        ", ",
      ),
    whatNow: "What do you decide?",
    closed: "Cannot be chosen yet.",
    needs: (condition, values) =>
      values.length ? `Needs: ${condition}; now ${list(values)}.` : `Needs: ${condition}.`,
    noUndo: (n, of) =>
      n < of
        ? `A choice cannot be taken back, as in the field. The ${ordinals[n] ?? "next"} round starts afresh; all rounds are recorded.`
        : "A choice cannot be taken back, as in the field.",
    soFar: (decisions) => `Your decisions so far (${decisions})`,
    outdated:
      "This simulation has been updated since your round began, so that round cannot go on. Please start afresh.",
    pathLost:
      "This simulation has been updated since this round was played, so its path can no longer be shown. The result stands.",

    scoreOf: (score) => `${number(score)} of 100`,
    scoreBefore: "The result of this round is ",
    scoreAfter: (score, pass) => {
      if (pass === null) return ".";
      return score >= pass
        ? `; the pass mark of ${pass} is reached.`
        : `; the pass mark of ${pass} is not reached yet.`;
    },
    oneOfEndings: (endings) => (endings > 1 ? `This is one of ${endings} endings.` : ""),
    scoreIsMean: "The result is the mean of how things ended, each counted from 0 to 100.",
    whatHappened: "How things went",
    chartTitle: (label) => `${label}, after each decision`,
    chartShape: (first, last) =>
      first === last ? `Starts and ends at ${last}.` : `Starts at ${first}, ends at ${last}.`,
    chartLowest: (value, decision) => `Lowest, ${value}, after decision ${decision}.`,
    chartHighest: (value, decision) => `Highest, ${value}, after decision ${decision}.`,
    dots: (decisions) =>
      decisions.length === 1
        ? `Dot: decision ${decisions[0]}, which changed most.`
        : `Dots: decisions ${list(decisions.map(String))}, which changed most.`,
    numbers: "The numbers behind the charts",
    numbersCaption: (units) =>
      ["How things stood after each decision", ...(units.length ? [list(units)] : [])].join(": "),
    within: (label, unit) => `${label} in ${unit}`,
    decision: "No.",
    atStart: "Start",
    labelled: (label, unit) => (unit ? `${label}, ${unit}` : label),
    path: "The path you took",
    unchanged: "nothing changed",
    gateNote: "condition not met",
    eventNote: (title) => `then it happened: ${title}`,
    rounds: "Your rounds",
    round: "Round",
    ending: "Ending",
    score: "Result",
    best: "✓ best, counts",
    pathOf: (n) => `Path of round ${n}`,
    nextRound: (n) => (ordinals[n - 1] ? `Start the ${ordinals[n - 1]} round` : `Start round ${n}`),
    debrief: "Debrief",
    reflection: "Your reflection",
    notMarked: "Not marked; kept so that you can read it again.",
    save: "Save the reflection",
    reflected: "✓ Reflection saved.",
    reflectionErrors: {
      "too-long": "This reflection is too long to be saved. Shorten it, then save again.",
      malformed: "This reflection could not be read. Reload the page, then save again.",
      offline: "The reflection cannot be saved while the connection is lost. Save it again when it is back.",
    },
  };
}

/** @param {string} language */
function scenarioWriting(language) {
  const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 20 });
  const signs = new Intl.NumberFormat(language, {
    maximumFractionDigits: 20,
    signDisplay: "always",
  });
  const lists = new Intl.ListFormat(language, { type: "conjunction" });
  return {
    number: (/** @type {number | string} */ value) =>
      numbers.format(Number(value)).replace("-", "\u2212"),
    signed: (/** @type {string} */ value) =>
      signs.format(Number(value)).replace("-", "\u2212"),
    list: (/** @type {string[]} */ parts) => lists.format(parts),
  };
}
