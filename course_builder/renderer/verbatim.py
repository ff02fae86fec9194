"""Show what stands apart from the prose: code, diagrams and formulas."""

from html import escape

from course_builder.renderer.code import code_html
from course_builder.renderer.definition import Verbatim
from course_builder.renderer.diagram import DiagramError, drawn, is_diagram, title
from course_builder.renderer.formula import FormulaError, as_written, mathml
from course_builder.renderer.tree import PageContext

_WIDE = 30
"""Characters of a formula that a phone shows."""


def verbatim_html(block: Verbatim, context: PageContext) -> str:
    """Return a block as HTML that is not yet sanitised."""
    language = block.language.lower()
    if language == "math":
        return _formula(block.text)
    if is_diagram(language):
        return _diagram(block.text, language, context)
    return code_html(block.text, language)


def _formula(tex: str) -> str:
    try:
        html = mathml(tex, displayed=True)
    except FormulaError:
        return f"<p>{as_written(tex, displayed=True)}</p>"
    # What may be wider than a phone is scrolled, by keyboard too.
    scrolled = ' tabindex="0"' if len(tex) > _WIDE else ""
    return f'<p class="formula"{scrolled}>{html}</p>'


def _diagram(source: str, language: str, context: PageContext) -> str:
    """Show a diagram with its source as text, or the source alone."""
    words = context.words
    listing = code_html(source)
    try:
        drawing = drawn(source, language)
    except DiagramError:
        note = words("Diagram ini belum dapat digambar; isinya sebagai teks:")
        return f'<p class="small">{note}</p>{listing}'
    stored = context.shelf.add("diagram.svg", drawing.data, drawing.size)
    size = drawing.size
    sizes = f' width="{size[0]}" height="{size[1]}"' if size else ""
    label = escape(title(source, language) or words("Diagram"))
    return (
        f'<figure class="diagram"><img src="{stored.address}" alt="{label}"{sizes} '
        f'loading="lazy" decoding="async"><details><summary>'
        f"{words('Isi diagram sebagai teks')}</summary>{listing}</details></figure>"
    )
