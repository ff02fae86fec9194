"""A supervisor's people, and what waits for the supervisor (Q4, Q5)."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.charts.hours import hours_bar
from lti_service.charts.share import share_bar
from lti_service.domain.learning_hours import Balance
from lti_service.domain.organisation import mask_nip
from lti_service.domain.plan import StandingState
from lti_service.domain.task import Place, TaskKind, in_order
from lti_service.domain.team import NextStep
from lti_service.errors import ConflictError, InvalidInputError, ServiceError
from lti_service.locale import format_date
from lti_service.use_cases.moodle.plan import plans_in_moodles
from lti_service.use_cases.overview.task import waiting_tasks
from lti_service.use_cases.overview.team import TeamRow, member_page, team_page
from lti_service.use_cases.programme.enrolment import propose_enrolment
from lti_service.use_cases.programme.my_programmes import my_programmes
from lti_service.web.current import account, ports
from lti_service.web.language import language, translate as _
from lti_service.web.needs import problem_of
from lti_service.web.plan_words import individual_mark
from lti_service.web.standing import (
    evidence_rows,
    level_chart,
    missing_words,
    state_mark,
)
from lti_service.web.task import shown_tasks

blueprint = Blueprint("team", __name__, url_prefix="/team")

_MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class StepWords:
    """A next step in words; with an address it is the reader's to do."""

    words: str
    mark: str = "info"
    sub: str = ""
    url: str = ""


@blueprint.get("")
def show() -> ResponseReturnValue:
    """What waits, then each person with most gaps first."""
    team = team_page(account().id, ports=ports())
    known = frozenset({TaskKind.PLAN})
    others = waiting_tasks(account().id, (Place.TEAM,), but=known, ports=ports())
    return render_template(
        "team.html",
        team=team,
        tasks=shown_tasks(in_order((*team.tasks, *others))),
        share_bar=lambda met, n: share_bar(
            _("{met} dari {all} kompetensi terpenuhi", met=met, all=n), met, n
        ),
        gap_words=_gap_words,
        hours_words=_hours_words,
        plan_words=_plan_words,
        step_words=lambda row: _step_words(row, team.competencies),
    )


@blueprint.get("/<person_id>")
def member(person_id: str) -> ResponseReturnValue:
    """One person's standing, evidence, hours, plan and enrolments."""
    return _member_page(person_id, None)


@blueprint.post("/<person_id>/propose")
def propose(person_id: str) -> ResponseReturnValue:
    """Propose one's own subordinate for a batch; an administrator decides."""
    batch_id = request.form.get("batch", "")
    try:
        propose_enrolment(batch_id, person_id, account().id, ports=ports())
    except (InvalidInputError, ConflictError) as error:
        return _member_page(person_id, error), error.explanation.status
    return redirect(url_for("team.member", person_id=person_id, proposed=1), 303)


def _member_page(person_id: str, error: ServiceError | None) -> str:
    page = member_page(account().id, person_id, ports=ports())
    year = page.card.year
    title = _(
        "JP {year}: diakui {whole}, dipelajari {learned}",
        year=year.year,
        whole=year.whole,
        learned=year.learned,
    )
    limit = year.limit.value if year.limit else None
    return render_template(
        "team-member.html",
        page=page,
        programmes=my_programmes(person_id, ports=ports()),
        proposed=request.args.get("proposed", type=int),
        problem=problem_of(error),
        chart=hours_bar(title, year.recognised, year.learned, limit),
        mask_nip=mask_nip,
        individual_mark=individual_mark,
        state_mark=state_mark,
        missing_words=missing_words,
        level_chart=level_chart,
        evidence_rows=evidence_rows,
        plans=plans_in_moodles(person_id, ports=ports()),
        time_zone=ports().time_zone,
    )


def _gap_words(row: TeamRow, names: Mapping[str, str]) -> str:
    if row.standings is None or not row.required:
        return "–"
    found = [names.get(one.competency_code, one.competency_code) for one in row.gaps]
    if not found:
        return _("tidak ada")
    rest = len(found) - _MOST_NAMED
    shown = ", ".join(found[:_MOST_NAMED])
    return _("{names}, dan {n} lagi", names=shown, n=rest) if rest > 0 else shown


def _hours_words(row: TeamRow) -> str:
    n = row.hours.difference
    if row.hours.balance is Balance.SHORT:
        return _("kurang {n} JP", n=n)
    return _("lebih {n} JP", n=n)


def _plan_words(row: TeamRow) -> str:
    if row.plan is None:
        return _("belum ada rencana yang diajukan")
    return _("rencana: {state}", state=individual_mark(row.plan.state)[1].lower())


def _step_words(row: TeamRow, names: Mapping[str, str]) -> StepWords:
    def named(state: StandingState) -> str:
        found = row.of(state)
        return ", ".join(names.get(o.competency_code, o.competency_code) for o in found)

    plans = url_for("individual_plan.team")
    match row.step:
        case NextStep.ANSWER_PLAN:
            return StepWords(_("Jawab rencananya"), url=plans)
        case NextStep.RENEW:
            sub = named(StandingState.EXPIRED)
            return StepWords(_("Perbarui yang habis"), "attention", sub)
        case NextStep.EXPIRING:
            sub = named(StandingState.EXPIRING)
            return StepWords(_("Perbarui sebelum berakhir"), "attention", sub)
        case NextStep.ENROLMENT_WAITS | NextStep.LEARNING:
            waits = row.step is NextStep.ENROLMENT_WAITS
            one = next(e for e in row.enrolments if e.proposed is waits)
            words = _("Usulan pelatihan menunggu") if waits else _("Sedang belajar")
            until = _("sampai {date}", date=format_date(one.until, language()))
            return StepWords(words, "info", f"{one.programme}, {until}")
        case NextStep.ASSESSOR:
            return StepWords(_("Menunggu asesor"))
        case NextStep.PLAN:
            return StepWords(_("Bicarakan rencana"), "attention")
        case NextStep.EVIDENCE:
            return StepWords(_("Kumpulkan bukti dari pekerjaan"))
        case NextStep.UNKNOWN:
            return StepWords(_("Belum dihitung"), "")
        case _:
            return StepWords(_("Tidak perlu tindakan"), "right")
