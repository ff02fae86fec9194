"""What of a person is held where, why, and what becomes of it when they are erased.

`personal_register.REGISTER` has an entry for every table and every column: a new one
without an entry fails a test. Notice, export and erasure all follow from it, so that none
of them can forget a table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from lti_service.locale import Sentence


class Holds(StrEnum):
    """What a column holds, and so what an export says of it and an erasure does to it."""

    FACT = "fact"
    """A fact without a name: exported, and kept."""
    NAME = "name"
    """A name: exported, and replaced by a pseudonym."""
    TEXT = "text"
    """Words, an address or a number of a person: exported, and emptied."""
    ANSWERS = "answers"
    """What somebody answered: exported; what they typed is emptied, points stay."""
    KEY = "key"
    """By which another system knows them: exported, and replaced by a pseudonym."""
    ACTOR = "actor"
    """Opaque id of who did it: told only whether it was oneself; kept."""
    OPENS = "opens"
    """Opens something: never exported."""
    MIXED = "mixed"
    """Words in which others may be named too: not exported, and emptied."""
    SHARED = "shared"
    """About several people at once: not exported with one of them; kept."""


@dataclass(frozen=True, slots=True)
class Path:
    """How the rows of a person are found.

    Attributes:
        columns: Columns of the table.
        table: Whose rows must have the same values; empty where the column holds the
            person's own id.
        there: Columns of that table.
    """

    columns: tuple[str, ...]
    table: str = ""
    there: tuple[str, ...] = ("id",)


@dataclass(frozen=True, slots=True)
class PersonalTable:
    """What one table holds of people.

    Attributes:
        name: Of the table.
        title: What a row is.
        purpose: A key of `PURPOSES`.
        paths: How the rows of one person are found, by any of them; none where no row
            is about a person.
        columns: What each column holds.
        goes: Whether an erasure deletes the rows.
        special: Whether its rows are found in a way of its own.
        retention: Code of the rule parameter that says how long; empty for as long as
            the record of service is kept.
    """

    name: str
    title: Sentence
    purpose: str
    paths: tuple[Path, ...]
    columns: Mapping[str, Holds]
    goes: bool = False
    special: bool = False
    retention: str = ""

    @property
    def is_personal(self) -> bool:
        """Whether its rows are about people, not only made by them."""
        return bool(self.paths) or self.special

    def of(self, *kinds: Holds) -> tuple[str, ...]:
        """Return the columns that hold one of these."""
        return tuple(name for name, kind in self.columns.items() if kind in kinds)

    @property
    def loses(self) -> tuple[str, ...]:
        """Columns that an erasure empties or replaces."""
        return self.of(Holds.NAME, Holds.TEXT, Holds.MIXED, Holds.ANSWERS, Holds.KEY)


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why something is held.

    Attributes:
        title: In a few words.
        meaning: In a sentence.
        basis: Legal basis in words; "periksa" where the organisation has yet to confirm.
    """

    title: Sentence
    meaning: Sentence
    basis: Sentence


_DUTY = Sentence(
    "Kewajiban pengembangan kompetensi ASN (UU 20/2023, PP 11/2017); dasar pemrosesan "
    "menurut UU 27/2022: periksa."
)
_SECURITY = Sentence(
    "Menjaga keamanan data pribadi (UU 27/2022); dasar pemrosesan: periksa."
)
_REQUEST = Sentence("Permintaan Anda sendiri; dasar pemrosesan: periksa.")

PURPOSES: Mapping[str, Purpose] = {
    "staff": Purpose(
        Sentence("Data kepegawaian"),
        Sentence("Mengetahui siapa bekerja di mana, dan apa yang dituntut jabatannya."),
        _DUTY,
    ),
    "access": Purpose(
        Sentence("Masuk dan peran"),
        Sentence(
            "Mengenali Anda ketika datang dari LMS, dan siapa boleh melakukan apa."
        ),
        _SECURITY,
    ),
    "learning": Purpose(
        Sentence("Belajar dan tugas"),
        Sentence("Meneruskan belajar, menilai jawaban, dan mengirim nilai ke LMS."),
        _DUTY,
    ),
    "competence": Purpose(
        Sentence("Bukti dan penetapan kompetensi"),
        Sentence("Menunjukkan atas bukti apa sebuah kompetensi ditetapkan."),
        _DUTY,
    ),
    "development": Purpose(
        Sentence("Kebutuhan, rencana, dan JP"),
        Sentence("Merencanakan pengembangan kompetensi dan menghitung jam pelajaran."),
        _DUTY,
    ),
    "credential": Purpose(
        Sentence("Kredensial dan transkrip"),
        Sentence("Menerbitkan kredensial yang Anda minta dan membuktikan keasliannya."),
        _REQUEST,
    ),
    "moodle": Purpose(
        Sentence("Yang dibaca dari LMS"),
        Sentence(
            "Mengetahui siapa peserta kelas dan apa yang diselesaikan di LMS lain."
        ),
        _DUTY,
    ),
    "trail": Purpose(
        Sentence("Jejak dan keamanan"),
        Sentence("Mempertanggungjawabkan siapa melakukan atau melihat apa."),
        _SECURITY,
    ),
    "service": Purpose(
        Sentence("Isi layanan"),
        Sentence(
            "Kursus, unit, standar, dan aturan: bukan data seseorang; hanya mencatat "
            "akun yang mengubahnya."
        ),
        _DUTY,
    ),
}


def holds(**kinds: str) -> Mapping[str, Holds]:
    """Return what columns hold, from their names by kind, apart by spaces."""
    return {
        column: Holds(kind) for kind, names in kinds.items() for column in names.split()
    }


PERSON = Path(("person_id",))
ACCOUNT = Path(("account_id",), "accounts")
ATTEMPT = Path(("attempt_id",), "attempts")
