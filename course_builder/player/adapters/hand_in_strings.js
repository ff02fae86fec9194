/** Sentences about files and marks, which only a service has, in both languages. */

/** @typedef {typeof INDONESIAN_HAND_IN} HandInStrings */

const INDONESIAN_HAND_IN = {
  sending: (/** @type {number} */ percent) => `sedang dikirim, ${percent} %`,
  sent: "terkirim",
  again: "menunggu sambungan, dicoba lagi",
  retry: "Kirim lagi",
  remove: "Hapus",
  download: "Unduh",
  busy: "Tunggu sampai semua berkas terkirim, atau hapus yang belum terkirim, lalu serahkan.",
  lost: "Sambungan terputus sebelum terkirim. Pilih berkas ini sekali lagi.",
  errors: {
    "unreachable":
      "Belum terkirim karena tidak ada sambungan. Berkas memerlukan sambungan; teks Anda tetap tersimpan. Kirim lagi setelah sambungan kembali.",
    "expired": "Sesi belajar sudah berakhir. Buka kursus ini lagi dari LMS, lalu pilih berkasnya lagi.",
    "hand-in-file-large": (/** @type {number} */ most) =>
      `Terlalu besar: paling besar ${most} MB. Perkecil berkasnya, lalu pilih lagi.`,
    "hand-in-file-type": (/** @type {string} */ kinds) =>
      `Jenis ini tidak diterima. Yang diterima: ${kinds}. Simpan sebagai salah satunya, lalu pilih lagi.`,
    "hand-in-file-content":
      "Isinya tidak sesuai dengan jenis yang disebut namanya. Simpan ulang dengan jenis yang benar, lalu pilih lagi.",
    "hand-in-file-empty": "Berkas ini kosong. Simpan sekali lagi di perangkat Anda, lalu pilih lagi.",
    "hand-in-files-many": "Berkas tugas ini sudah sebanyak yang dapat disimpan. Hapus satu, lalu kirim lagi.",
    "hand-in-files-full":
      "Berkas Anda sudah sebesar yang dapat disimpan. Hapus satu, atau serahkan tautan ke berkas ini.",
    "marked-already": "Tugas ini sudah dinilai, jadi tidak menerima berkas lagi. Muat ulang halaman.",
    "refused": "Berkas ini tidak diterima. Muat ulang halaman, lalu pilih lagi.",
  },
  marked: "Tugas Anda sudah dinilai.",
  points: (/** @type {string} */ given, /** @type {string} */ maximum) =>
    `${given} dari ${maximum} poin.`,
  returned: "Penilai mengembalikan tugas ini. Perbaiki, lalu serahkan lagi.",
  comment: "Catatan penilai:",
  number: (/** @type {number} */ value) => String(value).replace(".", ","),
};

/** @type {HandInStrings} */
const ENGLISH_HAND_IN = {
  sending: (percent) => `being sent, ${percent} %`,
  sent: "sent",
  again: "waiting for the link, tried again",
  retry: "Send again",
  remove: "Remove",
  download: "Download",
  busy: "Wait until all files are sent, or remove those that are not, then hand in.",
  lost: "The link broke before it was sent. Choose this file once more.",
  errors: {
    "unreachable":
      "Not sent, as there is no link. Files need the link; your text stays saved. Send again when the link is back.",
    "expired": "Your session is over. Open this course from the LMS again, then choose the file again.",
    "hand-in-file-large": (most) =>
      `Too large: at most ${most} MB. Make the file smaller, then choose it again.`,
    "hand-in-file-type": (kinds) =>
      `This kind is not taken. Taken are: ${kinds}. Save it as one of these, then choose it again.`,
    "hand-in-file-content":
      "What it holds is not of the kind that its name says. Save it as the right kind, then choose it again.",
    "hand-in-file-empty": "This file is empty. Save it once more on your device, then choose it again.",
    "hand-in-files-many": "This assignment has as many files as can be kept. Remove one, then send again.",
    "hand-in-files-full":
      "Your files weigh as much as can be kept. Remove one, or hand in a link to this file.",
    "marked-already": "This work is marked, so it takes no more files. Reload the page.",
    "refused": "This file was not taken. Reload the page, then choose it again.",
  },
  marked: "Your work is marked.",
  points: (given, maximum) => `${given} of ${maximum} points.`,
  returned: "The marker has returned this work. Mend it, then hand it in again.",
  comment: "The marker's comment:",
  number: (value) => String(value),
};

/**
 * @param {string} language  BCP 47 tag of the course
 * @returns {HandInStrings}
 */
export function handInStrings(language) {
  return language.split("-")[0]?.toLowerCase() === "id" ? INDONESIAN_HAND_IN : ENGLISH_HAND_IN;
}
