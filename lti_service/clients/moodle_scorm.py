"""Attempts at SCORM packages, read from Moodle's web services.

One request tells a package's parts, and one the last attempt of somebody with its number;
those before it are asked for by number. `mod_scorm_get_scorm_attempt_count` is not asked: it
refuses whatever is closed, while the others tell it to whoever may see the reports.

Source: Moodle 4.5.6 (Build 20250811), `mod/scorm/classes/external.php`, and recorded.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from lti_service.clients.moodle_rest import RestServer
from lti_service.domain.moodle_sync import MoodleActivity
from lti_service.domain.scorm_attempt import (
    AttemptItem,
    AttemptStatus,
    ItemKind,
    ScormAttempt,
    whole_attempt,
)
from lti_service.errors import MoodleError

SCOES = "mod_scorm_get_scorm_scoes"
TRACKS = "mod_scorm_get_scorm_sco_tracks"
MOST_ATTEMPTS = 10
"""Of one package: the last ones."""

MOST_ITEMS = 200
"""Questions and objectives of one attempt at one part."""

_LONGEST = 255
_SCORM, _SCO = "scorm", "sco"
_FUNCTION, _PERMISSION = "moodle-function", "moodle-permission"
_ITEM = re.compile(
    r"cmi\.(interactions|objectives)[._](\d{1,4})\."
    r"(id|result|status|success_status|completion_status|score\.(?:raw|min|max|scaled))",
    re.ASCII,
)
_CLOCK = re.compile(r"(\d{1,4}):(\d{1,2}):(\d{1,2})(?:\.\d*)?", re.ASCII)
_SPAN = re.compile(
    r"P(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,9})(?:\.\d*)?S)?)?",
    re.ASCII,
)
_LAUNCH_DATA = "datafromlms"
_VERSION = re.compile(r"version=(\S{1,100})")
"""As `course_builder.targets.scorm` writes it."""
_KINDS = {"interactions": ItemKind.QUESTION, "objectives": ItemKind.OBJECTIVE}


class ScormReader:
    """Reads packages and attempts at them, as far as the token may.

    Args:
        rest: The Moodle.
    """

    def __init__(self, rest: RestServer) -> None:
        self._rest = rest
        self._parts: dict[int, dict[int, Sequence[int]]] = {}
        self._refused: dict[int, str] = {}
        self._is_off = False

    def recognised(
        self, course_id: int, activities: Sequence[MoodleActivity]
    ) -> Sequence[MoodleActivity]:
        """Return activities with what their packages call themselves."""
        self._parts[course_id] = {}
        return [
            self._recognised(course_id, one) if one.module == _SCORM else one
            for one in activities
        ]

    def _recognised(self, course_id: int, activity: MoodleActivity) -> MoodleActivity:
        if self._is_off:
            return activity
        try:
            told = self._rest.call(SCOES, scormid=activity.instance)
        except MoodleError as error:
            self._refuse(error, activity.id)
            if not self._is_off:
                # So that somebody is told of it.
                self._parts[course_id][activity.id] = ()
            return activity
        try:
            scoes = told["scoes"]
            self._parts[course_id][activity.id] = [
                int(one["id"]) for one in scoes if one["scormtype"] == _SCO
            ]
            package = str(scoes[0]["manifest"])[:_LONGEST] if scoes else ""
            version = _version(scoes)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise MoodleError("moodle-unreadable", function=SCOES) from error
        return replace(activity, package=package, package_version=version)

    def attempts(
        self, course_id: int, user_id: int
    ) -> tuple[Sequence[ScormAttempt], str]:
        """Return somebody's attempts in a course whose activities were read.

        Returns:
            The attempts, and why some could not be read: a key of
            `errors.EXPLANATIONS`; empty where all were.
        """
        found: tuple[ScormAttempt, ...] = ()
        why = ""
        for activity_id, parts in list(self._parts.get(course_id, {}).items()):
            if activity_id in self._refused:
                why = why or self._refused[activity_id]
                continue
            try:
                found = (*found, *self._of_package(activity_id, parts, user_id))
            except MoodleError as error:
                self._refuse(error, activity_id)
                why = why or ("" if self._is_off else error.code)
            if self._is_off:
                return found, ""
        return found, why

    def _refuse(self, error: MoodleError, activity_id: int) -> None:
        """Ask no more for what is refused to everybody; raise what ends a reading."""
        if error.code == _FUNCTION:
            self._is_off = True
            self._parts = {}
        elif error.is_general:
            raise error
        elif error.code == _PERMISSION or error.context.get("function") == SCOES:
            self._refused[activity_id] = error.code

    def _of_package(
        self, activity_id: int, scoes: Sequence[int], user_id: int
    ) -> list[ScormAttempt]:
        if not scoes:
            return []
        number, first = self._part(activity_id, scoes[0], user_id, 0)
        found = []
        for wanted in range(number, max(number - MOST_ATTEMPTS, 0), -1):
            parts = [first] if wanted == number else []
            parts += [
                self._part(activity_id, one, user_id, wanted)[1]
                for one in scoes[len(parts) :]
            ]
            begun = [part for part in parts if part is not None]
            if begun:
                whole = whole_attempt(begun)
                if len(begun) < len(parts) and whole.status is not AttemptStatus.FAILED:
                    whole = replace(whole, status=AttemptStatus.OPEN)
                found.append(whole)
        return found[::-1]

    def _part(
        self, activity_id: int, sco: int, user_id: int, number: int
    ) -> tuple[int, ScormAttempt | None]:
        told = self._rest.call(TRACKS, scoid=sco, userid=user_id, attempt=number)
        try:
            number = int(told["data"]["attempt"])
            tracks = {
                str(one["element"]): str(one["value"])
                for one in told["data"]["tracks"]
                if one["value"] is not None
            }
            return number, _attempt(activity_id, number, tracks) if tracks else None
        except (
            KeyError,
            TypeError,
            ValueError,
            AttributeError,
            OverflowError,
        ) as error:
            raise MoodleError("moodle-unreadable", function=TRACKS) from error


def _version(scoes: Sequence[Mapping[str, Any]]) -> str:
    """Return the version that a package of ours gives its SCO at the launch.

    No function tells the version that stands in the manifest itself.
    """
    told = (
        _VERSION.fullmatch(str(data["value"]))
        for sco in scoes
        for data in sco.get("extradata") or ()
        if data["element"] == _LAUNCH_DATA
    )
    return next((found[1] for found in told if found), "")


def _attempt(activity_id: int, number: int, tracks: Mapping[str, str]) -> ScormAttempt:
    changed = int(Decimal(tracks.get("timemodified") or 0))
    share = _share(tracks, "cmi.core.score.")
    return ScormAttempt(
        activity_id,
        number,
        _status(tracks),
        _share(tracks, "cmi.score.") if share is None else share,
        _seconds(tracks.get("total_time", "")),
        datetime.fromtimestamp(changed, UTC) if changed else None,
        _items(tracks),
    )


def _status(tracks: Mapping[str, str]) -> AttemptStatus:
    said = {tracks.get("cmi.success_status", ""), tracks.get("status", "")}
    for status in (
        AttemptStatus.FAILED,
        AttemptStatus.PASSED,
        AttemptStatus.COMPLETED,
    ):
        if status in said:
            return status
    return AttemptStatus.OPEN


def _share(tracks: Mapping[str, str], prefix: str) -> Decimal | None:
    """Return a score between 0 and 1; without bounds it is one of 100 (SCORM 1.2)."""
    scaled = _number(tracks.get(f"{prefix}scaled"))
    if scaled is not None:
        return min(max(scaled, Decimal(0)), Decimal(1))
    raw = _number(tracks.get(f"{prefix}raw"))
    if raw is None:
        return None
    least = _number(tracks.get(f"{prefix}min")) or Decimal(0)
    most = _number(tracks.get(f"{prefix}max"))
    most = Decimal(100) if most is None else most
    if most <= least:
        return None
    # As it is kept: repeating decimals would differ from themselves.
    share = ((raw - least) / (most - least)).quantize(Decimal("0.000001"))
    return min(max(share, Decimal(0)), Decimal(1))


def _number(text: str | None) -> Decimal | None:
    """Return a number a package wrote; what is none is no score."""
    try:
        number = Decimal((text or "").strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < 10**9 else None


def _seconds(text: str) -> int:
    """Return a time of SCORM 1.2 (``00:10:00``) or 2004 (``PT10M``)."""
    if clock := _CLOCK.fullmatch(text):
        hours, minutes, seconds = map(int, clock.groups())
        return hours * 3600 + minutes * 60 + seconds
    if span := _SPAN.fullmatch(text):
        days, hours, minutes, seconds = (int(one or 0) for one in span.groups())
        return days * 86400 + hours * 3600 + minutes * 60 + seconds
    return 0


def _items(tracks: Mapping[str, str]) -> tuple[AttemptItem, ...]:
    told: dict[tuple[str, int], dict[str, str]] = {}
    for element, value in tracks.items():
        if found := _ITEM.fullmatch(element):
            kind, place, name = found.groups()
            told.setdefault((kind, int(place)), {})[name] = value
    return tuple(
        AttemptItem(
            _KINDS[kind],
            about.get("id", str(place))[:_LONGEST],
            _result(about)[:_LONGEST],
            _share(about, "score."),
        )
        for (kind, place), about in sorted(told.items())[:MOST_ITEMS]
    )


def _result(about: Mapping[str, Any]) -> str:
    names = ("result", "success_status", "status", "completion_status")
    return next((str(about[one]) for one in names if about.get(one)), "")
