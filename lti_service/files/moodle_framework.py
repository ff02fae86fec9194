"""Competency frameworks out, as Moodle takes them in (``tool_lpimportcsv``), 14 columns.

Moodle finds columns by position, always makes a new framework, and loses without a word
what it cannot place: that is told here, before the file reaches it. A competency's kind
and what is known of the framework stand as paragraphs in the description.
"""

import csv
import io
import json
import re
from collections.abc import Sequence

from lti_service.domain.framework import FrameworkContent
from lti_service.domain.moodle_node import (
    LONGEST,
    SCALE,
    about_competency,
    about_framework,
    about_level,
    cut,
    level_code,
    level_name,
)
from lti_service.locale import Sentence

COLUMNS = (
    "Parent ID number",
    "ID number",
    "Short name",
    "Description",
    "Description format",
    "Scale values",
    "Scale configuration",
    "Rule type (optional)",
    "Rule outcome (optional)",
    "Rule config (optional)",
    "Cross-referenced competency ID numbers",
    "Exported ID (optional)",
    "Is framework",
    "Taxonomy",
)
_FLAT = "competency,level,behaviour,behaviour"
_DEEP = "domain,competency,level,behaviour"
_HTML = "1"
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def moodle_obstacles(content: FrameworkContent, scale: Sequence[str]) -> list[Sentence]:
    """Return why Moodle would lose something of a framework, or spoil it."""
    found = [
        Sentence(
            "{word}: kata skala tidak boleh kosong atau memuat koma, karena Moodle "
            "membaginya di sana. Pilih kata lain.",
            {"word": word},
        )
        for word in scale
        if "," in word or not word.strip()
    ]
    if len(scale) == 1:
        found.append(Sentence("Skala memerlukan sedikitnya dua kata. Tambahkan."))
    codes = {competency.code for competency in content.competencies}
    found += [
        Sentence(
            "{code}: induknya, {parent}, ada di kerangka lain, sehingga Moodle "
            "menghilangkan kompetensi ini. Ubah induknya.",
            {"code": competency.code, "parent": competency.parent_code},
        )
        for competency in content.competencies
        if competency.parent_code and competency.parent_code not in codes
    ]
    nodes = [level_code(level) for level in content.levels]
    found += [
        Sentence(
            "{code}: kode lebih dari {n} huruf, sehingga Moodle memotongnya. Pendekkan.",
            {"code": code, "n": LONGEST},
        )
        for code in (content.framework.code, *codes, *nodes)
        if len(code) > LONGEST
    ]
    found += [
        Sentence(
            "{code}: kode ini juga kode sebuah level, sehingga Moodle menimpa salah "
            "satunya. Ubah kodenya.",
            {"code": code},
        )
        for code in sorted(codes.intersection(nodes))
    ]
    return found


def shortened_names(content: FrameworkContent) -> list[str]:
    """Return the names that are cut, since Moodle would cut them."""
    names = [content.framework.title, *(one.name for one in content.competencies)]
    return [name for name in names if len(name) > LONGEST]


def write_moodle(content: FrameworkContent, scale: Sequence[str] = SCALE) -> str:
    """Return a framework as Moodle takes it in; `moodle_obstacles` comes first.

    Cells that a spreadsheet would take for a formula get an apostrophe, as in Moodle's
    own files.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    writer.writerow(map(_guarded, _framework_row(content, scale)))
    levels = content.levels_by_competency()
    for one in content.competencies:
        about = about_competency(one)
        writer.writerow(
            map(_guarded, _row(one.parent_code, one.code, cut(one.name), about))
        )
        for level in levels.get(one.code, ()):
            name, about = level_name(one, level.level), about_level(level)
            writer.writerow(
                map(_guarded, _row(one.code, level_code(level), name, about))
            )
    return out.getvalue()


def _framework_row(content: FrameworkContent, scale: Sequence[str]) -> list[str]:
    framework = content.framework
    proficient = len(scale)
    configuration: list[dict[str, object]] = [{"scaleid": "0"}]
    configuration += [
        {
            "id": number,
            "scaledefault": int(number == 1),
            "proficient": int(number == proficient),
        }
        for number in range(1, proficient + 1)
    ]
    row = _row(
        "",
        framework.code,
        cut(framework.title),
        about_framework(framework),
    )
    row[5:7] = ",".join(scale), json.dumps(configuration, separators=(",", ":"))
    deep = any(competency.parent_code for competency in content.competencies)
    row[12:14] = "1", _DEEP if deep else _FLAT
    return row


def _row(parent: str, code: str, name: str, description: str) -> list[str]:
    return [parent, code, name, description, _HTML, *[""] * (len(COLUMNS) - 5)]


def _guarded(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell
