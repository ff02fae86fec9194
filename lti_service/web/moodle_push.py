"""What a Moodle mirrors: compared, sent, and decided where it was changed there."""

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.domain.grant import Role
from lti_service.domain.moodle_ledger import RunState
from lti_service.domain.moodle_push import (
    CAPABILITIES,
    WRITE_FUNCTIONS,
    ItemKind,
    MirrorState,
)
from lti_service.domain.moodle_report import refused_for, told_run
from lti_service.errors import (
    EXPLANATIONS,
    ConflictError,
    InvalidInputError,
    ServiceError,
)
from lti_service.use_cases.moodle.push import push_nightly, request_push
from lti_service.use_cases.moodle.push_answer import (
    answer_difference,
    answer_group,
    asked_group,
)
from lti_service.use_cases.moodle.push_list import PAGE_SIZE, push_overview
from lti_service.web.current import account, ports, require_everywhere
from lti_service.web.language import translate as _
from lti_service.web.moodle import problem_words

blueprint = Blueprint(
    "moodle_push", __name__, url_prefix="/admin/moodle/<moodle_id>/push"
)

_KINDS = {"trial": True, "push": False}
_SCHEDULES = {"nightly": True, "asked": False}
_ANSWERS = {"ours": True, "theirs": False}


@blueprint.get("")
def show(moodle_id: str) -> ResponseReturnValue:
    """What differs, and what waits for an answer."""
    require_everywhere(Role.ADMINISTRATOR)
    return _page(moodle_id, None), 200


@blueprint.post("")
def ask_push(moodle_id: str) -> ResponseReturnValue:
    """Have the worker compare, or compare and send."""
    require_everywhere(Role.ADMINISTRATOR)
    kind = _KINDS.get(request.form.get("kind", ""))
    try:
        if kind is None:
            raise InvalidInputError("bad-form")
        request_push(moodle_id, is_trial=kind, actor=account().id, ports=ports())
    except ServiceError as error:
        return _page(moodle_id, error), error.explanation.status
    return redirect(url_for("moodle_push.show", moodle_id=moodle_id), 303)


@blueprint.post("/schedule")
def schedule(moodle_id: str) -> ResponseReturnValue:
    """Say whether it is pushed each night by itself."""
    require_everywhere(Role.ADMINISTRATOR)
    nightly = _SCHEDULES.get(request.form.get("when", ""))
    try:
        if nightly is None:
            raise InvalidInputError("bad-form")
        push_nightly(moodle_id, nightly=nightly, actor=account().id, ports=ports())
    except ServiceError as error:
        return _page(moodle_id, error), error.explanation.status
    done = "nightly" if nightly else "asked"
    return redirect(url_for("moodle_push.show", moodle_id=moodle_id, done=done), 303)


@blueprint.post("/answer")
def answer(moodle_id: str) -> ResponseReturnValue:
    """Keep what Moodle has of an item, or write ours over it."""
    require_everywhere(Role.ADMINISTRATOR)
    ours = _ANSWERS.get(request.form.get("answer", ""))
    key = request.form.get("key", "")
    try:
        if ours is None:
            raise InvalidInputError("moodle-answer")
        answer_difference(moodle_id, key, ours=ours, actor=account().id, ports=ports())
    except ServiceError as error:
        return _page(moodle_id, error), error.explanation.status
    done = "ours" if ours else "theirs"
    return redirect(url_for("moodle_push.show", moodle_id=moodle_id, done=done), 303)


@blueprint.get("/answers")
def ask_all(moodle_id: str) -> ResponseReturnValue:
    """All of a kind that wait for the same answer, before it is given."""
    require_everywhere(Role.ADMINISTRATOR)
    try:
        kind, state, answer_words = _asked_group(request.args)
        return _group_page(moodle_id, kind, state, answer_words, None), 200
    except (ConflictError, InvalidInputError) as error:
        return _page(moodle_id, error), error.explanation.status


@blueprint.post("/answers")
def answer_all(moodle_id: str) -> ResponseReturnValue:
    """Answer all of a kind at once, as they were looked at."""
    require_everywhere(Role.ADMINISTRATOR)
    form = request.form
    try:
        kind, state, answer_words = _asked_group(form)
        if form.get("sure") != "1":
            error: ServiceError = InvalidInputError("not-confirmed")
            page = _group_page(moodle_id, kind, state, answer_words, error)
            return page, error.explanation.status
        answer_group(
            moodle_id,
            kind,
            state,
            ours=_ANSWERS[answer_words],
            seen=form.get("seen", ""),
            actor=account().id,
            ports=ports(),
        )
    except (ConflictError, InvalidInputError) as refused:
        return _page(moodle_id, refused), refused.explanation.status
    done = f"all-{answer_words}"
    return redirect(url_for("moodle_push.show", moodle_id=moodle_id, done=done), 303)


def _asked_group(asked: Mapping[str, str]) -> tuple[ItemKind, MirrorState, str]:
    """Return which items are meant, and the answer to them."""
    answer_words = asked.get("answer", "")
    if answer_words not in _ANSWERS:
        raise InvalidInputError("moodle-answer")
    try:
        return (
            ItemKind(asked.get("kind", "")),
            MirrorState(asked.get("state", "")),
            answer_words,
        )
    except ValueError as error:
        raise InvalidInputError("bad-form") from error


def _group_page(
    moodle_id: str,
    kind: ItemKind,
    state: MirrorState,
    answer_words: str,
    error: ServiceError | None,
) -> str:
    return render_template(
        "moodle-push-answer.html",
        group=asked_group(moodle_id, kind, state, ports=ports()),
        answer=answer_words,
        group_words=_group_words,
        problem=problem_words(error),
    )


def _page(moodle_id: str, error: ServiceError | None) -> str:
    page = request.args.get("page", 1, type=int)
    found = push_overview(moodle_id, page, ports=ports())
    run = found.latest
    done = {
        "ours": _("Milik layanan ini antre dikirim ke Moodle."),
        "theirs": _("Dibiarkan seperti di Moodle."),
        "all-ours": _("Semuanya antre dikirim ke Moodle."),
        "all-theirs": _("Semuanya dibiarkan seperti di Moodle."),
        "nightly": _("Mulai malam ini dikirim setiap malam."),
        "asked": _("Tidak lagi dikirim setiap malam; hanya bila diminta."),
    }
    return render_template(
        "moodle-push.html",
        found=found,
        moodle=found.moodle,
        run=run,
        told=[one.told(_) for one in told_run(run)] if run else [],
        refused=[
            (_(EXPLANATIONS[code].message), _(EXPLANATIONS[code].remedy), times)
            for code, times in (refused_for(run) if run else ())
        ],
        busy=run is not None and (run.state is RunState.PUSH_QUEUED or found.is_alive),
        page=max(page, 1),
        pages=max(-(-found.found // PAGE_SIZE), 1),
        kind_words=_kind_words(),
        group_words=_group_words,
        mark=_mark,
        code_words=lambda code: _(EXPLANATIONS[code].message) if code else "",
        functions=WRITE_FUNCTIONS,
        capabilities=CAPABILITIES,
        problem=problem_words(error),
        done=done.get(request.args.get("done", "")),
        time_zone=ports().time_zone,
    )


def _kind_words() -> dict[ItemKind, str]:
    return {
        ItemKind.FRAMEWORK: _("kerangka"),
        ItemKind.NODE: _("kompetensi"),
        ItemKind.TEMPLATE: _("templat rencana"),
        ItemKind.PLAN: _("rencana belajar"),
        ItemKind.RATING: _("penilaian"),
    }


def _group_words(kind: ItemKind, state: MirrorState, n: int) -> str:
    """Return how many of a kind wait, and why."""
    if state is MirrorState.GONE:
        return {
            ItemKind.FRAMEWORK: _("{n} kerangka dihapus di Moodle", n=n),
            ItemKind.NODE: _("{n} kompetensi dihapus di Moodle", n=n),
            ItemKind.TEMPLATE: _("{n} templat rencana dihapus di Moodle", n=n),
            ItemKind.PLAN: _("{n} rencana belajar dihapus di Moodle", n=n),
            ItemKind.RATING: _("{n} penilaian dihapus di Moodle", n=n),
        }[kind]
    return {
        ItemKind.FRAMEWORK: _("{n} kerangka diubah di Moodle", n=n),
        ItemKind.NODE: _("{n} kompetensi diubah di Moodle", n=n),
        ItemKind.TEMPLATE: _("{n} templat rencana diubah di Moodle", n=n),
        ItemKind.PLAN: _("{n} rencana belajar diubah di Moodle", n=n),
        ItemKind.RATING: _("{n} penilaian diubah di Moodle", n=n),
    }[kind]


def _mark(state: MirrorState) -> tuple[str, str]:
    """Return the class and the words of an item's badge."""
    return {
        MirrorState.SAME: ("right", _("sama")),
        MirrorState.CREATE: ("info", _("akan dibuat")),
        MirrorState.CHANGE: ("info", _("akan diubah")),
        MirrorState.SENDING: ("info", _("antre dikirim")),
        MirrorState.ASK: ("attention", _("diubah di Moodle")),
        MirrorState.GONE: ("attention", _("dihapus di Moodle")),
        MirrorState.KEPT: ("none", _("dibiarkan")),
        MirrorState.REFUSED: ("wrong", _("ditolak Moodle")),
    }[state]
