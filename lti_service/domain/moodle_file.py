"""What a report of a Moodle tells, as a teacher or manager downloads it.

Three are read: the activity completion report, the course completion report and the
export of grades. Which one it is shows by the shape of its headings, which language it is
in by none: only what a completed cell says, and what columns of people are called, is
known in English and Indonesian.

Source: ``report/progress``, ``report/completion`` and ``grade/export`` of Moodle 4.5.6;
Indonesian words: Moodle's language pack ``id`` of 5.1.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, tzinfo
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from lti_service.domain.import_run import normal
from lti_service.domain.moodle_sync import Completion
from lti_service.domain.written_day import DayOrder, order_of, read_day
from lti_service.errors import InvalidInputError

FILE_IDS = 2_000_000_000
"""Courses, activities and people that only files tell of are counted from here.

Reports name no ids of courses and activities; Moodle counts its own from 1.
"""

COURSE_ITSELF = ""
"""Stands for the course among the names of its activities."""

LONGEST_NAME = 255

_FIELDS = {
    "idnumber": ("idnumber", "nomorid", "noid", "nomoridentitas", "nip"),
    "email": ("emailaddress", "email", "alamatemail", "alamatsurel", "surel"),
    "username": ("username", "namapengguna"),
    "firstname": ("firstname", "namadepan"),
    "lastname": ("lastname", "surname", "namabelakang", "namaakhir"),
    "name": ("name", "nama", "fullname", "namalengkap"),
    "id": ("id",),
}
_FIELD_OF = {word: name for name, words in _FIELDS.items() for word in words}
_IDENTITY = frozenset({"idnumber", "email", "username"})
_DATED = re.compile(r"\d{4}-\d{2}-\d{2}.*")
_EXPONENT = re.compile(r"[0-9][.,]?[0-9]*[eE]\+?[0-9]{1,2}")
# A spreadsheet keeps 15 digits; no NIP ends in a sequence of 000.
_ROUNDED = re.compile(r"[0-9]{15}000")
_GRADE = re.compile(r"(.+) \(([^()]+)\)")
_PERCENT = frozenset({"percentage", "persentase", "persen"})
_REAL = frozenset({"real", "nyata", "angka", "asli"})
_LETTER = frozenset({"letter", "huruf"})
_FEEDBACK = frozenset({"feedback", "umpanbalik"})
_TOTAL = frozenset({"coursetotal", "totalkursus"})
_TIME = re.compile(
    r"[, T]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:\s*([AaPp])\.?[Mm]\.?)?$"
)
_WEEKDAY = re.compile(r"^[A-Za-z'’]+,?\s+(?=\d)")
_HOURS_OF_HALF_DAY = 12


class FileKind(StrEnum):
    """Which of Moodle's reports a file is."""

    PROGRESS = "progress"
    COMPLETION = "completion"
    GRADES = "grades"


@dataclass(frozen=True, slots=True)
class FileProblem:
    """What in a file is not taken in, and why.

    Attributes:
        code: A key of `errors.EXPLANATIONS`.
        row: Line of the file; 0 where it is about a column.
        what: Of which column, or what the cell says; never a NIP.
    """

    code: str
    row: int
    what: str


@dataclass(frozen=True, slots=True)
class FileCell:
    """What a row says of an activity, or of `COURSE_ITSELF`.

    Attributes:
        completion: None in a file of grades.
        share: The grade, 0 to 1; none without one.
    """

    activity: str
    completion: Completion | None = None
    completed_at: datetime | None = None
    share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class FileRow:
    """What a file says of somebody.

    Attributes:
        user_id: Moodle's own id of the account, where the report has it.
    """

    number: int
    name: str = field(repr=False)
    idnumber: str = field(repr=False)
    email: str = field(repr=False)
    username: str = field(repr=False)
    user_id: str
    cells: tuple[FileCell, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """What the account is known by, the surest first."""
        told = (
            ("idnumber", re.sub(r"\s", "", self.idnumber)),
            ("id", self.user_id),
            ("username", self.username),
            ("email", self.email),
        )
        return tuple(f"{kind}:{value.casefold()}" for kind, value in told if value)


@dataclass(frozen=True, slots=True)
class MoodleFile:
    """A report, read.

    Attributes:
        activities: As named in its headings, in their order.
    """

    kind: FileKind
    activities: tuple[str, ...]
    rows: tuple[FileRow, ...]
    problems: tuple[FileProblem, ...]


def read_moodle_file(
    table: Sequence[tuple[int, Sequence[str]]], *, zone: tzinfo, known: Iterable[str]
) -> MoodleFile:
    """Return what a report says.

    Args:
        table: Its rows with their lines, the headings first.
        zone: In which the report's times are: it names none.
        known: Names of activities of the course, for telling those of grades apart.

    Raises:
        InvalidInputError: It is none of the reports (``moodle-file-unknown``), names
            nobody by a number or address (``moodle-file-nobody``), or has grades
            without their range alone (``moodle-file-range``).
    """
    filled = [(number, [_tidy(cell) for cell in row]) for number, row in table]
    filled = [(number, row) for number, row in filled if any(row)]
    if not filled:
        raise InvalidInputError("file-empty")
    width = max(len(row) for _, row in filled)
    padded = [(number, row + [""] * (width - len(row))) for number, row in filled]
    (_, headings), *rows = padded
    return _Reader(headings, zone, frozenset(known)).read(rows)


def same_name(name: str) -> str:
    """Return a name as it is compared: case and runs of spaces do not matter."""
    return " ".join(name.split()).casefold()


@dataclass(frozen=True, slots=True)
class _Column:
    """What stands in a column; a completion has its time in the next or nowhere."""

    index: int
    activity: str
    is_share: bool = False
    at: int | None = None


class _Reader:
    """One file under way."""

    def __init__(
        self, headings: Sequence[str], zone: tzinfo, known: frozenset[str]
    ) -> None:
        self._headings, self._zone = headings, zone
        self._known = {same_name(name) for name in known}
        self._fields: dict[str, int] = {}
        self._problems: list[FileProblem] = []
        self._order = DayOrder.UNKNOWN

    def read(self, rows: Sequence[tuple[int, Sequence[str]]]) -> MoodleFile:
        kind, columns = self._shape()
        if not _IDENTITY & self._fields.keys():
            raise InvalidInputError("moodle-file-nobody")
        columns = self._distinct(columns)
        if kind is FileKind.GRADES and not columns:
            raise InvalidInputError("moodle-file-range")
        dated = [one.at for one in columns if one.at is not None]
        self._order = order_of(
            _TIME.sub("", row[at]) for _, row in rows for at in dated
        )
        taken: set[str] = set()
        read = []
        for number, cells in rows:
            row = self._row(number, cells, columns)
            if row is None:
                continue
            if row.keys[0] in taken:
                self._problems.append(FileProblem("moodle-file-repeated", number, ""))
                continue
            taken.add(row.keys[0])
            read.append(row)
        names = [one.activity for one in columns if one.activity != COURSE_ITSELF]
        return MoodleFile(kind, tuple(names), tuple(read), tuple(self._problems))

    def _shape(self) -> tuple[FileKind, list[_Column]]:
        headings = self._headings
        words = [normal(heading) for heading in headings]
        if len(words) < 2:  # noqa: PLR2004 - somebody, and something of them
            raise InvalidInputError("moodle-file-unknown")
        if words[0] == "id" and _FIELD_OF.get(words[1]) == "name":
            self._note_fields(words[:-1])
            return FileKind.COMPLETION, self._criteria()
        fields = {_FIELD_OF.get(word) for word in words}
        if {"firstname", "lastname"} <= fields:
            self._note_fields(words)
            return FileKind.GRADES, self._grades()
        if not headings[0] or _FIELD_OF.get(words[0]) == "name":
            self._fields["name"] = 0
            start = self._first_activity(words)
            self._note_fields(["", *words[1:start]])
            return FileKind.PROGRESS, [
                _Column(at, headings[at], at=at + 1)
                for at in range(start, len(headings) - 1, 2)
                if headings[at]
            ]
        raise InvalidInputError("moodle-file-unknown")

    def _note_fields(self, words: Sequence[str]) -> None:
        for at, word in enumerate(words):
            if word in _FIELD_OF:
                self._fields.setdefault(_FIELD_OF[word], at)

    def _first_activity(self, words: Sequence[str]) -> int:
        """Return where the pairs of a completion and its time begin.

        Above the time stands when it is expected, or nothing.
        """
        for start in range(1, len(words)):
            above = self._headings[start + 1 :: 2]
            even = (len(words) - start) % 2 == 0
            if (
                even
                and _FIELD_OF.get(words[start]) not in _IDENTITY
                and all(not one or _DATED.fullmatch(one) for one in above)
            ):
                return start
        if any(word in _FIELD_OF for word in words[1:]):
            raise InvalidInputError("moodle-file-unknown")
        raise InvalidInputError("moodle-file-nobody")

    def _criteria(self) -> list[_Column]:
        headings = self._headings
        last = len(headings) - 1
        while last and not headings[last]:
            last -= 1
        columns, at = [], 2
        while at < last:
            name, following = headings[at], headings[at + 1]
            if name and following.startswith(f"{name} - "):
                columns.append(_Column(at, name, at=at + 1))
                at += 2
                continue
            # Other criteria, such as a date or a grade, are no activity.
            at += 1
        return [*columns, _Column(last, COURSE_ITSELF, at=last)]

    def _grades(self) -> list[_Column]:
        shares, without = [], []
        for at, heading in enumerate(self._headings):
            match = _GRADE.fullmatch(heading)
            if match is None:
                continue
            kind = normal(match[2])
            if kind in _PERCENT:
                shares.append(_Column(at, self._graded(match[1]), is_share=True))
            elif kind in _REAL | _LETTER:
                without.append(match[1])
        told = {one.activity for one in shares}
        self._problems += [
            FileProblem("moodle-file-range", 0, name)
            for name in dict.fromkeys(without)
            if self._graded(name) not in told
        ]
        return shares

    def _graded(self, name: str) -> str:
        """Return the activity of a column of grades: ``Quiz: Ujian`` is *Ujian*."""
        if normal(name) in _TOTAL:
            return COURSE_ITSELF
        _, sign, rest = name.partition(": ")
        if not sign or same_name(name) in self._known:
            return name
        return rest

    def _distinct(self, columns: Sequence[_Column]) -> list[_Column]:
        times = Counter(same_name(one.activity) for one in columns)
        twice = {name for name, count in times.items() if count > 1}
        self._problems += [
            FileProblem("moodle-file-twice", 0, name)
            for name in dict.fromkeys(
                one.activity for one in columns if same_name(one.activity) in twice
            )
        ]
        return [one for one in columns if same_name(one.activity) not in twice]

    def _row(
        self, number: int, cells: Sequence[str], columns: Sequence[_Column]
    ) -> FileRow | None:
        told = {name: cells[at] for name, at in self._fields.items()}
        idnumber = told.get("idnumber", "")
        if _EXPONENT.fullmatch(idnumber) or _ROUNDED.fullmatch(idnumber):
            self._problems.append(FileProblem("moodle-file-nip", number, ""))
            return None
        name = told.get("name") or " ".join(
            filter(None, (told.get("firstname", ""), told.get("lastname", "")))
        )
        found = (self._cell(number, cells, column) for column in columns)
        row = FileRow(
            number,
            name[:LONGEST_NAME],
            idnumber[:LONGEST_NAME],
            told.get("email", "")[:LONGEST_NAME],
            told.get("username", "")[:LONGEST_NAME],
            told.get("id", "")[:LONGEST_NAME],
            tuple(cell for cell in found if cell is not None),
        )
        if not row.keys:
            self._problems.append(FileProblem("moodle-file-person", number, ""))
            return None
        return row

    def _cell(
        self, number: int, cells: Sequence[str], column: _Column
    ) -> FileCell | None:
        said = cells[column.index]
        if not said:
            return None
        if column.is_share:
            share = _share(said)
            if share is None:
                self._refuse("moodle-file-grade", number, column)
                return None
            return FileCell(column.activity, share=share)
        is_date = column.at == column.index
        state = Completion.COMPLETE if is_date else completion_said(said)
        if state is None:
            self._refuse("moodle-file-state", number, column)
            return None
        if state is Completion.INCOMPLETE:
            return None
        written = cells[column.at] if column.at is not None else ""
        moment = self._moment(written)
        if moment is None and (written or is_date):
            self._refuse("moodle-file-date", number, column)
            return None
        return FileCell(column.activity, state, moment)

    def _refuse(self, code: str, number: int, column: _Column) -> None:
        heading = self._headings[column.index]
        self._problems.append(FileProblem(code, number, heading))

    def _moment(self, text: str) -> datetime | None:
        """Return the moment that a text means; midnight where it tells but the day."""
        at = time(0)
        if match := _TIME.search(text):
            hour = int(match[1])
            if match[4]:
                hour %= _HOURS_OF_HALF_DAY
                hour += _HOURS_OF_HALF_DAY if match[4] in "Pp" else 0
            try:
                at = time(hour, int(match[2]), int(match[3] or 0))
            except ValueError:
                return None
            text = text[: match.start()]
        day = read_day(_WEEKDAY.sub("", text.strip()), self._order)
        if day is None:
            return None
        return datetime.combine(day, at, self._zone).astimezone(UTC)


def completion_said(text: str) -> Completion | None:
    """Return what a cell of a report says; none for words that are not known."""
    words = text.casefold()
    if words.startswith(("not ", "belum ", "tidak ")):
        return Completion.INCOMPLETE
    if not words.startswith(("complete", "selesai")):
        return None
    if "(did not" in words or "(tidak" in words or "(belum" in words:
        return Completion.FAILED
    if "(achieved" in words or "(mencapai" in words or "(telah mencapai" in words:
        return Completion.PASSED
    return Completion.COMPLETE


def lost_names(
    gone: Mapping[str, Mapping[int, datetime | None]],
    come: Mapping[str, Mapping[int, datetime | None]],
) -> dict[str, str]:
    """Return which activities may have another name now: the new by the old.

    Whoever had completed the one has completed the other at the same moment.

    Args:
        gone: Of activities that a file names no more: when who completed them.
        come: Of those that it names first.
    """
    found: dict[str, str] = {}
    for old, before in gone.items():
        fits = [
            new
            for new, now in come.items()
            if before and all(now.get(user, ...) == at for user, at in before.items())
        ]
        if len(fits) == 1:
            found[old] = fits[0]
    times = Counter(found.values())
    return {old: new for old, new in found.items() if times[new] == 1}


def _share(text: str) -> Decimal | None:
    # Moodle writes the sign; a spreadsheet that saved the file has 0.855 without it.
    if not text.endswith("%"):
        return None
    number = text[:-1].replace("\u00a0", "").strip().replace(",", ".")
    try:
        share = Decimal(number) / 100
    except InvalidOperation:
        return None
    if not share.is_finite():
        return None
    return min(max(share, Decimal(0)), Decimal(1))


def _tidy(cell: str) -> str:
    text = cell.replace("\u00a0", " ").strip().removeprefix("'").strip()
    return "" if text == "-" else text
