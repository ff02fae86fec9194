"""The history of imports, and files from the browser that are not taken in yet."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from lti_service.domain.import_run import (
    DraftState,
    ImportDraft,
    ImportRun,
    RecordedImport,
    RowOutcome,
    RowProblem,
    RowState,
    Sheet,
    SheetRow,
)
from lti_service.locale import Sentence
from lti_service.storage.columns import TEXTS, Encoded, Moment, choice
from lti_service.storage.schema import (
    columns_of,
    insert_or_update,
    metadata,
    values_of,
)
from lti_service.storage.transaction import Transaction


def _dump_sheet(sheet: Sheet) -> str:
    return json.dumps(
        {
            "name": sheet.name,
            "digest": sheet.digest,
            "headings": sheet.headings,
            "rows": [
                [row.number, [row.cells.get(h, "") for h in sheet.headings]]
                for row in sheet.rows
            ],
            "problems": [asdict(p) for p in sheet.problems],
            "warnings": [asdict(p) for p in sheet.warnings],
        },
        ensure_ascii=False,
        default=str,
    )


def _load_sheet(text: str) -> Sheet:
    found = json.loads(text)
    headings = tuple(found["headings"])
    rows = tuple(
        SheetRow(number, dict(zip(headings, cells, strict=True)))
        for number, cells in found["rows"]
    )
    return Sheet(
        found["name"],
        headings,
        rows,
        _problems(found["problems"]),
        _problems(found["warnings"]),
        found["digest"],
    )


def _dump_report(run: ImportRun) -> str:
    return json.dumps(asdict(run), ensure_ascii=False, default=str)


def _load_report(text: str) -> ImportRun:
    found = json.loads(text)
    return ImportRun(
        **found
        | {
            "problems": _problems(found["problems"]),
            "warnings": _problems(found["warnings"]),
            "dropped": tuple(found["dropped"]),
            "remarks": tuple(map(_sentence, found["remarks"])),
            "outcomes": tuple(
                RowOutcome(
                    one["row"],
                    RowState(one["state"]),
                    one["label"],
                    tuple(tuple(change) for change in one["changes"]),
                )
                for one in found["outcomes"]
            ),
        }
    )


def _problems(rows: Sequence[Mapping[str, Any]]) -> tuple[RowProblem, ...]:
    return tuple(
        RowProblem(
            row["code"],
            row["row"],
            row["column"],
            _sentence(row["reason"]),
            _sentence(row["remedy"]),
        )
        for row in rows
    )


def _sentence(found: Mapping[str, Any]) -> Sentence:
    return Sentence(found["text"], found["values"])


import_runs = sa.Table(
    "import_runs",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False, index=True),
    sa.Column("rows", sa.Integer, nullable=False),
    sa.Column("added", sa.Integer, nullable=False),
    sa.Column("changed", sa.Integer, nullable=False),
    sa.Column("unchanged", sa.Integer, nullable=False),
    sa.Column("warnings", sa.Integer, nullable=False),
)

import_drafts = sa.Table(
    "import_drafts",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("sheet", Encoded(_dump_sheet, _load_sheet), nullable=False),
    sa.Column("dropped", TEXTS, nullable=False),
    sa.Column("complete", sa.Boolean, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Column("state", choice(DraftState), nullable=False, index=True),
    sa.Column("report", Encoded(_dump_report, _load_report)),
)

_ADD_RUN = sa.insert(import_runs)
_RUNS = (
    sa.select(*columns_of(import_runs, RecordedImport))
    .order_by(import_runs.c.at.desc(), import_runs.c.id.desc())
    .limit(sa.bindparam("most"))
)
_SAVE_DRAFT = insert_or_update(import_drafts, ["id"])
_DRAFTS = sa.select(*columns_of(import_drafts, ImportDraft))
_DRAFT = _DRAFTS.where(import_drafts.c.id == sa.bindparam("id"))
_DUE = (
    _DRAFTS.where(
        import_drafts.c.state.in_([DraftState.WAITING, DraftState.CONFIRMED]),
        import_drafts.c.expires_at > sa.bindparam("now"),
    )
    .order_by(import_drafts.c.created_at, import_drafts.c.id)
    .limit(1)
)
_MOVE = (
    sa.update(import_drafts)
    .where(
        import_drafts.c.id == sa.bindparam("draft"),
        import_drafts.c.state == sa.bindparam("before"),
    )
    .values(state=sa.bindparam("after"))
)
_FORGET = sa.delete(import_drafts).where(
    import_drafts.c.expires_at <= sa.bindparam("now")
)
_run_row = values_of(RecordedImport)
_draft_row = values_of(ImportDraft)


class SqlImports:
    """`ports.Imports` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def add_run(self, run: RecordedImport) -> None:
        """Add to the history."""
        self._sql.run(_ADD_RUN, _run_row(run))

    def runs(self, limit: int = 50) -> Sequence[RecordedImport]:
        """Return the history, newest first."""
        return [RecordedImport(*row) for row in self._sql.all(_RUNS, {"most": limit})]

    def draft(self, draft_id: str) -> ImportDraft | None:
        """Return a draft."""
        row = self._sql.one(_DRAFT, {"id": draft_id})
        return ImportDraft(*row) if row else None

    def save_draft(self, draft: ImportDraft) -> None:
        """Add or replace a draft."""
        self._sql.run(_SAVE_DRAFT, _draft_row(draft))

    def move_draft(self, draft_id: str, before: DraftState, after: DraftState) -> bool:
        """Give a draft another state; return False where it had not the one before."""
        moved = {"draft": draft_id, "before": before, "after": after}
        return self._sql.run(_MOVE, moved) == 1

    def due_draft(self, now: datetime) -> ImportDraft | None:
        """Return the oldest draft that waits to be tried or taken in."""
        row = self._sql.one(_DUE, {"now": now})
        return ImportDraft(*row) if row else None

    def forget_drafts(self, now: datetime) -> int:
        """Remove what has expired; return how many."""
        return self._sql.run(_FORGET, {"now": now})
