"""Pages of Moodles: connect, trust, map, match, read, undo, end."""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from lti_service.clients.moodle_sync import MoodleServices
from lti_service.domain.learning_hours import JpState
from lti_service.domain.moodle_ledger import RunState
from lti_service.domain.moodle_sync import MoodleSite
from lti_service.errors import MoodleError
from lti_service.lti.connection import PlatformConnection
from lti_service.ports import Ports
from lti_service.use_cases.moodle import mapping as moodle_mapping
from lti_service.use_cases.moodle.connection import READ_FUNCTIONS
from lti_service.use_cases.moodle.queue import work_on_moodles
from tests.fakes import FakeClock, FakeStorage
from tests.fakes.moodle import FakeMoodle
from tests.lti_service.office import ADMIN, LEARNER, account_of, browser, office
from tests.lti_service.use_cases.moodle.test_pull import (
    ARCHIVES,
    QUIZ,
    a_moodle,
    read,
    service,
)

TRUST = {"locked": "1", "editors": "1", "checked": "1"}
CONNECT = {"url": "https://moodle.example", "token": "sangat-rahasia", "name": ""}
COURSE = f"/admin/moodle/m-1/courses/{ARCHIVES}"
SIX = {"hours": "6", "route": "B3", "seen": "0"}


def opened(
    moodle: FakeMoodle | None = None, *, was_read: bool = True, **changes: Any
) -> tuple[FakeStorage, Ports, Any]:
    """An administrator's browser, where a Moodle is connected and nothing is mapped."""
    storage, ports = service(moodle or a_moodle(), **changes)
    known = storage.tables.moodles["m-1"]
    storage.tables.moodles["m-1"] = replace(known, created_at=ports.clock.now())
    storage.tables.moodle_mappings.clear()
    if was_read:
        read(ports)
    return storage, ports, browser(ports, storage, account_of(ADMIN))


def empty(moodle: Any) -> tuple[FakeStorage, Any]:
    """An administrator's browser, where no Moodle is connected."""
    storage, ports = office(open_moodle=moodle)
    return storage, browser(ports, storage, account_of(ADMIN))


def hours(ports: Ports) -> list[tuple[Decimal, JpState]]:
    with ports.storage.reading() as uow:
        return [(one.amount, one.state) for one in uow.hours.of_person(LEARNER.id)]


def test_without_a_moodle_the_page_says_what_to_do() -> None:
    _, client = empty(lambda _url, _token: FakeMoodle())
    page = client.get("/admin/moodle").text
    assert "Belum ada Moodle yang terhubung." in page
    assert "/admin/moodle/new" in page


def test_connected_it_says_version_and_functions_and_never_the_token() -> None:
    storage, client = empty(lambda _url, _token: a_moodle())

    page = client.post("/admin/moodle/new", data=CONNECT).text

    assert "Moodle 4.5.6 (Build: 20250811) menjawab sebagai wsuser" in page
    assert "Perannya dicoba pada kursus Kearsipan Dasar" in page
    (moodle,) = storage.tables.moodles.values()
    for address in ("", f"/{moodle.id}", f"/{moodle.id}/courses"):
        page += client.get(f"/admin/moodle{address}").text
    assert "Kearsipan Dasar" in page
    assert CONNECT["token"] not in page + str(storage.tables.audit)


def test_functions_that_the_token_lacks_are_named_with_the_steps_that_mend_it() -> None:
    class Narrow(FakeMoodle):
        def site(self) -> MoodleSite:
            told = super().site()
            return replace(told, functions=told.functions - {READ_FUNCTIONS[3]})

    _, client = empty(lambda _url, _token: Narrow())
    page = client.post("/admin/moodle/new", data=CONNECT).text
    assert "1 fungsi tidak boleh dipakai" in page
    assert READ_FUNCTIONS[3] in page
    assert "External services" in page
    assert "ALLOW_PRIVATE_HOSTS" in page


def test_what_its_role_lacks_is_named_with_what_to_do() -> None:
    class Blind(FakeMoodle):
        def courses_of(self, user_id: int) -> Any:
            raise MoodleError("moodle-permission", user=str(user_id))

        def participants(self, course_id: int, start: int, count: int) -> Any:
            found = super().participants(course_id, start, count)
            return [replace(one, idnumber="") for one in found]

    _, client = empty(lambda _url, _token: Blind(**vars(a_moodle())))

    page = client.post("/admin/moodle/new", data=CONNECT).text

    assert "Perannya di Moodle belum cukup." in page
    assert "moodle/user:viewdetails" in page
    assert "Tidak satu pun dari 3 peserta" in page
    assert "moodle/user:viewalldetails" in page


def test_refused_the_form_keeps_what_was_typed_but_the_token() -> None:
    moodle = FakeMoodle(breaks_at=1, code="moodle-token")
    storage, client = empty(lambda _url, _token: moodle)
    reply = client.post("/admin/moodle/new", data={**CONNECT, "name": "BPSDM"})
    assert (reply.status_code, storage.tables.moodles) == (502, {})
    assert "Moodle tidak mengenal token ini." in reply.text
    assert CONNECT["url"] in reply.text
    assert 'value="BPSDM"' in reply.text
    assert CONNECT["token"] not in reply.text


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1",
        "https://127.0.0.1",
        "https://169.254.169.254/latest",
        "https://[::1]",
        "https://10.0.0.7",
        "file:///etc/passwd",
        "gopher://moodle.example",
        "https://user:word@10.0.0.7",
    ],
)
def test_an_address_inside_the_network_is_never_called(address: str) -> None:
    way_out = PlatformConnection(allow_private_hosts=frozenset())
    storage, client = empty(lambda url, token: MoodleServices(way_out, url, token))
    reply = client.post("/admin/moodle/new", data={**CONNECT, "url": address})
    assert reply.status_code == 502
    assert "tidak boleh dihubungi" in reply.text
    assert not storage.tables.moodles


@pytest.mark.parametrize("missing", ["", *TRUST])
def test_id_numbers_are_trusted_only_once_all_of_it_is_confirmed(missing: str) -> None:
    storage, _, client = opened(trusts_idnumber=False)
    form = {name: value for name, value in TRUST.items() if name != missing}
    assert "Lock value (ID number)" in client.get("/admin/moodle/m-1/trust").text

    reply = client.post("/admin/moodle/m-1/trust", data=form)

    assert reply.status_code == (422 if missing else 303)
    assert storage.tables.moodles["m-1"].trusts_idnumber is not bool(missing)
    if not missing:
        client.post("/admin/moodle/m-1/distrust")
        assert not storage.tables.moodles["m-1"].trusts_idnumber


def test_ended_it_forgets_its_token_once_that_is_confirmed() -> None:
    storage, _, client = opened()
    assert client.post("/admin/moodle/m-1/end").status_code == 422
    assert client.post("/admin/moodle/m-1/end", data={"sure": "1"}).status_code == 303
    assert storage.tables.moodles["m-1"].token == ""
    page = client.get("/admin/moodle/m-1").text
    assert "Tidak dibaca lagi" in page
    assert "Baca sekarang" not in page
    assert "tidak dibaca lagi" in client.get("/admin/moodle").text


def test_courses_tell_what_they_would_give_and_search_finds_them() -> None:
    _, _, client = opened()
    page = client.get("/admin/moodle/m-1/courses").text
    assert "<b>0 dari 2</b> kursus dipetakan." in page
    assert "JP bagi 1 orang, bukti bagi 0 orang" in page
    page = client.get("/admin/moodle/m-1/courses?q=tatap").text
    assert "Tatap muka" in page
    assert "Kearsipan Dasar" not in page


def test_a_mapping_is_tried_saved_applied_and_taken_back() -> None:
    storage, ports, client = opened()
    address = f"{COURSE}/0"

    tried = client.post(address, data=SIX).text
    assert "Bila disimpan: 1 catatan JP dan 0 bukti" in tried
    assert 'name="hours" value="6"' in tried
    assert hours(ports) == []
    saved = client.post(address, data={**SIX, "do": "save"}, follow_redirects=True)
    assert "Pemetaan disimpan dan diterapkan: 1 catatan JP" in saved.text
    assert "6 JP jalur B3" in saved.text
    assert hours(ports) == [(Decimal(6), JpState.RECOGNISED)]
    back = {"revision": "0", "seen": "1"}
    assert client.post(f"{address}/restore", data=back).status_code == 303
    assert hours(ports) == [(Decimal(6), JpState.WITHDRAWN)]
    assert client.post(f"{address}/restore", data={"revision": "1", "seen": "2"})
    assert hours(ports) == [(Decimal(6), JpState.RECOGNISED)]
    assert client.post(f"{address}/end", data={"seen": "3"}).status_code == 303
    assert hours(ports) == [(Decimal(6), JpState.WITHDRAWN)]
    assert "Berlakukan lagi revisi 3" in client.get(address).text
    actions = [one.action for one in storage.tables.audit]
    assert actions.count("moodle.mapped") + actions.count("moodle.mapping-ended") == 4


def test_a_page_of_before_does_not_overwrite_what_somebody_else_said() -> None:
    storage, _, client = opened()
    client.post(f"{COURSE}/0", data={**SIX, "do": "save"})
    other = {**SIX, "hours": "9", "do": "save"}
    reply = client.post(f"{COURSE}/0", data=other)
    assert reply.status_code == 409
    assert 'name="hours" value="9"' in reply.text
    assert len(storage.tables.moodle_mappings) == 1


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({}, "Pilih program, isi JP, atau sebut kompetensi"),
        ({"hours": "enam", "route": "B3"}, "misalnya 7,5"),
        ({"hours": "1e9", "route": "B3"}, "misalnya 7,5"),
        ({"hours": "NaN", "route": "B3"}, "misalnya 7,5"),
        ({"hours": "6"}, "JP memerlukan jalurnya."),
        ({"route": "B3"}, "Isi JP-nya, atau kosongkan jalurnya."),
        ({"route": "Z9", "hours": "1"}, "Jalur ini tidak berlaku"),
        ({"programme": "HANTU"}, "Program ini tidak ada."),
        ({"competency-1": "T-PB-01"}, "Pilih level 1 sampai 5."),
        ({"competency-1": "X", "level-1": "2", "kind-1": "quiz"}, "tidak ada."),
        ({"competency-1": "T-PB-01", "level-1": "2", "kind-1": "x"}, "jenis buktinya"),
    ],
)
def test_what_cannot_be_mapped_is_said_and_nothing_is_saved(
    form: dict[str, str], words: str
) -> None:
    storage, _, client = opened()
    reply = client.post(f"{COURSE}/{QUIZ}", data={**form, "seen": "0", "do": "save"})
    assert reply.status_code == 422
    assert words in reply.text
    assert not storage.tables.moodle_mappings


def test_a_grade_becomes_evidence_of_the_competency_that_is_chosen() -> None:
    storage, _, client = opened()
    form = {"competency-1": "T-PB-01", "level-1": "2", "kind-1": "quiz", "seen": "0"}
    reply = client.post(
        f"{COURSE}/{QUIZ}", data={**form, "do": "save"}, follow_redirects=True
    )
    assert "bukti T-PB-01 level 2" in reply.text
    (row,) = storage.tables.evidence.values()
    assert row.result == Decimal("0.8567")


def test_what_many_did_is_applied_by_the_worker_with_its_progress_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, ports, client = opened()
    monkeypatch.setattr(moodle_mapping, "AT_ONCE", 0)
    saved = client.post(
        f"{COURSE}/0", data={**SIX, "do": "save"}, follow_redirects=True
    )
    assert "sedang diterapkan" in saved.text
    assert 'http-equiv="refresh"' in saved.text
    run = re.search(r'href="(/admin/moodle/m-1/runs/[^"]+)"', saved.text)
    assert run
    assert "Sedang diterapkan: 0 orang" in client.get(run[1]).text
    assert work_on_moodles(ports=ports)
    assert "dihitung ulang untuk 1 orang" in client.get(run[1]).text
    assert hours(ports) == [(Decimal(6), JpState.RECOGNISED)]


def test_accounts_that_wait_are_linked_searched_dismissed_and_reopened() -> None:
    _, ports, client = opened(trusts_idnumber=False)
    client.post(f"{COURSE}/0", data={**SIX, "do": "save"})
    page = client.get("/admin/moodle/m-1/people").text
    assert "3 akun menunggu keputusan Anda." in page
    assert "Nomor ID belum dipercaya" in page
    assert LEARNER.nip not in page
    one = "/admin/moodle/m-1/people/3"
    assert "Pegawai 003" in client.get(f"{one}?q=pegawai+003").text
    assert "Tidak ada pegawai seperti itu." in client.get(f"{one}?q=zzz").text

    linked = client.post(f"{one}/link", data={"person": LEARNER.id})
    assert linked.status_code == 303
    assert hours(ports) == [(Decimal(6), JpState.RECOGNISED)]
    assert "Milik Pegawai 022" in client.get(one).text
    client.post(f"{one}/dismiss")
    assert hours(ports) == [(Decimal(6), JpState.WITHDRAWN)]
    assert "Bukan pegawai di sini" in client.get(one).text
    client.post(f"{one}/reopen")
    assert "Nomor ID belum dipercaya" in client.get(one).text
    assert client.post(f"{one}/link", data={"person": "p-9"}).status_code == 404


def test_all_exact_ones_are_linked_in_one_act_and_undone_in_one() -> None:
    storage, _, client = opened(trusts_idnumber=False)
    page = client.post("/admin/moodle/m-1/people/exact", follow_redirects=True).text
    act = re.search(r'name="act" value="([^"]+)"', page)
    assert act
    assert "3 akun ditautkan." in page
    undo = {"act": act[1]}
    assert client.post("/admin/moodle/m-1/people/undo", data=undo).status_code == 303
    assert {one.person_id for one in storage.tables.moodle_accounts.values()} == {None}
    assert client.post("/admin/moodle/m-1/people/undo", data=undo).status_code == 409


def test_a_trial_and_a_reading_are_asked_for_shown_and_undone() -> None:
    storage, ports, client = opened(was_read=False)
    runs = "/admin/moodle/m-1/runs"
    trial = client.post(runs, data={"kind": "trial"}).location
    assert "Menunggu pekerja layanan." in client.get(trial).text
    assert client.post(runs, data={"kind": "new"}).status_code == 409
    work_on_moodles(ports=ports)
    page = client.get(trial).text
    assert "Percobaan, tidak ada yang disimpan: 5 kepesertaan di 2 kursus" in page
    assert "Batalkan pembacaan" not in page
    assert not storage.tables.moodle_observations

    run = client.post(runs, data={"kind": "full"}).location
    work_on_moodles(ports=ports)
    assert "5 kepesertaan di 2 kursus terbaca" in client.get(run).text
    assert client.post(f"{run}/undo").status_code == 422
    assert client.post(f"{run}/undo", data={"sure": "1"}).status_code == 303
    assert "Pembacaan ini sudah dibatalkan." in client.get(run).text
    assert client.post(f"{run}/undo", data={"sure": "1"}).status_code == 409
    assert client.post(runs, data={"kind": "?"}).status_code == 400


def test_what_was_refused_is_told_by_course_and_person() -> None:
    moodle = a_moodle()
    storage, ports, client = opened(moodle)
    moodle.refuses[4] = "moodle-enrolment"
    assert isinstance(ports.clock, FakeClock)
    ports.clock.advance(minutes=1)
    client.post("/admin/moodle/m-1/runs", data={"kind": "full"})
    work_on_moodles(ports=ports)
    (run,) = [one for one in storage.tables.moodle_runs.values() if one.is_full]
    page = client.get(f"/admin/moodle/m-1/runs/{run.id}").text
    assert run.state is RunState.DONE
    assert "Orang itu tidak lagi menjadi peserta kursus tersebut" in page
    assert "Pegawai 009" in page
    assert "Tatap muka" in page


def test_a_run_of_another_moodle_is_not_found_under_this_one() -> None:
    storage, _, client = opened()
    other = replace(storage.tables.moodles["m-1"], id="m-2", url="https://lain.example")
    storage.tables.moodles["m-2"] = other
    (run,) = storage.tables.moodle_runs.values()
    for address in (f"/admin/moodle/m-2/runs/{run.id}", "/admin/moodle/m-9"):
        assert client.get(address).status_code == 404
    address = f"/admin/moodle/m-2/runs/{run.id}/undo"
    assert client.post(address, data={"sure": "1"}).status_code == 404


def test_asked_now_it_says_what_its_token_may_do_or_why_it_is_refused() -> None:
    moodle = a_moodle()
    _, _, client = opened(moodle)
    assert "menjawab sebagai wsuser" in client.post("/admin/moodle/m-1/check").text
    moodle.breaks_at, moodle.code = moodle.requests + 1, "moodle-token"
    reply = client.post("/admin/moodle/m-1/check")
    assert (reply.status_code, "tidak mengenal token" in reply.text) == (502, True)
    moodle.breaks_at = moodle.requests + 1
    reply = client.post("/admin/moodle/m-1/courses")
    assert reply.status_code == 502
    moodle.breaks_at = moodle.requests + 1
    assert client.post(COURSE).status_code == 502
    assert client.post(COURSE).status_code == 303
