"""The activities of the one course in the practice LMS."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

COURSE_ID = "2"
COURSE_LABEL = "LATIHAN-1"
COURSE_TITLE = "Kelas latihan: Siaga Bencana"
SCORE_MAXIMUM = 100


@dataclass(frozen=True, slots=True)
class Activity:
    """An external tool activity.

    Attributes:
        id: ``resource_link.id``; also the id of its line item.
        custom: Custom parameters of its launch.
        window: Opens in a new window instead of a frame.
        graded: Has a column in the gradebook.
        maximum: Points of that column.
        resource_id: Of the column, as the tool named it; like `tag` empty for nothing.
        added: Chosen by a teacher.
    """

    id: str
    title: str
    about: str
    group: str
    custom: Mapping[str, str] = field(default_factory=dict)
    window: bool = False
    graded: bool = False
    maximum: int = SCORE_MAXIMUM
    resource_id: str = ""
    tag: str = ""
    added: bool = False

    def copy(self) -> "Activity":
        """Return the same as another activity: the tool is not told of the origin."""
        return replace(self, title=f"{self.title} (salinan)")


_COURSE = "manajemen-bencana"
ACTIVITIES: Mapping[str, Activity] = {
    activity.id: activity
    for activity in (
        Activity(
            "1",
            "Manajemen Bencana untuk ASN",
            "Seluruh kursus, di dalam bingkai halaman ini. Mengirim nilai.",
            "Belajar",
            {"course": _COURSE},
            graded=True,
        ),
        Activity(
            "2",
            "Manajemen Bencana untuk ASN (jendela baru)",
            "Kursus yang sama, dibuka di jendela sendiri. Nilainya terpisah.",
            "Belajar",
            {"course": _COURSE},
            window=True,
            graded=True,
        ),
        Activity(
            "3",
            "Modul: Peringatan dini",
            "Satu modul dari kursus itu. Mengirim nilai.",
            "Belajar",
            {"course": _COURSE, "module": "peringatan-dini"},
            graded=True,
        ),
        Activity(
            "4",
            "Kegiatan yang isinya belum dipilih",
            "Pengajar memilih isinya; peserta diberi tahu bahwa isinya belum ada.",
            "Belajar",
            graded=True,
        ),
        Activity(
            "5",
            "Rencana pengembangan saya",
            "Kompetensi yang dituntut jabatan Anda, yang sudah terbukti, dan langkah "
            "berikutnya.",
            "Kompetensi",
            {"page": "me"},
        ),
        Activity(
            "6",
            "Penetapan kompetensi",
            "Untuk asesor: memeriksa bukti dan menetapkan capaian.",
            "Kompetensi",
            {"page": "assess"},
        ),
        Activity(
            "7",
            "Pengelolaan layanan",
            "Untuk pengelola: siapa menyelesaikan apa.",
            "Pengelolaan",
            {"page": "admin"},
            window=True,
        ),
    )
}
