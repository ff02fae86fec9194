"""A copy of everything held on one person, as a ZIP of JSON and their own files."""

import json
import zipfile
from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter
from typing import IO

from lti_service.domain.hand_in_file import shown_name
from lti_service.domain.personal_copy import PersonalCopy
from lti_service.domain.personal_data import PURPOSES
from lti_service.domain.personal_register import REGISTER
from lti_service.locale import format_date_time, translator

_ = translator("id")


def write_copy(copy: PersonalCopy, out: IO[bytes]) -> None:
    """Write it; one table after the other, so that no more than one is in memory."""
    counts: dict[str, int] = {}
    sent: list[str] = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in groupby(copy.rows, key=itemgetter(0)):
            values = [row for _name, row in rows]
            counts[name] = len(values)
            _write_json(archive, f"data/{name}.json", values)
        _write_json(archive, "data/tindakan.json", copy.acts)
        for number, (file_id, name, content) in enumerate(copy.files, 1):
            path = f"berkas/{number:03}-{shown_name(name) or file_id}"
            archive.writestr(path, content)
            sent.append(path)
        archive.writestr("BACA-DULU.txt", _read_me(copy, counts, sent))


def _write_json(archive: zipfile.ZipFile, path: str, value: object) -> None:
    archive.writestr(path, json.dumps(value, ensure_ascii=False, indent=1))


def _read_me(copy: PersonalCopy, counts: Mapping[str, int], sent: list[str]) -> str:
    lines = [
        _("Salinan data pribadi: {name}", name=copy.person.name),
        _("Dibuat {at}.", at=format_date_time(copy.at, "id")),
        "",
        _(
            "Berkas ini berisi semua yang disimpan layanan pembelajaran tentang Anda. "
            "Setiap berkas .json dapat dibuka dengan editor teks. Simpan baik-baik: "
            "siapa pun yang memegangnya dapat membacanya."
        ),
        _(
            "Pada kolom pelaku, self berarti Anda sendiri dan other orang lain. Data "
            "orang lain, kunci, dan jawaban survei tanpa nama tidak ada di sini."
        ),
        "",
    ]
    for key, purpose in PURPOSES.items():
        tables = [REGISTER[name] for name in counts if REGISTER[name].purpose == key]
        if not tables:
            continue
        lines.append(f"{purpose.title}: {purpose.meaning}")
        lines += [
            f"  data/{one.name}.json – {one.title} ({counts[one.name]})"
            for one in tables
        ]
        lines.append("")
    if copy.acts:
        words = _("Berapa kali Anda tercatat sebagai pelaku, menurut tabel dan kolom")
        lines.append(f"data/tindakan.json – {words}")
    lines += [_("{n} berkas tugas di folder berkas.", n=len(sent)), ""]
    return "\r\n".join(lines)
