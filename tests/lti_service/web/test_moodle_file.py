"""Pages of a Moodle that gives no token: added, its report tried, taken in, undone."""

import random
import re
import zlib
from base64 import b64encode
from html import unescape
from io import BytesIO
from typing import Any

import pytest

from lti_service.domain.moodle_ledger import RunState
from lti_service.web.moodle_file import LARGEST_KEPT
from tests.fakes import FakeStorage
from tests.lti_service.office import ADMIN, BOSS, LEARNER, account_of, browser
from tests.lti_service.use_cases.moodle.test_report_file import (
    COURSE,
    DAY,
    agency,
    completion,
    progress,
)

PAGE = "/admin/moodle/m-1/file"


def opened() -> tuple[FakeStorage, Any]:
    storage, ports = agency()
    return storage, browser(ports, storage, account_of(ADMIN))


def tried(client: Any, content: bytes, **form: str) -> str:
    sent = {"file": (BytesIO(content), "progress.csv"), "new_course": COURSE} | form
    page: str = client.post(PAGE, data=sent).text
    return page


def fields(page: str) -> dict[str, list[str]]:
    """Return the fields of the form that takes in what was tried."""
    found: dict[str, list[str]] = {"do": ["read"]}
    form = (
        page.split('name="kept"', maxsplit=1)[0].rpartition("<form")[2]
        + page[page.index('name="kept"') - 30 :].split("</form>", maxsplit=1)[0]
    )
    for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form, re.DOTALL):
        if name not in {"do", "csrf_token"}:
            found.setdefault(name, []).append(unescape(value))
    return found


def test_without_a_token_a_moodle_is_added_by_name_and_address() -> None:
    storage, client = opened()
    asked = client.get("/admin/moodle/new").text
    assert "Tanpa token, dengan berkas" in asked

    form = {"url": "https://dinas.example", "name": "Moodle Dinas"}
    answer = client.post("/admin/moodle/without-token", data=form)

    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "Laporan Moodle: Moodle Dinas" in page
    refused = client.post("/admin/moodle/without-token", data={"url": "", "name": ""})
    assert refused.status_code == 400
    assert "Nama atau alamat Moodle belum diisi." in refused.text
    assert len(storage.tables.moodles) == 2


def test_a_file_is_tried_taken_in_and_undone() -> None:
    storage, client = opened()

    page = tried(client, completion((LEARNER, DAY)))
    assert "tidak ada yang disimpan: 1 orang terbaca dari berkas progress.csv" in page
    assert "1 catatan JP" in page
    assert not storage.tables.moodle_observations

    done = client.post(PAGE, data=fields(page)).text
    assert "1 orang terbaca dari berkas progress.csv" in done
    assert len(storage.tables.moodle_observations) == 1
    run = next(one for one in storage.tables.moodle_runs.values() if not one.is_trial)
    shown = client.get(f"/admin/moodle/m-1/runs/{run.id}").text
    assert "Berkas progress.csv" in shown
    client.post(f"/admin/moodle/m-1/runs/{run.id}/undo", data={"sure": "1"})
    assert storage.tables.moodle_runs[run.id].state is RunState.UNDONE


def test_a_renamed_activity_is_asked_for() -> None:
    storage, client = opened()
    client.post(PAGE, data=fields(tried(client, progress((LEARNER, DAY)))))
    now = progress((LEARNER, DAY), activity='Bacaan "wajib"')

    page = tried(client, now.replace(b'"wajib""', b"'wajib'\""))
    assert "sekarang bernama" in page

    client.post(PAGE, data=fields(page))
    names = {one.name for _, one in storage.tables.moodle_activities.values()}
    assert names == {"Bacaan 'wajib'"}


def test_what_is_refused_is_told_with_its_row() -> None:
    _, client = opened()
    told = progress((LEARNER, DAY), (BOSS, DAY)).replace(BOSS.nip.encode(), b"1.98E+17")
    page = tried(client, told)
    assert "Lembar kerja telah mengubah NIP menjadi bilangan" in page
    assert '<th scope="row">3</th>' in page


@pytest.mark.parametrize(
    ("form", "status"),
    [
        pytest.param({}, 422, id="no-file"),
        pytest.param({"kept": "%%%"}, 400, id="not-packed"),
        pytest.param({"kept": "AAAA"}, 400, id="not-zipped"),
    ],
)
def test_a_form_that_carries_no_file_is_refused(
    form: dict[str, str], status: int
) -> None:
    storage, client = opened()
    answer = client.post(PAGE, data={"course": COURSE} | form)
    assert answer.status_code == status
    assert not storage.tables.moodle_runs


def test_what_unpacks_without_end_is_refused() -> None:
    _, client = opened()
    packed = b64encode(zlib.compress(bytes(LARGEST_KEPT + 1))).decode()
    answer = client.post(PAGE, data={"course": COURSE, "kept": packed})
    assert answer.status_code == 400


def test_a_large_file_that_was_tried_comes_back() -> None:
    """A field of a form may not be longer than 256 KiB elsewhere."""
    _, client = opened()
    draw = random.Random(7)  # noqa: S311 - no secret
    rows = "".join(
        f'"Orang","{draw.getrandbits(900)}@example.test","","Tidak selesai",""\n'
        for _ in range(1500)
    )
    content = f'"","Email address","ID number","Bacaan",""\n{rows}'.encode()
    page = tried(client, content)
    sent = fields(page)
    assert len(sent["kept"][0]) > 256 * 1024
    assert client.post(PAGE, data=sent).status_code == 200


def test_pages_of_a_moodle_without_a_token_offer_no_token_s_acts() -> None:
    _, client = opened()
    page = client.get("/admin/moodle/m-1").text
    assert "Unggah laporan Moodle" in page
    assert "Periksa tokennya" not in page
    assert "Bandingkan dan kirim" not in page
    assert "1 Moodle dibaca dari berkas." in client.get("/admin/moodle").text
