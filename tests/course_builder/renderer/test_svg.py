import pytest

from course_builder.renderer.svg import clean_svg

SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
ATTACKS = {
    "script": "<script>alert(1)</script>",
    "handler": '<rect onload="alert(1)" width="1"/>',
    "foreign": "<foreignObject><body>alert(1)</body></foreignObject>",
    "link": '<a xlink:href="javascript:alert(1)"><text>alert(1)</text></a>',
    "animation": '<set attributeName="onmouseover" to="alert(1)"/>',
    "use": '<use href="data:image/svg+xml,alert(1)"/>',
    "remote image": '<image href="https://a.id/alert(1).png"/>',
    "style": "<style>@import 'alert(1)'</style>",
    "style attribute": '<rect style="fill:url(https://a.id/alert(1))"/>',
    "style without an address": '<style>a{background:image-set("alert(1).png")}</style>',
    "style with an escape": r"<style>a{background:\75rl(alert(1))}</style>",
    "drawing in an address": '<image href="data:image/svg+xml,alert(1)"/>',
    "another base": '<g xml:base="https://a.id/alert(1)/"/>',
    "feature image": '<filter><feImage href="https://a.id/alert(1)"/></filter>',
    "video": '<video src="alert(1)"/>',
    "other namespace": '<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>',
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_what_could_run_or_reach_out_is_left_out(attack: str) -> None:
    drawing = clean_svg(f"<svg {SVG}>{attack}<rect/></svg>".encode())
    assert b"alert" not in drawing.data
    assert b"rect" in drawing.data


def test_a_drawing_keeps_its_shapes_words_and_inner_references() -> None:
    source = (
        f'<svg {SVG} viewBox="0 0 40 30" role="img"><title>Judul é</title><defs>'
        '<linearGradient id="g"><stop offset="1"/></linearGradient></defs>'
        '<path d="M0 0" fill="url(#g)" style="stroke: red"/><use xlink:href="#g"/>'
        '<image href="data:image/png;base64,AA=="/></svg>'
    )
    drawing = clean_svg(source.encode())
    for kept in ("linearGradient", "url(#g)", "stroke: red", '"#g"', "base64", "é"):
        assert kept in drawing.data.decode()
    assert drawing.size == (40, 30)
    assert clean_svg(drawing.data).data == drawing.data


def test_a_shadow_stays_since_a_shape_without_its_filter_is_invisible() -> None:
    shadow = '<filter id="s"><feDropShadow dx="4" dy="4"/></filter>'
    source = f'<svg {SVG}>{shadow}<rect filter="url(#s)"/></svg>'
    assert b"feDropShadow" in clean_svg(source.encode()).data


def test_an_ordinary_doctype_is_no_obstacle() -> None:
    doctype = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">'
    assert b"DOCTYPE" not in clean_svg(f"{doctype}<svg {SVG}/>".encode()).data


@pytest.mark.parametrize(
    "data",
    [
        b"<svg",
        b"<html/>",
        b"\xff\xfe<\0s\0v\0g\0",
        f'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg {SVG}>&a;</svg>'.encode(),
        f"<svg {SVG}>&undefined;</svg>".encode(),
        b"",
        f"<svg {SVG}>{'<g>' * 200}{'</g>' * 200}</svg>".encode(),
        f"<svg {SVG}>{'<g/>' * 1_300_000}</svg>".encode(),
    ],
    ids=[
        *("broken", "another document", "UTF-16", "entities", "unknown entity"),
        *("empty", "very deep", "very long"),
    ],
)
def test_what_is_no_plain_drawing_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        clean_svg(data)
