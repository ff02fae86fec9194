import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from lti_service.domain.grant import Role
from lti_service.domain.organisation import Person
from tests.fakes import FakeStorage
from tests.lti_service.credential import issuing, passed
from tests.lti_service.office import (
    ADMIN,
    BOSS,
    LEARNER,
    NIP,
    account_of,
    browser,
    give,
)

MINE = "/me/transcript/2026.pdf"


def opened(who: Person = LEARNER, **changes: Any) -> tuple[FakeStorage, Any, list[str]]:
    """A browser, and the pages that are made into PDFs."""
    pages: list[str] = []

    def write(page: str) -> bytes:
        pages.append(page)
        return b"%PDF-"

    storage, ports = issuing(write_pdf=changes.pop("write_pdf", write))
    locale = changes.pop("locale", "id")
    return storage, browser(ports, storage, account_of(who), locale=locale), pages


def test_a_year_is_on_paper_with_name_nip_hours_and_decisions() -> None:
    storage, client, (pages) = opened()
    reply = client.get(MINE)
    assert reply.status_code == 200
    assert reply.mimetype == "application/pdf"
    (page,) = pages
    for words in (
        NIP,
        "Pegawai 022",
        "Kecamatan Seruni",
        "Kepala Seksi Ketenteraman",
        "BPSDM Provinsi",
        "2 JP diakui, 2,5 JP dipelajari, 1 kompetensi ditetapkan tercapai.",
        "Penanggulangan bencana (T-PB-01)",
        "10 November 2029",
        "Siaga bencana",
        "<svg",
    ):
        assert words in page
    (record,) = storage.tables.transcripts.values()
    assert f"http://localhost:8000/credentials/transcripts/{record.id}" in page
    assert record.short_hash in page
    assert storage.tables.audit[-1].action == "transcript.made"


def test_the_pdf_is_tagged_and_of_one_language() -> None:
    storage, ports = issuing()
    client = browser(ports, storage, account_of(LEARNER))
    data = client.get(MINE).data
    assert data.startswith(b"%PDF-1.7")
    whole = data + b"".join(unpacked(data))
    assert re.search(rb"/MarkInfo\s*<</Marked true", whole)
    assert b"/Lang (id)" in whole
    assert b"/StructTreeRoot" in whole
    assert b"pdfuaid" in whole


def unpacked(data: bytes) -> Iterator[bytes]:
    for stream in re.findall(rb"stream\n(.*?)\nendstream", data, re.DOTALL):
        with suppress(zlib.error):
            yield zlib.decompress(stream)


def test_the_same_year_is_the_same_paper_until_something_changes() -> None:
    storage, client, pages = opened()
    client.get(MINE)
    client.application.extensions["ports"].clock.advance(hours=3)
    client.get(MINE)
    assert pages[0] == pages[1]
    (first,) = storage.tables.transcripts.values()
    seen = client.application.test_client()
    checked = seen.get(f"/credentials/transcripts/{first.id}").text
    assert "masih sama dengan catatan hari ini" in checked
    storage.tables.hours.append(
        passed(
            id="jp-2",
            record="attempt:t-2",
            course_id="lain",
            amount=Decimal(1),
            until=date(2026, 3, 3),
            since=date(2026, 3, 3),
        )
    )
    client.get(MINE)
    assert len(storage.tables.transcripts) == 2
    outdated = seen.get(f"/credentials/transcripts/{first.id}").text
    assert "sudah berubah sejak transkrip dibuat" in outdated


def test_whoever_checks_reads_neither_name_nor_nip() -> None:
    storage, client, _ = opened()
    client.get(MINE)
    (record,) = storage.tables.transcripts.values()
    answer = client.application.test_client().get(
        f"/credentials/transcripts/{record.id}"
    )
    assert "P••• 0•••" in answer.text
    assert record.short_hash in answer.text
    assert "Pegawai 022" not in answer.text
    assert NIP not in answer.text
    assert answer.headers["X-Robots-Tag"] == "noindex, noarchive"


def test_an_administrator_of_the_unit_makes_it_too_and_others_do_not() -> None:
    url = f"/admin/transcripts/{LEARNER.id}/2026.pdf"
    storage, admin, pages = opened(ADMIN)
    assert admin.get(url).status_code == 200
    assert NIP in pages[0]
    assert storage.tables.audit[-1].after == f"person:{LEARNER.id} 2026"
    give(storage, Role.ADMINISTRATOR, BOSS, "LAIN")
    ports = admin.application.extensions["ports"]
    boss = browser(ports, storage, account_of(BOSS))
    assert boss.get(url).status_code == 403
    learner = browser(ports, storage, account_of(LEARNER))
    assert learner.get(url).status_code == 403
    assert admin.get("/admin/transcripts/p-unknown/2026.pdf").status_code == 404
    assert len(pages) == 1


@pytest.mark.parametrize("year", ["0", "1950", "99999", "-1", "x"])
def test_an_odd_year_is_not_there(year: str) -> None:
    _, client, _ = opened()
    assert client.get(f"/me/transcript/{year}.pdf").status_code == 404


def test_a_year_without_anything_says_so() -> None:
    _, client, pages = opened()
    client.get("/me/transcript/2024.pdf")
    assert "Belum ada kegiatan yang tercatat pada tahun 2024." in pages[0]
    assert "Tidak ada penetapan pada tahun ini." in pages[0]


def test_it_speaks_english() -> None:
    _, client, pages = opened(locale="en")
    client.get(MINE)
    assert '<html lang="en">' in pages[0]
    assert "Competency development transcript 2026" in pages[0]


def test_what_people_are_called_is_text_on_it() -> None:
    storage, client, pages = opened()
    named = replace(LEARNER, name='<script src="x">')
    storage.tables.people[LEARNER.id] = named
    client.get(MINE)
    assert "<script" not in pages[0]
