"""The needs of a cycle one by one: filter, verify, validate, many at once, take back."""

from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.domain.grant import Role
from lti_service.domain.needs import (
    CycleState,
    GapKind,
    NeedState,
    Priority,
    Verdict,
)
from lti_service.domain.organisation import mask_nip
from lti_service.errors import ConflictError, InvalidInputError, ServiceError
from lti_service.use_cases.needs.judgement import (
    Judged,
    judge_matching,
    judge_needs,
    prioritise_needs,
    undo_judgement,
)
from lti_service.use_cases.needs.needs import READERS, ROLES
from lti_service.use_cases.needs.queue import NeedsQuery, list_needs, need_history
from lti_service.web.current import account, grants, ports, require
from lti_service.web.language import translate as _
from lti_service.web.needs import problem_of
from lti_service.web.needs_words import WORDS

blueprint = Blueprint("needs_queue", __name__, url_prefix="/admin/needs")

MINE = "mine"
"""State of the filter: what waits for whoever reads."""
_FILTERS = ("unit", "competency", "kind", "state", "priority", "page")


@blueprint.get("/<int:year>/items")
def show(year: int) -> ResponseReturnValue:
    """The needs that match, and what the reader may do with them."""
    require(*READERS)
    return _page(year, None), 200


@blueprint.get("/<int:year>/items/<need_id>")
def show_item(year: int, need_id: str) -> ResponseReturnValue:
    """One need and what became of it."""
    require(*READERS)
    found = need_history(account().id, need_id, ports=ports())
    return render_template(
        "need.html",
        found=found,
        row=found.row,
        item=found.row.item,
        year=year,
        mask_nip=mask_nip,
        time_zone=ports().time_zone,
        **WORDS,
    )


@blueprint.post("/<int:year>/judge")
def judge(year: int) -> ResponseReturnValue:
    """Grant or refuse those that are ticked, or grant all that match."""
    require(*ROLES.values())
    form = request.form
    act, chosen = form.get("act", ""), form.getlist("item")
    try:
        stage = _stage()
        if act == "all":
            done = judge_matching(year, stage, _query(), account().id, ports=ports())
        elif act == "priority":
            done = _prioritise(year, stage, chosen)
        elif act in {Verdict.GRANTED, Verdict.REFUSED}:
            done = judge_needs(
                year,
                stage,
                Verdict(act),
                chosen,
                form.get("note", ""),
                account().id,
                ports=ports(),
            )
        else:
            raise InvalidInputError("bad-form")
    except (InvalidInputError, ConflictError) as error:
        return _page(year, error), error.explanation.status
    return redirect(_back(year, act, done), 303)


@blueprint.post("/<int:year>/undo")
def undo(year: int) -> ResponseReturnValue:
    """Take back one act."""
    require(*ROLES.values())
    try:
        at = _moment(request.form.get("at", ""))
        done = undo_judgement(year, _stage(), at, account().id, ports=ports())
    except (InvalidInputError, ConflictError) as error:
        return _page(year, error), error.explanation.status
    return redirect(_back(year, Verdict.UNDONE, done), 303)


def _prioritise(year: int, stage: CycleState, chosen: list[str]) -> Judged:
    priority = request.form.get("set_priority", "")
    if priority not in set(Priority):
        raise InvalidInputError("bad-form")
    return prioritise_needs(
        year, stage, Priority(priority), chosen, account().id, ports=ports()
    )


def _stage() -> CycleState:
    stage = request.form.get("stage", "")
    if stage not in set(ROLES):
        raise InvalidInputError("bad-form")
    return CycleState(stage)


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidInputError("bad-form") from error
    if at.tzinfo is None:
        raise InvalidInputError("bad-form")
    return at


def _filters() -> dict[str, Any]:
    """Return what the page is filtered by: in its address, or in the form it sent."""
    told = {name: request.values.get(name) for name in _FILTERS}
    # No state is a choice, too: all of them.
    return {
        name: v[:200] for name, v in told.items() if v or (v == "" and name == "state")
    }


def _query() -> NeedsQuery:
    told = request.values
    kind, state = told.get("kind", ""), told.get("state", MINE)
    priority, page = told.get("priority", ""), told.get("page", "1")
    return NeedsQuery(
        unit_code=told.get("unit", ""),
        competency_code=told.get("competency", ""),
        kind=GapKind(kind) if kind in set(GapKind) else None,
        state=NeedState(state) if state in set(NeedState) else None,
        priority=Priority(priority) if priority in set(Priority) else None,
        waiting=state == MINE,
        page=int(page) if page.isascii() and page.isdecimal() else 1,
    )


def _back(year: int, act: str, done: Judged) -> str:
    about: dict[str, Any] = {"done": act, "n": done.items, "at": done.at.isoformat()}
    return url_for("needs_queue.show", year=year, **_filters(), **about)


def _page(year: int, error: ServiceError | None) -> str:
    found = list_needs(account().id, year, _query(), ports=ports())
    refused = error is not None
    state = request.values.get("state", MINE)
    return render_template(
        "needs-list.html",
        found=found,
        may_grant=any(one.role is Role.ADMINISTRATOR for one in grants()),
        cycle=found.cycle,
        filters=_filters(),
        address=lambda page: _filters() | {"page": page},
        state=state if found.judging or state != MINE else "",
        mine=MINE,
        ticked=set(request.form.getlist("item")) if refused else set(),
        note=request.form.get("note", "") if refused else "",
        done="" if refused else request.args.get("done", ""),
        n=request.args.get("n", 0, type=int),
        done_at=request.args.get("at", ""),
        problem=problem_of(error),
        mask_nip=mask_nip,
        at=ports().clock.now().astimezone(ports().time_zone),
        done_words=_done_words,
        **WORDS,
    )


def _done_words(act: str, n: int) -> str:
    """Return what was just done; empty for nothing that is known."""
    words = {
        "all": _("{n} kebutuhan disetujui.", n=n),
        Verdict.GRANTED: _("{n} kebutuhan disetujui.", n=n),
        Verdict.REFUSED: _("{n} kebutuhan ditolak.", n=n),
        Verdict.UNDONE: _("{n} kebutuhan kembali menunggu.", n=n),
        "priority": _("Prioritas {n} kebutuhan diubah.", n=n),
    }
    return words.get(act, "")
