"""What is held on people and why, their copies, and who looked at their pages."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import IO, cast

from flask import (
    Blueprint,
    Flask,
    Response,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue

from lti_service.domain.grant import Role
from lti_service.domain.personal_data import PURPOSES
from lti_service.domain.personal_register import REGISTER
from lti_service.domain.rule_meaning import meaning_of, unit_words
from lti_service.errors import ConflictError, InvalidInputError
from lti_service.ports import Ports
from lti_service.use_cases.credential.credential_status import issuer_profile
from lti_service.use_cases.organisation.person_record import person_record
from lti_service.use_cases.privacy.access import (
    MOST_SHOWN,
    all_views,
    my_views,
    note_view,
    subject_of_account,
    subject_of_attempt,
    subject_of_need,
)
from lti_service.use_cases.privacy.privacy import (
    copy_own,
    copy_person,
    own_copy_is_due,
)
from lti_service.use_cases.privacy.retention import periods
from lti_service.web.current import (
    account,
    api_token,
    grants,
    ports,
    require_everywhere,
    session_or_none,
)
from lti_service.web.language import translate as _

blueprint = Blueprint("privacy", __name__)

Subject = Callable[[Mapping[str, str], Ports], str | None]


def _person(arguments: Mapping[str, str], _ports: Ports) -> str | None:
    return arguments["person_id"]


def _attempt(arguments: Mapping[str, str], ports: Ports) -> str | None:
    return subject_of_attempt(arguments["attempt_id"], ports=ports)


def _account(arguments: Mapping[str, str], ports: Ports) -> str | None:
    return subject_of_account(arguments["account_id"], ports=ports)


def _need(arguments: Mapping[str, str], ports: Ports) -> str | None:
    return subject_of_need(arguments["need_id"], ports=ports)


WATCHED: Mapping[str, tuple[str, Subject]] = {
    "admin.show_account": ("account", _account),
    "api.get_person": ("api", _person),
    "assess.case": ("case", _person),
    "hand_in_file.get_handed_in": ("review", _attempt),
    "needs_queue.show_item": ("need", _need),
    "person.reveal": ("nip", _person),
    "person.show_one": ("person", _person),
    "review.show": ("review", _attempt),
    "team.member": ("team", _person),
    "transcript.of_person": ("transcript", _person),
}
"""Pages about one person: by endpoint the name that is kept, and whom it is about."""

_MOST_REMEMBERED = 20_000
_SEEN = (200, 304)
_CHUNK = 64 * 1024
_IN_MEMORY = 8 * 1024 * 1024


@blueprint.get("/privacy")
def notice() -> ResponseReturnValue:
    """What is held, why, and for how long."""
    groups = [
        (purpose, [one for one in REGISTER.values() if one.purpose == key])
        for key, purpose in PURPOSES.items()
    ]
    return render_template(
        "privacy.html",
        groups=groups,
        personal=sum(1 for one in REGISTER.values() if one.is_personal),
        periods=(held := periods(ports=ports())),
        names={one.code: _(meaning_of(one.code).name.text) for one in held},
        unit_words=unit_words,
        issuer=issuer_profile(ports=ports()),
        known=session_or_none() is not None,
        at=ports().clock.now().astimezone(ports().time_zone),
    )


@blueprint.get("/me/data")
def my_data() -> ResponseReturnValue:
    """Ask for one's own copy."""
    return _my_data(None)


@blueprint.post("/me/data")
def my_copy() -> ResponseReturnValue:
    """Give one's own copy, once a day."""
    if account().person_id is None:
        return _my_data(None)
    file = _file()
    try:
        copy_own(account().id, file, ports=ports())
    except ConflictError as error:
        file.close()
        words = error.explanation
        return _my_data((_(words.message), _(words.remedy))), words.status
    return _download(file)


@blueprint.get("/me/access")
def my_access() -> ResponseReturnValue:
    """Who looked at one's own pages."""
    if account().person_id is None:
        return render_template("me-unlinked.html", account=account())
    _whose, views = my_views(account().id, ports=ports())
    return _views(views, own=True)


@blueprint.get("/admin/access")
def all_access() -> ResponseReturnValue:
    """Who looked at anybody's pages."""
    if not any(grant.role is Role.AUDITOR for grant in grants()):
        require_everywhere(Role.ADMINISTRATOR)
    return _views(all_views(ports=ports()), own=False)


@blueprint.get("/admin/people/<person_id>/data")
def person_data(person_id: str) -> ResponseReturnValue:
    """Ask for a reason before somebody's copy is given."""
    require_everywhere(Role.ADMINISTRATOR)
    return _person_data(person_id, None)


@blueprint.post("/admin/people/<person_id>/data")
def person_copy(person_id: str) -> ResponseReturnValue:
    """Give somebody's copy."""
    require_everywhere(Role.ADMINISTRATOR)
    file, reason = _file(), request.form.get("reason", "")
    try:
        copy_person(person_id, reason, account().id, file, ports=ports())
    except InvalidInputError as error:
        file.close()
        words = error.explanation
        problem = (_(words.message), _(words.remedy))
        return _person_data(person_id, problem), words.status
    return _download(file)


def register(app: Flask) -> None:
    """Keep who looks at whose page, after the page is made."""
    remembered: set[tuple[date, str, str, str]] = set()

    def keep(response: Response) -> Response:
        watched = WATCHED.get(request.endpoint or "")
        if watched is None or response.status_code not in _SEEN:
            return response
        page, about = watched
        arguments = cast("Mapping[str, str]", request.view_args or {})
        subject = about(arguments, ports())
        actor = api_token().actor if request.blueprint == "api" else account().id
        today = ports().clock.now().astimezone(ports().time_zone).date()
        seen = (today, actor, subject or "", page)
        # Once a day is kept: what this process has kept before costs nothing.
        if subject is None or seen in remembered:
            return response
        note_view(actor, subject, page, ports=ports())
        if len(remembered) >= _MOST_REMEMBERED:
            remembered.clear()
        remembered.add(seen)
        return response

    app.after_request(keep)


def _my_data(problem: tuple[str, str] | None) -> str:
    who = account()
    if who.person_id is None:
        return render_template("me-unlinked.html", account=who)
    due = own_copy_is_due(who.person_id, who.id, ports=ports())
    return render_template("my-data.html", due=due, problem=problem)


def _person_data(person_id: str, problem: tuple[str, str] | None) -> str:
    record = person_record(person_id, actor=account().id, ports=ports())
    return render_template(
        "person-data.html",
        person=record.person,
        problem=problem,
        reason=request.form.get("reason", ""),
    )


def _views(views: object, *, own: bool) -> str:
    return render_template(
        "access.html",
        views=views,
        own=own,
        most=MOST_SHOWN,
        time_zone=ports().time_zone,
        at=ports().clock.now().astimezone(ports().time_zone),
    )


def _file() -> IO[bytes]:
    # Closed by the answer that it becomes.
    return tempfile.SpooledTemporaryFile(_IN_MEMORY)


def _download(file: IO[bytes]) -> Response:
    file.seek(0)
    day = ports().clock.now().astimezone(ports().time_zone).date()
    response = Response(_chunks(file), mimetype="application/zip")
    response.headers.set(
        "Content-Disposition",
        "attachment",
        filename=f"data-pribadi-{day.isoformat()}.zip",
    )
    response.call_on_close(file.close)
    return response


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK):
            yield chunk
