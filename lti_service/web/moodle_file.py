"""Moodles that give no token: reports uploaded, tried, and taken in."""

import zlib
from base64 import b64decode, b64encode
from binascii import Error as Base64Error

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.domain.grant import Role
from lti_service.domain.moodle_report import told_run
from lti_service.errors import EXPLANATIONS, InvalidInputError, ServiceError
from lti_service.use_cases.moodle.connection import add_file_moodle, one_moodle
from lti_service.use_cases.moodle.overview import moodle_overview
from lti_service.use_cases.moodle.report_file import (
    AskedFile,
    FileReading,
    course_names,
    read_report_file,
)
from lti_service.web.current import account, ports, require_everywhere
from lti_service.web.language import translate as _
from lti_service.web.moodle import connect_page, problem_words

blueprint = Blueprint("moodle_file", __name__, url_prefix="/admin/moodle")

LARGEST_KEPT = 64 * 1024 * 1024
"""Bytes of a file that comes back to be taken in, unpacked."""

MOST_SHOWN = 200
_PARTED = "\n"


@blueprint.post("/without-token")
def add() -> ResponseReturnValue:
    """Take in a Moodle that gives no token."""
    require_everywhere(Role.ADMINISTRATOR)
    try:
        moodle = add_file_moodle(
            request.form.get("url", ""),
            name=request.form.get("name", ""),
            actor=account().id,
            ports=ports(),
        )
    except ServiceError as error:
        return connect_page(error), error.explanation.status
    return redirect(url_for("moodle_file.ask", moodle_id=moodle.id), 303)


@blueprint.get("/<moodle_id>/file")
def ask(moodle_id: str) -> ResponseReturnValue:
    """Ask for a report, and of which course it is."""
    require_everywhere(Role.ADMINISTRATOR)
    return _page(moodle_id), 200


@blueprint.post("/<moodle_id>/file")
def take(moodle_id: str) -> ResponseReturnValue:
    """Try a report, or take in one that was tried."""
    require_everywhere(Role.ADMINISTRATOR)
    one_moodle(moodle_id, ports=ports())
    form = request.form
    is_trial = form.get("do") != "read"
    try:
        content, name = _content()
        reading = read_report_file(
            moodle_id,
            AskedFile(
                content,
                name,
                form.get("new_course") or form.get("course", ""),
                _names(),
            ),
            actor=account().id,
            is_trial=is_trial,
            ports=ports(),
        )
    except ServiceError as error:
        return _page(moodle_id, error=error), error.explanation.status
    kept = b64encode(zlib.compress(content)).decode() if is_trial else ""
    return _page(moodle_id, reading=reading, kept=kept), 200


def _content() -> tuple[bytes, str]:
    """Return the file that is sent, or the one that was tried and comes back."""
    if kept := request.form.get("kept"):
        try:
            packed = zlib.decompressobj()
            content = packed.decompress(b64decode(kept, validate=True), LARGEST_KEPT)
        except (Base64Error, ValueError, zlib.error) as error:
            raise InvalidInputError("bad-form") from error
        if not packed.eof:
            raise InvalidInputError("bad-form")
        return content, request.form.get("name", "")
    file = request.files.get("file")
    if file is None or not file.filename:
        raise InvalidInputError("file-empty")
    return file.read(), file.filename


def _names() -> dict[str, str]:
    """Return which activities were said to have another name now."""
    told = (one.partition(_PARTED) for one in request.form.getlist("renamed"))
    return {old: now for old, sign, now in told if sign}


def _page(
    moodle_id: str,
    *,
    reading: FileReading | None = None,
    kept: str = "",
    error: ServiceError | None = None,
) -> str:
    moodle = one_moodle(moodle_id, ports=ports())
    problems = reading.problems if reading else ()
    return render_template(
        "moodle-file.html",
        moodle=moodle,
        waiting=moodle_overview(moodle_id, ports=ports()).waiting,
        courses=course_names(moodle_id, ports=ports()),
        form=request.form,
        reading=reading,
        kept=kept,
        name=reading.run.source if reading else "",
        parted=_PARTED,
        sentences=[one.told(_) for one in told_run(reading.run)] if reading else [],
        problems=[
            (
                one.row,
                one.what,
                _(EXPLANATIONS[one.code].message),
                _(EXPLANATIONS[one.code].remedy),
            )
            for one in problems[:MOST_SHOWN]
        ],
        found=len(problems),
        problem=problem_words(error),
    )
