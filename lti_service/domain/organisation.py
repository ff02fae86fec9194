"""People, units, positions and who holds which post when."""

import re
from dataclasses import dataclass, field
from datetime import date

from lti_service.locale import Sentence

GROUPS = (
    "jpt utama",
    "jpt madya",
    "jpt pratama",
    "administrator",
    "pengawas",
    "pelaksana",
    "fungsional",
)
"""Groups of positions (UU 20/2023), managerial ones from the top."""

_ECHELON = {
    "i": "jpt madya",
    "ii": "jpt pratama",
    "iii": "administrator",
    "iv": "pengawas",
}

POSTING_KINDS = ("definitif", "plt")
"""A post of one's own, and one that somebody stands in for (pelaksana tugas)."""

IDENTIFIER_KINDS = ("nip", "pns_id", "moodle_id")
"""Of a person, beside the accounts of an LMS that are linked."""

EMPLOYMENT_TYPES = ("PNS", "CPNS", "PPPK", "PPPK_PARUH_WAKTU", "OTHER")

_NIP_LENGTH = 18
_YOUNGEST, _OLDEST = 17, 70
_SPREADSHEET_NUMBER = re.compile(r"\d([.,]\d+)?[Ee]\+?\d+|\d{17,19}[.,]0+")


@dataclass(frozen=True, slots=True)
class Unit:
    """A work unit (unit organisasi); units form a tree.

    Attributes:
        parent_code: Code of the unit above; empty at the top.
        district: Regency, city or district (kabupaten, kota, kecamatan) it lies in.
        head_code: Code of the position that leads it; empty where none is named.
        closed_on: Last day; none while it goes on.
    """

    code: str
    name: str
    kind: str
    parent_code: str
    island: str
    district: str = ""
    head_code: str = ""
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class FormerUnit:
    """How a unit was called and where it was, until a day.

    Attributes:
        until: The last day on which that was so.
    """

    code: str
    until: date
    name: str
    parent_code: str


@dataclass(frozen=True, slots=True)
class Position:
    """A position (jabatan).

    Attributes:
        group: One of `GROUPS`, or whatever the file says.
    """

    code: str
    name: str
    group: str
    grade: str


@dataclass(frozen=True, slots=True)
class Person:
    """A civil servant.

    Attributes:
        id: Opaque; the only identifier in addresses and logs.
        nip: 18 digits; empty where none is known.
        employment_type: PNS, CPNS, PPPK, PPPK_PARUH_WAKTU or OTHER.
        absences: In how many complete lists in a row the person was not.
    """

    id: str
    name: str
    nip: str = field(repr=False)
    employment_type: str
    email: str
    active: bool = True
    absences: int = 0


@dataclass(frozen=True, slots=True)
class Posting:
    """Who holds which post where; ``until`` is the last day, none while it lasts.

    Attributes:
        kind: One of `POSTING_KINDS`. Who also stands in for another post (Plt) is
            judged by the one that is their own.
    """

    person_id: str
    position_code: str
    unit_code: str
    supervisor_id: str | None
    since: date
    until: date | None = None
    kind: str = "definitif"

    def holds(self, on: date) -> bool:
        """Whether it holds on that day."""
        return self.since <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class PersonIdentifier:
    """A number by which a person is or was known somewhere.

    Attributes:
        kind: One of `IDENTIFIER_KINDS`.
        valid_to: The day on which it ended; none while it holds.
    """

    person_id: str
    kind: str
    value: str = field(repr=False)
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class NipCheck:
    """What is wrong with a NIP.

    Attributes:
        nip: The 18 digits, cleaned; empty where there are errors.
        errors: The number cannot be taken. None repeats a digit of it.
        warnings: It can, but should be looked at.
    """

    nip: str = field(repr=False)
    errors: tuple[Sentence, ...] = ()
    warnings: tuple[Sentence, ...] = ()


def position_group(kind: str, echelon: str) -> str:
    """Return the group of a position as SIASN describes it; empty where it does not.

    Args:
        kind: ``JENIS JABATAN NAMA``, such as *Jabatan Fungsional*.
        echelon: ``ESELON NAMA``, such as *III.a*. Which group an echelon stands for is
            common usage and no rule: what comes of it is to be looked at.
    """
    roman = re.match(r"[ivx]+", echelon.casefold().strip())
    if roman and roman[0] in _ECHELON:
        return _ECHELON[roman[0]]
    words = kind.casefold()
    return next((group for group in GROUPS if group in words), "")


def mask_nip(nip: str) -> str:
    """Return a NIP as it may be shown: only its last four digits."""
    return "•" * max(len(nip) - 4, 0) + nip[-4:]


def check_nip(
    text: str, *, employment_type: str, on: date, synthetic: bool = False
) -> NipCheck:
    """Check a NIP; it has no check digit, so only its parts can be wrong.

    Args:
        text: As it was written; spaces, dots and a leading apostrophe do no harm.
        employment_type: As in `Person`; empty where it is not known.
        on: Day on which age and years are judged.
        synthetic: An invented person, whose age is not judged.
    """
    if _SPREADSHEET_NUMBER.fullmatch(text.strip()):
        return NipCheck("", errors=(_TURNED_INTO_NUMBER,))
    digits = re.sub(r"[\s.\u00a0]|^['’‘`]+", "", text.strip())
    if not re.fullmatch(r"[0-9]{18}", digits):
        return NipCheck("", errors=(_not_eighteen(digits),))
    errors, warnings = [], []
    born = _birth_date(digits)
    if born is None:
        errors.append(_NO_BIRTH_DATE)
    elif not synthetic and not _YOUNGEST <= _age(born, on) <= _OLDEST:
        warnings.append(
            Sentence(
                "Usia menurut NIP di luar {youngest} sampai {oldest} tahun. "
                "Periksa delapan angka pertama.",
                {"youngest": _YOUNGEST, "oldest": _OLDEST},
            )
        )
    if digits[14] not in "12":
        errors.append(_NO_SEX)
    if digits[15:] == "000":
        errors.append(_NO_SEQUENCE)
    if born and not born.year + _YOUNGEST <= int(digits[8:12]) <= on.year:
        warnings.append(_ODD_YEAR)
    is_month = "01" <= digits[12:14] <= "12"
    if employment_type in {"PNS", "CPNS"} and not is_month:
        errors.append(_NO_MONTH)
    elif not employment_type and not is_month:
        warnings.append(_PERHAPS_PPPK)
    if errors:
        return NipCheck("", tuple(errors), tuple(warnings))
    return NipCheck(digits, (), tuple(warnings))


def _not_eighteen(digits: str) -> Sentence:
    if digits.isascii() and digits.isdecimal():
        return Sentence(
            "NIP harus terdiri atas {length} angka; yang tertulis {n} angka. "
            "Salin lagi dari sumbernya.",
            {"length": _NIP_LENGTH, "n": len(digits)},
        )
    return Sentence(
        "NIP harus terdiri atas {length} angka, tanpa huruf atau tanda lain. "
        "Salin lagi dari sumbernya.",
        {"length": _NIP_LENGTH},
    )


def _birth_date(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


_TURNED_INTO_NUMBER = Sentence(
    "Lembar kerja telah mengubah NIP ini menjadi bilangan (seperti 1,98E+17), sehingga "
    "angka terakhirnya hilang. Jadikan kolomnya teks, lalu ekspor lagi dari sumbernya; "
    "menyunting berkas ini tidak mengembalikannya."
)
_NO_BIRTH_DATE = Sentence(
    "Delapan angka pertama NIP bukan tanggal lahir (tahun, bulan, hari). "
    "Salin lagi dari sumbernya."
)
_NO_SEX = Sentence("Angka ke-15 NIP harus 1 atau 2. Salin lagi dari sumbernya.")
_NO_SEQUENCE = Sentence(
    "Tiga angka terakhir NIP tidak mungkin 000; biasanya lembar kerja membulatkannya. "
    "Jadikan kolomnya teks, lalu ekspor lagi dari sumbernya."
)
_NO_MONTH = Sentence(
    "Angka ke-13 dan ke-14 NIP seorang PNS harus bulan, 01 sampai 12. "
    "Periksa NIP, atau jenis pegawai bila ia PPPK."
)
_ODD_YEAR = Sentence(
    "Angka ke-9 sampai ke-12 NIP bukan tahun pengangkatan yang mungkin. Periksa."
)
_PERHAPS_PPPK = Sentence(
    "NIP ini tampak seperti nomor PPPK. Isi kolom jenis pegawai supaya dapat diperiksa."
)
