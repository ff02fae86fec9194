"""Every route of the service: who may, with what, and who must be turned away.

A new route needs one entry in `ROUTES`, under its method and endpoint; ids in its address
that no other has go to `IDS`. The tests of headers, forms, tenants and the audit trail
then walk it as well: `tests/attacks/test_routes.py`, `test_tenants.py`, `test_audit.py`.
A page is also one word of `tests/attacks/roles.py`, which says what each role may see.
"""

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from lti_service.app import create_app
from lti_service.domain.grant import code_hash
from lti_service.settings import read_settings
from tests.attacks.credentials import KID
from tests.attacks.moodle import CHANGED_THERE, CONNECTED, LINKED_AT, MAPPED, RATED
from tests.attacks.needs import (
    DECIDE as NEEDS_DECIDED,
    JUDGED_AT,
    OPEN,
    STAGE,
    VALIDATED,
)
from tests.attacks.observing import SHEET, scores
from tests.attacks.plans import DECIDE, SUBMIT, WITHDRAW
from tests.attacks.world import (
    CODE,
    CONFIGURATION,
    INVITATION,
    MEDIA,
    OPEN_CODE,
    PEOPLE,
    SECRET,
    World,
)
from tests.fakes import fake_ports
from tests.lti_service.course_release import packed
from tests.lti_service.use_cases.learning.given import two_questions

IDS: Mapping[str, str | int] = {
    "attempt_id": "t-owner",
    "page_id": "m1/a",
    "account_id": "a-owner",
    "person_id": "p-owner",
    "competency_code": "T-PB-01",
    "name": "pages.css",
    "grant_id": "g-assessor",
    "platform_id": "p1",
    "moodle_id": "m-1",
    "moodle_course": 2,
    "activity": 0,
    "competency": 11,
    "user_id": 3,
    "run_id": "run-1",
    "link_id": "l-1",
    "entry_id": "jp-owner",
    "draft_id": "draft-1",
    "since": "2026-01-05",
    "code": "UNIT-A",
    "token": "token-owner",
    "objection_id": "o-owner",
    "need_id": "need-owner",
    "mandate_id": "mandate-1",
    "decision_id": "d-other-competency",
    "course_id": "siaga-bencana",
    "release_id": "r-older",
    "credential_id": "c-owner",
    "transcript_id": "tr-owner",
    "kid": KID,
    "number": 0,
    "year": 2026,
    "hand_in_id": "h-owner",
    "file_id": "file-owner",
    "mark_id": "mark-1",
    "plan_item_id": "plan-open",
    "token_id": "api-admin",
    "spending_id": "spending-1",
    "sheet_id": "sheet-1",
    "drill_id": "drill-1",
    "record": "r-own",
}
"""Values of the variables in addresses: what is the owner's, or an administrator's to see."""

ANYBODY = ""
"""Open to the world, and shows nothing of anybody's."""
SIGNED_IN = "owner"
"""Open to whoever launched; everybody sees what is their own."""

LEARNERS = frozenset({"mate", "other", "teacher", "admin"})
TEACHERS = frozenset({"owner", "teacher-of-another-deployment"}) | {
    "teacher-of-another-platform"
}
OTHERS = frozenset(PEOPLE)
"""Everybody but who may."""

Form = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Route:
    """How a route is asked.

    Attributes:
        who: Who may: `ANYBODY`, `SIGNED_IN`, or one of the world's `PEOPLE`.
        strangers: Who must be turned away, beside those who are not signed in.
        allowed: Of all people those who may open it too, and see but what is theirs.
        ids: Instead of those of `IDS`.
        query: What follows the address.
        form: Fields of an honest form, or how to make them.
        json: Body of an honest request, where it is no form.
        audit: ``""`` where an act leaves a row in the trail, else why it need not.
        no_csrf: Why it takes a form without a token of ours.
        status: Of the answer to an honest request, where it is no success.
    """

    who: str
    strangers: frozenset[str] = OTHERS
    allowed: frozenset[str] = frozenset()
    ids: Mapping[str, str | int] = field(default_factory=dict)
    query: str = ""
    form: Form | Callable[[World], Form] = field(default_factory=dict)
    json: object = None
    audit: str = ""
    no_csrf: str = ""
    status: int = 0

    def fields(self, world: World) -> Form | None:
        """Return the form of an honest request."""
        made = self.form(world) if callable(self.form) else self.form
        return made if self.json is None else None


def _decided(world: World) -> Form:
    page = world.ask("assessor", "GET", "/assess/p-owner/T-PB-01").text
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    assert seen
    return {
        "outcome": "achieved",
        "level": "2",
        "reason": "Terlihat di lapangan.",
        "seen": seen[1],
    }


_DRAFT = {"draft_id": "draft-waiting"}


def _offered(world: World) -> Form:
    with world.storage.reading() as uow:
        current = uow.releases.current("siaga-bencana")
    assert current
    return {"seen": current.id, "release": "r-older", "reason": "Kuncinya keliru."}


def _release_file(_world: World) -> Any:
    return {"file": (io.BytesIO(packed(two_questions(version="3.0"))), "rilis.zip")}


def _release_bytes(_world: World) -> Any:
    return packed(two_questions(version="3.0"))


def _answered_kind(world: World) -> Form:
    """Return the answer to all templates that were changed in a Moodle."""
    address = "/admin/moodle/m-1/push/answers?kind=template&state=ask&answer=theirs"
    seen = re.search(
        r'name="seen" value="([^"]*)"', world.ask("admin", "GET", address).text
    )
    assert seen
    asked = {"kind": "template", "state": "ask", "answer": "theirs"}
    return asked | {"seen": seen[1], "sure": "1"}


def _moodle_report(_world: World) -> Any:
    """Return an activity report of a Moodle, to be taken in."""
    content = b'"","ID number","Bacaan",""\n"Orang","1","Completed",""\n'
    return {
        "file": (io.BytesIO(content), "progress.csv"),
        "new_course": "Kelas",
        "do": "read",
    }


_ANSWERED = {"verdict": "rejected", "reason": "Penetapan tetap."}
_JUDGED = {"outcome": "achieved", "reason": "Terlihat di lapangan."}
_OWN_SCORE = {"account": "a-owner"}


def _without_column(world: World) -> Form:
    """Let the class have no column in the gradebook, though one may be made."""
    with world.storage.writing() as uow:
        link = uow.resource_links.get("l-1")
        assert link is not None
        if link.line_item_url:
            columns = "https://lms.example/lineitems"
            without = replace(link, line_item_url="", line_items_url=columns)
            uow.resource_links.save(without)
            uow.commit()
    return {}


def _seen_on(world: World, url: str) -> Form:
    seen = re.search(
        r'name="seen" value="([^"]*)"', world.ask("admin", "GET", url).text
    )
    return {"seen": seen[1] if seen else ""}


_SEEN_OF_OWNER = {"person": "p-owner", "k0": "3", "k1": "3", "c0": "", "c1": ""}


def _sheet_form(world: World) -> Form:
    return {**SHEET, **_seen_on(world, "/admin/sheets/sheet-edit/edit")}


def _drill_form(world: World) -> Form:
    with world.storage.reading() as uow:
        found = [uow.organisation.person(f"p-{name}") for name in ("mate", "teacher")]
    observer, participant = (person.nip for person in found if person)
    return {
        "title": "Latihan",
        "sheet": "sheet-1",
        "day": "2026-11-24",
        "place": "Lapangan",
        "unit": "UNIT-A",
        "observers": observer,
        "participants": participant,
        **_seen_on(world, "/admin/drills/drill-edit/edit"),
    }


def _programme_form(world: World) -> Form:
    return {**_PROGRAMME, **_seen_on(world, "/admin/programmes/PB-01/edit")}


def _batch_form(world: World) -> Form:
    return {**_NEW_BATCH, **_seen_on(world, "/admin/batches/PB-01-A/edit")}


_PROGRAMME_CODE, _BATCH = {"code": "PB-01"}, {"batch_id": "PB-01-A"}
_PROGRAMME = {
    "title": "Penanggulangan bencana lanjutan",
    "hours": "7,5",
    "route": "B3",
    "from": "2026-01-01",
}
_NEW_BATCH = {"from": "2026-11-17", "until": "2026-11-27", "name": "Angkatan II"}


def _seen(account_id: str) -> Callable[[World], Form]:
    def form(world: World) -> Form:
        page = world.ask("admin", "GET", "/admin/claims").text
        inside = page.partition(f"/admin/claims/{account_id}/")[2]
        seen = re.search(r'name="seen" value="([^"]*)"', inside)
        return {"seen": seen[1] if seen else "", "reason": "Orang lain."}

    return form


def _uploaded(world: World) -> Any:
    del world
    file = io.BytesIO(b"code,name\nBARU,Unit Baru\n")
    return {"kind": "units", "file": (file, "unit.csv")}


_POSTED = {
    "position": "ANALIS",
    "unit": "UNIT-A",
    "since": "2026-11-01",
    "kind": "definitif",
}
_VALUED = {"value": "50", "since": "2027-01-01", "legal_basis": "Keputusan 1/2026"}
_GIVEN = {"who": "p-owner", "role": "auditor", "unit": "*"}
_INVITED = {"role": "author", "unit": "UNIT-A", "hours": "24"}
_ADDRESSES = {
    "name": "LMS",
    "issuer": "https://empat.example",
    "client_id": "tool",
    "deployments": "1",
    "auth_url": "https://lms.example/auth",
    "token_url": "https://lms.example/token",
    "jwks_url": "https://lms.example/jwks",
}
_COPIED = "a list as Moodle has it; says nothing of anybody"
_FROM_PLATFORM = "comes from the LMS; state and nonce stand for the token"
_TOKEN = "a token of another system is no cookie that a browser adds by itself"
_BEARER = "the bearer token is no cookie that a browser adds by itself"
_MARKED = {"do": "finish", "k0": "2", "k1": "2", "c0": "", "c1": ""}
_EVENT = {
    "id": "event-0001",
    "kind": "viewed",
    "at": "2026-11-24T00:30:00Z",
    "activity": "m1/a",
}
_ASSESSORS = frozenset({"assessor-of-another-unit"})
_ADMINS = frozenset({"admin-of-another-unit"})

_NEW_TOKEN = {"name": "Dasbor", "unit": "*", "days": "30", "scope": "people:read"}
_API_PEOPLE = {"items": [{"nip": "199001012015011001", "name": "Pegawai Baru"}]}
_API_SPENT = {"amount": 500_000, "spent_on": "2026-05-05", "note": "Kuitansi"}
_API_COMPLETED = {
    "items": [{"person": "p-mate", "batch": "PB-01-A", "completed_on": "2026-11-20"}]
}
_API_EVIDENCE = {
    "items": [
        {
            "person": "p-owner",
            "competency": "T-PB-01",
            "level": 2,
            "kind": "certificate",
            "result": 1,
            "observed_on": "2026-11-02",
        }
    ]
}
_API_HOURS = {
    "items": [
        {
            "person": "p-owner",
            "activity": "Seminar",
            "route": "B2",
            "since": "2026-11-02",
            "amount": 4,
            "proof": "No. 12",
        }
    ]
}

_CYCLE = {
    "year": "2050",
    "reference_date": "2026-11-24",
    "inventory_until": "2026-12-24",
    "verification_until": "2027-01-24",
    "validation_until": "2027-02-24",
}
_MANDATE = {"competency": "T-PB-01", "level": "2", "reason": "Edaran"}
_WISHED = {
    "year": f"{OPEN}",
    "kind": "performance",
    "title": "Laporan",
    "reason": "Terlambat",
}
_SEEN = {"seen": "1"}
_PLANNED = {"people": "9", **_SEEN}
_DECIDED_PLAN = {
    "verdict": "decide",
    "document_no": "800/1",
    "document_date": "2026-11-24",
    **_SEEN,
}
_SPENT = {"amount": "500000", "spent_on": "2026-05-05", "spent_note": "Kuitansi"}
_OWN_PLAN = {
    "year": "2027",
    "seen": "0",
    "activity-0": "Coaching",
    "competency_code-0": "T-PB-01",
    "level-0": "2",
    "route-0": "C1",
    "due_on-0": "2027-03-01",
}
_LEADERS = frozenset({"leader"})

ROUTES: Mapping[str, Route] = {
    "GET health.healthz": Route(ANYBODY),
    "GET health.readyz": Route(ANYBODY),
    # Nothing is there without METRICS_TOKEN; with it, see tests/lti_service/test_metrics.
    "GET health.metrics": Route(ANYBODY, status=404),
    "GET asset.static": Route(ANYBODY),
    "GET asset.media": Route(ANYBODY, ids={"name": MEDIA.name}),
    "GET launch.jwks": Route(ANYBODY),
    "GET launch.login": Route(ANYBODY, query="iss=https://lms.example"),
    "POST launch.login": Route(
        ANYBODY,
        form={"iss": "https://lms.example"},
        audit="changes nothing",
        no_csrf=_FROM_PLATFORM,
    ),
    "GET launch.launch_by_get": Route(ANYBODY, status=405),
    "POST launch.launch": Route(
        ANYBODY,
        form={"id_token": "honest", "state": "-"},
        audit="everybody's way in; the launch itself is kept",
        no_csrf=_FROM_PLATFORM,
    ),
    "GET registration.register": Route(
        ANYBODY,
        query=f"invitation={INVITATION}&openid_configuration={CONFIGURATION}",
    ),
    "GET attempt.shell": Route(ANYBODY),
    "GET attempt.get_attempt": Route("owner", LEARNERS),
    "GET attempt.get_page": Route("owner", LEARNERS),
    "POST attempt.post_events": Route(
        "owner",
        LEARNERS,
        json={"events": [_EVENT]},
        audit="learning is no privileged act; events are kept",
        no_csrf=_BEARER,
    ),
    "POST launch.preview": Route(
        "teacher",
        TEACHERS,
        form={"attempt": "t-teacher"},
        audit="shows a page",
    ),
    "GET deep_linking.search": Route("teacher", TEACHERS, query="pick=pick-1"),
    "POST deep_linking.choose": Route(
        "teacher", TEACHERS, form={"pick": "pick-1", "content": "siaga-bencana"}
    ),
    "GET roster.show_all": Route("admin"),
    "GET roster.show": Route("teacher", TEACHERS, ids={"attempt_id": "t-teacher"}),
    "POST roster.refresh": Route("teacher", TEACHERS, ids={"attempt_id": "t-teacher"}),
    "GET me.show": Route(SIGNED_IN, allowed=OTHERS),
    "GET learning_hours.show": Route(SIGNED_IN, allowed=OTHERS),
    "GET enrolment.mine": Route(SIGNED_IN, allowed=OTHERS),
    "POST enrolment.propose": Route(
        SIGNED_IN, frozenset(), ids={"batch_id": "PB-02-A"}
    ),
    "POST enrolment.withdraw": Route("owner", ids={"enrolment_id": "en-owner"}),
    "GET enrolment.show": Route("admin", allowed=_ADMINS, ids=_BATCH),
    "POST enrolment.change": Route(
        "admin",
        ids=_BATCH,
        form={"act": "drop", "reason": "Pindah", "enrolment": "en-mate@1"},
    ),
    "GET enrolment.add_form": Route("admin", allowed=_ADMINS, ids=_BATCH),
    "POST enrolment.add": Route("admin", ids=_BATCH, form={"person": "p-teacher"}),
    "GET programme.show": Route("admin", allowed=_ADMINS),
    "GET programme.add_form": Route("admin", allowed=_ADMINS),
    "POST programme.add": Route("admin", form=_PROGRAMME | {"code": "PB-03"}),
    "GET programme.page": Route("admin", allowed=_ADMINS, ids=_PROGRAMME_CODE),
    "GET programme.edit_form": Route("admin", ids=_PROGRAMME_CODE),
    "POST programme.edit": Route("admin", ids=_PROGRAMME_CODE, form=_programme_form),
    "POST programme.set_state": Route(
        "admin", ids=_PROGRAMME_CODE, form={"state": "closed"}
    ),
    "GET programme.add_batch_form": Route("admin", ids=_PROGRAMME_CODE),
    "POST programme.add_batch": Route(
        "admin", ids=_PROGRAMME_CODE, form=_NEW_BATCH | {"code": "PB-01-B"}
    ),
    "GET programme.edit_batch_form": Route("admin", ids=_BATCH),
    "POST programme.edit_batch": Route("admin", ids=_BATCH, form=_batch_form),
    "GET learning_hours.queue": Route("admin", allowed=_ADMINS),
    "POST learning_hours.verify": Route("admin", form={"verdict": "recognised"}),
    "GET credential.keys": Route(ANYBODY),
    "GET credential.key": Route(ANYBODY),
    "GET credential.issuer": Route(ANYBODY),
    "GET credential.status_list": Route(ANYBODY),
    # The owner's bears no name; who has its address may see it.
    "GET credential.show": Route(ANYBODY),
    "GET credential.download": Route(ANYBODY),
    "GET credential.read": Route(ANYBODY),
    "GET credential.picture": Route(ANYBODY),
    "GET credential.mine": Route(SIGNED_IN, allowed=OTHERS),
    "POST credential.ask": Route(
        SIGNED_IN,
        frozenset(),
        form={"source": "decision:d-other-competency", "named": "0"},
    ),
    "POST credential.set_shown": Route("owner", form={"shown": "1"}),
    "GET credential.certificate": Route("owner"),
    "GET credential_list.show": Route("admin", allowed=_ADMINS),
    "POST credential_list.revoke": Route(
        "admin", ids={"credential_id": "c-standing"}, form={"reason": "Keliru."}
    ),
    "POST credential_list.reissue": Route("admin", ids={"credential_id": "c-revoked"}),
    "GET credential_list.issuer": Route("admin"),
    "POST credential_list.save": Route(
        "admin", form={"name": "BPSDM", "url": "https://bpsdm.example"}
    ),
    "POST credential_list.rotate": Route("admin", form={"sure": "1"}),
    # Everybody gets their own year; that they did is kept.
    "GET transcript.mine": Route(SIGNED_IN, frozenset()),
    "GET transcript.of_person": Route("admin"),
    "GET transcript.show": Route(ANYBODY),
    "GET me.open_course": Route(SIGNED_IN, allowed=OTHERS),
    "GET me.code": Route(SIGNED_IN, allowed=OTHERS),
    "POST me.object_to": Route("owner", OTHERS, form={"reason": "Buktinya cukup."}),
    "POST me.redeem": Route(SIGNED_IN, frozenset(), form={"code": CODE}),
    "POST page.choose": Route(
        SIGNED_IN,
        frozenset(),
        form={"language": "en", "back": "/me"},
        audit="one's own pages in another language",
    ),
    "GET assess.queue": Route("assessor", allowed=_ASSESSORS),
    "GET assess.case": Route("assessor"),
    "POST assess.save": Route("assessor", form=_decided),
    "GET observation_sheet.show": Route("admin"),
    "GET observation_sheet.add_form": Route("admin"),
    "POST observation_sheet.add": Route("admin", form=SHEET),
    "POST observation_sheet.take_over": Route(
        "admin",
        form={"rubric": "siaga-bencana/tugas"},
        status=409,  # once the walk offered a version whose assignment has no rubric
    ),
    "GET observation_sheet.page": Route("admin"),
    "GET observation_sheet.edit_form": Route("admin"),
    "POST observation_sheet.edit": Route(
        "admin", ids={"sheet_id": "sheet-edit"}, form=_sheet_form
    ),
    "POST observation_sheet.end": Route("admin", ids={"sheet_id": "sheet-end"}),
    "GET drill.show": Route("admin", allowed=_ADMINS),
    "GET drill.add_form": Route("admin", allowed=_ADMINS),
    "POST drill.add": Route("admin", form=_drill_form),
    "GET drill.page": Route("admin"),
    "GET drill.edit_form": Route("admin"),
    "POST drill.edit": Route("admin", ids={"drill_id": "drill-edit"}, form=_drill_form),
    "POST drill.cancel": Route("admin", ids={"drill_id": "drill-cancel"}),
    "POST drill.withdraw": Route(
        "admin", ids={"record": "r-admin"}, form={"reason": "Salah orang."}
    ),
    "GET observation.drills": Route("assessor", allowed=_ASSESSORS),
    "GET observation.drill": Route("assessor"),
    "POST observation.save_drill": Route("assessor", form=_SEEN_OF_OWNER),
    "POST observation.send_drill": Route("assessor", form=scores("a-assessor")),
    "GET observation.team": Route("leader"),
    "GET observation.sheet": Route("leader"),
    "POST observation.save_sheet": Route("leader", form=_SEEN_OF_OWNER),
    "POST observation.send_sheet": Route("leader", form=scores("a-leader")),
    # Administrators of the unit may as well.
    "POST observation.withdraw": Route(
        "assessor", OTHERS - {"admin"}, form={"reason": "Salah orang."}
    ),
    "GET observation.mine": Route(SIGNED_IN, allowed=OTHERS - {"claiming"}),
    "GET marking.queue": Route("assessor", allowed=_ASSESSORS | {"leader"}),
    "GET marking.case": Route("assessor"),
    "POST marking.save": Route(
        "assessor", ids={"hand_in_id": "h-waiting"}, form=_MARKED
    ),
    "POST marking.undo": Route("assessor"),
    "PUT hand_in_file.send": Route(
        "owner",
        LEARNERS,
        ids={"file_id": "file-other"},
        query="activity=tugas&name=rencana.txt",
        json={"isi": "Rencana"},
        audit="learning is no privileged act; hand-ins are kept",
        no_csrf=_BEARER,
    ),
    "DELETE hand_in_file.remove": Route(
        "owner",
        LEARNERS,
        ids={"file_id": "file-spare"},
        query="activity=tugas",
        json={},
        audit="only what was not handed in, by whose it is",
        no_csrf=_BEARER,
    ),
    "GET hand_in_file.get_own": Route("owner", LEARNERS),
    "GET hand_in_file.get_handed_in": Route(
        "assessor", OTHERS - {"owner", "teacher", "admin"}
    ),
    "GET author.show": Route("admin"),
    "GET author.choose": Route("admin"),
    "POST author.upload": Route("admin", form=_release_file),
    "GET author.draft": Route("admin", ids=_DRAFT),
    "POST author.publish": Route("admin", ids=_DRAFT, form=_offered),
    "POST author.discard": Route("admin", ids={"draft_id": "draft-unwanted"}),
    "POST author.restore": Route("admin", ids={"draft_id": "draft-gone"}),
    "GET author.preview_draft": Route("admin", ids=_DRAFT),
    "GET author.medium": Route("admin", ids={**_DRAFT, "name": MEDIA.name}),
    "GET author.course": Route("admin"),
    "POST author.rollback": Route("admin", form=_offered),
    "POST author.withdraw": Route("admin", form=_offered),
    "GET author.version": Route("admin"),
    "GET author.preview": Route("admin"),
    "GET objection.queue": Route("assessor", allowed=_ASSESSORS),
    "GET objection.case": Route("assessor"),
    "POST objection.answer": Route("assessor", form=_ANSWERED),
    "GET moderation.queue": Route("assessor", allowed=_ASSESSORS),
    "GET moderation.case": Route("assessor"),
    "POST moderation.save": Route("assessor", form=_JUDGED),
    "GET moderation.figures": Route("admin"),
    "GET report.index": Route(SIGNED_IN, allowed=OTHERS),
    "GET report.show": Route("admin", allowed=_ADMINS, ids={"slug": "jp"}),
    # Others get their own units' rows, and that they did is in the trail.
    "GET report.download": Route(
        "admin", OTHERS - _ADMINS, ids={"slug": "jp", "form": "csv"}
    ),
    "GET person.show": Route("admin", allowed=_ADMINS),
    "GET person.show_one": Route("admin"),
    "POST person.change": Route(
        "admin", form={"name": "Peserta Pemilik", "employment_type": "PPPK"}
    ),
    "POST person.activate": Route("admin", form={"active": "0"}),
    "POST person.undo": Route("admin"),
    "POST person.reveal": Route("admin"),
    "POST person.identify": Route("admin", form={"kind": "pns_id", "value": "A1"}),
    "POST person.post": Route("admin", form=_POSTED),
    "POST person.end": Route("admin", form={"until": "2026-11-24"}),
    "GET unit.show": Route("admin", allowed=_ADMINS),
    "POST unit.add": Route("admin", form={"code": "BARU", "name": "Unit Baru"}),
    "GET unit.show_one": Route("admin"),
    "POST unit.change": Route(
        "admin", form={"act": "change", "name": "Unit A Baru", "since": "2026-11-24"}
    ),
    "GET position.show": Route("admin"),
    "GET position.show_one": Route("admin", ids={"code": "ANALIS"}),
    "POST position.change": Route(
        "admin", ids={"code": "ANALIS"}, form={"act": "change", "name": "Analis Baru"}
    ),
    "GET position.show_frameworks": Route("admin"),
    "GET position.show_framework": Route("admin", ids={"code": "SKJ-OWNER"}),
    "GET position.framework_csv": Route("admin", query="code=SKJ-OWNER"),
    "GET rule.show": Route("admin"),
    "GET rule.show_one": Route("admin", ids={"code": "hours.minutes"}),
    "POST rule.change": Route("admin", ids={"code": "hours.minutes"}, form=_VALUED),
    "GET import_run.show": Route("admin"),
    "POST import_run.upload": Route("admin", form=_uploaded),
    "GET import_run.show_draft": Route("admin"),
    "GET import_run.report_csv": Route("admin"),
    "POST import_run.confirm": Route("admin", form={"digest": "aa" * 32}),
    "POST import_run.discard": Route("admin", ids={"draft_id": "draft-2"}),
    "GET admin.show": Route("admin", allowed=_ADMINS),
    "GET admin.completions_csv": Route("admin", allowed=_ADMINS),
    "GET admin.show_account": Route("admin"),
    "POST admin.link": Route("admin", ids={"account_id": "a-claiming"}),
    "POST admin.unlink": Route("admin", form={"sure": "1"}),
    "GET agency_plan.show": Route("admin", allowed=_LEADERS),
    "GET agency_plan.show_year": Route("admin", allowed=_LEADERS),
    "POST agency_plan.propose": Route("admin"),
    "POST agency_plan.change_several": Route(
        "admin", form={"item": "plan-several@1", "act": "change", "funding": "APBN"}
    ),
    "POST agency_plan.submit": Route("admin", ids={"year": SUBMIT}),
    "POST agency_plan.withdraw": Route("admin", ids={"year": WITHDRAW}),
    "GET agency_plan.document": Route("admin", allowed=_LEADERS),
    "GET agency_plan.document_pdf": Route("admin", allowed=_LEADERS),
    "POST agency_plan.decide": Route(
        "leader", ids={"year": DECIDE}, form=_DECIDED_PLAN
    ),
    "GET plan_item.ask_new": Route("admin"),
    "POST plan_item.add": Route(
        "admin", form={"competency_code": "T-PB-01", "level": "2"}
    ),
    "GET plan_item.show": Route("admin"),
    "POST plan_item.change": Route(
        "admin", ids={"plan_item_id": "plan-change"}, form=_PLANNED
    ),
    "POST plan_item.cancel": Route(
        "admin", ids={"plan_item_id": "plan-cancel"}, form=_SEEN
    ),
    "POST plan_item.restore": Route(
        "admin",
        ids={"plan_item_id": "plan-restore"},
        form={"version": "1", **_SEEN},
        audit="what holds already is not written again",
    ),
    "POST plan_item.spend": Route(
        "admin", ids={"plan_item_id": "plan-spend"}, form=_SPENT
    ),
    "POST plan_item.take_back": Route("admin", ids={"plan_item_id": "plan-spend"}),
    "GET individual_plan.show": Route(SIGNED_IN, allowed=OTHERS),
    "POST individual_plan.save": Route(SIGNED_IN, frozenset(), form=_OWN_PLAN),
    "POST individual_plan.withdraw": Route(
        SIGNED_IN, frozenset(), form={"year": "2025"}
    ),
    "GET individual_plan.team": Route("leader"),
    "POST individual_plan.answer": Route(
        "leader", form={"answer": "agree", "year": "2026", **_SEEN}
    ),
    "GET team.show": Route("leader"),
    "GET team.member": Route("leader"),
    # Who may propose the owner on other pages, may here.
    "POST team.propose": Route(
        "leader", OTHERS - {"admin", "owner"}, form={"batch": "PB-02-A"}
    ),
    "GET digest.show": Route(SIGNED_IN, allowed=OTHERS),
    "POST digest.choose": Route(
        SIGNED_IN,
        frozenset(),
        form={"frequency": "daily"},
        audit="how often one is written to; no privileged act",
    ),
    "GET digest.ask": Route(ANYBODY),
    "POST digest.end": Route(
        ANYBODY,
        audit="how often one is written to; no privileged act",
        no_csrf="mail programs send it too (RFC 8058); its token is in the address",
    ),
    "GET needs.show": Route("admin", allowed=_ADMINS),
    "POST needs.open_new": Route("admin", form=_CYCLE),
    "GET needs.show_cycle": Route("admin", allowed=_ADMINS, ids={"year": VALIDATED}),
    "POST needs.inventory": Route("admin", ids={"year": OPEN}),
    "POST needs.stage": Route(
        "admin",
        ids={"year": STAGE},
        form={"seen": "inventory", "to": "verification"},
    ),
    "POST needs.decide": Route(
        "admin",
        ids={"year": NEEDS_DECIDED},
        form={
            "decided_by": "Gubernur",
            "document_number": "800/1/2026",
            "decided_on": "2026-11-24",
        },
    ),
    "GET needs.mandates": Route("admin", ids={"year": OPEN}),
    "POST needs.add_mandate": Route("admin", ids={"year": OPEN}, form=_MANDATE),
    "POST needs.change_mandate": Route("admin", ids={"year": OPEN}),
    "GET needs_queue.show": Route("admin", allowed=_ADMINS, ids={"year": VALIDATED}),
    "GET needs_queue.show_item": Route("admin", ids={"year": VALIDATED}),
    "POST needs_queue.judge": Route(
        "admin",
        ids={"year": VALIDATED},
        form={"act": "granted", "stage": "validation", "item": "need-owner"},
    ),
    "POST needs_queue.undo": Route(
        "admin",
        ids={"year": VALIDATED},
        form={"stage": "validation", "at": JUDGED_AT},
    ),
    "GET my_needs.show": Route(SIGNED_IN, allowed=OTHERS),
    "POST my_needs.propose": Route(SIGNED_IN, frozenset(), form=_WISHED),
    "POST my_needs.target": Route(
        SIGNED_IN, frozenset(), form={"year": f"{OPEN}", "position": "ANALIS"}
    ),
    "POST my_needs.withdraw": Route(
        SIGNED_IN, ids={"need_id": "need-own"}, form={"year": f"{OPEN}"}
    ),
    "GET privacy.notice": Route(ANYBODY),
    "GET privacy.my_data": Route(SIGNED_IN, allowed=OTHERS),
    "POST privacy.my_copy": Route(SIGNED_IN, frozenset()),
    "GET privacy.my_access": Route(SIGNED_IN, allowed=OTHERS),
    "GET privacy.all_access": Route("admin"),
    "GET privacy.person_data": Route("admin"),
    "POST privacy.person_copy": Route("admin", form={"reason": "Permintaan"}),
    "GET help.participant": Route(SIGNED_IN, allowed=OTHERS),
    "GET help.show": Route(SIGNED_IN, allowed=OTHERS, ids={"guide": "administrator"}),
    "GET session.show": Route(SIGNED_IN, allowed=OTHERS),
    "POST session.end": Route(SIGNED_IN, ids={"name": "another-browser"}),
    "POST session.end_others": Route(SIGNED_IN, frozenset()),
    "POST session.sign_out": Route("leaving", frozenset()),
    "POST session.end_of_account": Route("admin", ids={"account_id": "a-waiting"}),
    "GET claim.show": Route("admin"),
    "POST claim.link": Route(
        "admin", ids={"account_id": "a-waiting"}, form=_seen("a-waiting")
    ),
    "POST claim.confirm": Route(
        "admin", ids={"account_id": "a-doubted"}, form=_seen("a-doubted")
    ),
    "POST claim.dismiss": Route(
        "admin", ids={"account_id": "a-unknown"}, form=_seen("a-unknown")
    ),
    "POST claim.link_exact": Route("admin", form={"account": "a-exact", "sure": "1"}),
    "POST claim.undo": Route("admin", form={"act": "act-1"}),
    "GET grant.show": Route("admin", allowed=_ADMINS),
    "GET grant.choose": Route("admin", allowed=_ADMINS, query="q=peserta"),
    "POST grant.give": Route("admin", form=_GIVEN),
    "GET grant.ask": Route("admin"),
    "POST grant.end": Route("admin"),
    "POST grant.restore": Route("admin", ids={"grant_id": "g-ended"}),
    "POST grant.invite": Route("admin", form=_INVITED),
    "POST grant.revoke": Route("admin", ids={"name": code_hash(OPEN_CODE)[:12]}),
    "GET platform.show": Route("admin"),
    "POST platform.invite": Route("admin"),
    "GET platform.ask_new": Route("admin"),
    "POST platform.add": Route("admin", form=_ADDRESSES),
    "GET platform.show_one": Route("admin"),
    "POST platform.change": Route("admin", form=_ADDRESSES),
    "GET platform.ask_trust": Route("admin"),
    "POST platform.trust": Route(
        "admin", form={"locked": "1", "editors": "1", "checked": "1"}
    ),
    "POST platform.distrust": Route("admin", ids={"platform_id": "p2"}),
    "POST platform.remove": Route(
        "admin", ids={"platform_id": "p3"}, form={"sure": "1"}
    ),
    "GET moodle.show": Route("admin"),
    "GET moodle.ask_new": Route("admin"),
    "POST moodle.connect": Route("admin", form=CONNECTED),
    "GET moodle.show_one": Route("admin"),
    "POST moodle.check": Route("admin", audit="asks, and changes nothing"),
    "GET moodle.ask_trust": Route("admin"),
    "POST moodle.trust": Route(
        "admin", form={"locked": "1", "editors": "1", "checked": "1"}
    ),
    "POST moodle.distrust": Route("admin", ids={"moodle_id": "m-trusted"}),
    "POST moodle.end": Route(
        "admin", ids={"moodle_id": "m-trusted"}, form={"sure": "1"}
    ),
    "POST moodle.ask_run": Route("admin", form={"kind": "new"}),
    "GET moodle.show_run": Route("admin"),
    "POST moodle.undo": Route("admin", form={"sure": "1"}),
    "POST moodle_file.add": Route(
        "admin", form={"url": "https://dinas.example", "name": "Moodle Dinas"}
    ),
    "GET moodle_file.ask": Route("admin", ids={"moodle_id": "m-files"}),
    "POST moodle_file.take": Route(
        "admin", ids={"moodle_id": "m-files"}, form=_moodle_report
    ),
    "GET moodle_map.show": Route("admin"),
    "POST moodle_map.fetch": Route("admin", audit=_COPIED),
    "GET moodle_map.show_course": Route("admin"),
    "POST moodle_map.fetch_course": Route("admin", audit=_COPIED),
    "GET moodle_map.ask": Route("admin"),
    "POST moodle_map.save": Route("admin", ids={"activity": 21}, form=MAPPED),
    "POST moodle_map.end": Route("admin", form={"seen": "1"}),
    "POST moodle_map.restore": Route(
        "admin", ids={"activity": 22}, form={"revision": "0", "seen": "1"}
    ),
    "GET moodle_competency.show": Route("admin"),
    "GET moodle_competency.ask": Route("admin"),
    "POST moodle_competency.save": Route("admin", ids={"competency": 12}, form=RATED),
    "POST moodle_competency.end": Route("admin", form={"seen": "1"}),
    "POST moodle_competency.restore": Route(
        "admin", ids={"competency": 13}, form={"revision": "0", "seen": "1"}
    ),
    "GET moodle_people.show": Route("admin"),
    "POST moodle_people.link_exact": Route("admin"),
    "POST moodle_people.undo": Route("admin", form={"act": LINKED_AT.isoformat()}),
    "GET moodle_people.show_one": Route("admin"),
    "POST moodle_people.link": Route("admin", form={"person": "p-owner"}),
    "POST moodle_people.dismiss": Route("admin"),
    "POST moodle_people.reopen": Route("admin", ids={"user_id": 5}),
    "GET moodle_push.show": Route("admin"),
    "POST moodle_push.ask_push": Route("admin", form={"kind": "push"}),
    "POST moodle_push.schedule": Route("admin", form={"when": "nightly"}),
    "POST moodle_push.answer": Route(
        "admin", form={"key": CHANGED_THERE, "answer": "ours"}
    ),
    "GET moodle_push.ask_all": Route(
        "admin", query="kind=plan&state=ask&answer=theirs"
    ),
    "POST moodle_push.answer_all": Route("admin", form=_answered_kind),
    "GET api_token.show": Route("admin"),
    "POST api_token.make": Route("admin", form=_NEW_TOKEN),
    "POST api_token.revoke": Route("admin", form={"sure": "1"}),
    "GET api.openapi": Route(ANYBODY),
    "GET api.docs": Route(ANYBODY),
    "GET api.list_people": Route("admin", allowed=_ADMINS),
    "GET api.get_person": Route("admin"),
    "POST api.post_people": Route("admin", json=_API_PEOPLE, no_csrf=_TOKEN),
    "PATCH api.patch_one_person": Route(
        "admin", json={"email": "a@contoh.example"}, no_csrf=_TOKEN
    ),
    "GET api.get_plan": Route("admin"),
    "GET api.get_plan_item": Route("admin"),
    "POST api.post_plan_item": Route(
        "admin", json={"competency": "T-PB-01", "level": 2}, no_csrf=_TOKEN
    ),
    "PATCH api.patch_plan_item": Route("admin", json={"people": 9}, no_csrf=_TOKEN),
    "POST api.post_spending": Route("admin", json=_API_SPENT, no_csrf=_TOKEN),
    "GET api.list_individual_plans": Route("admin", allowed=_ADMINS, query="year=2026"),
    "GET api.list_completions": Route("admin", allowed=_ADMINS),
    "POST api.post_completions": Route("admin", json=_API_COMPLETED, no_csrf=_TOKEN),
    "GET api.list_evidence": Route("admin", allowed=_ADMINS),
    "POST api.post_evidence": Route("admin", json=_API_EVIDENCE, no_csrf=_TOKEN),
    "GET api.list_hours": Route("admin", allowed=_ADMINS),
    "POST api.post_hours": Route("admin", json=_API_HOURS, no_csrf=_TOKEN),
    "GET api.list_releases": Route("admin", allowed=_ADMINS),
    "GET api.get_release": Route("admin", allowed=_ADMINS),
    "POST api.post_release": Route(
        "admin",
        form=_release_bytes,
        no_csrf=_TOKEN,
    ),
    "GET key.show": Route("admin"),
    "POST key.rotate": Route("admin", form={"sure": "1"}),
    "GET review.show": Route("owner", OTHERS - {"teacher", "admin"}),
    "GET gradebook.links": Route("admin"),
    "GET gradebook.show": Route("admin", OTHERS - {"teacher"}),
    "GET gradebook.show_class": Route("teacher", OTHERS - {"admin"}),
    "GET gradebook.scores_csv": Route("admin", OTHERS - {"teacher"}),
    "GET gradebook.csv_class": Route("teacher", OTHERS - {"admin"}),
    "POST gradebook.add_column": Route(
        "admin", OTHERS - {"teacher"}, form=_without_column
    ),
    "POST gradebook.column_class": Route(
        "teacher", OTHERS - {"admin"}, form=_without_column
    ),
    "POST gradebook.send": Route("admin", OTHERS - {"teacher"}, form=_OWN_SCORE),
    "POST gradebook.send_class": Route("teacher", OTHERS - {"admin"}, form=_OWN_SCORE),
    "GET health.show": Route("admin"),
    "POST health.examine_all": Route("admin", audit="asks, and changes nothing"),
    "GET outbox.show": Route("admin"),
    "GET outbox.show_message": Route("admin"),
    "POST outbox.retry": Route("admin"),
    "POST outbox.drop": Route("admin", form={"reason": "Peserta sudah pindah."}),
}


def _served() -> Iterator[tuple[str, Rule]]:
    app = create_app(fake_ports(), read_settings({"SECRET_KEY": SECRET}))
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield f"{method} {rule.endpoint}", rule


LAST = frozenset({"POST admin.unlink", "POST author.withdraw", "POST grant.end"})
"""They take away what others need: in a world that all are asked in they come last."""

SERVED: Sequence[tuple[str, Rule]] = sorted(_served(), key=lambda one: one[0])
"""Each method and endpoint of the application, named as in `ROUTES`."""


def ask(name: str, rule: Rule, world: World, who: str) -> TestResponse:
    """Send the honest request of a route as somebody."""
    route = ROUTES[name]
    method, url = address(name, rule, world)
    data = None if method == "GET" else route.fields(world)
    return world.ask(who, method, url, data, route.json)


def address(name: str, rule: Rule, world: World) -> tuple[str, str]:
    """Return method and address of a route, with the owner's ids."""
    route = ROUTES[name]
    values: dict[str, Any] = {**IDS, **world.ids, **route.ids}
    asked = {argument: values[argument] for argument in rule.arguments}
    built = world.app.url_map.bind("localhost").build(rule.endpoint, asked)
    return name.partition(" ")[0], f"{built}?{route.query}" if route.query else built


def changing(name: str) -> bool:
    """Whether a route changes something, by its method; a registration is opened."""
    return not name.startswith("GET ") or name == "GET registration.register"
