"""Moodles that are read: connected, trusted, read, and ended."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.domain.grant import Role
from lti_service.domain.moodle_ledger import MoodleConnection, SyncRun
from lti_service.domain.moodle_report import refused_for, told_run
from lti_service.errors import EXPLANATIONS, InvalidInputError, ServiceError
from lti_service.use_cases.moodle.connection import (
    ATTEMPT_FUNCTIONS,
    PLAN_FUNCTIONS,
    READ_FUNCTIONS,
    SEES_NUMBERS,
    CheckedMoodle,
    TriedRole,
    check_moodle,
    connect_moodle,
    end_moodle,
    one_moodle,
    trust_idnumber,
    try_role,
)
from lti_service.use_cases.moodle.mapping import read_courses
from lti_service.use_cases.moodle.overview import moodle_overview, moodle_overviews
from lti_service.use_cases.moodle.queue import request_run, shown_run
from lti_service.use_cases.moodle.run import undo_run
from lti_service.web.current import account, ports, require_everywhere
from lti_service.web.language import translate as _
from lti_service.web.moodle_words import actor_words, run_mark, run_title

blueprint = Blueprint("moodle", __name__, url_prefix="/admin/moodle")

CONFIRMED = ("locked", "editors", "checked")
"""What an administrator says before ID numbers are trusted, one box each."""

_KINDS = {"trial": (True, False), "new": (False, False), "full": (False, True)}


@blueprint.get("")
def show() -> ResponseReturnValue:
    """All Moodles."""
    require_everywhere(Role.ADMINISTRATOR)
    return render_template(
        "moodles.html",
        found=moodle_overviews(ports=ports()),
        told_run=told_run,
        run_mark=_mark,
        ended=request.args.get("ended") == "1",
        time_zone=ports().time_zone,
    )


@blueprint.get("/new")
def ask_new() -> ResponseReturnValue:
    """Ask for address and token."""
    require_everywhere(Role.ADMINISTRATOR)
    return connect_page(None), 200


@blueprint.post("/new")
def connect() -> ResponseReturnValue:
    """Connect a Moodle, or give a known one another token."""
    require_everywhere(Role.ADMINISTRATOR)
    try:
        checked = connect_moodle(
            request.form.get("url", ""),
            request.form.get("token", ""),
            name=request.form.get("name", ""),
            actor=account().id,
            ports=ports(),
        )
    except ServiceError as error:
        return connect_page(error), error.explanation.status
    tried = None
    if not checked.missing:
        try:
            read_courses(checked.moodle.id, ports=ports())
            tried = try_role(checked.moodle.id, ports=ports())
        except ServiceError as error:
            return _one_page(checked.moodle.id, checked=checked, error=error), 200
    return _one_page(checked.moodle.id, checked=checked, tried=tried), 200


@blueprint.get("/<moodle_id>")
def show_one(moodle_id: str) -> ResponseReturnValue:
    """One Moodle, what was read of it, and what can be done."""
    require_everywhere(Role.ADMINISTRATOR)
    return _one_page(moodle_id), 200


@blueprint.post("/<moodle_id>/check")
def check(moodle_id: str) -> ResponseReturnValue:
    """Ask a Moodle what its token may do."""
    require_everywhere(Role.ADMINISTRATOR)
    try:
        checked = check_moodle(moodle_id, ports=ports())
        tried = None if checked.missing else try_role(moodle_id, ports=ports())
    except ServiceError as error:
        return _one_page(moodle_id, error=error), error.explanation.status
    return _one_page(moodle_id, checked=checked, tried=tried), 200


@blueprint.get("/<moodle_id>/trust")
def ask_trust(moodle_id: str) -> ResponseReturnValue:
    """Explain what must be locked in Moodle before its ID numbers can be trusted."""
    require_everywhere(Role.ADMINISTRATOR)
    return _trust_page(moodle_id, None), 200


@blueprint.post("/<moodle_id>/trust")
def trust(moodle_id: str) -> ResponseReturnValue:
    """Trust a Moodle's ID numbers."""
    require_everywhere(Role.ADMINISTRATOR)
    if any(request.form.get(name) != "1" for name in CONFIRMED):
        error = InvalidInputError("trust-unconfirmed")
        return _trust_page(moodle_id, error), error.explanation.status
    trust_idnumber(moodle_id, trusted=True, actor=account().id, ports=ports())
    return redirect(
        url_for("moodle.show_one", moodle_id=moodle_id, done="trusted"), 303
    )


@blueprint.post("/<moodle_id>/distrust")
def distrust(moodle_id: str) -> ResponseReturnValue:
    """Trust a Moodle's ID numbers no longer."""
    require_everywhere(Role.ADMINISTRATOR)
    trust_idnumber(moodle_id, trusted=False, actor=account().id, ports=ports())
    done = "distrusted"
    return redirect(url_for("moodle.show_one", moodle_id=moodle_id, done=done), 303)


@blueprint.post("/<moodle_id>/end")
def end(moodle_id: str) -> ResponseReturnValue:
    """Read a Moodle no more, and forget its token."""
    require_everywhere(Role.ADMINISTRATOR)
    try:
        if request.form.get("sure") != "1":
            raise InvalidInputError("not-confirmed")
        end_moodle(moodle_id, actor=account().id, ports=ports())
    except InvalidInputError as error:
        return _one_page(moodle_id, error=error), error.explanation.status
    return redirect(url_for("moodle.show", ended=1), 303)


@blueprint.post("/<moodle_id>/runs")
def ask_run(moodle_id: str) -> ResponseReturnValue:
    """Have the worker read a Moodle, or only try."""
    require_everywhere(Role.ADMINISTRATOR)
    kind = _KINDS.get(request.form.get("kind", ""))
    try:
        if kind is None:
            raise InvalidInputError("bad-form")
        run = request_run(
            moodle_id,
            is_trial=kind[0],
            is_full=kind[1],
            actor=account().id,
            ports=ports(),
        )
    except ServiceError as error:
        one_moodle(moodle_id, ports=ports())
        return _one_page(moodle_id, error=error), error.explanation.status
    return redirect(url_for("moodle.show_run", moodle_id=moodle_id, run_id=run.id), 303)


@blueprint.get("/<moodle_id>/runs/<run_id>")
def show_run(moodle_id: str, run_id: str) -> ResponseReturnValue:
    """How far a reading is, or what it came to."""
    require_everywhere(Role.ADMINISTRATOR)
    return _run_page(moodle_id, run_id, None), 200


@blueprint.post("/<moodle_id>/runs/<run_id>/undo")
def undo(moodle_id: str, run_id: str) -> ResponseReturnValue:
    """Take back what a reading brought."""
    require_everywhere(Role.ADMINISTRATOR)
    shown_run(run_id, moodle_id=moodle_id, ports=ports())
    try:
        if request.form.get("sure") != "1":
            raise InvalidInputError("not-confirmed")
        undo_run(run_id, actor=account().id, ports=ports())
    except ServiceError as error:
        return _run_page(moodle_id, run_id, error), error.explanation.status
    return redirect(url_for("moodle.show_run", moodle_id=moodle_id, run_id=run_id), 303)


def problem_words(error: ServiceError | None) -> tuple[str, str] | None:
    """Return what is wrong and what to do, in words."""
    words = error.explanation if error else None
    return (_(words.message), _(words.remedy)) if words else None


def _mark(run: SyncRun) -> tuple[str, str]:
    return run_mark(run, is_alive=run.is_alive(ports().clock.now()))


def connect_page(error: ServiceError | None) -> str:
    """Return the page that asks for a Moodle, with a token or without."""
    return render_template(
        "moodle-new.html",
        form=request.form,
        functions=READ_FUNCTIONS + ATTEMPT_FUNCTIONS + PLAN_FUNCTIONS,
        problem=problem_words(error),
    )


def _one_page(
    moodle_id: str,
    *,
    checked: CheckedMoodle | None = None,
    tried: TriedRole | None = None,
    error: ServiceError | None = None,
) -> str:
    found = moodle_overview(moodle_id, ports=ports())
    done = {
        "trusted": _("Nomor ID Moodle ini sekarang dipercaya."),
        "distrusted": _("Nomor ID Moodle ini tidak lagi dipercaya."),
    }
    return render_template(
        "moodle.html",
        found=found,
        moodle=found.moodle,
        checked=checked,
        tried=tried,
        sees_numbers=SEES_NUMBERS,
        problem=problem_words(error),
        done=done.get(request.args.get("done", "")),
        told_run=told_run,
        run_mark=_mark,
        run_title=run_title,
        actor_words=actor_words,
        time_zone=ports().time_zone,
    )


def _run_page(moodle_id: str, run_id: str, error: ServiceError | None) -> str:
    shown = shown_run(run_id, moodle_id=moodle_id, ports=ports())
    run = shown.run
    return render_template(
        "moodle-run.html",
        shown=shown,
        run=run,
        moodle=shown.moodle,
        title=run_title(run),
        mark=run_mark(run, is_alive=shown.is_alive),
        sentences=[one.told(_) for one in told_run(run)],
        refused=_refused(run),
        problem=problem_words(error),
        time_zone=ports().time_zone,
    )


def _refused(run: SyncRun) -> Sequence[tuple[str, str, int, str]]:
    """Return why something was not read: message, remedy, how often, code."""
    return [
        (_(EXPLANATIONS[code].message), _(EXPLANATIONS[code].remedy), times, code)
        for code, times in refused_for(run)
    ]


def _trust_page(moodle_id: str, error: ServiceError | None) -> str:
    moodle: MoodleConnection = one_moodle(moodle_id, ports=ports())
    return render_template(
        "moodle-trust.html",
        moodle=moodle,
        form=request.form,
        problem=problem_words(error),
    )
