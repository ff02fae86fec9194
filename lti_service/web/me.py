"""What a person's post requires, where they stand, and what is next (Q7, Q9)."""

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from lti_service.domain.learning_hours import JpState
from lti_service.domain.my_step import MyStepKind
from lti_service.errors import ConflictError, InvalidInputError
from lti_service.locale import format_date
from lti_service.use_cases.evidence.objection import raise_objection
from lti_service.use_cases.lms.invitation import redeem_invitation
from lti_service.use_cases.overview.course_place import course_place
from lti_service.use_cases.overview.my_profile import MyProfile, my_profile
from lti_service.web.current import account, grants, places, ports
from lti_service.web.grant import role_words
from lti_service.web.language import language, translate as _
from lti_service.web.learning_hours import balance_words, hours_chart
from lti_service.web.plan_words import individual_mark
from lti_service.web.standing import (
    evidence_rows,
    kind_word,
    level_chart,
    missing_words,
    state_mark,
)
from lti_service.web.task import shown_tasks

blueprint = Blueprint("me", __name__, url_prefix="/me")


@blueprint.get("")
def show() -> ResponseReturnValue:
    """Profile and plan of whoever is signed in."""
    return _page(None)


@blueprint.post("/objections/<decision_id>")
def object_to(decision_id: str) -> ResponseReturnValue:
    """Object to a decision on oneself."""
    reason = request.form.get("reason", "")
    try:
        raise_objection(decision_id, reason, account().id, ports=ports())
    except (InvalidInputError, ConflictError) as error:
        words = error.explanation
        return _page((_(words.message), _(words.remedy))), words.status
    return redirect(url_for("me.show", objected=1), 303)


@dataclass(frozen=True, slots=True)
class StepWords:
    """The next step in words, with where it is done; empty for nowhere here."""

    sentence: Markup
    small: str = ""
    url: str = ""
    label: str = ""


def _page(problem: tuple[str, str] | None) -> str:
    who = account()
    found = None
    if who.person_id:
        # An assessor finds drills at the assessors' place.
        found = my_profile(who.person_id, observes=places().observes, ports=ports())
    if found is None:
        return render_template("me-unlinked.html", account=who)
    entries = found.card.year.entries
    current = found.current
    return render_template(
        "me.html",
        plan=found.standing,
        step=_step_words(found),
        tasks=shown_tasks(found.tasks),
        card=found.card,
        balance=balance_words(found.card),
        hours_chart=hours_chart(found.card),
        refused=[one for one in entries if one.entry.state is JpState.REFUSED],
        submitted=[one for one in entries if one.entry.state is JpState.SUBMITTED],
        current=current,
        plan_mark=individual_mark(current.state) if current else None,
        enrolments=found.enrolments,
        objections=found.objections,
        supervises=places().plans is not None,
        objected=request.args.get("objected", type=int),
        problem=problem,
        state_mark=state_mark,
        missing_words=missing_words,
        level_chart=level_chart,
        kind_word=kind_word,
        evidence_rows=evidence_rows,
    )


def _step_words(found: MyProfile) -> StepWords:
    step, row = found.step, found.row
    name = row.competency.name if row else step.competency_code
    level = row.standing.required if row else 0
    day = format_date(step.day, language()) if step.day else ""
    title = Markup("<b>{}</b>").format(step.title)

    def said(text: str, **values: object) -> Markup:
        return Markup(text).format(**values)  # noqa: S704 - a sentence of ours

    proposed = {one.programme for one in found.enrolments if one.proposed}
    waits = _("Usulan pelatihan menunggu") if step.title in proposed else ""
    programmes = url_for("enrolment.mine"), _("Buka program saya")
    plan = url_for("individual_plan.show"), _("Buka rencana saya")
    opened = _course_link(found)
    lms = _("Kursus dibuka di LMS Anda, supaya hasilnya tercatat.")
    match step.kind:
        case MyStepKind.RETURNED:
            return StepWords(
                Markup.escape(
                    _("Perbaiki rencana Anda: atasan mengembalikannya dengan catatan.")
                ),
                "",
                *plan,
            )
        case MyStepKind.RENEW if row and row.standing.valid_until and step.title:
            return StepWords(
                said(
                    _("Perbarui {competency} level {level} dengan kursus {course}."),
                    competency=name,
                    level=level,
                    course=title,
                ),
                lms,
                *opened,
            )
        case MyStepKind.RENEW:
            return StepWords(
                said(
                    _(
                        "Perbarui {competency} level {level}: masa berlakunya habis atau "
                        "segera habis. Bicarakan dengan atasan bukti baru dari pekerjaan."
                    ),
                    competency=name,
                    level=level,
                ),
                "",
                *plan,
            )
        case MyStepKind.LEARNING:
            return StepWords(
                said(
                    _(
                        "Ikuti {programme} sampai {date}. Pelatihan ini menuju "
                        "{competency}."
                    ),
                    programme=title,
                    date=day,
                    competency=name,
                ),
                waits,
                *programmes,
            )
        case MyStepKind.COURSE if row and row.course:
            return StepWords(
                said(
                    _(
                        "Selesaikan kursus <b>{course}</b>. Hasilnya menjadi bukti untuk "
                        "{competency} level {level}."
                    ),
                    course=step.title,
                    competency=name,
                    level=row.course.declared.level,
                ),
                lms,
                *opened,
            )
        case MyStepKind.PROGRAMME:
            return StepWords(
                said(
                    _(
                        "Usulkan diri untuk {programme}, mulai {date}. Pelatihan ini "
                        "menuju {competency} level {level}."
                    ),
                    programme=title,
                    date=day,
                    competency=name,
                    level=level,
                ),
                "",
                *programmes,
            )
        case MyStepKind.PLANNED:
            return StepWords(
                said(
                    _(
                        "Kerjakan {activity} dari rencana Anda sebelum {date}, untuk "
                        "{competency}."
                    ),
                    activity=title,
                    date=day,
                    competency=name,
                ),
                "",
                *plan,
            )
        case MyStepKind.ASSESSOR:
            return StepWords(
                said(
                    _(
                        "Bukti Anda untuk {competency} level {level} sudah cukup. "
                        "Sekarang asesor yang menetapkan; Anda tidak perlu melakukan apa "
                        "pun."
                    ),
                    competency=name,
                    level=row.standing.proposed if row else level,
                )
            )
        case MyStepKind.PASSED:
            return StepWords(
                said(
                    _(
                        "Hasil kursus Anda sudah menjadi bukti untuk {competency}. "
                        "Bicarakan dengan atasan bukti dari pekerjaan yang melengkapinya, "
                        "misalnya tugas atau pengamatan."
                    ),
                    competency=name,
                ),
                "",
                *plan,
            )
        case MyStepKind.SUPERVISOR:
            return StepWords(
                said(
                    _(
                        "Untuk {competency} level {level} belum ada kursus di layanan "
                        "ini. Bicarakan dengan atasan bukti dari pekerjaan yang dapat "
                        "dinilai, misalnya tugas atau pengamatan."
                    ),
                    competency=name,
                    level=level,
                ),
                "",
                *plan,
            )
        case _:
            return StepWords(
                Markup.escape(
                    _(
                        "Semua tuntutan jabatan terpenuhi; tidak ada yang perlu Anda "
                        "kerjakan sekarang."
                    )
                )
            )


def _course_link(found: MyProfile) -> tuple[str, str]:
    row = found.row
    if row is None or row.course is None:
        return "", ""
    url = url_for("me.open_course", course_id=row.course.course_id)
    return url, _("Buka kursus")


@blueprint.get("/courses/<course_id>")
def open_course(course_id: str) -> ResponseReturnValue:
    """Lead to the course in the LMS: only there is it launched, and its score kept."""
    return redirect(course_place(account().id, course_id, ports=ports()))


@blueprint.get("/code")
def code() -> ResponseReturnValue:
    """Ask for the code of an invitation."""
    return render_template("me-code.html", roles=_roles(), problem=None)


@blueprint.post("/code")
def redeem() -> ResponseReturnValue:
    """Take the code of an invitation."""
    who = account()
    try:
        redeem_invitation(request.form.get("code", ""), who.id, ports=ports())
    except InvalidInputError as error:
        words = error.explanation
        problem = (_(words.message), _(words.remedy))
        page = render_template("me-code.html", roles=_roles(), problem=problem)
        return page, words.status
    return redirect(url_for("me.code"), 303)


def _roles() -> list[str]:
    account()
    held = {grant.role for grant in grants()}
    return [words for role, words in role_words().items() if role in held]
