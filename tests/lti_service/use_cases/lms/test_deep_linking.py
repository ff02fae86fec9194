from datetime import timedelta

import pytest

from lti_service.domain.deep_linking import ContentPick, DeepLinkingSettings
from lti_service.domain.launch import Content
from lti_service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
)
from lti_service.ports import Ports
from lti_service.use_cases.learning.attempt import (
    attempt_course,
    handle_events,
    link_progress,
)
from lti_service.use_cases.learning.course import course_offers
from lti_service.use_cases.lms.deep_linking import (
    MOST_ITEMS,
    answer_platform,
    choose_content,
    chosen_offers,
    open_pick,
)
from tests.fakes import MORNING, fake_ports
from tests.lti_service.use_cases.learning.given import (
    launch,
    publish,
    register,
    two_questions,
)

WHOLE, MODULE, QUESTION = "siaga-bencana", "siaga-bencana/m1", "siaga-bencana/m1/q-2"
ASKED = DeepLinkingSettings(
    "https://lms.example/return", "", multiple=True, line_items=True
)


@pytest.fixture
def ports() -> Ports:
    ports = fake_ports()
    register(ports)
    publish(two_questions(), ports)
    return ports


def asked(ports: Ports, nonce: str = "n1", *, multiple: bool = True) -> ContentPick:
    """The choice that a deep-linking request begins."""
    settings = DeepLinkingSettings(
        ASKED.return_url, "", multiple=multiple, line_items=True
    )
    launched = launch(
        ports,
        nonce,
        subject="7",
        instructor=True,
        resource_link_id="",
        deep_linking=settings,
    )
    assert launched.pick is not None
    return launched.pick


def unlinked(ports: Ports, nonce: str = "n1") -> ContentPick:
    """The choice of a teacher who opens a link that shows nothing yet."""
    launched = launch(ports, nonce, subject="7", instructor=True, content=Content())
    assert launched.pick is not None
    return launched.pick


def answered(event_id: str, activity: str, option: str = "b") -> dict[str, object]:
    return {
        "id": event_id,
        "kind": "answered",
        "activity": activity,
        "answer": [option],
    }


def viewed(event_id: str, page: str) -> dict[str, object]:
    return {"id": event_id, "kind": "viewed", "activity": page}


def test_a_request_for_content_makes_no_link_and_no_attempt(ports):
    pick = asked(ports)

    assert pick.resource_link_id == ""
    assert ports.storage.tables.links == {}
    assert ports.storage.tables.attempts == {}
    assert len(ports.storage.tables.sessions) == 1


def test_a_choice_is_its_teachers_alone(ports):
    pick = asked(ports)

    assert open_pick(pick.id, pick.account_id, ports=ports) == pick
    with pytest.raises(ForbiddenError) as caught:
        open_pick(pick.id, "somebody-else", ports=ports)
    assert caught.value.code == "not-yours"


def test_a_choice_ends(ports):
    pick = asked(ports)
    ports.clock.advance(hours=12)

    assert pick.expires_at == MORNING + timedelta(hours=12)
    for over in (pick.id, "never-made"):
        with pytest.raises(NotFoundError) as caught:
            open_pick(over, pick.account_id, ports=ports)
        assert caught.value.code == "choice-over"


def test_what_was_chosen_keeps_its_order_and_comes_once(ports):
    found = chosen_offers(
        [QUESTION, WHOLE, "", QUESTION, MODULE], asked(ports), ports=ports
    )

    assert [offer.key for offer in found] == [QUESTION, WHOLE, MODULE]


@pytest.mark.parametrize(("multiple", "most"), [(True, MOST_ITEMS), (False, 1)])
def test_no_more_is_chosen_than_is_taken(ports, multiple, most):
    pick = asked(ports, multiple=multiple)
    keys = [f"course-{number}" for number in range(most + 1)]

    with pytest.raises(InvalidInputError) as caught:
        chosen_offers(keys, pick, ports=ports)

    assert caught.value.code == "content-too-many"


def test_nothing_is_no_choice(ports):
    with pytest.raises(InvalidInputError) as caught:
        chosen_offers(["", ""], asked(ports), ports=ports)

    assert caught.value.code == "content-missing"


@pytest.mark.parametrize("key", ["lain", "siaga-bencana/m9", "siaga-bencana/q-2", "/"])
def test_only_what_is_published_can_be_chosen(ports, key):
    with pytest.raises(NotFoundError) as caught:
        chosen_offers([key], asked(ports), ports=ports)

    assert caught.value.code == "unknown-course"


def test_words_narrow_what_is_offered(ports):
    publish(two_questions(id="arsip", title="Arsip daerah"), ports)

    assert [o.course_id for o in course_offers(ports=ports)] == [
        "arsip",
        "siaga-bencana",
    ]
    assert [o.course_id for o in course_offers("ARSIP modul", ports=ports)] == ["arsip"]
    assert course_offers("kebakaran", ports=ports) == []


def test_a_new_version_is_offered_in_place_of_the_old(ports):
    assert course_offers(ports=ports)[0].version == "1.0"
    publish(two_questions(version="1.1"), ports)

    (offer,) = course_offers(ports=ports)

    assert offer.version == "1.1"


def test_a_choice_for_a_platform_is_answered_and_audited(ports):
    pick = asked(ports)
    offers = chosen_offers([QUESTION, WHOLE], pick, ports=ports)

    answer = answer_platform(pick, offers, ports=ports)

    assert answer.return_url == "https://lms.example/return"
    assert answer.token == f"p1|1|{QUESTION} {WHOLE}|"
    (entry,) = ports.storage.tables.audit[-1:]
    assert (entry.action, entry.actor) == ("content.linked", pick.account_id)
    assert entry.after == f"{QUESTION} {WHOLE}"


def test_giving_up_is_answered_and_leaves_no_trace(ports):
    pick = asked(ports)
    before = len(ports.storage.tables.audit)

    answer = answer_platform(pick, [], "Tidak ada.", ports=ports)

    assert answer.token == "p1|1||Tidak ada."
    assert len(ports.storage.tables.audit) == before


def test_a_choice_for_a_link_is_remembered_and_audited(ports):
    pick = unlinked(ports)

    link = choose_content(pick, Content("siaga-bencana", "m1"), ports=ports)

    assert ports.storage.tables.links[link.id].content == Content("siaga-bencana", "m1")
    (entry,) = ports.storage.tables.audit[-1:]
    assert (entry.action, entry.object) == ("content.chosen", f"link:{link.id}")
    assert (entry.before, entry.after) == ("", "siaga-bencana/m1")


def test_a_teacher_changes_a_choice_freely_before_learners_come(ports):
    pick = unlinked(ports)
    choose_content(pick, Content("siaga-bencana", "m1"), ports=ports)
    again = unlinked(ports, "n2")

    link = choose_content(again, Content("siaga-bencana"), ports=ports)

    assert link.content == Content("siaga-bencana")
    assert ports.storage.tables.audit[-1].before == "siaga-bencana/m1"


def test_once_learners_have_begun_a_change_must_be_confirmed(ports):
    pick = unlinked(ports)
    choose_content(pick, Content("siaga-bencana"), ports=ports)
    for number, subject in enumerate(("3", "4", "3")):
        launch(ports, f"learner-{number}", subject=subject, content=Content())

    with pytest.raises(ConflictError) as caught:
        choose_content(pick, Content("siaga-bencana", "m1"), ports=ports)

    assert caught.value.code == "content-begun"
    assert caught.value.context["learners"] == "2"
    link = ports.storage.tables.links[pick.resource_link_id]
    assert link.content == Content("siaga-bencana")


def test_a_confirmed_change_keeps_what_learners_did_before(ports):
    pick = unlinked(ports)
    choose_content(pick, Content("siaga-bencana"), ports=ports)
    before = launch(ports, "n2", content=Content())
    only = Content("siaga-bencana", activity_id="q-1")

    choose_content(pick, only, ports=ports, confirmed=True)

    after = launch(ports, "n3", content=Content())
    assert after.content == only
    assert before.attempt is not None
    assert after.attempt is not None
    assert before.attempt.id != after.attempt.id
    assert before.attempt.id in ports.storage.tables.attempts


def test_choosing_the_same_again_needs_no_confirmation(ports):
    pick = unlinked(ports)
    choose_content(pick, Content("siaga-bencana"), ports=ports)
    launch(ports, "n2", content=Content())

    link = choose_content(pick, Content("siaga-bencana"), ports=ports)

    assert link.content == Content("siaga-bencana")
    assert [e.action for e in ports.storage.tables.audit].count("content.chosen") == 1


def test_the_class_shows_those_who_are_at_the_present_content(ports):
    pick = unlinked(ports)
    choose_content(pick, Content("siaga-bencana"), ports=ports)
    launch(ports, "n2", content=Content(), name="Dulu")
    choose_content(pick, Content("siaga-bencana", "m1"), ports=ports, confirmed=True)
    launch(ports, "n3", subject="4", content=Content(), name="Kini")

    rows = link_progress(pick.resource_link_id, ports=ports)

    assert [row.account.name for row in rows] == ["Kini"]


def test_an_activity_alone_is_the_whole_score_and_evidence(ports):
    launched = launch(ports, content=Content("siaga-bencana", activity_id="q-2"))
    attempt, account = launched.attempt, launched.account
    assert attempt is not None
    assert account is not None
    course = attempt_course(attempt, ports=ports)
    assert list(course.activities) == ["q-2"]
    assert [page.id for page in course.pages] == ["m1/b"]

    batch = {"events": [viewed("event-0001", "m1/b"), answered("event-0002", "q-2")]}
    handled = handle_events(attempt.id, account.id, batch, ports=ports)

    assert handled.progress.complete
    assert (handled.progress.pages, handled.progress.activities) == (1, 1)
    assert handled.progress.scaled == 1
    (message,) = ports.storage.tables.outbox.values()
    assert message.payload["hundredths"] == 10000


def test_an_activity_alone_takes_no_answer_to_another(ports):
    launched = launch(ports, content=Content("siaga-bencana", activity_id="q-2"))
    assert launched.attempt is not None
    assert launched.account is not None

    handled = handle_events(
        launched.attempt.id,
        launched.account.id,
        {"events": [answered("event-0001", "q-1"), viewed("event-0002", "m1/a")]},
        ports=ports,
    )

    codes = [result["error"]["code"] for result in handled.results]
    assert codes == ["bad-event", "unknown-page"]
    assert ports.storage.tables.outbox == {}
