"""Who takes part: the page of a batch, and everybody's own programmes (Q2, Q3, Q7)."""

from datetime import date, datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.domain.grant import Role
from lti_service.domain.organisation import mask_nip
from lti_service.domain.programme import EnrolmentState, Help
from lti_service.errors import ConflictError, InvalidInputError, ServiceError
from lti_service.use_cases.access.grant import COMMAND_LINE, today
from lti_service.use_cases.access.grant_list import MOST_PEOPLE, find_candidates
from lti_service.use_cases.programme.enrolment import (
    propose_enrolment,
    withdraw_enrolment,
)
from lti_service.use_cases.programme.enrolment_adding import add_people
from lti_service.use_cases.programme.enrolment_completion import BY_COURSE
from lti_service.use_cases.programme.enrolment_job import (
    Enrolled,
    EnrolmentProblem,
)
from lti_service.use_cases.programme.enrolment_list import batch_page
from lti_service.use_cases.programme.enrolment_several import (
    EnrolmentAct,
    change_enrolments,
)
from lti_service.use_cases.programme.my_programmes import (
    MyEnrolment,
    my_programmes,
)
from lti_service.web.current import account, ports, require
from lti_service.web.language import translate as _
from lti_service.web.programme import fill_chart, mode_words
from lti_service.web.standing import level_chart

blueprint = Blueprint("enrolment", __name__)

_EVERYBODY = "-all"
_REACHED: dict[str, EnrolmentState] = {
    EnrolmentAct.APPROVE: EnrolmentState.APPROVED,
    EnrolmentAct.COMPLETE: EnrolmentState.COMPLETED,
    EnrolmentAct.DROP: EnrolmentState.DROPPED,
}


@blueprint.get("/admin/batches/<batch_id>")
def show(batch_id: str) -> ResponseReturnValue:
    """One batch, with those of one's units who take part."""
    require(Role.ADMINISTRATOR)
    return _batch_page(batch_id), 200


@blueprint.post("/admin/batches/<batch_id>")
def change(batch_id: str) -> ResponseReturnValue:
    """Approve, complete, drop or undo several at once."""
    require(Role.ADMINISTRATOR)
    form = request.form
    try:
        act, day = _act(form.get("act", "")), _day(form.get("completed_on", ""))
        done = change_enrolments(
            batch_id,
            form.getlist("enrolment"),
            act,
            account().id,
            everybody=form.get("act", "").endswith(_EVERYBODY),
            reason=form.get("reason", ""),
            completed_on=day,
            ports=ports(),
        )
    except (InvalidInputError, ConflictError) as error:
        return _batch_page(batch_id, error=error), error.explanation.status
    if done.problems:
        return _batch_page(batch_id, problems=done.problems), 422
    return _done(batch_id, act, done)


@blueprint.get("/admin/batches/<batch_id>/add")
def add_form(batch_id: str) -> ResponseReturnValue:
    """Find people by name, or paste their NIPs."""
    require(Role.ADMINISTRATOR)
    return _add_page(batch_id), 200


@blueprint.post("/admin/batches/<batch_id>/add")
def add(batch_id: str) -> ResponseReturnValue:
    """Add people to a batch."""
    require(Role.ADMINISTRATOR)
    try:
        done = add_people(
            batch_id,
            request.form.get("nips", ""),
            request.form.getlist("person"),
            account().id,
            ports=ports(),
        )
    except (InvalidInputError, ConflictError) as error:
        return _add_page(batch_id, error=error), error.explanation.status
    if done.problems:
        return _add_page(batch_id, problems=done.problems), 422
    return _done(batch_id, EnrolmentAct.APPROVE, done)


@blueprint.get("/me/programmes")
def mine() -> ResponseReturnValue:
    """What is open to whoever is signed in, and where their enrolments stand."""
    return _my_page(None), 200


@blueprint.post("/me/programmes/<batch_id>/propose")
def propose(batch_id: str) -> ResponseReturnValue:
    """Propose oneself for a batch."""
    who = account()
    try:
        if not who.person_id:
            return _my_page(None), 403
        propose_enrolment(batch_id, who.person_id, who.id, ports=ports())
    except (InvalidInputError, ConflictError) as error:
        return _my_page(error), error.explanation.status
    return redirect(url_for("enrolment.mine", proposed=batch_id), 303)


@blueprint.post("/me/enrolments/<enrolment_id>/withdraw")
def withdraw(enrolment_id: str) -> ResponseReturnValue:
    """Take back one's own enrolment."""
    try:
        row = withdraw_enrolment(enrolment_id, account().id, ports=ports())
    except ConflictError as error:
        return _my_page(error), error.explanation.status
    return redirect(url_for("enrolment.mine", withdrawn=row.batch_id), 303)


def enrolment_marks() -> dict[str, tuple[str, str]]:
    """Return the class and the words of each state's badge."""
    return {
        EnrolmentState.PROPOSED: ("attention", _("Diusulkan")),
        EnrolmentState.APPROVED: ("info", _("Disetujui")),
        EnrolmentState.ACTIVE: ("info", _("Aktif")),
        EnrolmentState.COMPLETED: ("right", _("Selesai")),
        EnrolmentState.DROPPED: ("none", _("Gugur")),
    }


def standing_words(row: MyEnrolment) -> str:
    """Say where an enrolment stands, and what comes next."""
    match row.state:
        case EnrolmentState.PROPOSED if row.is_full:
            return _(
                "Semua tempat sudah terisi. Usulan Anda menunggu di urutan ke-{place}, "
                "dan maju bila ada yang gugur atau tempatnya ditambah.",
                place=row.queue,
            )
        case EnrolmentState.PROPOSED:
            return _("Usulan Anda menunggu persetujuan administrator unit Anda.")
        case EnrolmentState.APPROVED:
            return _("Usulan Anda disetujui. Tunggu hari pertamanya.")
        case EnrolmentState.ACTIVE if row.programme.course_id:
            return _(
                "Buka kursusnya dari LMS Anda; begitu lulus, kepesertaan ini selesai "
                "dan JP-nya tercatat."
            )
        case EnrolmentState.ACTIVE:
            return _(
                "Ikuti kegiatannya; pengelola mencatat siapa yang menyelesaikannya."
            )
        case EnrolmentState.COMPLETED:
            return _(
                "Menyelesaikan program memberi JP. Kompetensi ditetapkan asesor dari "
                "bukti Anda."
            )
        case _:
            return _("Alasan: {reason}", reason=row.enrolment.reason)


def _done(batch_id: str, act: EnrolmentAct, done: Enrolled) -> ResponseReturnValue:
    at = done.done[0].recorded_at.isoformat() if done.done else ""
    return redirect(url_for("enrolment.show", batch_id=batch_id, act=act, at=at), 303)


def _batch_page(
    batch_id: str,
    *,
    problems: tuple[EnrolmentProblem, ...] = (),
    error: ServiceError | None = None,
) -> str:
    page = batch_page(account().id, batch_id, ports=ports())
    act, at = request.args.get("act", ""), _moment(request.args.get("at", ""))
    just = [
        one
        for one in page.participants
        if at is not None
        and one.enrolment.recorded_at == at
        and one.enrolment.recorded_by == account().id
        and one.enrolment.state == _REACHED.get(act, one.enrolment.state)
    ]
    return render_template(
        "batch.html",
        page=page,
        just=just if request.method == "GET" else [],
        done=_done_words(act, len(just)),
        undoable=act not in {"", EnrolmentAct.UNDO},
        ticked={key.rpartition("@")[0] for key in request.form.getlist("enrolment")},
        problems=_told(problems),
        problem=_problem(error),
        marks=enrolment_marks(),
        modes=mode_words(),
        by_words={COMMAND_LINE: _("perintah"), BY_COURSE: _("kursus yang lulus")},
        fill_chart=fill_chart,
        mask_nip=mask_nip,
        last_day=min(page.batch.until, today(ports())),
        today=today(ports()),
        saved=request.args.get("saved"),
        time_zone=ports().time_zone,
    )


def _add_page(
    batch_id: str,
    *,
    problems: tuple[EnrolmentProblem, ...] = (),
    error: ServiceError | None = None,
) -> str:
    words = request.values.get("q", "")
    people = find_candidates(account().id, words, ports=ports())
    return render_template(
        "batch-add.html",
        page=batch_page(account().id, batch_id, ports=ports()),
        words=words,
        people=people[:MOST_PEOPLE],
        more=len(people) > MOST_PEOPLE,
        ticked=request.form.getlist("person"),
        nips=request.form.get("nips", ""),
        problems=_told(problems),
        problem=_problem(error),
        mask_nip=mask_nip,
    )


def _my_page(error: ServiceError | None) -> str:
    who = account()
    found = my_programmes(who.person_id, ports=ports()) if who.person_id else None
    if found is None:
        return render_template("me-unlinked.html", account=who)
    named = {row.batch.id: row for row in found.mine}
    return render_template(
        "my-programmes.html",
        found=found,
        proposed=named.get(request.args.get("proposed", "")),
        withdrawn=named.get(request.args.get("withdrawn", "")),
        problem=_problem(error),
        marks=enrolment_marks(),
        modes=mode_words(),
        standing_words=standing_words,
        level_chart=level_chart,
        wholly=Help.WHOLLY,
    )


def _done_words(act: str, n: int) -> str:
    words: dict[str, str] = {
        EnrolmentAct.APPROVE: _("{n} peserta disetujui.", n=n),
        EnrolmentAct.COMPLETE: _("{n} peserta dicatat selesai.", n=n),
        EnrolmentAct.DROP: _("{n} peserta dicatat gugur.", n=n),
        EnrolmentAct.UNDO: _("Langkah terakhir {n} peserta dibatalkan.", n=n),
    }
    return words.get(act, "")


def _told(problems: tuple[EnrolmentProblem, ...]) -> list[tuple[str, str]]:
    return [
        (one.name, f"{one.reason.told(_)} {one.remedy.told(_)}") for one in problems
    ]


def _problem(error: ServiceError | None) -> tuple[str, str] | None:
    words = error.explanation if error else None
    return (_(words.message), _(words.remedy)) if words else None


def _act(word: str) -> EnrolmentAct:
    name = word.removesuffix(_EVERYBODY)
    if name not in {*EnrolmentAct}:
        raise InvalidInputError("bad-form")
    return EnrolmentAct(name)


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise InvalidInputError("day-invalid") from error


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
