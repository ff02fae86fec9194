"""Compare what a Moodle mirrors with what stands here, and queue what differs.

The outbox carries each item on its own (`push_delivery.py`); nothing is written here. A
comparison that the worker was at goes on where it was broken off.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain

from lti_service.domain.audit import AuditEntry
from lti_service.domain.moodle_ledger import (
    MOST_REFUSALS,
    PUSHES,
    MoodleConnection,
    RunCount,
    RunRefusal,
    RunState,
    SyncRun,
)
from lti_service.domain.moodle_push import (
    MESSAGE,
    ItemKind,
    MirrorItem,
    MirrorState,
    TheirItem,
    WantedItem,
    looked_at,
    recipient,
)
from lti_service.domain.moodle_schedule import due_push
from lti_service.errors import ConflictError, MoodleError, NotFoundError
from lti_service.ports import Ports
from lti_service.ports.moodle_push import MoodleMirror
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import today
from lti_service.use_cases.moodle.push_content import (
    People,
    read_catalogue,
    wanted_frameworks,
    wanted_templates,
    withdrawn_ratings,
)
from lti_service.use_cases.moodle.run import found_moodle, new_run

PAGE = 50
"""People of one transaction."""

_DIFFERS = frozenset({MirrorState.CREATE, MirrorState.CHANGE})


def request_push(
    moodle_id: str, *, is_trial: bool, actor: str, ports: Ports
) -> SyncRun:
    """Ask for a comparison, or for a push; the worker does it.

    Raises:
        NotFoundError: No such Moodle: ``unknown-moodle``.
        ConflictError: One is under way or was asked for: ``run-under-way``.
    """
    return _new_run(
        moodle_id, RunState.PUSH_QUEUED, is_trial=is_trial, actor=actor, ports=ports
    )


def push(
    moodle_id: str,
    *,
    actor: str,
    is_trial: bool = False,
    told: Callable[[SyncRun], object] = lambda _: None,
    ports: Ports,
) -> SyncRun:
    """Compare with a Moodle now, and queue what differs unless it is a trial.

    Args:
        moodle_id: Which one.
        actor: Account id, or ``cli``.
        is_trial: Queue nothing.
        told: Called with the run after each page of people.
        ports: Connections to the outside.

    Returns:
        The run: pushed, or stopped with the reason as the last of its refusals.

    Raises:
        NotFoundError: No such Moodle: ``unknown-moodle``.
        ConflictError: One is under way or was asked for: ``run-under-way``.
    """
    run = _new_run(
        moodle_id, RunState.PUSHING, is_trial=is_trial, actor=actor, ports=ports
    )
    with ports.storage.reading() as uow:
        moodle = found_moodle(moodle_id, uow)
    if moodle is None:
        raise NotFoundError("unknown-moodle", moodle=moodle_id)
    return _compare(moodle, run, told, ports)


def work_on_push(moodle_id: str, *, by: str, ports: Ports) -> bool:
    """Do the push to a Moodle that is due, once, whoever else looks at the same time.

    Args:
        moodle_id: Which Moodle.
        by: Who pushes where nobody asked.
        ports: Connections to the outside.

    Returns:
        Whether one was due.
    """
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        uow.moodle.hold_still()
        moodle = found_moodle(moodle_id, uow)
        if moodle is None:
            return False
        runs = uow.moodle.runs(moodle_id)
        due = due_push(moodle, runs, now=now, zone=ports.time_zone)
        if due is None:
            return False
        if due.run is None:
            run = new_run(moodle_id, RunState.PUSHING, actor=by, ports=ports)
            uow.audit.add(AuditEntry(now, by, "moodle.pushed", f"moodle:{moodle_id}"))
        else:
            run = replace(
                due.run, state=RunState.PUSHING, seen_at=now, finished_at=None
            )
        uow.moodle.save_run(run)
        uow.commit()
    _compare(moodle, run, lambda _: None, ports)
    return True


def push_nightly(
    moodle_id: str, *, nightly: bool, actor: str, ports: Ports
) -> MoodleConnection:
    """Say whether a Moodle is pushed to each night by itself.

    Args:
        moodle_id: Which Moodle.
        nightly: Each night; else only when somebody asks for it.
        actor: Account id, or ``cli``.
        ports: Connections to the outside.

    Raises:
        NotFoundError: No such Moodle, or it is read no more: ``unknown-moodle``.
        ConflictError: It gives no token: ``moodle-without-token``.
    """
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        moodle = found_moodle(moodle_id, uow)
        if moodle is None or moodle.ended_at is not None:
            raise NotFoundError("unknown-moodle", moodle=moodle_id)
        if moodle.reads_files:
            raise ConflictError("moodle-without-token", moodle=moodle_id)
        if nightly == (moodle.pushes_since is not None):
            return moodle
        moodle = replace(moodle, pushes_since=now if nightly else None)
        uow.moodle.save_connection(moodle)
        action = "moodle.push-nightly" if nightly else "moodle.push-asked"
        uow.audit.add(AuditEntry(now, actor, action, f"moodle:{moodle_id}"))
        uow.commit()
    return moodle


def _compare(
    moodle: MoodleConnection,
    run: SyncRun,
    told: Callable[[SyncRun], object],
    ports: Ports,
) -> SyncRun:
    comparing = _Comparison(moodle, run, told, ports)
    try:
        comparing.go_through()
        state = RunState.PUSHED
    except MoodleError as error:
        comparing.refuse(RunRefusal(error.code, 0, 0))
        state = RunState.PUSH_STOPPED
    return comparing.end(state)


def queue_item(item: MirrorItem, asked_by: str, now: datetime, uow: UnitOfWork) -> None:
    """Have the outbox carry an item. The caller commits."""
    # Later places a second later each: what others rest on is sent before them.
    due = now + timedelta(seconds=min(item.place, _LONGEST_WAIT))
    uow.outbox.put(
        MESSAGE,
        message_key(item),
        {
            "platform_id": recipient(item.moodle_id),
            "moodle_id": item.moodle_id,
            "key": item.key,
            "asked": asked_by,
        },
        due,
    )


def message_key(item: MirrorItem) -> str:
    """Return the outbox's natural key of an item."""
    return f"{item.moodle_id}|{item.key}"


_LONGEST_WAIT = 8


class _Comparison:
    """One comparison under way."""

    def __init__(
        self,
        moodle: MoodleConnection,
        run: SyncRun,
        told: Callable[[SyncRun], object],
        ports: Ports,
    ) -> None:
        self._moodle, self._run, self._told, self._ports = moodle, run, told, ports
        self._outside = ports.open_mirror(moodle.url, moodle.token)
        self._on = today(ports)
        self._templates: Mapping[str, TheirItem] = {}

    def go_through(self) -> None:
        """Compare everything: what is about nobody first, then page by page people."""
        if missing := self._outside.missing():
            raise MoodleError("moodle-function", function=missing[0])
        with self._ports.storage.reading() as uow:
            known = read_catalogue(self._on, uow)
            wanted = wanted_frameworks(known, uow)
            templates = wanted_templates(known)
            people = [
                one
                for one in uow.mirrors.people(self._moodle.id)
                if one[1] >= self._run.next_user
            ]
            rule = uow.rules.mastery(self._on)
        self._templates = self._outside.templates()
        if not self._run.next_user:
            theirs = _their_nodes(wanted, self._outside)
            theirs |= self._their_templates(templates)
            self._keep([*wanted, *templates], theirs, next_user=1)
        about = People(self._on, known, rule, self._ports)
        for start in range(0, len(people), PAGE):
            page = people[start : start + PAGE]
            self._compare_people(page, about)

    def refuse(self, refusal: RunRefusal) -> None:
        """Note what could not be compared."""
        kept = (*self._run.refusals, refusal)[:MOST_REFUSALS]
        self._run = replace(self._run, refusals=kept).counted({RunCount.REFUSED: 1})

    def end(self, state: RunState) -> SyncRun:
        """Close the run and return it."""
        now = self._ports.clock.now()
        self._run = replace(self._run, state=state, seen_at=now, finished_at=now)
        with self._ports.storage.writing() as uow:
            uow.moodle.save_run(self._run)
            uow.commit()
        self._told(self._run)
        return self._run

    def _compare_people(self, page: Sequence[tuple[str, int]], about: People) -> None:
        mine: dict[int, list[WantedItem]] = {}
        with self._ports.storage.reading() as uow:
            for person_id, user_id in page:
                if items := about.wanted(person_id, user_id, uow):
                    mine[user_id] = list(items)
            rated = {user_id: _rating_keys(mine[user_id][0]) for user_id in mine}
            plans = [items[0].key for items in mine.values()]
            known = uow.mirrors.some(self._moodle.id, chain(plans, *rated.values()))
        wanted: list[WantedItem] = []
        theirs: dict[str, TheirItem] = {}
        for user_id, items in mine.items():
            before = {key: known[key] for key in rated[user_id] if key in known}
            items.extend(withdrawn_ratings(items[0], items, before))
            try:
                theirs |= their_plan(items, known, self._templates, self._outside)
            except MoodleError as error:
                if error.is_general:
                    raise
                self.refuse(RunRefusal(error.code, 0, user_id))
                continue
            wanted += items
        self._keep(wanted, theirs, people=len(page), next_user=page[-1][1] + 1)

    def _keep(
        self,
        wanted: Sequence[WantedItem],
        theirs: Mapping[str, TheirItem],
        *,
        people: int = 0,
        next_user: int,
    ) -> None:
        """Keep what was compared and where the run goes on, and queue what differs."""
        now, counts = self._ports.clock.now(), dict.fromkeys(RunCount, 0)
        with self._ports.storage.writing() as uow:
            known = uow.mirrors.some(self._moodle.id, [one.key for one in wanted])
            changed = []
            for one in wanted:
                before = known.get(one.key)
                item = looked_at(
                    one,
                    theirs.get(one.key),
                    before,
                    moodle_id=self._moodle.id,
                    at=now,
                )
                counts[RunCount(item.state)] += 1
                if item.state in _DIFFERS and not self._run.is_trial:
                    item = replace(item, state=MirrorState.SENDING)
                    queue_item(item, self._run.id, now, uow)
                elif item.state in _DIFFERS and _is_on_its_way(before, item):
                    item = replace(item, state=MirrorState.SENDING)
                if item != before:
                    changed.append(item)
            uow.mirrors.save(changed)
            self._run = replace(self._run, seen_at=now, next_user=next_user).counted(
                {**counts, RunCount.PEOPLE: people}
            )
            uow.moodle.save_run(self._run)
            uow.commit()
        self._told(self._run)

    def _their_templates(self, wanted: Sequence[WantedItem]) -> dict[str, TheirItem]:
        with self._ports.storage.reading() as uow:
            known = uow.mirrors.some(self._moodle.id, [one.key for one in wanted])
        found = {}
        for one in wanted:
            there = their_template(one, known.get(one.key), self._templates)
            if there is not None:
                found[one.key] = with_nodes(
                    there, self._outside.template_nodes(there.remote_id)
                )
        return found


def their_template(
    wanted: WantedItem | MirrorItem,
    known: MirrorItem | None,
    templates: Mapping[str, TheirItem],
) -> TheirItem | None:
    """Return a position's template: by the id that is known, else by its name."""
    if known is not None and known.remote_id is not None:
        by_id = {one.remote_id: one for one in templates.values()}
        return by_id.get(known.remote_id)
    says = wanted.fields if isinstance(wanted, WantedItem) else wanted.wanted
    return templates.get(says["name"])


def with_nodes(item: TheirItem, nodes: Mapping[str, object]) -> TheirItem:
    """Return a template or plan with what it lists."""
    return TheirItem(item.remote_id, {**item.fields, "nodes": "\n".join(sorted(nodes))})


def their_plan(
    wanted: Sequence[WantedItem],
    known: Mapping[str, MirrorItem],
    templates: Mapping[str, TheirItem],
    outside: MoodleMirror,
) -> dict[str, TheirItem]:
    """Return somebody's plan and its ratings, where they are there.

    Args:
        wanted: The plan first, then its ratings.
        known: What is kept of them.
        templates: Moodle's templates, by name.
        outside: The Moodle.
    """
    plan = wanted[0]
    before = known.get(plan.key)
    template = templates.get(plan.fields["name"])
    plans = outside.plans(int(plan.links["user"]))
    found = _plan_among(
        plans,
        before.remote_id if before else None,
        template.remote_id if template else None,
        plan.fields["name"],
    )
    if found is None:
        return {}
    there, template_id = found
    nodes = outside.plan_nodes(there.remote_id)
    # What is made of a template has the template's name and list, and cannot have others.
    shown = (
        TheirItem(there.remote_id, {"status": there.fields["status"]})
        if template_id
        else with_nodes(there, nodes)
    )
    theirs = {plan.key: shown}
    for rating in wanted[1:]:
        code = rating.links["node"].partition(":")[2]
        if code in nodes and nodes[code].fields:
            theirs[rating.key] = nodes[code]
    return theirs


def _plan_among(
    plans: Sequence[tuple[TheirItem, int]],
    remote_id: int | None,
    template_id: int | None,
    name: str,
) -> tuple[TheirItem, int] | None:
    if remote_id is not None:
        return next((one for one in plans if one[0].remote_id == remote_id), None)
    for one in plans:
        if template_id is not None and one[1] == template_id:
            return one
    return next((one for one in plans if one[0].fields["name"] == name), None)


def _their_nodes(
    wanted: Sequence[WantedItem], outside: MoodleMirror
) -> dict[str, TheirItem]:
    theirs: dict[str, TheirItem] = {}
    frameworks = outside.frameworks()
    for one in wanted:
        code = one.key.partition(":")[2]
        if one.kind is ItemKind.FRAMEWORK and code in frameworks:
            theirs[one.key] = frameworks[code]
            nodes = outside.nodes(frameworks[code].remote_id)
            theirs |= {f"{ItemKind.NODE}:{name}": item for name, item in nodes.items()}
    return theirs


def _rating_keys(plan: WantedItem) -> list[str]:
    """Return the keys of all ratings that a plan may have had."""
    nodes = plan.fields["nodes"].split("\n")
    return [f"{ItemKind.RATING}:{plan.person_id}:{node}" for node in nodes]


def _is_on_its_way(before: MirrorItem | None, item: MirrorItem) -> bool:
    return (
        before is not None
        and before.state is MirrorState.SENDING
        and before.wanted == item.wanted
    )


def _new_run(
    moodle_id: str, state: RunState, *, is_trial: bool, actor: str, ports: Ports
) -> SyncRun:
    now = ports.clock.now()
    with ports.storage.writing() as uow:
        uow.moodle.hold_still()
        moodle = found_moodle(moodle_id, uow)
        if moodle is None or moodle.ended_at is not None:
            raise NotFoundError("unknown-moodle", moodle=moodle_id)
        if moodle.reads_files:
            raise ConflictError("moodle-without-token", moodle=moodle_id)
        for run in uow.moodle.runs(moodle_id):
            is_open = run.state is RunState.PUSH_QUEUED or run.is_alive(now)
            if run.state in PUSHES and is_open:
                raise ConflictError("run-under-way", run=run.id)
        run = new_run(moodle_id, state, actor=actor, is_trial=is_trial, ports=ports)
        uow.moodle.save_run(run)
        if not is_trial:
            uow.audit.add(
                AuditEntry(now, actor, "moodle.pushed", f"moodle:{moodle_id}")
            )
        uow.commit()
    return run
