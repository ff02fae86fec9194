"""One's own card of learning hours (R10), and the queue of those who verify them."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.charts.hours import hours_bar
from lti_service.domain.learning_hours import (
    Balance,
    Basis,
    CapPeriod,
    CountedEntry,
    JpState,
    JpUse,
    Scope,
)
from lti_service.domain.organisation import mask_nip
from lti_service.errors import ConflictError, InvalidInputError, ServiceError
from lti_service.locale import format_number
from lti_service.use_cases.learning_hours.hours_queue import (
    VERDICTS,
    VERIFIERS,
    hours_queue,
    verified_entry,
    verify_hours,
)
from lti_service.use_cases.learning_hours.learning_hours import (
    HoursCard,
    hours_card,
)
from lti_service.web.current import account, ports, require
from lti_service.web.language import language, translate as _

blueprint = Blueprint("learning_hours", __name__)

_FIRST_YEAR, _LAST_YEAR = 1900, 2999


@blueprint.get("/me/hours")
def show() -> ResponseReturnValue:
    """The card of whoever is signed in, for a year."""
    who = account()
    asked = request.args.get("year", type=int)
    if asked is not None and not _FIRST_YEAR <= asked <= _LAST_YEAR:
        asked = None
    card = hours_card(who.person_id, asked, ports=ports()) if who.person_id else None
    if card is None:
        return render_template("me-unlinked.html", account=who)
    return render_template(
        "learning-hours.html",
        card=card,
        balance=balance_words(card),
        chart=hours_chart(card),
        amount_words=amount_words,
        state_mark=state_mark,
        why_words=why_words,
    )


@blueprint.get("/admin/hours")
def queue() -> ResponseReturnValue:
    """What waits for a verifier, longest first."""
    require(*VERIFIERS)
    return _queue_page(None), 200


@blueprint.post("/admin/hours/<entry_id>")
def verify(entry_id: str) -> ResponseReturnValue:
    """Recognise an entry, refuse it, or put it back."""
    require(*VERIFIERS)
    try:
        verdict = request.form.get("verdict", "")
        if verdict not in VERDICTS:
            raise InvalidInputError("bad-form")
        verified = verify_hours(
            entry_id,
            JpState(verdict),
            request.form.get("reason", ""),
            account().id,
            ports=ports(),
        )
    except (InvalidInputError, ConflictError) as error:
        return _queue_page(error), error.explanation.status
    return redirect(url_for("learning_hours.queue", done=verified.id), 303)


def amount_words(counted: CountedEntry) -> str:
    """Return an amount with what it counts."""
    n = counted.entry.amount
    # A whole number chooses between singular and plural.
    shown = int(n) if n == int(n) else format_number(n, language())
    basis = counted.conversion.basis if counted.conversion else Basis.ACTUAL
    words = {
        Basis.ACTUAL: _("{n} JP", n=shown),
        Basis.PER_DAY: _("{n} hari", n=shown),
        Basis.PER_SESSION: _("{n} sesi", n=shown),
        Basis.PER_SEMESTER: _("{n} semester", n=shown),
        Basis.PER_EVENT: _("{n} kegiatan", n=shown),
    }[basis]
    if counted.entry.scope is Scope.INTERNATIONAL:
        return _("{amount}, internasional", amount=words)
    return words


def state_mark(state: JpState) -> tuple[str, str]:
    """Return the class and the words of an entry's badge."""
    return {
        JpState.SUBMITTED: ("info", _("Menunggu verifikasi")),
        JpState.RECOGNISED: ("right", _("Diakui")),
        JpState.REFUSED: ("wrong", _("Ditolak")),
        JpState.WITHDRAWN: ("none", _("Ditarik")),
    }[state]


def why_words(counted: CountedEntry) -> str:
    """Say why an entry brings less than it counts; empty where it does not."""
    entry, conversion = counted.entry, counted.conversion
    if entry.state is JpState.REFUSED:
        return _("Alasan: {reason}", reason=entry.reason)
    if entry.state is JpState.WITHDRAWN and entry.record.startswith("enrolment:"):
        return _("Penyelesaian program ini dibatalkan pengelola.")
    if entry.state is JpState.WITHDRAWN and entry.record.startswith("moodle:"):
        return _(
            "Yang membawanya dari Moodle tidak berlaku lagi: pembacaannya dibatalkan, atau "
            "pemetaan atau tautan akunnya diubah administrator."
        )
    if entry.state is JpState.WITHDRAWN:
        return _("Akun LMS yang membawanya tidak lagi ditautkan dengan Anda.")
    if conversion is None:
        return _("Jalur ini belum mempunyai konversi JP pada tanggal selesainya.")
    if counted.use is JpUse.REPEAT:
        return _("Kursus yang sama dihitung sekali setahun.")
    if counted.use is JpUse.CAPPED and conversion.cap_value is not None:
        cap = format_number(conversion.cap_value, language())
        if conversion.cap_period is CapPeriod.MONTH:
            return _("Batas {route}: {cap} JP sebulan.", route=conversion.name, cap=cap)
        return _("Batas {route}: {cap} JP sehari.", route=conversion.name, cap=cap)
    return ""


def balance_words(card: HoursCard) -> tuple[str, str]:
    """Return the class and the words of how a year stands to what the law says."""
    year, limit = card.year, card.year.limit
    most = format_number(limit.value, language()) if limit else ""
    match year.balance:
        case Balance.SHORT if year.year == card.at.year:
            return "attention", _(
                "Masih kurang {n} JP sampai akhir tahun {year}: seorang PNS wajib "
                "memperoleh paling sedikit {limit} JP setahun.",
                n=year.difference,
                year=year.year,
                limit=most,
            )
        case Balance.SHORT:
            return "attention", _(
                "Tahun {year} kurang {n} JP dari {limit} JP yang wajib bagi seorang PNS.",
                n=year.difference,
                year=year.year,
                limit=most,
            )
        case Balance.OVER:
            return "attention", _(
                "JP yang diakui melampaui batas {limit} JP setahun bagi PPPK sebanyak "
                "{n} JP. Ini hanya pemberitahuan: Anda tetap boleh belajar, dan semuanya "
                "tetap tercatat.",
                n=year.difference,
                limit=most,
            )
        case Balance.WITHIN if limit is not None and limit.code.startswith(
            "hours.minimum."
        ):
            return "right", _(
                "Kewajiban {limit} JP tahun {year} sudah terpenuhi.",
                limit=most,
                year=year.year,
            )
        case Balance.WITHIN:
            return "right", _(
                "JP yang diakui masih dalam batas {limit} JP setahun bagi PPPK.",
                limit=most,
            )
        case _:
            return "info", _(
                "Untuk jenis pegawai Anda tidak ada batas JP setahun yang dihitung di "
                "sini. JP Anda tetap dicatat."
            )


def hours_chart(card: HoursCard) -> str:
    """Return the bar of a year's hours as SVG."""
    year = card.year
    limit = year.limit.value if year.limit else None
    title = _(
        "JP tahun {year}: diakui {recognised}, dipelajari {learned}",
        year=year.year,
        recognised=format_number(year.recognised, language()),
        learned=format_number(year.learned, language()),
    )
    return hours_bar(title, year.recognised, year.learned, limit)


def _queue_page(error: ServiceError | None) -> str:
    who, words = account(), error.explanation if error else None
    done = request.args.get("done", "")
    return render_template(
        "hours-queue.html",
        queue=hours_queue(who.id, ports=ports()),
        done=verified_entry(who.id, done, ports=ports()) if done else None,
        problem=(_(words.message), _(words.remedy)) if words else None,
        mask_nip=mask_nip,
        amount_words=amount_words,
        why_words=why_words,
        at=ports().clock.now().astimezone(ports().time_zone),
    )
