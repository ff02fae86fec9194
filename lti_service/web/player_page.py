"""The page that the player runs in.

It is written here and not as a template, since every launch ends in it: a template was a
twentieth of what a launch costs.
"""

from collections.abc import Sequence
from functools import lru_cache

from flask import request
from markupsafe import escape

from lti_service.locale import translator
from lti_service.web.asset import asset_url
from lti_service.web.language import language
from lti_service.web.security import nonce

_MOST_FRAMES = 256


def player_page(
    attempt_id: str,
    *,
    title: str = "",
    course_language: str = "",
    document: Sequence[bytes] = (),
) -> bytes:
    """Return the page.

    Args:
        attempt_id: Whose attempt the player asks for, where it is given no document.
        title: Of the course; empty where the page shall say nothing of it.
        course_language: Of the course; where empty, the reader's.
        document: What the player starts from, as JSON that may stand in a page, in
            parts.
    """
    own_nonce = nonce().encode()
    before_style, before_attempt, before_script, tail = _frame(
        language(), course_language, title, request.script_root
    )
    launch = (
        b'<script type="application/json" id="launch">',
        *document,
        b"</script>\n",
    )
    return b"".join(
        (
            before_style,
            own_nonce,
            before_attempt,
            escape(attempt_id).encode(),
            before_script,
            *(launch if document else ()),
            b'<script nonce="',
            own_nonce,
            tail,
        )
    )


@lru_cache(_MOST_FRAMES)
def _frame(
    spoken: str, course_language: str, title: str, root: str
) -> tuple[bytes, bytes, bytes, bytes]:
    """Return what stands before, between and after the parts that differ each time.

    Args:
        spoken: The reader's language.
        course_language: As given to `player_page`.
        title: As given to `player_page`.
        root: Below which the service lives; part of the addresses of assets too.
    """
    _ = translator(spoken)
    before_style = f"""\
<!doctype html>
<html lang="{escape(course_language or spoken)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title or _("Kursus"))}</title>
<link rel="stylesheet" nonce="\
"""
    before_attempt = f"""\
" href="{escape(asset_url("course.css"))}">
</head>
<body>
<a class="skip" href="#player">{_("Langsung ke isi")}</a>
<main id="player" data-attempt="\
"""
    before_script = f"""\
" data-root="{escape(root)}"><noscript><p>{_("Kursus ini memerlukan JavaScript. Nyalakan di peramban Anda, lalu muat ulang halaman.")}</p></noscript></main>
"""
    tail = f"""\
" src="{escape(asset_url("player.js"))}" defer></script>
</body>
</html>
"""
    return (
        before_style.encode(),
        before_attempt.encode(),
        before_script.encode(),
        tail.encode(),
    )
