"""Mend the fences of directives: their number of colons, the blank line before them."""

from course_builder.fixes.edit import Edit
from course_builder.reader.source import Source
from course_builder.reader.structure import Directive, Structure


def longer_fences(source: Source, structure: Structure) -> list[Edit]:
    """Return edits that give what encloses a directive more colons than that has."""
    edits: list[Edit] = []
    for directive in structure.directives:
        _lengthen(source, directive, edits)
    return sorted(edits, key=lambda edit: edit.line)


def blank_lines(source: Source) -> list[Edit]:
    """Return edits that put a blank line before the closers that have none."""
    lines = {f.where.line - 1 for f in source.findings if f.code == "B406"}
    what = "menyisipkan baris kosong sebelum penutup"
    return [Edit(line, "", what, is_new=True) for line in sorted(lines)]


def _lengthen(source: Source, directive: Directive, edits: list[Edit]) -> int:
    """Note the edits of a directive and those in it; return its number of colons."""
    opener = source.lines[directive.line]
    count = _colons(opener)
    inner = [_lengthen(source, child, edits) for child in directive.children]
    wanted = max([count, *(number + 1 for number in inner)])
    if wanted == count or not directive.is_closed:
        return count
    what = "menulis {count} titik dua untuk `{kind}`, satu lebih banyak daripada isinya"
    values = {"count": str(wanted), "kind": directive.kind}
    closer = directive.after - 1
    for line in (directive.line, closer):
        rest = source.lines[line][count:]
        edits.append(Edit(line, ":" * wanted + rest, what, values))
    return wanted


def _colons(line: str) -> int:
    return len(line) - len(line.lstrip(":"))
