"""Observing on a phone, with and without a link, and reading what was observed."""

import json
import re
import uuid
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_service.domain.observation import Observation
from lti_service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    ServiceError,
)
from lti_service.locale import format_number
from lti_service.use_cases.observation.observation import (
    LONGEST_COMMENT,
    MOST_AT_ONCE,
    Place,
    SentScore,
    record_observation,
    record_observations,
    withdraw_observation,
)
from lti_service.use_cases.observation.observation_list import (
    ObservingPage,
    my_observations,
    observer_drills,
    observing_page,
    team_sheets,
)
from lti_service.web.asset import asset_url
from lti_service.web.current import account, ports
from lti_service.web.language import language, translate as _

blueprint = Blueprint("observation", __name__)

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MOST_CRITERIA = 100


@blueprint.get("/assess/observe")
def drills() -> ResponseReturnValue:
    """The drills that name somebody as an observer."""
    return render_template(
        "observe-drills.html",
        drills=observer_drills(account().id, ports=ports()),
        today=_local(ports().clock.now()).date(),
    )


@blueprint.get("/assess/observe/<drill_id>")
def drill(drill_id: str) -> ResponseReturnValue:
    """A drill, with all that is needed without a link."""
    return _page(Place(drill_id=drill_id), None), 200


@blueprint.post("/assess/observe/<drill_id>")
def save_drill(drill_id: str) -> ResponseReturnValue:
    """Save what was seen of one participant."""
    return _save(Place(drill_id=drill_id))


@blueprint.post("/assess/observe/<drill_id>/scores")
def send_drill(drill_id: str) -> ResponseReturnValue:
    """Take what a phone kept."""
    return _send(Place(drill_id=drill_id))


@blueprint.get("/team/observe")
def team() -> ResponseReturnValue:
    """What a supervisor may observe by, and what they did observe."""
    return _team_page(None), 200


@blueprint.get("/team/observe/<sheet_id>")
def sheet(sheet_id: str) -> ResponseReturnValue:
    """A supervisor's own people and a sheet, for use without a link."""
    return _page(Place(sheet_id=sheet_id), None), 200


@blueprint.post("/team/observe/<sheet_id>")
def save_sheet(sheet_id: str) -> ResponseReturnValue:
    """Save what was seen of one's own person."""
    return _save(Place(sheet_id=sheet_id))


@blueprint.post("/team/observe/<sheet_id>/scores")
def send_sheet(sheet_id: str) -> ResponseReturnValue:
    """Take what a phone kept."""
    return _send(Place(sheet_id=sheet_id))


@blueprint.post("/assess/observe/withdraw/<record>")
def withdraw(record: str) -> ResponseReturnValue:
    """Withdraw what one observed oneself."""
    reason = request.form.get("reason", "")
    drill_id, sheet_id = request.form.get("drill", ""), request.form.get("sheet", "")
    place = Place(drill_id, sheet_id)
    try:
        row = withdraw_observation(record, reason, account().id, ports=ports())
    except (ConflictError, InvalidInputError) as error:
        page = _page(place, error) if drill_id or sheet_id else _team_page(error)
        return page, error.explanation.status
    place = Place(row.drill_id, row.sheet_id)
    return redirect(_address(place, p=row.person_id, done="withdrawn"), 303)


@blueprint.get("/me/observations")
def mine() -> ResponseReturnValue:
    """What was observed of whoever is signed in."""
    return render_template(
        "my-observations.html",
        found=my_observations(account().id, ports=ports()),
        percent=percent,
    )


def percent(row: Observation) -> str:
    """Return a result as people read it."""
    return f"{format_number(row.result * 100, language())} %"


def _team_page(error: ServiceError | None) -> str:
    words = error.explanation if error else None
    return render_template(
        "observe-team.html",
        team=team_sheets(account().id, ports=ports()),
        problem=(_(words.message), _(words.remedy)) if words else None,
        percent=percent,
    )


def _save(place: Place) -> ResponseReturnValue:
    asked = _asked()
    try:
        row = record_observation(asked, place, account().id, ports=ports())
    except (ConflictError, InvalidInputError) as error:
        return _page(place, error, asked), error.explanation.status
    found = observing_page(place, account().id, ports=ports())
    left = [one.id for one in found.ground.people if one.id not in found.mine]
    following = left[0] if left else row.person_id
    return redirect(_address(place, p=following, done="saved"), 303)


def _send(place: Place) -> ResponseReturnValue:
    if request.form.get("account", "") != account().id:
        raise ForbiddenError("observation-account")
    sent = _batch(request.form.get("scores", ""))
    results = record_observations(sent, place, account().id, ports=ports())
    return jsonify(
        results=[
            _told(score, result) for score, result in zip(sent, results, strict=True)
        ]
    )


def _told(score: SentScore, result: Observation | ServiceError) -> dict[str, object]:
    if isinstance(result, Observation):
        return {"id": score.id, "words": _sent_words(result)}
    words = result.explanation
    problem = f"{_(words.message)} {_(words.remedy)}"
    return {"id": score.id, "code": result.code, "problem": problem}


def _batch(text: str) -> list[SentScore]:
    """Read what a phone sends.

    Raises:
        InvalidInputError: It cannot be read: ``observation-batch``.
    """
    try:
        items = json.loads(text)
        if not isinstance(items, list) or len(items) > MOST_AT_ONCE:
            raise ValueError(text[:20])
        return [_score(item) for item in items]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise InvalidInputError("observation-batch") from error


def _score(item: dict[str, Any]) -> SentScore:
    identifier, person = item["id"], item["person"]
    levels, comments, comment = item["levels"], item["comments"], item["comment"]
    texts = [identifier, person, comment, *comments]
    # Neither database takes half a surrogate pair, and PostgreSQL no NUL.
    clean = all(
        isinstance(t, str) and "\0" not in t and t.encode() is not None for t in texts
    )
    numbers = all(type(n) is int for n in [*levels, item["version"]])
    few = len(levels) <= _MOST_CRITERIA and len(comments) <= _MOST_CRITERIA
    if not (clean and numbers and few and _ID.fullmatch(identifier)):
        raise ValueError("score")
    return SentScore(
        id=identifier,
        person_id=person,
        levels=tuple(levels),
        comments=tuple(comments),
        comment=comment,
        at=_moment(item["at"]),
        version=item["version"],
    )


def _moment(text: str) -> datetime | None:
    """Return when a device says it was; none where that is no time."""
    try:
        at = datetime.fromisoformat(text)
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _asked() -> SentScore:
    """Return what stands in the form; whatever is no number is no choice."""
    form = request.form
    count = sum(1 for name in form if re.fullmatch(r"c\d{1,2}", name))
    identifier = form.get("id", "")
    return SentScore(
        id=identifier if _ID.fullmatch(identifier) else str(uuid.uuid4()),
        person_id=form.get("person", ""),
        levels=tuple(_number(form.get(f"k{n}", "")) for n in range(count)),
        comments=tuple(form.get(f"c{n}", "") for n in range(count)),
        comment=form.get("comment", ""),
        version=form.get("version", 0, type=int),
    )


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]", text) else 0


def _page(
    place: Place, error: ServiceError | None, asked: SentScore | None = None
) -> str:
    found = observing_page(place, account().id, ports=ports())
    words = error.explanation if error else None
    people = {one.id: one for one in found.ground.people}
    wanted = asked.person_id if asked else request.args.get("p", "")
    left = [one for one in people if one not in found.mine]
    chosen = wanted if wanted in people else next(iter(left or people), "")
    said = found.mine.get(chosen)
    count = len(found.ground.sheet.criteria)
    done = {
        "saved": _("Nilai tersimpan."),
        "withdrawn": _("Pengamatan ditarik. Peserta itu dapat dinilai lagi."),
    }
    levels = asked.levels if asked else said.levels if said else ()
    comments = asked.comments if asked else said.comments if said else ()
    return render_template(
        "observe.html",
        page=found,
        ground=found.ground,
        sheet=found.ground.sheet,
        drill=found.ground.drill,
        person=people.get(chosen),
        said=said,
        levels=[*levels, *[0] * count][:count],
        comments=[*comments, *[""] * count][:count],
        comment=asked.comment if asked else said.comment if said else "",
        score_id=str(uuid.uuid4()),
        told=_page_data(found, place),
        address=_address(place),
        batch_address=f"{_address(place)}/scores",
        sent_words=_sent_words,
        longest=LONGEST_COMMENT,
        done=done.get(request.args.get("done", "")),
        problem=(_(words.message), _(words.remedy)) if words else None,
        code=error.code if error else "",
        script_url=asset_url("observe.js"),
        place=place,
    )


def _page_data(found: ObservingPage, place: Place) -> dict[str, object]:
    """Return what the script needs to show each person without asking again."""
    people = {
        one.id: {"name": one.name, "sent": _sent_data(found.mine.get(one.id))}
        for one in found.ground.people
    }
    return {
        "account": account().id,
        "place": f"{place.drill_id or place.sheet_id}",
        "version": found.ground.sheet.version,
        "count": len(found.ground.sheet.criteria),
        "people": people,
    }


def _sent_data(row: Observation | None) -> dict[str, object] | None:
    if row is None:
        return None
    return {
        "levels": row.levels,
        "comments": row.comments,
        "comment": row.comment,
        "words": _sent_words(row),
    }


def _sent_words(row: Observation) -> str:
    time = f"{_local(row.received_at):%H.%M}"
    return _("Terkirim pukul {time}, hasil {result}", time=time, result=percent(row))


def _address(place: Place, **query: Any) -> str:
    if place.drill_id:
        return url_for("observation.drill", drill_id=place.drill_id, **query)
    return url_for("observation.sheet", sheet_id=place.sheet_id, **query)


def _local(at: datetime) -> datetime:
    return at.astimezone(ports().time_zone)
