"""QR codes, drawn on the server."""

import html
import io

import segno


def draw_qr(text: str, title: str) -> str:
    """Return a QR code as SVG to be put into a page.

    Args:
        text: What it says; an address as a rule.
        title: What readers of the screen are told in its place.
    """
    out = io.BytesIO()
    # A quarter may be lost: paper is folded and stamped.
    segno.make(text, error="q", micro=False).save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=True,
        omitsize=True,
        svgclass="qr",
        lineclass=None,
        border=4,
        light="#fff",
        dark="#000",
        title=title,
    )
    drawn = out.getvalue().decode().strip()
    return drawn.replace(
        "<svg ", f'<svg role="img" aria-label="{html.escape(title)}" ', 1
    )
