"""Mend the fences of directives: their number of colons, the blank line before them."""

from course_builder.fixes.directive import every
from course_builder.fixes.edit import Edit
from course_builder.reader.source import Source
from course_builder.reader.structure import KINDS, Structure


def longer_fences(source: Source, structure: Structure) -> list[Edit]:
    """Return edits that give what encloses a directive more colons than that has."""
    what = "menulis {count} titik dua untuk `{kind}`, satu lebih banyak daripada isinya"
    edits: list[Edit] = []
    counts: dict[int, int] = {}
    for directive in reversed([*every(structure.directives)]):
        count = wanted = _colons(source.lines[directive.line])
        # What is unknown may enclose anything, and be meant otherwise.
        if directive.is_closed and directive.kind in KINDS:
            inner = (counts[child.line] + 1 for child in directive.children)
            wanted = max([count, *inner])
        counts[directive.line] = wanted
        if wanted > count:
            values = {"count": str(wanted), "kind": directive.kind}
            for line in (directive.line, directive.after - 1):
                text = ":" * wanted + source.lines[line][count:]
                edits.append(Edit(line, text, what, values))
    return sorted(edits, key=lambda edit: edit.line)


def matching_closers(source: Source, structure: Structure) -> list[Edit]:
    """Return edits that give closers the colons of the openers that they follow.

    Nothing but text stands between the two, so that they can only belong together.
    """
    strays = {f.where.line - 1 for f in source.findings if f.code == "B403"}
    what = "menyamakan titik dua penutup dengan pembukanya"
    edits = [
        Edit(directive.after, ":" * _colons(source.lines[directive.line]), what)
        for directive in every(structure.directives)
        if not directive.is_closed and directive.after in strays
    ]
    return sorted(edits, key=lambda edit: edit.line)


def blank_lines(source: Source) -> list[Edit]:
    """Return edits that put a blank line before the closers that have none."""
    lines = {f.where.line - 1 for f in source.findings if f.code == "B406"}
    what = "menyisipkan baris kosong sebelum penutup"
    return [Edit(line, "", what, is_new=True) for line in sorted(lines)]


def _colons(line: str) -> int:
    return len(line) - len(line.lstrip(":"))
