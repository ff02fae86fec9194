"""A person's own plan of a year: from needs and gaps, proposed to the supervisor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from lti_service.domain.agency_plan import current_items
from lti_service.domain.audit import AuditEntry
from lti_service.domain.evidence import HIGHEST_LEVEL
from lti_service.domain.individual_plan import (
    MOST_ITEMS,
    IndividualItem,
    IndividualPlan,
    IndividualPlanState,
    newest,
    next_version,
)
from lti_service.domain.organisation import Person
from lti_service.domain.plan_entry import LONGEST_TEXT, EntryProblem
from lti_service.domain.written_day import read_day
from lti_service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
)
from lti_service.locale import Sentence
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import identify, today
from lti_service.use_cases.learning_hours.learning_hours import (
    route_names,
)


@dataclass(frozen=True, slots=True)
class Written:
    """A row that was written, or all that is wrong with what was typed."""

    plan: IndividualPlan | None
    problems: tuple[EntryProblem, ...] = ()


def save_individual(
    year: int,
    typed: Sequence[Mapping[str, str]],
    taken: Sequence[IndividualItem],
    account_id: str,
    *,
    seen: int,
    ports: Ports,
) -> Written:
    """Write one's own plan down as a draft; of one that was agreed, as a new version.

    Args:
        year: Of the plan; this one or a later one.
        typed: Texts of each item by the names of `IndividualItem`; empty ones are left
            out.
        taken: Suggestions to take up.
        account_id: Whose plan it is.
        seen: Number of the newest row that was seen; 0 for none.
        ports: Connections to the outside.

    Raises:
        ForbiddenError: The account belongs to nobody: ``decider-unlinked``.
        ConflictError: It waits (``individual-waiting``) or was changed (``plan-changed``).
        NotFoundError: The year is over.
    """
    on = today(ports)
    with ports.storage.writing() as uow:
        uow.plans.hold_still()
        person = _owner(account_id, uow, on)
        if year < on.year or year > on.year + 1:
            raise NotFoundError("not-found", year=str(year))
        rows = uow.plans.individual(person.id, year)
        last = newest(rows)
        if (last.row if last else 0) != seen:
            raise ConflictError("plan-changed")
        if last is not None and last.state is IndividualPlanState.PROPOSED:
            raise ConflictError("individual-waiting")
        items, problems = _read(typed, year, uow)
        if problems:
            return Written(None, tuple(problems))
        whole = tuple(dict.fromkeys((*items, *taken)))[:MOST_ITEMS]
        if last is not None and last.items == whole:
            return Written(last)
        plan = IndividualPlan(
            id=ports.new_id(),
            person_id=person.id,
            year=year,
            row=seen + 1,
            version=next_version(rows),
            state=IndividualPlanState.DRAFT,
            items=whole,
            supervisor_id=None,
            note="",
            agreed_on=None,
            by=person.id,
            at=ports.clock.now(),
        )
        append_row(plan, "written", account_id, uow)
        uow.commit()
    return Written(plan)


def propose_individual(year: int, account_id: str, *, ports: Ports) -> IndividualPlan:
    """Propose one's plan to the supervisor of today.

    Raises:
        ForbiddenError: The account belongs to nobody: ``decider-unlinked``.
        InvalidInputError: There is nothing in it: ``individual-empty``.
        ConflictError: There is no supervisor (``supervisor-missing``), it waits
            already (``individual-waiting``), or was agreed as it is (``plan-step``).
    """
    on = today(ports)
    with ports.storage.writing() as uow:
        uow.plans.hold_still()
        person = _owner(account_id, uow, on)
        last = newest(uow.plans.individual(person.id, year))
        if last is None or not last.items:
            raise InvalidInputError("individual-empty")
        if last.state is IndividualPlanState.PROPOSED:
            raise ConflictError("individual-waiting")
        if last.state is IndividualPlanState.AGREED:
            raise ConflictError("plan-step")
        supervisor = supervisor_of(person.id, on, uow)
        if supervisor is None:
            raise ConflictError("supervisor-missing")
        plan = replace(
            last,
            id=ports.new_id(),
            row=last.row + 1,
            state=IndividualPlanState.PROPOSED,
            supervisor_id=supervisor.id,
            note="",
            by=person.id,
            at=ports.clock.now(),
        )
        append_row(plan, "proposed", account_id, uow)
        uow.commit()
    return plan


def withdraw_individual(year: int, account_id: str, *, ports: Ports) -> IndividualPlan:
    """Take one's plan back before the supervisor answers.

    Raises:
        ForbiddenError: The account belongs to nobody: ``decider-unlinked``.
        ConflictError: It does not wait: ``plan-step``.
    """
    with ports.storage.writing() as uow:
        uow.plans.hold_still()
        person = _owner(account_id, uow, today(ports))
        last = newest(uow.plans.individual(person.id, year))
        if last is None or last.state is not IndividualPlanState.PROPOSED:
            raise ConflictError("plan-step")
        plan = replace(
            last,
            id=ports.new_id(),
            row=last.row + 1,
            state=IndividualPlanState.DRAFT,
            supervisor_id=None,
            by=person.id,
            at=ports.clock.now(),
        )
        append_row(plan, "withdrawn", account_id, uow)
        uow.commit()
    return plan


def supervisor_of(person_id: str, on: date, uow: UnitOfWork) -> Person | None:
    """Return the supervisor of a day, by posting; never the person."""
    posting = uow.organisation.posting(person_id, on)
    if posting is None or posting.supervisor_id in {None, person_id}:
        return None
    return uow.organisation.person(posting.supervisor_id or "")


def append_row(
    plan: IndividualPlan, action: str, account_id: str, uow: UnitOfWork
) -> None:
    """Append a row of a person's plan, and one to the trail."""
    uow.plans.append_individual(plan)
    uow.audit.add(
        AuditEntry(
            plan.at,
            account_id,
            f"individual-plan.{action}",
            f"individual-plan:{plan.person_id}:{plan.year}",
            after=f"version {plan.version}, {len(plan.items)} items",
            reason=plan.note,
        )
    )


def _owner(account_id: str, uow: UnitOfWork, on: date) -> Person:
    person = identify(account_id, uow=uow, on=on).person
    if person is None:
        raise ForbiddenError("decider-unlinked")
    return person


def _read(
    typed: Sequence[Mapping[str, str]], year: int, uow: UnitOfWork
) -> tuple[list[IndividualItem], list[EntryProblem]]:
    competencies = {row.code for row in uow.frameworks.competencies()}
    routes = set(route_names(uow.hours.conversions()))
    plan_ids = {item.id for item in current_items(uow.plans.versions(year))}
    items, problems = [], []
    for number, row in enumerate(typed):
        text = {name: value.strip() for name, value in row.items()}
        if not any(
            text.get(name) for name in ("activity", "competency_code", "due_on")
        ):
            continue
        level = text.get("level", "")
        due = read_day(text.get("due_on", ""))
        wrong = [
            (name, what)
            for name, fine, what in (
                ("activity", bool(text.get("activity")), _ACTIVITY),
                (
                    "competency_code",
                    text.get("competency_code") in competencies,
                    _WHICH,
                ),
                ("level", level in _LEVELS, _LEVEL),
                ("route", text.get("route") in routes, _ROUTE),
                ("due_on", due is not None and due.year == year, _DUE),
            )
            if not fine
        ]
        problems += [
            EntryProblem(
                f"{name}-{number}", what, Sentence("Kegiatan {n}.", {"n": number + 1})
            )
            for name, what in wrong
        ]
        if not wrong and due is not None:
            plan_id = text.get("plan_item_id", "")
            items.append(
                IndividualItem(
                    plan_id if plan_id in plan_ids else "",
                    text["competency_code"],
                    int(level),
                    text["activity"][:LONGEST_TEXT],
                    text["route"],
                    due,
                )
            )
    return items, problems


_LEVELS = {str(level) for level in range(1, HIGHEST_LEVEL + 1)}
_ACTIVITY = Sentence("Tulis apa yang akan dilakukan.")
_WHICH = Sentence("Pilih kompetensi yang dituju.")
_LEVEL = Sentence("Pilih level yang dituju, 1 sampai 5.")
_ROUTE = Sentence("Pilih jalur pengembangannya.")
_DUE = Sentence("Isi tenggat berupa tanggal di dalam tahun rencana.")
