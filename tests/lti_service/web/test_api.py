"""``/api/v1``: what other systems may read and write, and what they may not."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from lti_service.app import create_app
from lti_service.domain.agency_plan import PlanAct, PlanStep
from lti_service.domain.api_token import Replay, Scope
from lti_service.domain.grant import Role
from lti_service.domain.individual_plan import IndividualPlanState
from lti_service.domain.learning_hours import JpState
from lti_service.domain.organisation import Person
from lti_service.domain.registration import secret_hash
from lti_service.ports import Ports
from lti_service.settings import read_settings
from lti_service.use_cases.api import feed
from lti_service.use_cases.api.token import make_token, revoke_token
from lti_service.web import limit
from lti_service.web.api import operations
from lti_service.web.token import Bearer
from tests import service_factories as made
from tests.fakes import MORNING, FakeClock, FakeStorage
from tests.lti_service.course_release import packed
from tests.lti_service.office import (
    ADMIN,
    ASSESSOR,
    BOSS,
    LEARNER,
    NIP,
    OTHER_NIP,
    PEOPLE,
    account_of,
    browser,
    evidence,
    give,
    keep,
    office,
)
from tests.lti_service.use_cases.learning.given import two_questions

SETTINGS = read_settings({"SECRET_KEY": "x" * 32})
OUTSIDER = Person("p-outsider", "Pegawai 099", "192701011947011099", "PNS", "luar@x.id")
SHOWN = {
    "person": LEARNER.id,
    "competency": "T-PB-01",
    "level": 2,
    "kind": "assignment",
    "result": 0.8,
    "observed_on": "2026-11-02",
    "source": "SIMPEG 12",
}
LEARNED = {
    "nip": NIP,
    "activity": "Seminar kebencanaan",
    "route": "B6",
    "since": "2026-11-02",
    "until": "2026-11-03",
    "amount": 2,
    "proof": "No. 12/2026",
}


@dataclass
class System:
    """Another system, with a token of its own."""

    storage: FakeStorage
    ports: Ports
    clock: FakeClock
    client: Any
    secret: str
    token_id: str

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        key: str = "",
        match: str = "",
        known: str = "",
        secret: str | None = None,
        data: bytes | None = None,
    ) -> TestResponse:
        names = {
            "Authorization": f"Bearer {self.secret if secret is None else secret}",
            "Idempotency-Key": key,
            "If-Match": match,
            "If-None-Match": known,
        }
        answer: TestResponse = self.client.open(
            f"/api/v1{path}",
            method=method,
            json=body,
            data=data,
            content_type="application/zip" if data is not None else None,
            headers={name: text for name, text in names.items() if text},
        )
        return answer

    def get(self, path: str, **words: Any) -> Any:
        answer = self.ask("GET", path, **words)
        assert answer.status_code == 200, answer.text
        return answer.get_json()

    def other(self, *scopes: Scope, unit: str = "", actor: str = "cli") -> "System":
        token, secret = make_token(
            "Lain",
            scopes or list(Scope),
            days=30,
            unit_code=unit,
            actor=actor,
            ports=self.ports,
        )
        return replace(self, secret=secret, token_id=token.id)


@pytest.fixture
def system() -> System:
    """A system of the administrator's that may do everything."""
    clock = FakeClock()
    storage, ports = office(clock=clock)
    tables = storage.tables
    tables.units["DINAS"] = made.unit(code="DINAS", name="Dinas", parent_code="")
    tables.people[OUTSIDER.id] = OUTSIDER
    tables.postings[OUTSIDER.id, date(2026, 1, 5)] = made.posting(
        person_id=OUTSIDER.id, unit_code="DINAS", position_code="STAF"
    )
    client = create_app(ports, SETTINGS).test_client()
    bare = System(storage, ports, clock, client, "", "")
    return bare.other(actor=account_of(ADMIN).id)


def refused(answer: TestResponse) -> tuple[int, str]:
    assert answer.mimetype == "application/problem+json", answer.text
    problem = answer.get_json()
    assert problem["status"] == answer.status_code
    assert problem["type"].endswith(f"/api/v1/docs#{problem['code']}")
    return answer.status_code, problem["code"]


def wrong(answer: TestResponse) -> list[tuple[str, str]]:
    refused(answer)
    return [(one["pointer"], one["code"]) for one in answer.get_json()["errors"]]


# ---- tokens ----------------------------------------------------------------------------


def test_a_nip_is_masked_and_an_address_left_out_unless_the_token_may_see_them(
    system: System,
) -> None:
    narrow = system.other(Scope.PEOPLE_READ)
    for path in ("/people", f"/people/{OUTSIDER.id}"):
        shown = narrow.ask("GET", path).text
        assert OUTSIDER.nip not in shown
        assert OUTSIDER.nip[-4:] in shown
        assert OUTSIDER.email not in shown
        shown = system.ask("GET", path).text
        assert OUTSIDER.nip in shown
        assert OUTSIDER.email in shown


@pytest.mark.parametrize(
    "secret", ["", "lsv1_tidak-dikenal", "\x00"], ids=["none", "unknown", "odd"]
)
def test_without_a_good_token_nothing_opens(system: System, secret: str) -> None:
    answer = system.client.get(
        "/api/v1/people", headers={"Authorization": f"Bearer {secret!r}"}
    )
    assert refused(answer) == (401, "api-token-invalid")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_revoked_token_and_one_that_is_over_open_nothing(system: System) -> None:
    revoked = system.other()
    revoke_token(revoked.token_id, ports=system.ports)
    assert refused(revoked.ask("GET", "/people")) == (401, "api-token-invalid")
    system.clock.advance(days=30)
    assert refused(system.ask("GET", "/people")) == (401, "api-token-expired")


def test_the_players_token_opens_nothing_here_nor_this_one_there(
    system: System,
) -> None:
    player = system.client.application.extensions["tokens"].make(
        Bearer(account_of(ADMIN).id, counts=True)
    )
    assert refused(system.ask("GET", "/people", secret=player))[0] == 401
    there = system.client.get(
        "/api/attempts/t-1", headers={"Authorization": f"Bearer {system.secret}"}
    )
    assert (there.status_code, there.get_json()["code"]) == (401, "token-invalid")


@pytest.mark.parametrize("operation", operations.all, ids=lambda one: one.name)
def test_all_scopes_but_its_own_do_not_open_an_operation(
    system: System, operation: Any
) -> None:
    others = system.other(*(scope for scope in Scope if scope is not operation.scope))
    path = re.sub(r"<int:\w+>", "2026", operation.path)

    answer = others.ask(operation.method, re.sub(r"<\w+>", "x", path), {})

    assert refused(answer) == (403, "api-scope-missing")
    assert answer.get_json()["required_scope"] == operation.scope


def test_a_use_is_kept_to_the_minute_and_a_secret_never(system: System) -> None:
    system.get("/people")
    first = system.storage.tables.api_tokens[system.token_id].last_used_at
    system.clock.advance(seconds=59)
    system.get("/people")
    kept = system.storage.tables.api_tokens[system.token_id]
    assert kept.last_used_at == first == MORNING
    system.clock.advance(seconds=1)
    system.get("/people")
    kept = system.storage.tables.api_tokens[system.token_id]
    assert kept.last_used_at == MORNING + timedelta(minutes=1)
    assert system.secret not in repr(vars(kept) if hasattr(kept, "__dict__") else kept)
    assert kept.secret_hash == secret_hash(system.secret)


def test_each_token_is_counted_by_itself(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limit, "USUAL", "2 per minute")
    monkeypatch.setattr("time.time", lambda: 1_800_000_000.0)
    system.client = create_app(system.ports, SETTINGS).test_client()
    other = system.other()
    asked = [system.ask("GET", "/people") for _ in range(3)]
    assert [one.status_code for one in asked] == [200, 200, 429]
    assert refused(asked[-1]) == (429, "too-often")
    assert asked[-1].headers["Retry-After"]
    other.get("/people")


# ---- one unit --------------------------------------------------------------------------


def test_a_token_for_a_unit_reads_its_people_alone(system: System) -> None:
    unit = system.other(unit="PEMDA")
    keep(system.storage, evidence("e-1"), evidence("e-2", person_id=OUTSIDER.id))
    system.storage.tables.hours += [
        made.jp_entry(id="jp-1", person_id=OUTSIDER.id, record="import:1"),
        made.jp_entry(id="jp-2", person_id=LEARNER.id, record="import:2"),
    ]
    assert {one["id"] for one in unit.get("/people")["items"]} == {p.id for p in PEOPLE}
    assert refused(unit.ask("GET", f"/people/{OUTSIDER.id}")) == (404, "unknown-person")
    for path in ("/evidence", "/learning-hours"):
        assert [one["person"] for one in unit.get(path)["items"]] == [LEARNER.id]
        assert len(system.get(path)["items"]) == 2


@pytest.mark.parametrize(
    ("path", "row"),
    [
        ("/evidence", {**SHOWN, "person": OUTSIDER.id}),
        ("/learning-hours", {**LEARNED, "nip": OUTSIDER.nip}),
        ("/learning-hours", {**LEARNED, "nip": "199001012015011001"}),
        ("/completions", {"person": OUTSIDER.id, "batch": "PB-01-A"}),
        ("/people", {"nip": NIP, "name": "Pegawai"}),
    ],
    ids=["evidence", "hours", "unknown", "completion", "people"],
)
def test_a_token_for_a_unit_writes_of_nobody_else(
    system: System, path: str, row: Mapping[str, object]
) -> None:
    unit = system.other(unit="PEMDA")
    before = len(system.storage.tables.audit)
    answer = unit.ask("POST", path, {"items": [row]})
    assert refused(answer) == (403, "api-token-narrow")
    assert len(system.storage.tables.audit) == before


def test_what_belongs_to_no_unit_needs_a_token_for_everybody(system: System) -> None:
    unit = system.other(unit="PEMDA")
    for answer in (
        unit.ask("GET", "/plans/2026"),
        unit.ask("POST", "/releases", data=packed(two_questions())),
    ):
        assert refused(answer) == (403, "api-token-narrow")


# ---- reading ---------------------------------------------------------------------------


def test_pages_have_everybody_once_and_resume_has_who_came_since(
    system: System,
) -> None:
    seen, path = [], "/people?limit=2"
    while True:
        page = system.get(path)
        seen += [one["id"] for one in page["items"]]
        if page["next"] is None:
            break
        path = f"/people?limit=2&cursor={page['next']}"
    assert seen == sorted(p.id for p in (*PEOPLE, OUTSIDER))
    system.storage.tables.people["p-z"] = replace(OUTSIDER, id="p-z", nip="")
    later = system.get(f"/people?cursor={page['resume']}")
    assert [one["id"] for one in later["items"]] == ["p-z"]


def test_a_ledger_is_read_on_and_completions_come_in_the_order_of_time(
    system: System,
) -> None:
    keep(system.storage, *(evidence(f"e-{n}") for n in range(3)))
    first = system.get("/evidence?limit=2")
    assert [one["id"] for one in first["items"]] == ["e-0", "e-1"]
    then = system.get(f"/evidence?cursor={first['next']}")
    assert [one["id"] for one in then["items"]] == ["e-2"]
    assert then["next"] is None
    assert system.get(f"/evidence?cursor={then['resume']}")["items"] == []


def test_a_request_looks_through_no_more_than_so_many_rows(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "_AT_ONCE", 1)
    monkeypatch.setattr(feed, "_LOOKED_THROUGH", 2)
    unit = system.other(unit="PEMDA")
    whose = [OUTSIDER, OUTSIDER, OUTSIDER, LEARNER, OUTSIDER, LEARNER]
    for n, person in enumerate(whose):
        keep(system.storage, evidence(f"e-{n}", person_id=person.id))
    pages, path = [], "/evidence?limit=1"
    while True:
        page = unit.get(path)
        pages.append([row["id"] for row in page["items"]])
        if page["next"] is None:
            break
        path = f"/evidence?limit=1&cursor={page['next']}"
    assert pages == [[], ["e-3"], ["e-5"], []]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/people?limit=0", "/limit"),
        ("/people?limit=201", "/limit"),
        ("/people?nip=1", "/nip"),
        ("/people?limit=1&limit=2", "/limit"),
        ("/people?cursor=MTIz", "/cursor"),  # a number, of another listing
        ("/evidence?cursor=Ing", "/cursor"),  # a text that does not end
        ("/completions?cursor=WyI5OTk5LTEyLTMxVDIzOjU5OjU5LTEyOjAwIiwieCJd", "/cursor"),
        ("/individual-plans", "/year"),
        ("/individual-plans?year=1", "/year"),
    ],
)
def test_an_address_that_is_not_understood_says_where(
    system: System, path: str, place: str
) -> None:
    answer = system.ask("GET", path)
    assert refused(answer) == (400, "api-query-invalid")
    assert {pointer for pointer, _ in wrong(answer)} == {place}


def test_what_did_not_change_is_not_sent_again(system: System) -> None:
    tag = system.ask("GET", f"/people/{LEARNER.id}").headers["ETag"]
    again = system.ask("GET", f"/people/{LEARNER.id}", known=f'"other", W/{tag}')
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    people = system.storage.tables.people
    people[LEARNER.id] = replace(LEARNER, name="Nama Baru")
    assert system.ask("GET", f"/people/{LEARNER.id}", known=tag).status_code == 200


def test_who_read_one_person_is_told_to_them_and_a_list_is_not(system: System) -> None:
    system.get("/people")
    assert system.storage.tables.access_views == []
    system.get(f"/people/{LEARNER.id}")
    client = browser(system.ports, system.storage, account_of(LEARNER))
    page = client.get("/me/access").text
    assert "Data lewat API" in page
    assert "Lain" in page


def test_a_persons_draft_of_a_plan_is_told_nobody(system: System) -> None:
    proposed = made.individual_plan(
        person_id=LEARNER.id,
        year=2026,
        state=IndividualPlanState.PROPOSED,
        supervisor_id=BOSS.id,
        items=(made.individual_item(activity="Coaching"),),
    )
    draft = replace(
        proposed,
        id="rpi-2",
        row=proposed.row + 1,
        state=IndividualPlanState.DRAFT,
        supervisor_id=None,
        items=(made.individual_item(activity="Rahasia"),),
    )
    alone = replace(draft, id="rpi-3", person_id=BOSS.id)
    system.storage.tables.individual_plans += [proposed, draft, alone]
    (found,) = system.get("/individual-plans?year=2026")["items"]
    assert (found["person"], found["state"]) == (LEARNER.id, "proposed")
    assert [item["activity"] for item in found["items"]] == ["Coaching"]


# ---- writing ---------------------------------------------------------------------------


def test_people_come_and_change_by_nip_and_the_same_again_is_nothing(
    system: System,
) -> None:
    row = {
        "nip": "199001012015011001",
        "name": "Pegawai Baru",
        "employment_type": "PNS",
        "unit_code": "KEC",
        "position_code": "STAF",
        "since": "2026-11-01",
    }
    tried = system.ask("POST", "/people?dry_run=true", {"items": [row]}).get_json()
    assert (tried["added"], tried["written"]) == (1, False)
    assert system.ask("POST", "/people", {"items": [row]}).get_json()["written"]
    again = system.ask("POST", "/people", {"items": [row]}).get_json()
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, 1)
    (new,) = (p for p in system.get("/people")["items"] if p["nip"] == row["nip"])
    assert (new["unit_code"], new["position_code"]) == ("KEC", "STAF")
    (entry, *_) = [
        e for e in system.storage.tables.audit if e.action == "import.people"
    ]
    assert entry.actor == f"token:{system.token_id}"


def test_nothing_is_kept_where_one_row_is_wrong_and_each_is_named(
    system: System,
) -> None:
    rows = [LEARNED, {**LEARNED, "nip": "199013012015011001"}]
    answer = system.ask("POST", "/learning-hours", {"items": rows})
    assert refused(answer) == (422, "api-rows-refused")
    assert ("/items/1/nip", "nip-invalid") in wrong(answer)
    assert not any(pointer.startswith("/items/0") for pointer, _ in wrong(answer))
    assert system.storage.tables.hours == []


@pytest.mark.parametrize(
    ("path", "row", "place"),
    [
        ("/learning-hours", {**LEARNED, "proof": " "}, "/items/0/proof"),
        ("/learning-hours", {**LEARNED, "amount": 0}, "/items/0/amount"),
        ("/learning-hours", {**LEARNED, "state": "recognised"}, "/items/0/state"),
        ("/learning-hours", {**LEARNED, "person": LEARNER.id}, "/items/0"),
        ("/evidence", {**SHOWN, "level": 6}, "/items/0/level"),
        ("/evidence", {**SHOWN, "result": "NaN"}, "/items/0/result"),
        ("/evidence", {**SHOWN, "activity": "a\u0000b"}, "/items/0/activity"),
        ("/people", {"nip": 199001012015011001, "name": "A"}, "/items/0/nip"),
        ("/people", {"nip": "1.98E+17", "name": "A"}, "/items/0/nip"),
    ],
)
def test_a_body_that_does_not_fit_says_where(
    system: System, path: str, row: Mapping[str, object], place: str
) -> None:
    answer = system.ask("POST", path, {"items": [row]})
    assert refused(answer) == (422, "api-invalid")
    assert [pointer for pointer, _ in wrong(answer)] == [place]


@pytest.mark.parametrize(
    ("body", "kind", "expected"),
    [
        (b"{", "application/json", (422, "api-invalid")),
        (b"[" * 90_000, "application/json", (422, "api-invalid")),
        (b"\xff", "application/json", (422, "api-invalid")),
        (b"{}", "text/plain", (415, "api-media-type")),
        (b" " * 300_000, "application/json", (413, "too-large")),
    ],
    ids=["broken", "deep", "no text", "type", "large"],
)
def test_a_body_that_is_none_is_refused(
    system: System, body: bytes, kind: str, expected: tuple[int, str]
) -> None:
    answer = system.client.post(
        "/api/v1/evidence",
        data=body,
        content_type=kind,
        headers={"Authorization": f"Bearer {system.secret}"},
    )
    assert refused(answer) == expected


def test_evidence_is_appended_and_never_replaced(system: System) -> None:
    def send(**changes: object) -> Any:
        body = {"items": [{**SHOWN, **changes}]}
        return system.ask("POST", "/evidence", body).get_json()

    assert send()["added"] == 1
    assert send()["unchanged"] == 1
    assert send(result=0.9)["changed"] == 1
    assert send(result=0.9, state="withdrawn")["changed"] == 1
    rows = system.get("/evidence")["items"]
    assert [(row["revision"], row["state"]) for row in rows] == [
        (1, "submitted"),
        (2, "submitted"),
        (3, "withdrawn"),
    ]
    assert len({row["record"] for row in rows}) == 1
    assert {system.ask(m, "/evidence").status_code for m in ("PUT", "DELETE")} == {405}


def test_nobody_is_their_own_assessor(system: System) -> None:
    body = {"items": [{**SHOWN, "assessor_nips": [OTHER_NIP, NIP]}]}
    answer = system.ask("POST", "/evidence", body)
    assert wrong(answer) == [("/items/0/assessor_nips", "self-named")]


def test_hours_wait_for_a_verifier_whatever_token_brought_them(system: System) -> None:
    assert (
        system.ask("POST", "/learning-hours", {"items": [LEARNED]}).status_code == 200
    )
    (entry,) = system.storage.tables.hours
    assert (entry.state, entry.verifier_id, entry.proof) == (
        JpState.SUBMITTED,
        None,
        LEARNED["proof"],
    )
    give(system.storage, Role.VERIFIER, ASSESSOR)
    client = browser(system.ports, system.storage, account_of(ASSESSOR))
    assert "Seminar kebencanaan" in client.get("/admin/hours").text
    assert system.ask("POST", "/learning-hours", {"items": [LEARNED]}).get_json()[
        "unchanged"
    ]


def test_completions_are_in_the_makers_name_who_cannot_complete_their_own(
    system: System,
) -> None:
    tables = system.storage.tables
    tables.programmes["PB-01", 1] = made.programme()
    tables.batches["PB-01-A", 1] = made.batch()
    own = {"person": ADMIN.id, "batch": "PB-01-A", "completed_on": "2026-11-20"}
    answer = system.ask("POST", "/completions", {"items": [own]})
    assert wrong(answer) == [("/items/0/nip", "self-named")]
    done = {**own, "person": LEARNER.id}
    assert system.ask("POST", "/completions", {"items": [done]}).status_code == 200
    (entry,) = system.storage.tables.hours
    assert (entry.state, entry.verifier_id) == (JpState.RECOGNISED, ADMIN.id)
    (found,) = system.get("/completions")["items"]
    assert (found["person"], found["kind"]) == (LEARNER.id, "programme")
    assert (found["batch"], found["completed_on"]) == ("PB-01-A", "2026-11-20")


# ---- changes ---------------------------------------------------------------------------


def test_a_change_needs_what_was_read_and_is_refused_where_it_is_no_more(
    system: System,
) -> None:
    path = f"/people/{LEARNER.id}"
    tag = system.ask("GET", path).headers["ETag"]
    change = {"name": "Pegawai Dua Dua"}
    assert refused(system.ask("PATCH", path, change)) == (
        428,
        "api-precondition-missing",
    )
    done = system.ask("PATCH", path, change, match=tag)
    assert done.get_json()["name"] == change["name"]
    stale = system.ask("PATCH", path, {"active": False}, match=tag)
    assert refused(stale) == (412, "api-precondition-failed")
    assert system.storage.tables.people[LEARNER.id].active
    fresh = system.ask("PATCH", path, {"active": False}, match=done.headers["ETag"])
    assert fresh.get_json()["active"] is False
    changed = [e for e in system.storage.tables.audit if e.action == "person.changed"]
    assert {entry.actor for entry in changed} == {f"token:{system.token_id}"}


def test_a_plan_item_is_made_once_under_its_key(system: System) -> None:
    item = {"competency": "T-PB-01", "level": 2, "people": 4}

    def send(key: str, **changes: object) -> TestResponse:
        return system.ask("POST", "/plans/2027/items", {**item, **changes}, key=key)

    assert refused(send("")) == (400, "api-key-missing")
    # Refused, the key is free for the request as it should have been.
    assert refused(send("k-1", competency="X-99")) == (422, "api-rows-refused")
    made_once = send("k-1")
    assert made_once.status_code == 201
    assert made_once.headers["Location"].endswith(made_once.get_json()["id"])
    again = send("k-1")
    assert again.data == made_once.data
    assert again.headers["Location"] == made_once.headers["Location"]
    assert refused(send("k-1", people=5)) == (422, "api-key-reused")
    assert len(system.storage.tables.plan_items) == 1
    system.clock.advance(hours=24, seconds=1)
    assert send("k-1").get_json()["id"] != made_once.get_json()["id"]


def test_a_key_that_was_broken_off_is_not_tried_again_by_itself(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    def begun(_api: object, replay: Replay) -> bool:
        system.storage.tables.api_replays[replay.token_id, replay.key] = replay
        return False

    monkeypatch.setattr("tests.fakes.api.FakeApi.begin_replay", begun)
    monkeypatch.setattr(
        "tests.fakes.api.FakeApi.replay",
        lambda _api, token, key: system.storage.tables.api_replays[token, key],
    )
    body = {"competency": "T-PB-01", "level": 2}
    answer = system.ask("POST", "/plans/2027/items", body, key="k")
    assert refused(answer) == (409, "api-key-pending")


def test_a_plan_keeps_its_rules(system: System) -> None:
    item = made.plan_item()
    system.storage.tables.plan_items.append(item)
    path = f"/plans/2026/items/{item.id}"
    tag = system.ask("GET", path).headers["ETag"]
    step = PlanStep("s-1", 2026, 1, PlanAct.SUBMITTED, "", None, "", "a-boss", MORNING)
    system.storage.tables.plan_steps.append(step)
    waits = system.ask("PATCH", path, {"people": 9}, match=tag)
    assert refused(waits) == (409, "plan-submitted")
    decided = replace(
        step,
        id="s-2",
        number=2,
        act=PlanAct.DECIDED,
        document_no="800/1",
        document_date=date(2026, 11, 1),
    )
    system.storage.tables.plan_steps.append(decided)
    bare = system.ask("PATCH", path, {"people": 9}, match=tag)
    assert refused(bare) == (422, "revision-reason-missing")
    body = {"people": 9, "organiser": None, "reason": "Peserta bertambah"}
    done = system.ask("PATCH", path, body, match=tag).get_json()
    assert (done["people"], done["organiser"]) == (9, None)
    assert done["missing"] == ["organiser"]
    (revision,) = system.storage.tables.plan_revisions
    assert revision.by == f"token:{system.token_id}"
    spent = {"amount": 100, "spent_on": "2026-11-02", "note": "Kuitansi 1"}
    system.ask("POST", f"{path}/spendings", spent, key="s")
    system.ask("POST", f"{path}/spendings", spent, key="s")
    plan = system.get("/plans/2026")
    assert plan["spent"] == {item.id: 100}
    assert (plan["state"], plan["document_no"]) == ("decided", "800/1")


def test_a_release_is_a_draft_that_an_author_publishes(system: System) -> None:
    content = packed(two_questions(version="3.0"))
    first = system.ask("POST", "/releases", data=content)
    again = system.ask("POST", "/releases", data=content)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.get_json() | {"new": False} == again.get_json()
    assert system.get("/releases")["items"] == []
    assert refused(system.ask("POST", "/releases", data=b"bukan zip"))[0] == 422
    give(system.storage, Role.AUTHOR, ADMIN)
    page = browser(system.ports, system.storage, account_of(ADMIN)).get("/author").text
    assert "Lain" in page


def test_what_a_token_did_is_in_the_trail_by_its_name(system: System) -> None:
    system.ask("POST", "/evidence", {"items": [SHOWN]})
    give(system.storage, Role.AUDITOR, ADMIN)
    client = browser(system.ports, system.storage, account_of(ADMIN))
    page = client.get("/reports/audit").text
    assert "import.evidence" in page
    assert "Lain" in page


# ---- administrators' page --------------------------------------------------------------


def test_a_token_is_shown_once_and_revoked_after_a_word(system: System) -> None:
    client = browser(system.ports, system.storage, account_of(ADMIN))
    form = {"name": "Dasbor", "unit": "PEMDA", "days": "30", "scope": ["people:read"]}
    page = client.post("/admin/api", data=form).text
    found = re.search(r"lsv1_[\w-]{43}", page)
    assert found
    (token, *_) = (
        t for t in system.storage.tables.api_tokens.values() if t.name == "Dasbor"
    )
    assert (token.unit_code, token.created_by) == ("PEMDA", account_of(ADMIN).id)
    listed = client.get("/admin/api").text
    assert "Dasbor" in listed
    assert found[0] not in listed
    assert found[0] not in repr(system.storage.tables)
    assert len(system.get("/people", secret=found[0])["items"]) == len(PEOPLE)
    url = f"/admin/api/{token.id}/revoke"
    assert client.post(url).status_code == 422
    assert client.post(url, data={"sure": "1"}).status_code == 303
    assert refused(system.ask("GET", "/people", secret=found[0]))[0] == 401
    assert client.post(url, data={"sure": "1"}).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", " ", "Token belum lengkap"),
        ("scope", [], "Token belum lengkap"),
        ("scope", ["people:delete"], "Token belum lengkap"),
        ("days", "367", "Token belum lengkap"),
        ("unit", "", "Belum dipilih di mana"),
        ("unit", "TIDAK-ADA", "Unit"),
    ],
)
def test_a_form_that_lacks_something_makes_no_token(
    system: System, field: str, value: object, code: str
) -> None:
    client = browser(system.ports, system.storage, account_of(ADMIN))
    form: dict[str, Any] = {
        "name": "Dasbor",
        "unit": "*",
        "days": "30",
        "scope": ["people:read"],
    }
    before = dict(system.storage.tables.api_tokens)
    page = client.post("/admin/api", data=form | {field: value})
    assert page.status_code in {404, 422}
    assert code in page.text
    assert system.storage.tables.api_tokens == before


def test_an_administrator_for_a_week_makes_no_token_for_a_month(
    system: System,
) -> None:
    (grant,) = (
        g for g in system.storage.tables.grants.values() if g.role is Role.ADMINISTRATOR
    )
    week = replace(grant, until=date(2026, 12, 1))
    system.storage.tables.grants[grant.id] = week
    client = browser(system.ports, system.storage, account_of(ADMIN))
    form = {"name": "Dasbor", "unit": "*", "days": "30", "scope": ["people:read"]}
    assert client.post("/admin/api", data=form).status_code == 403
    system.storage.tables.grants[grant.id] = grant
    assert client.post("/admin/api", data=form).status_code == 200


def test_the_documentation_needs_nothing_from_outside(system: System) -> None:
    page = system.client.get("/api/v1/docs").text
    for operation in operations.all:
        assert f'id="{operation.name}"' in page
    assert not re.search(r'(?:src|href)="https?://', page)
