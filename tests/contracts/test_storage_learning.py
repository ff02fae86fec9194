"""Releases, attempts and events, whoever stores them."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from course_builder.model.activity_progress import (
    ActivityProgress,
    QuestionProgress,
    QuizProgress,
    QuizRun,
    Round,
    ScenarioProgress,
    Submission,
)
from course_builder.model.media import Media
from lti_service.domain.attempt import Event
from lti_service.domain.course import AttemptCount, DraftState, OfferAct
from lti_service.domain.launch import Content
from lti_service.domain.survey import SurveyResponse
from lti_service.errors import ConflictError
from lti_service.ports.storage import Storage
from tests import service_factories as make
from tests.contracts import given
from tests.fakes import MORNING

PICTURE = b"\x89PNG\r\n\x00\xff"
MEDIUM = Media(f"{hashlib.sha256(PICTURE).hexdigest()}.png", "image/png", PICTURE)


def test_a_release_comes_back_with_file_and_media(storage: Storage) -> None:
    with storage.writing() as uow:
        assert uow.releases.add(make.release(), b"PK\x00\xff", [MEDIUM])
        assert uow.releases.current("manajemen-bencana") is None
        uow.releases.offer(make.offer())
        uow.commit()
    with storage.reading() as uow:
        assert uow.releases.get("release-1") == make.release()
        assert uow.releases.current("manajemen-bencana") == make.release()
        assert uow.releases.find("manajemen-bencana", "1.0") == make.release()
        assert uow.releases.content("release-1") == b"PK\x00\xff"
        assert uow.releases.media(MEDIUM.name) == MEDIUM


def test_what_was_not_published_is_not_there(storage: Storage) -> None:
    with storage.reading() as uow:
        assert uow.releases.get("release-1") is None
        assert uow.releases.current("manajemen-bencana") is None
        assert uow.releases.find("manajemen-bencana", "1.0") is None
        assert uow.releases.content("release-1") is None
        assert uow.releases.media(MEDIUM.name) is None


def test_the_latest_offer_holds_whichever_version_it_names(storage: Storage) -> None:
    second = make.release(
        id="release-2",
        version="1.1",
        content_hash="cc" * 32,
        published_at=MORNING + timedelta(days=1),
    )
    offers = [
        make.offer(number=1),
        make.offer(number=2, release_id="release-2"),
        make.offer(
            number=3, act=OfferAct.ROLLED_BACK, offered_by="account-1", reason="Keliru."
        ),
    ]
    with storage.writing() as uow:
        uow.releases.add(make.release(), b"one", [MEDIUM])
        uow.releases.add(second, b"two", [MEDIUM])
        for offer, offered in zip(offers, (make.release(), second), strict=False):
            uow.releases.offer(offer)
            assert uow.releases.current("manajemen-bencana") == offered
        uow.releases.offer(offers[2])
        assert uow.releases.current("manajemen-bencana") == make.release()
        assert uow.releases.all_current() == [make.release()]
        assert uow.releases.offers("manajemen-bencana") == offers[::-1]
        assert uow.releases.offers("etika") == []
        assert uow.releases.versions("manajemen-bencana") == [second, make.release()]
        assert uow.releases.content("release-1") == b"one"


def test_of_a_withdrawn_course_nothing_is_current_until_it_is_offered_again(
    storage: Storage,
) -> None:
    other = make.release(id="release-2", course_id="etika", title="Etika")
    withdrawn = make.offer(number=2, act=OfferAct.WITHDRAWN, reason="Keliru.")
    with storage.writing() as uow:
        uow.releases.add(make.release(), b"one", [])
        uow.releases.add(other, b"two", [])
        uow.releases.offer(make.offer())
        uow.releases.offer(make.offer(course_id="etika", release_id="release-2"))
        uow.releases.offer(withdrawn)
        uow.commit()
    with storage.reading() as uow:
        assert uow.releases.current("manajemen-bencana") is None
        assert uow.releases.latest("manajemen-bencana") == make.release()
        assert uow.releases.latest("none") is None
        assert uow.releases.all_current() == [other]
        assert uow.releases.all_latest() == [other, make.release()]
        assert uow.releases.offers("manajemen-bencana")[0] == withdrawn
    with storage.writing() as uow:
        uow.releases.offer(make.offer(number=3, act=OfferAct.ROLLED_BACK))
        assert uow.releases.current("manajemen-bencana") == make.release()
        assert uow.releases.all_current() == [other, make.release()]


def test_of_two_offers_with_one_number_the_second_is_refused(storage: Storage) -> None:
    with storage.writing() as uow:
        uow.releases.add(make.release(), b"one", [])
        uow.releases.offer(make.offer())
        with pytest.raises(ConflictError) as caught:
            uow.releases.offer(make.offer(offered_by="account-1"))
        assert caught.value.code == "offer-meanwhile"


def test_a_draft_waits_and_can_be_forgotten(storage: Storage) -> None:
    second = make.draft(id="draft-2", uploaded_at=MORNING + timedelta(hours=1))
    gone = replace(
        make.draft(),
        state=DraftState.DISCARDED,
        changed_at=MORNING + timedelta(hours=2),
    )
    with storage.writing() as uow:
        uow.drafts.add(make.draft(), b"PK\x00\xff")
        uow.drafts.add(second, b"two")
        uow.commit()
    with storage.writing() as uow:
        assert uow.drafts.all() == [second, make.draft()]
        assert uow.drafts.get("draft-1") == make.draft()
        assert uow.drafts.get("draft-3") is None
        assert uow.drafts.content("draft-1") == b"PK\x00\xff"
        uow.drafts.save(gone)
        uow.drafts.empty("draft-2")
        assert uow.drafts.get("draft-1") == gone
        assert uow.drafts.content("draft-2") is None
        assert uow.drafts.forget(gone.changed_at) == 0
        assert uow.drafts.forget(gone.changed_at + timedelta(seconds=1)) == 1
        assert uow.drafts.all() == [second]
        assert uow.drafts.content("draft-1") is None


def test_attempts_are_counted_by_release_without_trials(storage: Storage) -> None:
    given.an_attempt(storage)
    second = make.release(id="release-2", version="1.1", content_hash="cc" * 32)
    with storage.writing() as uow:
        uow.releases.add(second, b"two", [])
        others = [
            make.attempt(id="attempt-2", module_id="m2", passed_at=MORNING),
            make.attempt(id="attempt-3", module_id="m3", instructor=True),
            make.attempt(id="attempt-4", module_id="m4", release_id="release-2"),
        ]
        for attempt in others:
            uow.attempts.save(attempt)
        counts = uow.attempts.counts("manajemen-bencana")
        assert counts == {
            "release-1": AttemptCount(2, 1),
            "release-2": AttemptCount(1, 0),
        }
        assert counts["release-1"].under_way == 1
        assert uow.attempts.counts("etika") == {}
        of_release = uow.attempts.of_release
        ids = [attempt.id for attempt in of_release("release-1", limit=2)]
        assert ids == ["attempt-1", "attempt-2"]
        rest = [attempt.id for attempt in of_release("release-1", after=ids[-1])]
        assert rest == ["attempt-3"]


def test_publishing_the_same_again_changes_nothing(storage: Storage) -> None:
    with storage.writing() as uow:
        uow.releases.add(make.release(), b"one", [])
        assert not uow.releases.add(make.release(id="release-2"), b"one", [])
        assert uow.releases.get("release-2") is None
        assert uow.releases.versions("manajemen-bencana") == [make.release()]


def test_other_content_under_the_same_version_is_refused(storage: Storage) -> None:
    other = make.release(id="release-2", content_hash="cc" * 32)
    with storage.writing() as uow:
        uow.releases.add(make.release(), b"one", [])
        with pytest.raises(ConflictError) as caught:
            uow.releases.add(other, b"two", [])
        assert caught.value.code == "release-conflict"
        assert caught.value.explanation.status == 409
        assert uow.releases.content("release-1") == b"one"
        assert uow.releases.get("release-2") is None


def test_each_course_has_its_current_release_by_title(storage: Storage) -> None:
    other = make.release(id="release-2", course_id="etika", title="Etika ASN")
    with storage.writing() as uow:
        uow.releases.add(make.release(), b"one", [])
        uow.releases.add(other, b"two", [])
        uow.releases.offer(make.offer())
        uow.releases.offer(make.offer(course_id="etika", release_id="release-2"))
        assert uow.releases.all_current() == [other, make.release()]


def test_an_attempt_comes_back_as_it_was(storage: Storage) -> None:
    given.an_attempt(storage)
    worked = make.attempt(
        updated_at=MORNING + timedelta(minutes=5),
        viewed=frozenset({"index", "peran/siklus"}),
        activities={
            "q-jarak": QuestionProgress(
                tries=2,
                hints=1,
                first=Decimal(0),
                best=Decimal("1.50"),
                right=True,
                answer="1.200 km",
            ),
            "q-siaga": QuestionProgress(tries=1, answer=("a", "c")),
            "q-nol": QuestionProgress(),
        },
        place="peran/siklus",
        completed_at=MORNING + timedelta(minutes=4),
        passed_at=MORNING + timedelta(minutes=5, microseconds=1),
        sent_hundredths=8750,
    )
    with storage.writing() as uow:
        assert uow.attempts.get("attempt-1") == make.attempt()
        uow.attempts.save(worked)
        uow.commit()
    with storage.reading() as uow:
        stored = uow.attempts.get("attempt-1")
        assert stored == worked
        assert stored is not None
        done = stored.activities["q-jarak"]
        assert isinstance(done, QuestionProgress)
        assert str(done.best) == "1.50"
        assert uow.attempts.get("attempt-2") is None


def test_an_attempt_at_an_activity_is_none_at_its_module(storage: Storage) -> None:
    given.an_attempt(storage)
    contents = [
        Content("manajemen-bencana", module, activity)
        for module, activity in (("", "q-1"), ("", "q-2"), ("peran", ""))
    ]
    with storage.writing() as uow:
        for number, content in enumerate(contents, start=2):
            assert uow.attempts.find("account-1", "link-1", content) is None
            attempt = make.attempt(
                id=f"attempt-{number}",
                module_id=content.module_id,
                activity_id=content.activity_id,
            )
            uow.attempts.save(attempt)
            assert uow.attempts.find("account-1", "link-1", content) == attempt
        assert uow.attempts.find("account-1", "link-1", make.COURSE) == make.attempt()
        again = make.attempt(id="attempt-9", activity_id="q-1")
        uow.attempts.save(again)
        assert uow.attempts.find("account-1", "link-1", contents[0]) == again


def test_an_attempt_belongs_to_account_link_and_content(storage: Storage) -> None:
    given.an_attempt(storage)
    module = Content(course_id="manajemen-bencana", module_id="peran")
    of_module = make.attempt(id="attempt-2", module_id="peran")
    with storage.writing() as uow:
        find = uow.attempts.find
        assert find("account-1", "link-1", make.COURSE) == make.attempt()
        assert find("account-1", "link-1", module) is None
        uow.attempts.save(of_module)
        assert find("account-1", "link-1", module) == of_module
        assert find("account-1", "link-1", make.COURSE) == make.attempt()
        assert find("account-1", "link-2", make.COURSE) is None
        assert find("account-2", "link-1", make.COURSE) is None
        assert find("account-1", "link-1", Content(course_id="etika")) is None


def test_an_attempt_is_found_after_a_new_release(storage: Storage) -> None:
    given.an_attempt(storage)
    second = make.release(id="release-2", version="1.1", content_hash="cc" * 32)
    with storage.writing() as uow:
        uow.releases.add(second, b"two", [])
        found = uow.attempts.find("account-1", "link-1", make.COURSE)
    assert found == make.attempt()


def test_the_latest_attempt_is_found(storage: Storage) -> None:
    given.an_attempt(storage)
    again = make.attempt(id="attempt-0", started_at=MORNING + timedelta(days=1))
    with storage.writing() as uow:
        uow.attempts.save(again)
        uow.attempts.save(replace(make.attempt(), place="index"))
        assert uow.attempts.find("account-1", "link-1", make.COURSE) == again
        assert [a.id for a in uow.attempts.of_account("account-1")] == [
            "attempt-0",
            "attempt-1",
        ]
        assert [a.id for a in uow.attempts.of_resource_link("link-1")] == [
            "attempt-0",
            "attempt-1",
        ]
        assert uow.attempts.of_account("account-2") == []
        assert uow.attempts.of_resource_link("link-2") == []


def test_attempts_are_paged_by_id(storage: Storage) -> None:
    given.an_attempt(storage)
    with storage.writing() as uow:
        uow.attempts.save(make.attempt(id="attempt-3", module_id="c"))
        uow.attempts.save(make.attempt(id="attempt-2", module_id="b"))
        assert [a.id for a in uow.attempts.all(limit=2)] == ["attempt-1", "attempt-2"]
        assert [a.id for a in uow.attempts.all(after="attempt-2")] == ["attempt-3"]


def test_an_attempt_at_an_unknown_release_is_refused(storage: Storage) -> None:
    given.a_learner(storage)
    with storage.writing() as uow, pytest.raises(ConflictError):
        uow.attempts.save(make.attempt(release_id="release-9"))


def test_recorded_events_come_back_with_their_replies(storage: Storage) -> None:
    given.an_attempt(storage)
    typed = make.recorded_event(
        "event-0002", event=Event("event-0002", "answered", "q-jarak", MORNING, "1,2")
    )
    viewed = make.recorded_event(
        "event-0003", event=Event("event-0003", "viewed", "index", MORNING)
    )
    with storage.writing() as uow:
        uow.attempts.record([make.recorded_event(), typed, viewed])
        uow.attempts.record([])
        uow.commit()
    with storage.reading() as uow:
        asked = ["event-0001", "event-0002", "event-0003", "event-0004"]
        found = uow.attempts.recorded("attempt-1", asked)
        assert found == {
            "event-0001": make.recorded_event(),
            "event-0002": typed,
            "event-0003": viewed,
        }
        assert uow.attempts.recorded("attempt-2", asked) == {}
        assert uow.attempts.recorded("attempt-1", []) == {}


def test_events_within_a_quiz_and_hand_ins_come_back_whole(storage: Storage) -> None:
    given.an_attempt(storage)
    answered = make.recorded_event(
        "event-0002",
        event=Event(
            "event-0002", "answered", "tes-akhir", MORNING, ("b", ""), "q-pasangan"
        ),
    )
    handed_in = make.recorded_event(
        "event-0003",
        event=Event(
            "event-0003",
            "submitted",
            "s-reaksi",
            MORNING,
            {"a": "4", "c": ("a", "b"), "d": "Terlalu cepat"},
        ),
    )
    with storage.writing() as uow:
        uow.attempts.record([answered, handed_in])
        uow.commit()
    with storage.reading() as uow:
        found = uow.attempts.recorded("attempt-1", ["event-0002", "event-0003"])
    assert found == {"event-0002": answered, "event-0003": handed_in}


def test_progress_in_every_kind_of_activity_comes_back_whole(storage: Storage) -> None:
    given.an_attempt(storage)
    answers = {"q-1": QuestionProgress(1, best=Decimal(1), right=True, answer=("b",))}
    activities: dict[str, ActivityProgress] = {
        "q-siaga": QuestionProgress(
            2, 1, Decimal(0), Decimal("0.75"), right=True, answer="5.950"
        ),
        "tes-akhir": QuizProgress(
            2, 1, Decimal(3), Decimal(4), QuizRun("benih", 1_795_000_000), answers
        ),
        "sim-erupsi": ScenarioProgress((Round("abca", "aman", Decimal("47.5")),), "Ya"),
        "s-reaksi": Submission({"a": "4", "c": ("a", "b")}, 1),
    }
    attempt = make.attempt(activities=activities)
    with storage.writing() as uow:
        uow.attempts.save(attempt)
        uow.commit()
    with storage.reading() as uow:
        assert uow.attempts.get("attempt-1") == attempt


def test_survey_responses_come_back_by_survey(storage: Storage) -> None:
    one = SurveyResponse(
        "r-1", "siaga", "1.0", "s-1", {"a": "4", "b": ("c",)}, MORNING.date()
    )
    other = replace(one, id="r-2", survey_id="s-2")
    with storage.writing() as uow:
        uow.surveys.add(one)
        uow.surveys.add(other)
        uow.commit()
    with storage.reading() as uow:
        assert uow.surveys.responses("siaga", "s-1") == [one]
        assert uow.surveys.responses("lain", "s-1") == []


def test_a_reply_keeps_the_order_of_its_keys(storage: Storage) -> None:
    given.an_attempt(storage)
    reply = {"z": 1, "a": {"y": [1.5, None, "é"], "b": True}}
    with storage.writing() as uow:
        uow.attempts.record([make.recorded_event(reply=reply)])
        found = uow.attempts.recorded("attempt-1", ["event-0001"])
    assert repr(found["event-0001"].reply) == repr(reply)


def test_an_event_is_recorded_once(storage: Storage) -> None:
    given.an_attempt(storage)
    with storage.writing() as uow:
        uow.attempts.record([make.recorded_event()])
        with pytest.raises(ConflictError):
            uow.attempts.record([make.recorded_event()])
