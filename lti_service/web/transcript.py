"""A person's year on paper, and what whoever holds the paper compares it with."""

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue

from lti_service.domain.grant import Role
from lti_service.errors import NotFoundError
from lti_service.use_cases.credential.transcript import (
    make_transcript,
    newest_transcript,
    transcript_record,
)
from lti_service.web.address import public
from lti_service.web.current import account, ports, require
from lti_service.web.language import translate as _
from lti_service.web.learning_hours import state_mark

blueprint = Blueprint("transcript", __name__)

_FIRST_YEAR, _LAST_YEAR = 1990, 2999


@blueprint.get("/me/transcript/<int:year>.pdf")
def mine(year: int) -> ResponseReturnValue:
    """One's own year."""
    return _pdf(None, year)


@blueprint.get("/admin/transcripts/<person_id>/<int:year>.pdf")
def of_person(person_id: str, year: int) -> ResponseReturnValue:
    """Somebody's year, for an administrator of their unit."""
    require(Role.ADMINISTRATOR)
    return _pdf(person_id, year)


@blueprint.get("/credentials/transcripts/<transcript_id>")
def show(transcript_id: str) -> ResponseReturnValue:
    """What a transcript said when it was made, for whoever holds a copy."""
    record = transcript_record(transcript_id, ports=ports())
    page = render_template(
        "transcript-check.html",
        record=record,
        newest=newest_transcript(record, ports=ports()),
        time_zone=ports().time_zone,
    )
    response = Response(page, content_type="text/html; charset=utf-8")
    response.headers["X-Robots-Tag"] = "noindex, noarchive"
    return response


def _pdf(person_id: str | None, year: int) -> Response:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise NotFoundError("not-found", year=str(year))
    made = make_transcript(person_id, year, account().id, ports=ports())
    path = url_for("transcript.show", transcript_id=made.record.id)
    url = public(path)
    page = render_template(
        "transcript.html",
        made=made,
        transcript=made.transcript,
        record=made.record,
        state_mark=state_mark,
        qr=ports().draw_qr(url, _("Kode QR alamat pemeriksaan")),
        url=url,
        time_zone=ports().time_zone,
    )
    response = Response(ports().write_pdf(page), content_type="application/pdf")
    name = f"transkrip-{year}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
