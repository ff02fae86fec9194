"""Which language a page speaks."""

from flask import g, request

from lti_service.locale import translator
from lti_service.web.current import session_or_none

LANGUAGES = ("id", "en")


def speak(locale: str) -> None:
    """Let this request's pages speak a platform's language, where we have it."""
    g.language = _known(locale)


def language() -> str:
    """Return ``id`` or ``en``: the launch's, the session's, else the browser's."""
    known: str | None = g.get("language")
    if known is None:
        found = session_or_none()
        asked = request.accept_languages.best_match(LANGUAGES, "id")
        known = str(_known(found.locale) if found and found.locale else asked)
        g.language = known
    return known


def translate(text: str, /, **values: object) -> str:
    """Return an Indonesian source string in the language of this page."""
    return translator(language())(text, **values)


def _known(locale: str) -> str:
    primary = locale.replace("_", "-").split("-", maxsplit=1)[0].lower()
    return primary if primary in LANGUAGES else "id"
