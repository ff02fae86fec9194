"""Programmes and their batches, as administrators keep them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from lti_service.domain.audit import AuditEntry
from lti_service.domain.grant import Role
from lti_service.domain.import_run import RowProblem, Sheet, SheetRow
from lti_service.domain.programme import (
    Batch,
    Programme,
    ProgrammeState,
)
from lti_service.errors import ConflictError, ForbiddenError, NotFoundError
from lti_service.locale import Sentence
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import Identity, identify, today
from lti_service.use_cases.importing.intake import Intake
from lti_service.use_cases.programme.batch_intake import (
    BATCH_COLUMNS,
    is_changed_batch,
    read_batch,
)
from lti_service.use_cases.programme.programme_intake import (
    PROGRAMME_COLUMNS,
    is_changed_programme,
    read_programme,
    what_is_known,
)


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of a form: what was saved, or all that is wrong with it."""

    code: str
    problems: tuple[RowProblem, ...]


def administrator(account_id: str, uow: UnitOfWork, on: date) -> Identity:
    """Return an administrator of some unit.

    Raises:
        ForbiddenError: The account is none: ``forbidden``.
    """
    identity = identify(account_id, uow=uow, on=on)
    if not identity.of(Role.ADMINISTRATOR):
        raise ForbiddenError("forbidden", actor=account_id)
    return identity


def save_programme(
    cells: Mapping[str, str],
    account_id: str,
    *,
    code: str = "",
    seen: int = 0,
    ports: Ports,
) -> Saved:
    """Make a programme, or a further version of one.

    Args:
        cells: What was typed, by the names of the columns of `import programmes`.
        account_id: An administrator of the unit that keeps it.
        code: Which one is changed; empty for a new one.
        seen: The version that was on the form.
        ports: Connections to the outside.

    Raises:
        ForbiddenError: The unit that keeps it is none of the administrator's.
        NotFoundError: There is no such programme: ``unknown-programme``.
        ConflictError: Somebody else changed it: ``programme-changed``.
    """
    intake, row = _form("programmes", PROGRAMME_COLUMNS, {**cells, **_coded(code)})
    on = today(ports)
    with ports.storage.writing() as uow:
        identity = administrator(account_id, uow, on)
        old = found_programme(code, uow) if code else None
        if old is not None:
            check_keeps(identity, old, uow)
            if old.version != seen:
                raise ConflictError("programme-changed", programme=code)
        elif uow.programmes.programme(intake.text(row, "code")):
            _taken(intake, row)
        new = read_programme(row, intake, old, what_is_known(uow), uow, ports)
        if new is None or intake.problems:
            return Saved(code, tuple(intake.problems))
        check_keeps(identity, new, uow)
        if is_changed_programme(old, new):
            if not uow.programmes.append_programme(new):
                raise ConflictError("programme-changed", programme=code)
            act = "programme.changed" if old else "programme.added"
            _audit(uow, ports, account_id, act, new, old)
            uow.commit()
    return Saved(new.code, ())


def set_programme_state(
    code: str, state: ProgrammeState, account_id: str, *, ports: Ports
) -> Programme:
    """Open a programme, close it, or take it back to a draft.

    Raises:
        ForbiddenError: The unit that keeps it is none of the administrator's.
        NotFoundError: There is no such programme: ``unknown-programme``.
    """
    with ports.storage.writing() as uow:
        identity = administrator(account_id, uow, today(ports))
        old = found_programme(code, uow)
        check_keeps(identity, old, uow)
        if old.state is state:
            return old
        new = replace(
            old, state=state, version=old.version + 1, recorded_at=ports.clock.now()
        )
        if not uow.programmes.append_programme(new):
            raise ConflictError("programme-changed", programme=code)
        _audit(uow, ports, account_id, "programme.state", new, old)
        uow.commit()
    return new


def save_batch(
    cells: Mapping[str, str],
    account_id: str,
    *,
    batch_id: str = "",
    seen: int = 0,
    ports: Ports,
) -> Saved:
    """Make a batch, or change one.

    Args:
        cells: What was typed, by the names of the columns of `import batches`.
        account_id: An administrator of the unit that keeps the programme.
        batch_id: Which one is changed; empty for a new one.
        seen: The revision that was on the form.
        ports: Connections to the outside.

    Raises:
        ForbiddenError: The unit that keeps it is none of the administrator's.
        NotFoundError: No such batch or programme.
        ConflictError: Somebody else changed it: ``programme-changed``.
    """
    intake, row = _form("batches", BATCH_COLUMNS, {**cells, **_coded(batch_id)})
    with ports.storage.writing() as uow:
        identity = administrator(account_id, uow, today(ports))
        old = found_batch(batch_id, uow) if batch_id else None
        programme = found_programme(cells.get("programme", ""), uow)
        check_keeps(identity, programme, uow)
        if old is not None and old.revision != seen:
            raise ConflictError("programme-changed", batch=batch_id)
        if old is None and uow.programmes.batch(intake.text(row, "code")):
            _taken(intake, row)
        new = read_batch(row, intake, old, uow, ports)
        if new is None or intake.problems:
            return Saved(batch_id, tuple(intake.problems))
        if is_changed_batch(old, new):
            if not uow.programmes.append_batch(new):
                raise ConflictError("programme-changed", batch=batch_id)
            uow.audit.add(
                AuditEntry(
                    ports.clock.now(),
                    account_id,
                    "batch.changed" if old else "batch.added",
                    f"batch:{new.id}",
                    _told_batch(old) if old else "",
                    _told_batch(new),
                )
            )
            uow.commit()
    return Saved(new.id, ())


def one_batch(
    account_id: str, batch_id: str, *, ports: Ports
) -> tuple[Batch, Programme]:
    """Return a batch and its programme, for an administrator who may change them.

    Raises:
        ForbiddenError: The unit that keeps it is none of the administrator's.
        NotFoundError: There is no such batch: ``unknown-batch``.
    """
    with ports.storage.reading() as uow:
        identity = administrator(account_id, uow, today(ports))
        batch = found_batch(batch_id, uow)
        programme = found_programme(batch.programme_code, uow)
        check_keeps(identity, programme, uow)
        return batch, programme


def one_programme(account_id: str, code: str, *, ports: Ports) -> Programme:
    """Return a programme, for an administrator who may change it.

    Raises:
        ForbiddenError: The unit that keeps it is none of the administrator's.
        NotFoundError: There is no such programme: ``unknown-programme``.
    """
    with ports.storage.reading() as uow:
        identity = administrator(account_id, uow, today(ports))
        programme = found_programme(code, uow)
        check_keeps(identity, programme, uow)
        return programme


def found_programme(code: str, uow: UnitOfWork) -> Programme:
    """Return a programme; raise `NotFoundError` where there is none."""
    programme = uow.programmes.programme(code)
    if programme is None:
        raise NotFoundError("unknown-programme", programme=code)
    return programme


def found_batch(batch_id: str, uow: UnitOfWork) -> Batch:
    """Return a batch; raise `NotFoundError` where there is none."""
    batch = uow.programmes.batch(batch_id)
    if batch is None:
        raise NotFoundError("unknown-batch", batch=batch_id)
    return batch


def check_keeps(identity: Identity, programme: Programme, uow: UnitOfWork) -> None:
    """Raise `ForbiddenError` where a programme is kept by none of one's units."""
    if not identity.may(Role.ADMINISTRATOR, programme.owner_unit, uow):
        raise ForbiddenError("forbidden", programme=programme.code)


def _coded(code: str) -> Mapping[str, str]:
    """Return the code that a form about something may not change."""
    return {"code": code} if code else {}


def _form(
    kind: str, columns: Mapping[str, Iterable[str]], cells: Mapping[str, str]
) -> tuple[Intake, SheetRow]:
    """Return a form as a table of one row, which is read as any other."""
    row = SheetRow(1, {field: cells.get(field, "").strip() for field in columns})
    return Intake(kind, Sheet("form", tuple(columns), (row,)), columns, ()), row


def _taken(intake: Intake, row: SheetRow) -> None:
    intake.problem(
        row,
        "code",
        "row-repeated",
        Sentence("Kode ini sudah dipakai."),
        Sentence("Beri kode yang lain."),
    )


def _audit(
    uow: UnitOfWork,
    ports: Ports,
    actor: str,
    act: str,
    new: Programme,
    old: Programme | None,
) -> None:
    before = _told_programme(old) if old else ""
    entry = AuditEntry(
        ports.clock.now(),
        actor,
        act,
        f"programme:{new.code}",
        before,
        _told_programme(new),
    )
    uow.audit.add(entry)


def _told_programme(row: Programme) -> str:
    """Return a programme as the audit trail tells it; all of it is in its version."""
    return f"v{row.version} {row.state} {row.hours} JP {row.since}..{row.until or ''}"


def _told_batch(row: Batch) -> str:
    places = row.places if row.places is not None else "no limit"
    return f"r{row.revision} {row.since}..{row.until} {places}"
