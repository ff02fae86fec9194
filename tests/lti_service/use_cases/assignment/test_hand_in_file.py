"""Files of an assignment: sent one by one, handed in by their ids, given back."""

from dataclasses import replace
from typing import Any

import pytest

from lti_service.domain import hand_in_file as limits
from lti_service.domain.launch import Session
from lti_service.errors import ServiceError
from lti_service.use_cases.assignment import hand_in_file
from lti_service.use_cases.assignment.hand_in_file import (
    handed_in_file,
    own_file,
    remove_file,
)
from lti_service.use_cases.assignment.marking import finish_mark
from tests import service_factories as made
from tests.lti_service.office import ADMIN, ASSESSOR, BOSS, account_of
from tests.lti_service.use_cases.assignment.given import ACCOUNT, PDF, TASK, Desk

MARKER = account_of(ASSESSOR).id
FILE = "file-0001"


def code_of(call: Any) -> str:
    with pytest.raises(ServiceError) as error:
        call()
    return error.value.code


def session(account: str, **changes: Any) -> Session:
    return made.session(account_id=account, **changes)


def test_a_file_is_kept_as_it_came_and_handed_in_by_its_id() -> None:
    desk = Desk()
    view = desk.send("../Rencana saya.pdf")
    assert view["files"] == [{"id": FILE, "name": "Rencana saya.pdf", "size": len(PDF)}]
    reply = desk.hand_in({"files": [FILE]})
    assert reply["view"]["answers"] == {"files": [FILE]}
    assert desk.latest.answers == {"files": (FILE,)}
    file, content = own_file("t-1", ACCOUNT, FILE, epoch=0, ports=desk.ports)
    assert (file.name, content) == ("Rencana saya.pdf", PDF)


def test_sending_it_again_over_a_bad_link_changes_nothing() -> None:
    desk = Desk()
    assert desk.send() == desk.send()
    assert len(desk.storage.tables.hand_in_files) == 1
    assert code_of(lambda: desk.send(content=PDF + b"2")) == "hand-in-file-known"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("rencana.pdf", b"", "hand-in-file-empty"),
        ("rencana.pdf", b"<!doctype html>", "hand-in-file-content"),
        ("rencana.exe", b"MZ", "hand-in-file-type"),
        ("rencana", PDF, "hand-in-file-type"),
        ("rencana.pdf.html", b"<html>", "hand-in-file-type"),
        ("rencana.pdf", PDF + bytes(1024 * 1024), "hand-in-file-large"),
    ],
)
def test_what_the_assignment_does_not_take_is_refused(
    name: str, content: bytes, code: str
) -> None:
    desk = Desk()
    assert code_of(lambda: desk.send(name, content)) == code
    assert desk.storage.tables.file_contents == {}


def test_too_many_and_too_heavy_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk()
    monkeypatch.setattr(hand_in_file, "MOST_BYTES", len(PDF) * 2)
    desk.send(id="file-0001")
    desk.send(id="file-0002")
    assert code_of(lambda: desk.send(id="file-0003")) == "hand-in-files-full"
    monkeypatch.setattr(hand_in_file, "MOST_BYTES", limits.MOST_BYTES)
    monkeypatch.setattr(hand_in_file, "MOST_HELD", 2)
    assert code_of(lambda: desk.send(id="file-0003")) == "hand-in-files-many"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"account": MARKER}, "not-yours"),
        ({"attempt": "tiada"}, "unknown-attempt"),
        ({"activity": "tiada"}, "not-found"),
        ({"id": "../x"}, "bad-event"),
    ],
)
def test_a_file_belongs_to_an_assignment_of_ones_own(
    more: dict[str, Any], code: str
) -> None:
    assert code_of(lambda: Desk().send(**more)) == code


def test_an_assignment_without_files_takes_none() -> None:
    desk = Desk(replace(TASK, submit=("text",)))
    assert code_of(desk.send) == "not-found"


def test_a_file_of_another_attempt_or_assignment_cannot_be_handed_in() -> None:
    desk = Desk(TASK, replace(TASK, id="t-lain"))
    desk.begin("t-2", MARKER)
    desk.send(attempt="t-2", account=MARKER, id="file-0002")
    desk.send(activity="t-lain", id="file-0003")
    for name in ("file-0002", "file-0003", "tiada-000"):
        assert desk.hand_in({"files": [name]})["error"]["code"] == "bad-answer"


def test_what_was_not_handed_in_can_be_removed() -> None:
    desk = Desk()
    desk.send()
    view = remove_file("t-1", ACCOUNT, TASK.id, FILE, epoch=0, ports=desk.ports)
    assert "files" not in view
    again = remove_file("t-1", ACCOUNT, TASK.id, FILE, epoch=0, ports=desk.ports)
    assert again == view
    assert desk.storage.tables.file_contents == {}
    desk.send()
    desk.hand_in({"files": [FILE]})
    desk.hand_in({"text": "Tanpa berkas"})  # the earlier hand-in still has it
    for account, code in ((ACCOUNT, "hand-in-file-used"), (MARKER, "not-yours")):
        assert code == code_of(
            lambda account=account: remove_file(
                "t-1", account, TASK.id, FILE, epoch=0, ports=desk.ports
            )
        )


def test_what_is_marked_takes_no_more_files() -> None:
    desk = Desk()
    desk.hand_in()
    finish_mark(desk.said(4, 4), MARKER, ports=desk.ports)
    assert code_of(desk.send) == "marked-already"


def test_only_who_marks_teaches_or_administers_reads_what_was_handed_in() -> None:
    desk = Desk()
    desk.send()

    def read(account: str, *, everywhere: bool = False) -> Any:
        who = session(account)
        return handed_in_file("t-1", FILE, who, everywhere=everywhere, ports=desk.ports)

    assert read(ACCOUNT)[1] == PDF
    # Not handed in: it is the learner's alone.
    assert code_of(lambda: read(MARKER)) == "review-forbidden"
    assert code_of(lambda: read("a-admin", everywhere=True)) == "unknown-file"
    desk.hand_in({"files": [FILE]})
    assert read(MARKER)[1] == PDF
    assert read("a-admin", everywhere=True)[1] == PDF
    assert code_of(lambda: read(account_of(ADMIN).id)) == "review-forbidden"
    teaching = session(
        account_of(ADMIN).id, id="s-1", resource_link_id="l-1", instructor=True
    )
    desk.storage.tables.sessions[teaching.id] = teaching
    assert read(account_of(ADMIN).id)[1] == PDF
    finish_mark(desk.said(4, 4), MARKER, ports=desk.ports)
    assert read(MARKER)[1] == PDF  # who marked it may look again
    assert code_of(lambda: read(account_of(BOSS).id)) == "review-forbidden"
