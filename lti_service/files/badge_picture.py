"""A badge as a picture that carries its credential (Open Badges 3.0, baked SVG)."""

import textwrap
from xml.etree import ElementTree as ET

from lti_service.domain.credential import Credential, CredentialKind

_SVG, _BADGE = "http://www.w3.org/2000/svg", "https://purl.imsglobal.org/ob/v3p0"
_INK, _PAPER, _ACCENT = "#1b1f24", "#fdfcf9", "#0b5a8a"
_LINE_LETTERS, _MOST_LINES, _LINE_HEIGHT = 22, 4, 27
_LEVELS = 5


def draw_badge(credential: Credential) -> bytes:
    """Return the picture; its first child holds the signed credential."""
    ET.register_namespace("", _SVG)
    ET.register_namespace("openbadges", _BADGE)
    root = ET.Element(
        f"{{{_SVG}}}svg",
        {"viewBox": "0 0 400 400", "width": "400", "height": "400", "role": "img"},
    )
    ET.SubElement(root, f"{{{_BADGE}}}credential", {"verify": credential.token})
    ET.SubElement(root, f"{{{_SVG}}}title").text = credential.title
    _shape(root, "rect", width=400, height=400, fill=_PAPER)
    _shape(root, "circle", cx=200, cy=200, r=192, fill="none", stroke=_ACCENT)
    _shape(root, "circle", cx=200, cy=200, r=180, fill="none", stroke=_ACCENT)
    is_course = credential.kind is CredentialKind.COURSE
    _text(root, 108, 18, _ACCENT, "KELULUSAN KURSUS" if is_course else "KOMPETENSI")
    lines = textwrap.wrap(
        credential.title,
        _LINE_LETTERS,
        max_lines=_MOST_LINES,
        placeholder="…",
        break_long_words=True,
    )
    top = 205 - (len(lines) - 1) * _LINE_HEIGHT // 2
    for number, line in enumerate(lines):
        _text(root, top + number * _LINE_HEIGHT, 21, _INK, line, weight="bold")
    if credential.level:
        for level in range(_LEVELS):
            held = level < credential.level
            _shape(
                root,
                "rect",
                x=130 + level * 30,
                y=288,
                width=20,
                height=12,
                fill=_ACCENT if held else "none",
                stroke=_ACCENT,
            )
        _text(root, 328, 17, _INK, f"level {credential.level} dari {_LEVELS}")
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _shape(root: ET.Element, name: str, **told: object) -> None:
    fields = {key: str(value) for key, value in told.items()}
    ET.SubElement(root, f"{{{_SVG}}}{name}", fields | {"stroke-width": "3"})


def _text(
    root: ET.Element, y: int, size: int, colour: str, words: str, weight: str = "normal"
) -> None:
    told = {
        "x": "200",
        "y": str(y),
        "text-anchor": "middle",
        "font-family": "sans-serif",
        "font-size": str(size),
        "font-weight": weight,
        "fill": colour,
    }
    ET.SubElement(root, f"{{{_SVG}}}text", told).text = words
