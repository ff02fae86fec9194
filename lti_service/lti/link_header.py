"""The ``Link`` header: where the next page of a list is.

Our own, since `requests` looks for commas and blanks wherever they stand: it splits an
address with a comma, and knows neither relations in capitals nor several in one.
"""

import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin

_TARGET = re.compile(r"[\s,]*<([^>]*)>\s*")
_PARAMETER = re.compile(
    r';\s*([^\s=;,"<>]*)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*))\s*)?'
)
_QUOTED_PAIR = re.compile(r"\\(.)")
# Moodle 4.5.6 pages its columns with curly quotes, which HTTP libraries read as latin-1,
# and writes its addresses as in HTML.
_CURLY_QUOTE = re.compile("[\u201c\u201d]|\u00e2\u0080[\u009c\u009d]")


def next_page(header: str, page_url: str) -> str:
    """Return the address of the page after this one; empty where this is the last.

    Args:
        header: ``Link`` of the answer; several joined by commas; empty for none.
        page_url: Of the page that came with it.

    Source: RFC 8288, section 3 and appendix B.2. Of several parameters ``rel`` the first
    holds; a link with ``anchor`` is about something else.
    """
    for target, parameters in _links(_CURLY_QUOTE.sub('"', header)):
        relations = parameters.get("rel", "").lower().split()
        if "next" in relations and "anchor" not in parameters:
            return _joined(page_url, target)
    return ""


def _links(header: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Return targets and parameters; what follows something malformed is left out."""
    place = 0
    while found := _TARGET.match(header, place):
        place = found.end()
        parameters: dict[str, str] = {}
        while given := _PARAMETER.match(header, place):
            place = given.end()
            name, quoted, plain = given.groups()
            value = _QUOTED_PAIR.sub(r"\1", quoted) if quoted is not None else plain
            parameters.setdefault(name.lower(), value or "")
        yield found[1].strip().replace("&amp;", "&"), parameters
        if place < len(header) and header[place] != ",":
            return


def _joined(page_url: str, target: str) -> str:
    try:
        return urldefrag(urljoin(page_url, target)).url
    except ValueError:
        # Such as a bracket that is not closed: no address, which its reader refuses.
        return target
