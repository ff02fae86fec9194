"""Read the rows of a sheet, collecting everything that is wrong with it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from lti_service.domain.audit import AuditEntry
from lti_service.domain.import_run import (
    ImportRun,
    RecordedImport,
    RowOutcome,
    RowProblem,
    RowState,
    Sheet,
    SheetRow,
    differences,
    find_columns,
    label_of,
    normal,
)
from lti_service.domain.written_day import (
    DayOrder,
    may_be_two_days,
    order_of,
    read_day,
)
from lti_service.locale import Sentence
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork

T = TypeVar("T")

_WORTH = {RowState.UNCHANGED: 0, RowState.CHANGED: 1, RowState.NEW: 2}


class Intake:
    """One sheet being taken in.

    Args:
        kind: people, units, positions, framework, standards, evidence or hours.
        sheet: The table.
        names: Other headings of each field, besides the field's own name.
        required: Fields without which no row can be read.
    """

    def __init__(
        self,
        kind: str,
        sheet: Sheet,
        names: Mapping[str, Iterable[str]],
        required: Iterable[str],
    ) -> None:
        self.kind, self.sheet = kind, sheet
        self.columns = find_columns(sheet.headings, names)
        self.problems: list[RowProblem] = list(sheet.problems)
        self.warnings: list[RowProblem] = list(sheet.warnings)
        self.remarks: list[Sentence] = []
        self.added = self.changed = self.unchanged = 0
        self._outcomes: dict[int, RowOutcome] = {}
        self._orders: dict[str, DayOrder] = {}
        self._row = SheetRow(1, {})
        for field in required:
            if field not in self.columns:
                self._missing_column(field)
        if not (sheet.rows or self.problems):
            self.problem(
                SheetRow(1, {}),
                "",
                "rows-missing",
                Sentence("Berkas ini tidak memuat baris data."),
                Sentence("Isi baris data di bawah judul kolom, lalu impor lagi."),
            )

    def rows(self) -> Iterator[SheetRow]:
        """Yield the rows, none where a required column is missing."""
        if not self.problems:
            for row in self.sheet.rows:
                self._row = row
                yield row

    def problem(
        self,
        row: SheetRow,
        field: str,
        code: str,
        reason: Sentence,
        remedy: Sentence,
        *,
        warning: bool = False,
    ) -> None:
        """Note what is wrong with a row."""
        heading = self.columns.get(field, field)
        noted = RowProblem(code, row.number, heading, reason, remedy)
        (self.warnings if warning else self.problems).append(noted)

    def text(self, row: SheetRow, field: str) -> str:
        """Return a cell; empty where there is no such column."""
        return row.cells.get(self.columns.get(field, ""), "")

    def given(self, row: SheetRow, field: str, before: str) -> str:
        """Return a cell; what was there before where the file has no such column."""
        return self.text(row, field) if field in self.columns else before

    def needed(self, row: SheetRow, field: str) -> str:
        """Return a cell that must not be empty; note it where it is."""
        text = self.text(row, field)
        if not text:
            self.problem(
                row,
                field,
                "value-missing",
                Sentence("Sel ini kosong, padahal wajib diisi."),
                Sentence("Isi selnya, lalu impor lagi seluruh berkas."),
            )
        return text

    def day(self, row: SheetRow, field: str) -> date | None:
        """Return the date in a cell; none where it is empty or, noted, no date."""
        text = self.text(row, field)
        if not text:
            return None
        order = self._order(field)
        day = read_day(text, order)
        if day is None and may_be_two_days(text, order):
            self.problem(
                row,
                field,
                "date-ambiguous",
                Sentence(
                    "{value} dapat berarti dua tanggal: hari dulu atau bulan dulu.",
                    {"value": text},
                ),
                Sentence("Tulis tanggal seperti 2026-11-24 di seluruh kolom ini."),
            )
        elif day is None:
            self.problem(
                row,
                field,
                "date-invalid",
                Sentence("{value} bukan tanggal.", {"value": text}),
                Sentence("Tulis tanggal seperti 2026-11-24."),
            )
        return day

    def _order(self, field: str) -> DayOrder:
        if field not in self._orders:
            cells = (self.text(row, field) for row in self.sheet.rows)
            self._orders[field] = order_of(cells)
        return self._orders[field]

    def needed_day(self, row: SheetRow, field: str) -> date | None:
        """Return a date that must be there; none, noted, where it is not."""
        return self.day(row, field) if self.needed(row, field) else None

    def level(self, row: SheetRow, field: str) -> int | None:
        """Return a level, 1 to 5; none, noted, where it is not one."""
        text = self.needed(row, field)
        if not text:
            return None
        if re.fullmatch(r"[1-5](\.0)?", text):
            return int(text[0])
        self.problem(
            row,
            field,
            "level-invalid",
            Sentence("{value} bukan level.", {"value": text}),
            Sentence("Tulis level sebagai angka 1 sampai 5."),
        )
        return None

    def share(self, row: SheetRow, field: str) -> Decimal | None:
        """Return a number from 0 to 1; none, noted, where it is not one."""
        text = self.needed(row, field)
        if not text:
            return None
        try:
            number = Decimal(text.replace(",", "."))
        except InvalidOperation:
            number = Decimal(-1)
        if number.is_finite() and 0 <= number <= 1:
            return number
        self.problem(
            row,
            field,
            "number-invalid",
            Sentence("{value} bukan bilangan antara 0 dan 1.", {"value": text}),
            Sentence("Tulis hasil sebagai bagian dari 1, misalnya 0,85."),
        )
        return None

    def choice(
        self, row: SheetRow, field: str, choices: Mapping[str, str], default: str = ""
    ) -> str:
        """Return what a cell stands for; empty, noted, where that is unknown.

        Args:
            row: The row.
            field: The column.
            choices: Meaning by word, words as `normal` makes them.
            default: Meaning of an empty cell; where empty, the cell must be filled.
        """
        text = self.text(row, field)
        if not text and default:
            return default
        if not self.needed(row, field):
            return ""
        found = choices.get(normal(text), "")
        if not found:
            listed = ", ".join(dict.fromkeys(choices.values()))
            self.problem(
                row,
                field,
                "choice-unknown",
                Sentence("{value} tidak dikenal.", {"value": text}),
                Sentence("Pakai salah satu dari: {choices}.", {"choices": listed}),
            )
        return found

    def find(
        self,
        row: SheetRow,
        field: str,
        known: Mapping[str, T],
        code: str,
        command: str,
    ) -> T | None:
        """Return what a code names; none, noted, where the cell is empty or unknown.

        Args:
            row: The row.
            field: The column.
            known: What there is, by `normal` code.
            code: The problem where it is unknown.
            command: The import that would make it known.
        """
        text = self.needed(row, field)
        if text and normal(text) not in known:
            self.unknown(row, field, text, code, command)
        return known.get(normal(text)) if text else None

    def unknown(
        self, row: SheetRow, field: str, text: str, code: str, command: str
    ) -> None:
        """Note that a cell names something that is not there."""
        self.problem(
            row,
            field,
            code,
            Sentence("{value} tidak dikenal.", {"value": text}),
            Sentence(
                "Perbaiki kodenya, atau impor dulu: lti-service import {command} BERKAS.",
                {"command": command},
            ),
        )

    def repeated(self, row: SheetRow, field: str, first: int) -> None:
        """Note that a row tells of the same thing as an earlier one."""
        self.problem(
            row,
            field,
            "row-repeated",
            Sentence("Baris ini mengulang baris {first}.", {"first": first}),
            Sentence("Simpan satu saja dari keduanya."),
        )

    def save(
        self,
        old: T | None,
        new: T,
        save: Callable[[T], None],
        row: SheetRow | None = None,
    ) -> None:
        """Save what is new or differs, and count it.

        Args:
            old: What there is; none where there is nothing yet.
            new: What the row says.
            save: Keeps it.
            row: The row it comes from; the one being read where none is named.
        """
        changes = () if old is None else differences(old, new)
        if old == new:
            self.unchanged += 1
            state = RowState.UNCHANGED
        elif old is None:
            self.added += 1
            state = RowState.NEW
        else:
            self.changed += 1
            state = RowState.CHANGED
        self.tell(row or self._row, state, label_of(new), changes)
        if old != new:
            save(new)

    def tell(
        self,
        row: SheetRow,
        state: RowState,
        label: str,
        changes: tuple[tuple[str, str, str], ...] = (),
    ) -> None:
        """Note what a row comes to; what it said before of other things stays."""
        before = self._outcomes.get(row.number)
        if before is not None:
            state = max(state, before.state, key=_WORTH.__getitem__)
            label, changes = before.label, before.changes + changes
        self._outcomes[row.number] = RowOutcome(row.number, state, label, changes)

    def count(
        self,
        row: SheetRow,
        state: RowState,
        label: str,
        changes: tuple[tuple[str, str, str], ...] = (),
    ) -> None:
        """Count a row that was not kept by `save`, and note what it comes to."""
        self.added += state is RowState.NEW
        self.changed += state is RowState.CHANGED
        self.unchanged += state is RowState.UNCHANGED
        self.tell(row, state, label, changes)

    def _told(self) -> tuple[RowOutcome, ...]:
        refused = {p.row for p in self.problems if p.row > 1}
        told = self._outcomes | {
            n: RowOutcome(
                n,
                RowState.REFUSED,
                self._outcomes[n].label if n in self._outcomes else "",
            )
            for n in refused
        }
        return tuple(told[number] for number in sorted(told))

    def finish(
        self, uow: UnitOfWork, *, dry_run: bool, actor: str, ports: Ports
    ) -> ImportRun:
        """Commit where nothing is wrong and it is meant, and say what came of it."""
        write = not self.problems and not dry_run
        if write:
            counts = f"+{self.added} ~{self.changed} ={self.unchanged}"
            now = ports.clock.now()
            uow.imports.add_run(self._record(now, actor, ports))
            uow.audit.add(
                AuditEntry(
                    now,
                    actor,
                    f"import.{self.kind}",
                    f"file:{self.sheet.name}",
                    after=counts,
                )
            )
            uow.commit()
        used = set(self.columns.values())
        return ImportRun(
            kind=self.kind,
            name=self.sheet.name,
            rows=len(self.sheet.rows),
            added=self.added,
            changed=self.changed,
            unchanged=self.unchanged,
            written=write,
            problems=tuple(sorted(self.problems, key=lambda p: p.row)),
            warnings=tuple(sorted(self.warnings, key=lambda p: p.row)),
            dropped=tuple(h for h in self.sheet.headings if h and h not in used),
            remarks=tuple(self.remarks),
            outcomes=self._told(),
        )

    def _record(self, now: datetime, actor: str, ports: Ports) -> RecordedImport:
        return RecordedImport(
            ports.new_id(),
            self.kind,
            self.sheet.name,
            self.sheet.digest,
            actor,
            now,
            len(self.sheet.rows),
            self.added,
            self.changed,
            self.unchanged,
            len(self.warnings),
        )

    def _missing_column(self, field: str) -> None:
        self.problem(
            SheetRow(1, {}),
            field,
            "column-missing",
            Sentence("Kolom {field} tidak ada.", {"field": field}),
            Sentence(
                "Tambahkan kolomnya; nama kolom di baris pertama yang menentukan."
            ),
        )
