import io
import json
import zipfile
from dataclasses import replace

import pytest

from course_builder.model.release import release_document
from course_builder.model.rendered import RenderedPage
from lti_service.domain.course import DraftState, OfferAct
from lti_service.errors import (
    ConflictError,
    InvalidInputError,
    NotFoundError,
    ServiceError,
)
from lti_service.ports import Ports
from lti_service.use_cases.learning.course import course_offers, publish_release
from lti_service.use_cases.lms.launch import forget_expired
from lti_service.use_cases.publishing.release_draft import (
    DRAFT_LIFE,
    discard_draft,
    publish_draft,
    restore_draft,
    roll_back,
    show_draft,
    upload_release,
)
from tests.fakes import MORNING, FakeClock
from tests.lti_service.course_release import first, packed, published_office, second
from tests.lti_service.use_cases.learning.given import launch

AUTHOR = "a-admin"


def current(ports: Ports) -> str:
    with ports.storage.reading() as uow:
        found = uow.releases.current("siaga-bencana")
    assert found is not None
    return found.id


def refused(content: bytes, ports: Ports) -> str:
    with pytest.raises(ServiceError) as caught:
        upload_release(content, AUTHOR, ports=ports)
    with ports.storage.reading() as uow:
        assert uow.drafts.all() == []
    return caught.value.code


def zipped(*parts: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            archive.writestr(name, data)
    return out.getvalue()


def document(**changes: object) -> bytes:
    return json.dumps(json.loads(release_document(second())) | changes).encode()


def test_a_draft_is_offered_to_nobody():
    _, ports = published_office()
    before = current(ports)

    draft = upload_release(packed(second()), AUTHOR, ports=ports)

    assert draft.state is DraftState.WAITING
    assert current(ports) == before
    assert [offer.version for offer in course_offers(ports=ports)] == ["1.0"]


def test_a_draft_shows_findings_differences_and_what_follows():
    _, ports = published_office()
    launch(ports, subject="s-learner")
    draft = upload_release(packed(second()), AUTHOR, ports=ports)

    view = show_draft(draft.id, ports=ports)

    assert view.uploaded_by == "Pegawai 040"
    assert view.comparison is not None
    notes = view.comparison.course.notes
    assert notes is not None
    assert [one.code for one in notes.findings] == ["B702"]
    assert view.comparison.difference is not None
    assert not view.comparison.difference.is_empty
    assert view.comparison.consequences.under_way == 1
    assert view.comparison.consequences.offered == "1.0"


def test_publishing_a_draft_offers_it_and_going_back_undoes_that():
    storage, ports = published_office()
    old = current(ports)
    draft = upload_release(packed(second()), AUTHOR, ports=ports)

    publish_draft(draft.id, old, AUTHOR, ports=ports)

    assert current(ports) == draft.id
    assert [offer.version for offer in course_offers(ports=ports)] == ["1.1"]
    assert show_draft(draft.id, ports=ports).draft.state is DraftState.PUBLISHED
    assert draft.id not in storage.tables.draft_contents

    roll_back(old, draft.id, " Kuncinya keliru. ", AUTHOR, ports=ports)

    assert current(ports) == old
    offers = storage.tables.offers
    assert [(o.number, o.act, o.offered_by, o.reason) for o in offers] == [
        (1, OfferAct.PUBLISHED, "cli", ""),
        (2, OfferAct.PUBLISHED, AUTHOR, ""),
        (3, OfferAct.ROLLED_BACK, AUTHOR, "Kuncinya keliru."),
    ]
    assert [(e.action, e.before, e.after) for e in storage.tables.audit[-2:]] == [
        ("release.published", "1.0", "1.1"),
        ("release.rolled_back", "1.1", "1.0"),
    ]


def test_an_attempt_stays_on_its_release_and_a_new_one_gets_the_offered():
    _, ports = published_office()
    old = current(ports)
    launch(ports, "n1", subject="s-learner")
    draft = upload_release(packed(second()), AUTHOR, ports=ports)
    publish_draft(draft.id, old, AUTHOR, ports=ports)

    again = launch(ports, "n2", subject="s-learner")
    other = launch(ports, "n3", subject="s-boss")
    roll_back(old, draft.id, "Keliru.", AUTHOR, ports=ports)
    later = launch(ports, "n4", subject="s-boss")

    assert again.release_id == old
    assert other.release_id == draft.id
    assert later.release_id == draft.id
    assert launch(ports, "n5", subject="s-assessor").release_id == old


def test_what_was_decided_on_a_page_of_before_is_refused():
    _, ports = published_office()
    old = current(ports)
    draft = upload_release(packed(second()), AUTHOR, ports=ports)
    publish_release(packed(first(version="1.2")), "cli", ports=ports)
    newest = current(ports)

    with pytest.raises(ConflictError, match="offer-meanwhile"):
        publish_draft(draft.id, old, AUTHOR, ports=ports)
    with pytest.raises(ConflictError, match="offer-meanwhile"):
        roll_back(old, old, "Keliru.", AUTHOR, ports=ports)
    assert current(ports) == newest


def test_going_back_needs_a_reason_another_version_and_one_that_is_there():
    _, ports = published_office()
    old = current(ports)
    with pytest.raises(InvalidInputError, match="rollback-reason-missing"):
        roll_back(old, old, "  ", AUTHOR, ports=ports)
    with pytest.raises(ConflictError, match="offer-same"):
        roll_back(old, old, "Keliru.", AUTHOR, ports=ports)
    with pytest.raises(NotFoundError):
        roll_back("none", old, "Keliru.", AUTHOR, ports=ports)


def test_a_draft_can_be_discarded_and_taken_back():
    storage, ports = published_office()
    draft = upload_release(packed(second()), AUTHOR, ports=ports)

    discard_draft(draft.id, AUTHOR, ports=ports)
    with pytest.raises(ConflictError, match="draft-settled"):
        publish_draft(draft.id, current(ports), AUTHOR, ports=ports)
    restore_draft(draft.id, AUTHOR, ports=ports)
    with pytest.raises(ConflictError, match="draft-settled"):
        restore_draft(draft.id, AUTHOR, ports=ports)

    assert show_draft(draft.id, ports=ports).draft.state is DraftState.WAITING
    acts = [entry.action for entry in storage.tables.audit[-3:]]
    assert acts == ["release.uploaded", "draft.discarded", "draft.restored"]


def test_discarded_drafts_of_long_ago_are_forgotten_and_others_stay():
    _, ports = published_office()
    gone = upload_release(packed(second()), AUTHOR, ports=ports)
    kept = upload_release(packed(second(title="Lain")), AUTHOR, ports=ports)
    discard_draft(gone.id, AUTHOR, ports=ports)

    later = FakeClock(MORNING + 2 * DRAFT_LIFE)
    forget_expired(ports=replace(ports, clock=later))

    with ports.storage.reading() as uow:
        assert [draft.id for draft in uow.drafts.all()] == [kept.id]
    with pytest.raises(NotFoundError):
        show_draft(gone.id, ports=ports)


def test_the_same_draft_waits_once():
    _, ports = published_office()
    upload_release(packed(second()), AUTHOR, ports=ports)
    with pytest.raises(ConflictError, match="draft-waiting"):
        upload_release(packed(second()), AUTHOR, ports=ports)


def test_what_is_published_under_a_version_stays_it():
    _, ports = published_office()
    assert refused(packed(first()), ports) == "release-stored"
    assert refused(packed(first(title="Lain")), ports) == "release-conflict"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "release-no-zip"),
        (b"PK\x03\x04 broken", "release-no-zip"),
        (zipped(), "release-foreign"),
        (zipped(("release.json", document()), ("../x.py", b"")), "release-foreign"),
        (zipped(("release.json", document()), ("/etc/passwd", b"")), "release-foreign"),
        (zipped(("release.json", document()), ("media/a.png", b"")), "release-foreign"),
        (zipped(("release.json", b"0" * 40_000_000)), "release-unpacks-large"),
        (zipped(*((f"media/{n:064x}.png", b"") for n in range(5001))), "release-unpacks-large"),
        (zipped(("release.json", b"[" * 200_000)), "release-invalid"),
        (zipped(("release.json", b"\xff\xfe")), "release-invalid"),
        (zipped(("release.json", document(format=99))), "release-invalid"),
        (zipped(("release.json", document(media={"b" * 64 + ".png": "image/png"}))), "release-invalid"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_release_is_refused(content: bytes, code: str):
    assert refused(content, published_office()[1]) == code


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<p onclick=alert(1)>x</p>",
        "<iframe src=https://evil.example></iframe>",
        '<a href="javascript:alert(1)">x</a>',
        '<a href=" java\tscript:alert(1)">x</a>',
        '<meta http-equiv="refresh" content="0;url=https://evil.example">',
        "<form action=https://evil.example></form>",
        '<img src="data:image/svg+xml,x">',
        "<p style='position:fixed'>x</p>",
        "<svg><a xlink:href='javascript:x'></a></svg>",
        "<!DOCTYPE html>",
        "<?php x ?>",
    ],
)
def test_pages_with_more_than_a_course_may_hold_are_refused(html: str):
    course = second()
    (module,) = course.modules
    page = RenderedPage("m1/a", "A", html, ("q-1",))
    pages = (page, *module.pages[1:])
    changed = replace(course, modules=(replace(module, pages=pages),))
    assert refused(packed(changed), published_office()[1]) == "release-unsafe"


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "../x"},
        {"id": "Besar"},
        {"version": "1"},
        {"version": "1.0; DROP"},
        {"language": "id\r\nSet-Cookie: x"},
        {"title": " "},
        {"title": "nol\0"},
        {"title": ["x"]},
        {"pass": "75"},
        {"pass": 10**15},
    ],
)
def test_a_course_that_cannot_be_kept_is_refused(changes: dict[str, object]):
    content = json.loads(release_document(second()))
    content["outline"] |= changes
    file = zipped(("release.json", json.dumps(content).encode()))
    assert refused(file, published_office()[1]) == "release-invalid"


def test_text_that_is_no_text_is_refused():
    content = json.loads(release_document(second()))
    content["pages"]["m1/a"] = "\ud800"
    file = zipped(("release.json", json.dumps(content).encode()))
    assert refused(file, published_office()[1]) == "release-invalid"


def test_activities_without_a_page_are_refused():
    content = json.loads(release_document(second()))
    content["outline"]["pages"][0]["activities"] = []
    file = zipped(("release.json", json.dumps(content).encode()))
    assert refused(file, published_office()[1]) == "release-invalid"
