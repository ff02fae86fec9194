"""The page that the player runs in.

It is written here and not as a template, since every launch ends in it: a template was a
twentieth of what a launch costs.
"""

from flask import request
from markupsafe import escape

from lti_service.locale import translator
from lti_service.web.asset import asset_url
from lti_service.web.language import language
from lti_service.web.security import nonce


def player_page(
    attempt_id: str,
    *,
    title: str = "",
    course_language: str = "",
    document: str = "",
) -> str:
    """Return the page.

    Args:
        attempt_id: Whose attempt the player asks for, where it is given no document.
        title: Of the course; empty where the page shall say nothing of it.
        course_language: Of the course; where empty, the reader's.
        document: What the player starts from, as JSON that may stand in a page.
    """
    spoken, own_nonce = language(), nonce()
    _ = translator(spoken)
    launch = (
        f'<script type="application/json" id="launch">{document}</script>\n'
        if document
        else ""
    )
    return f"""\
<!doctype html>
<html lang="{escape(course_language or spoken)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title or _("Kursus"))}</title>
<link rel="stylesheet" nonce="{own_nonce}" href="{escape(asset_url("course.css"))}">
</head>
<body>
<a class="skip" href="#player">{_("Langsung ke isi")}</a>
<main id="player" data-attempt="{escape(attempt_id)}" data-root="{escape(request.script_root)}"><noscript><p>{_("Kursus ini memerlukan JavaScript. Nyalakan di peramban Anda, lalu muat ulang halaman.")}</p></noscript></main>
{launch}<script nonce="{own_nonce}" src="{escape(asset_url("player.js"))}" defer></script>
</body>
</html>
"""
