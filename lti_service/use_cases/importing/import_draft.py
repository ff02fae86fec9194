"""Files from the browser: tried first, and taken in once somebody says so."""

from dataclasses import replace
from datetime import timedelta

from lti_service.domain.audit import AuditEntry
from lti_service.domain.grant import Role
from lti_service.domain.import_run import (
    DraftState,
    ImportDraft,
    ImportRun,
    RecordedImport,
    Sheet,
    needed_part,
)
from lti_service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
)
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import identify, name_of, today
from lti_service.use_cases.importing.import_kind import IMPORT_KINDS

KEPT = timedelta(days=1)
"""How long a file waits for a word."""


def stage_import(
    kind: str,
    content: bytes,
    name: str,
    *,
    complete: bool = False,
    actor: str,
    ports: Ports,
) -> ImportDraft:
    """Try a file, and keep what is needed of it until somebody says to take it in.

    A file with many rows is left to the worker.

    Args:
        kind: A key of `IMPORT_KINDS`.
        content: The file.
        name: Its name.
        complete: Whether a file of people lists everybody.
        actor: Account id.
        ports: Connections to the outside.

    Raises:
        InvalidInputError: No such kind (``import-kind``), or the file is no table
            (``file-unreadable``, ``file-empty``).
        ForbiddenError: The account is no administrator of everything.
    """
    if kind not in IMPORT_KINDS:
        raise InvalidInputError("import-kind")
    known = IMPORT_KINDS[kind]
    if not content:
        raise InvalidInputError("file-missing")
    with ports.storage.reading() as uow:
        _check_everywhere(actor, uow, ports)
    sheet, dropped = needed_part(ports.read_import(kind, content, name), known.columns)
    now = ports.clock.now()
    draft = ImportDraft(
        ports.new_id(),
        kind,
        sheet,
        dropped,
        complete and known.may_be_complete,
        actor,
        now,
        now + KEPT,
    )
    if len(sheet.rows) <= known.at_once:
        draft = _tried(draft, ports)
    with ports.storage.writing() as uow:
        uow.imports.save_draft(draft)
        _audit("import.tried", draft, uow, ports, after=f"{len(sheet.rows)} rows")
        uow.commit()
    return draft


def import_draft(draft_id: str, *, actor: str, ports: Ports) -> ImportDraft:
    """Return a file that waits, or was taken in less than a day ago.

    Raises:
        NotFoundError: It is gone: ``import-gone``.
        ForbiddenError: The account is no administrator of everything.
    """
    with ports.storage.reading() as uow:
        _check_everywhere(actor, uow, ports)
        return _draft(draft_id, uow, ports)


def confirm_import(
    draft_id: str, digest: str, *, actor: str, ports: Ports
) -> ImportDraft:
    """Take in exactly the file that was tried; saying so twice changes nothing.

    Args:
        draft_id: The draft.
        digest: SHA-256 of the file whose report was read.
        actor: Account id.
        ports: Connections to the outside.

    Raises:
        NotFoundError: It is gone: ``import-gone``.
        ConflictError: It has rows that were refused (``import-refused``), or is another
            file (``import-other-file``).
        ForbiddenError: The account is no administrator of everything.
    """
    with ports.storage.writing() as uow:
        _check_everywhere(actor, uow, ports)
        draft = _draft(draft_id, uow, ports)
        if draft.sheet.digest != digest:
            raise ConflictError("import-other-file", draft=draft_id)
        if draft.state is not DraftState.CHECKED:
            return draft
        if draft.report is None or draft.report.problems:
            raise ConflictError("import-refused", draft=draft_id)
        small = len(draft.sheet.rows) <= IMPORT_KINDS[draft.kind].at_once
        state = DraftState.TAKING if small else DraftState.CONFIRMED
        draft = replace(draft, state=state, actor=actor)
        uow.imports.save_draft(draft)
        uow.commit()
    return _take(draft, ports) if small else draft


def discard_import(draft_id: str, *, actor: str, ports: Ports) -> None:
    """Throw a file away that was not taken in.

    Raises:
        NotFoundError: It is gone: ``import-gone``.
        ForbiddenError: The account is no administrator of everything.
    """
    with ports.storage.writing() as uow:
        _check_everywhere(actor, uow, ports)
        draft = _draft(draft_id, uow, ports)
        if draft.state in {DraftState.WAITING, DraftState.CHECKED}:
            gone = replace(draft, state=DraftState.DISCARDED, report=None, actor=actor)
            uow.imports.save_draft(_emptied(gone))
            _audit("import.discarded", gone, uow, ports)
            uow.commit()


def work_on_imports(*, ports: Ports) -> bool:
    """Try or take in the oldest file that waits for it; return whether there was one."""
    with ports.storage.reading() as uow:
        draft = uow.imports.due_draft(ports.clock.now())
    if draft is None:
        return False
    if draft.state is DraftState.WAITING:
        tried = _tried(draft, ports)
        with ports.storage.writing() as uow:
            known = uow.imports.draft(draft.id)
            if known is not None and known.state is DraftState.WAITING:
                uow.imports.save_draft(tried)
                uow.commit()
        return True
    with ports.storage.writing() as uow:
        mine = uow.imports.move_draft(draft.id, DraftState.CONFIRMED, DraftState.TAKING)
        uow.commit()
    if mine:
        _take(replace(draft, state=DraftState.TAKING), ports)
    return True


def forget_drafts(*, ports: Ports) -> int:
    """Remove the files that nobody took in for a day; return how many."""
    with ports.storage.writing() as uow:
        gone = uow.imports.forget_drafts(ports.clock.now())
        uow.commit()
    return gone


def import_history(
    *, actor: str, limit: int = 50, ports: Ports
) -> list[tuple[RecordedImport, str]]:
    """Return what was taken in, newest first, each with the name of who did it.

    Raises:
        ForbiddenError: The account is no administrator of everything.
    """
    with ports.storage.reading() as uow:
        _check_everywhere(actor, uow, ports)
        runs = uow.imports.runs(limit)
        names = {run.actor: name_of(run.actor, uow) for run in runs}
    return [(run, names[run.actor]) for run in runs]


def _take(draft: ImportDraft, ports: Ports) -> ImportDraft:
    run = _run(draft, ports, dry_run=False)
    taken = replace(
        draft,
        report=run,
        state=DraftState.TAKEN if run.written else DraftState.CHECKED,
    )
    if run.written:
        taken = _emptied(taken)
    with ports.storage.writing() as uow:
        uow.imports.save_draft(taken)
        uow.commit()
    return taken


def _tried(draft: ImportDraft, ports: Ports) -> ImportDraft:
    run = _run(draft, ports, dry_run=True)
    return replace(draft, report=run, state=DraftState.CHECKED)


def _run(draft: ImportDraft, ports: Ports, *, dry_run: bool) -> ImportRun:
    more = {"complete": True} if draft.complete else {}
    run = IMPORT_KINDS[draft.kind].take(
        draft.sheet, dry_run=dry_run, actor=draft.actor, **more, ports=ports
    )
    return _named(replace(run, dropped=draft.dropped), ports)


def _named(run: ImportRun, ports: Ports) -> ImportRun:
    """Put names where a change tells of people by their ids."""
    ids = {
        value
        for outcome in run.outcomes
        for field, *values in outcome.changes
        if field.endswith("_id")
        for value in values
        if value
    }
    if not ids:
        return run
    with ports.storage.reading() as uow:
        names = {person.id: person.name for person in uow.organisation.people()}
    return replace(
        run,
        outcomes=tuple(
            replace(
                outcome,
                changes=tuple(
                    (field, names.get(before, before), names.get(after, after))
                    for field, before, after in outcome.changes
                ),
            )
            for outcome in run.outcomes
        ),
    )


def _emptied(draft: ImportDraft) -> ImportDraft:
    sheet = draft.sheet
    return replace(
        draft, sheet=Sheet(sheet.name, sheet.headings, (), digest=sheet.digest)
    )


def _draft(draft_id: str, uow: UnitOfWork, ports: Ports) -> ImportDraft:
    draft = uow.imports.draft(draft_id)
    gone = draft is None or draft.expires_at <= ports.clock.now()
    if draft is None or gone or draft.state is DraftState.DISCARDED:
        raise NotFoundError("import-gone", draft=draft_id)
    return draft


def _check_everywhere(actor: str, uow: UnitOfWork, ports: Ports) -> None:
    identity = identify(actor, uow=uow, on=today(ports))
    if not identity.may(Role.ADMINISTRATOR, "", uow):
        raise ForbiddenError("forbidden", actor=actor)


def _audit(
    action: str, draft: ImportDraft, uow: UnitOfWork, ports: Ports, *, after: str = ""
) -> None:
    now = ports.clock.now()
    uow.audit.add(
        AuditEntry(now, draft.actor, action, f"import:{draft.id}", after=after)
    )
