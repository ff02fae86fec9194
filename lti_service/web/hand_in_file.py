"""Files of assignments: sent by the player, given back as downloads only."""

import io

from flask import Blueprint, Response, jsonify, request, send_file
from flask.typing import ResponseReturnValue

from lti_service.domain.grant import Role
from lti_service.domain.hand_in_file import HandInFile
from lti_service.use_cases.assignment.hand_in_file import (
    SentFile,
    handed_in_file,
    own_file,
    remove_file,
    send_file as keep_file,
)
from lti_service.web.current import grants, ports, session, token_bearer, tokens

blueprint = Blueprint("hand_in_file", __name__)


@blueprint.put("/api/attempts/<attempt_id>/files/<file_id>")
def send(attempt_id: str, file_id: str) -> ResponseReturnValue:
    """Take a file in: its bytes are the body, assignment and name in the query."""
    bearer = token_bearer()
    sent = SentFile(
        file_id,
        request.args.get("activity", ""),
        request.args.get("name", ""),
        request.get_data(cache=False),
    )
    view = keep_file(
        attempt_id, bearer.account_id, sent, epoch=bearer.epoch, ports=ports()
    )
    return jsonify(view=view, token=tokens().make(bearer))


@blueprint.delete("/api/attempts/<attempt_id>/files/<file_id>")
def remove(attempt_id: str, file_id: str) -> ResponseReturnValue:
    """Remove a file that was not handed in."""
    bearer = token_bearer()
    view = remove_file(
        attempt_id,
        bearer.account_id,
        request.args.get("activity", ""),
        file_id,
        epoch=bearer.epoch,
        ports=ports(),
    )
    return jsonify(view=view, token=tokens().make(bearer))


@blueprint.get("/api/attempts/<attempt_id>/files/<file_id>")
def get_own(attempt_id: str, file_id: str) -> ResponseReturnValue:
    """A learner's own file, for the player."""
    bearer = token_bearer()
    return download(
        *own_file(
            attempt_id, bearer.account_id, file_id, epoch=bearer.epoch, ports=ports()
        )
    )


@blueprint.get("/review/<attempt_id>/files/<file_id>")
def get_handed_in(attempt_id: str, file_id: str) -> ResponseReturnValue:
    """A file that was handed in, for whoever marks or teaches, and its learner.

    Links to it have no attribute ``download``: with it a browser asks without the cookie
    that it keeps for the frame of an LMS.
    """
    who = session()
    everywhere = any(g.role is Role.ADMINISTRATOR and not g.unit_code for g in grants())
    return download(
        *handed_in_file(attempt_id, file_id, who, everywhere=everywhere, ports=ports())
    )


def download(file: HandInFile, content: bytes) -> Response:
    """Answer a file as bytes to be saved: no browser is told what to make of them."""
    answer = send_file(
        io.BytesIO(content),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=file.name,
        conditional=False,
        etag=False,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
