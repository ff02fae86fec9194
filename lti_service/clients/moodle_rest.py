"""Moodle's web services over REST.

Every refusal comes with status 200 and ``{"exception", "errorcode", "message"}``; what a
function returns has nothing of that, so it is told apart by its keys. A function without a
result answers ``null``.

Source: Moodle 4.5.6, recorded; `webservice/rest/locallib.php`.
"""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol, TypeVar

from lti_service.errors import (
    MoodleError,
    PlatformBusyError,
    PlatformCertificateError,
    PlatformRefusedError,
    PlatformSlowError,
    PlatformTooLongError,
)

Told = TypeVar("Told")

ENDPOINT = "/webservice/rest/server.php"
LARGEST_ANSWER = 32 * 1024 * 1024
"""Bytes: the grades of 5,000 people in one course are about 20 MiB."""

TIMEOUT = (5.0, 120.0)
"""Seconds: Moodle takes 1.6 s for the grades of 30 people."""

MOST_A_SECOND = 50
"""Requests to one Moodle: its people learn there meanwhile."""

_OK = 200
_CODE = re.compile(r"[a-z0-9_]{1,64}", re.ASCII)
_FORBIDDEN = 403
"""Moodle answers nothing but this while its web services or REST are off."""

_BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
_ELSEWHERE = frozenset({301, 302, 303, 307, 308})
_REFUSALS = {
    "invalidtoken": "moodle-token",
    "accessexception": "moodle-function",
    "nopermissions": "moodle-permission",
    "nopermissiontoviewgrades": "moodle-permission",
    "notingroup": "moodle-permission",
    "requireloginerror": "moodle-permission",
    "errorcoursecontextnotvalid": "moodle-permission",
    "errorcatcontextnotvalid": "moodle-permission",
    "forcepasswordchangenotice": "moodle-account",
    "sitepolicynotagreed": "moodle-account",
    "usernotfullysetup": "moodle-account",
    "wsaccessuserunconfirmed": "moodle-account",
    "sitemaintenance": "moodle-busy",
    "upgraderunning": "moodle-busy",
    "invalidrecord": "moodle-missing",
    "invalidrecordunknown": "moodle-missing",
    "invalidcourseid": "moodle-missing",
    "invaliduser": "moodle-missing",
    "competenciesarenotenabled": "moodle-competency-off",
    "usernotenroled": "moodle-enrolment",
    "invalidparameter": "moodle-parameter",
}


class _Reply(Protocol):
    @property
    def status(self) -> int: ...
    @property
    def body(self) -> bytes: ...


class Connection(Protocol):
    """The guarded way out; see `lti.connection.PlatformConnection`."""

    def call(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        data: Mapping[str, str] | None = None,
        timeout: tuple[float, float] = TIMEOUT,
        limit: int = LARGEST_ANSWER,
    ) -> _Reply:
        """Send a request and read the whole answer."""
        ...


class Pace:
    """Lets steps begin evenly, from several threads, so many a second at most.

    Args:
        most_a_second: How many.
        now: Seconds of a clock that never goes back.
        wait: Waits for so many seconds.
    """

    def __init__(
        self,
        most_a_second: float,
        now: Callable[[], float] = time.monotonic,
        wait: Callable[[float], object] = time.sleep,
    ) -> None:
        self.steps = 0
        self._apart = 1 / most_a_second
        self._now, self._wait = now, wait
        self._next = 0.0
        self._lock = threading.Lock()

    def step(self) -> None:
        """Wait for one's turn."""
        with self._lock:
            now = self._now()
            turn = max(self._next, now)
            self._next = turn + self._apart
            self.steps += 1
        if turn > now:
            self._wait(turn - now)


class RestServer:
    """The REST server of one Moodle.

    Args:
        connection: The way out.
        url: Address of the Moodle, without a slash at its end.
        token: Of the web-service user.
    """

    def __init__(self, connection: Connection, url: str, token: str) -> None:
        self._connection = connection
        self._url = url.rstrip("/")
        self._token = token
        self._pace = Pace(MOST_A_SECOND)

    @property
    def requests(self) -> int:
        """How many requests were made."""
        return self._pace.steps

    def call(self, function: str, **parameters: object) -> Any:
        """Call a function and return what it returns.

        Args:
            function: Such as ``core_webservice_get_site_info``.
            parameters: Lists and mappings become ``name[0][key]``.

        Raises:
            MoodleError: There was no answer, or a refusal.
        """
        form = {
            "wstoken": self._token,
            "wsfunction": function,
            "moodlewsrestformat": "json",
            **dict(_fields(parameters)),
        }
        self._pace.step()
        try:
            reply = self._connection.call(
                "POST",
                self._url + ENDPOINT,
                headers={"Accept": "application/json"},
                data=form,
                timeout=TIMEOUT,
                limit=LARGEST_ANSWER,
            )
        except PlatformSlowError as error:
            raise MoodleError("moodle-slow", function=function) from error
        except PlatformCertificateError as error:
            raise MoodleError("moodle-certificate", function=function) from error
        except PlatformTooLongError as error:
            raise MoodleError("moodle-too-long", function=function) from error
        except PlatformBusyError as error:
            raise MoodleError("moodle-busy", function=function) from error
        except PlatformRefusedError as error:
            raise MoodleError("moodle-address", function=function) from error
        if reply.status in _BUSY:
            raise MoodleError("moodle-busy", function=function)
        if reply.status in _ELSEWHERE:
            raise MoodleError("moodle-moved", function=function)
        if reply.status == _FORBIDDEN:
            raise MoodleError("moodle-closed", function=function)
        if reply.status != _OK:
            raise MoodleError(
                "moodle-unreadable", function=function, status=str(reply.status)
            )
        return _result(function, reply.body)


def read_answer(function: str, read: Callable[[], Told]) -> Told:
    """Read what a function returned; what is not as recorded is nobody's fault here."""
    try:
        return read()
    except (KeyError, TypeError, ValueError, InvalidOperation, AttributeError) as error:
        raise MoodleError("moodle-unreadable", function=function) from error


def _fields(values: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Return form fields as PHP reads lists and mappings."""
    for name, value in values.items():
        match value:
            case str() | int() | Decimal():
                yield name, str(int(value) if isinstance(value, bool) else value)
            case Mapping():
                inner = {f"{name}[{key}]": one for key, one in value.items()}
                yield from _fields(inner)
            case Sequence():
                inner = {f"{name}[{place}]": one for place, one in enumerate(value)}
                yield from _fields(inner)
            case _:
                raise TypeError(f"{name}: {type(value).__name__}")


def _plain(errorcode: str) -> str:
    """Return a code for the log; of a weak password Moodle makes a page of it."""
    return errorcode if _CODE.fullmatch(errorcode) else "other"


def _result(function: str, body: bytes) -> Any:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise MoodleError("moodle-unreadable", function=function) from error
    if isinstance(told, dict) and "exception" in told:
        # An error of PHP itself has no code.
        errorcode = str(told.get("errorcode", ""))
        code = _REFUSALS.get(errorcode, "moodle-refused")
        message = str(told.get("message", ""))
        if errorcode == "invalidrecord" and "external_functions" in message:
            # Where nobody has that function: another version, or a part not installed.
            code = "moodle-function"
        raise MoodleError(code, function=function, errorcode=_plain(errorcode))
    return told
