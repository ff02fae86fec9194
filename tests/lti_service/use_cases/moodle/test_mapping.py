"""What courses of a Moodle stand for: said, tried, applied, and taken back."""

from dataclasses import replace
from decimal import Decimal

import pytest

from lti_service.domain.evidence import EvidenceState, latest
from lti_service.domain.launch import Content
from lti_service.domain.learning_hours import JpState
from lti_service.domain.moodle_ledger import (
    WHOLE_COURSE,
    MappedOutcome,
    RunCount,
    RunState,
)
from lti_service.domain.moodle_mapping import OwnPackage
from lti_service.domain.moodle_sync import MoodleActivity, MoodleCourse, Tracking
from lti_service.errors import ConflictError, NotFoundError
from lti_service.ports import Ports
from lti_service.use_cases.moodle import mapping as moodle_mapping
from lti_service.use_cases.moodle.giving import go_on_giving
from lti_service.use_cases.moodle.mapping import (
    MappedOnce,
    activity_places,
    course_places,
    mapping_history,
    preview_mapping,
    read_activities,
    read_courses,
    restore_mapping,
    save_mapping,
)
from tests.fakes import FakeStorage
from tests.lti_service.office import LEARNER
from tests.lti_service.use_cases.learning.given import PLATFORM, publish, two_questions
from tests.lti_service.use_cases.moodle.test_pull import (
    ARCHIVES,
    QUIZ,
    a_moodle,
    read,
    service,
)
from tests.service_factories import programme, resource_link

SIX = MappedOnce("", Decimal(6), "B3", ())
QUIZZED = MappedOnce("", None, "", (MappedOutcome("T-PB-01", 2, "quiz"),))


def observed() -> tuple[FakeStorage, Ports]:
    """A Moodle that was read before anything was mapped."""
    storage, ports = service(a_moodle())
    storage.tables.moodle_mappings.clear()
    read(ports)
    assert not storage.tables.hours
    return storage, ports


def hours(ports: Ports) -> list[tuple[Decimal, JpState]]:
    with ports.storage.reading() as uow:
        return [(one.amount, one.state) for one in uow.hours.of_person(LEARNER.id)]


def test_a_mapping_applies_at_once_to_what_was_observed_before_it() -> None:
    storage, ports = observed()

    run = save_mapping("m-1", ARCHIVES, 0, SIX, seen=0, actor="a-admin", ports=ports)

    assert run is not None
    assert (run.state, run.count(RunCount.HOURS)) == (RunState.GIVEN, 1)
    assert hours(ports) == [(Decimal(6), JpState.RECOGNISED)]
    entry = storage.tables.audit[-1]
    assert (entry.action, entry.after) == ("moodle.mapped", "1: 6 B3")


def test_a_preview_says_what_saving_would_do_and_keeps_nothing() -> None:
    storage, ports = observed()

    told = preview_mapping("m-1", ARCHIVES, QUIZ, QUIZZED, ports=ports)

    assert (told.people, told.tried, told.hours, told.evidence) == (1, 1, 0, 1)
    assert not storage.tables.evidence
    assert not storage.tables.moodle_mappings


def test_ended_it_gives_nothing_more_and_the_restored_revision_gives_again() -> None:
    storage, ports = observed()
    save_mapping("m-1", ARCHIVES, QUIZ, QUIZZED, seen=0, actor="a", ports=ports)

    ended = replace(QUIZZED, is_ended=True)
    save_mapping("m-1", ARCHIVES, QUIZ, ended, seen=1, actor="a", ports=ports)
    (gone,) = latest(storage.tables.evidence.values())
    restore_mapping("m-1", ARCHIVES, QUIZ, 1, seen=2, actor="a", ports=ports)
    (back,) = latest(storage.tables.evidence.values())
    restore_mapping("m-1", ARCHIVES, QUIZ, 0, seen=3, actor="a", ports=ports)
    (last,) = latest(storage.tables.evidence.values())

    states = [gone.state, back.state, last.state]
    assert states == [
        EvidenceState.WITHDRAWN,
        EvidenceState.ACCEPTED,
        EvidenceState.WITHDRAWN,
    ]
    history = mapping_history("m-1", ARCHIVES, QUIZ, ports=ports)
    assert [row.revision for row in history] == [4, 3, 2, 1]


def test_what_somebody_else_changed_meanwhile_is_not_overwritten() -> None:
    _, ports = observed()
    save_mapping("m-1", ARCHIVES, 0, SIX, seen=0, actor="a", ports=ports)

    with pytest.raises(ConflictError) as caught:
        save_mapping("m-1", ARCHIVES, 0, QUIZZED, seen=0, actor="b", ports=ports)

    assert caught.value.code == "mapping-changed"
    assert save_mapping("m-1", ARCHIVES, 0, SIX, seen=1, actor="b", ports=ports) is None


def test_what_many_did_is_left_to_the_worker_and_goes_on_where_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, ports = observed()
    monkeypatch.setattr(moodle_mapping, "AT_ONCE", 0)

    run = save_mapping("m-1", ARCHIVES, 0, SIX, seen=0, actor="a", ports=ports)
    assert run is not None
    waiting = hours(ports)
    done = go_on_giving(run.id, ports=ports)

    assert (run.state, waiting) == (RunState.GIVING, [])
    assert done.state is RunState.GIVEN
    assert hours(ports) == [(Decimal(6), JpState.RECOGNISED)]


def test_places_tell_what_was_observed_and_what_a_suggestion_would_give() -> None:
    storage, ports = observed()
    mapped = programme(code="K", hours=Decimal("7.5"))
    storage.tables.programmes["K", mapped.version] = mapped

    _, (archives, meeting) = course_places("m-1", ports=ports)
    _, (whole, _, quiz) = activity_places("m-1", ARCHIVES, ports=ports)

    assert archives.suggestion is not None
    assert archives.suggestion.programme_code == "K"
    assert (archives.counts.completed, archives.hours) == (1, Decimal("7.5"))
    assert (meeting.suggestion, meeting.counts.completed) == (None, 1)
    assert whole.counts == archives.counts
    assert (quiz.counts.graded, quiz.counts.graded_known) == (1, 1)


def test_a_link_to_this_service_and_a_package_of_ours_recognise_themselves() -> None:
    moodle = a_moodle()
    course = MoodleCourse(9, "", "L", "Lain", tracks_completion=True)
    moodle.teach(
        course,
        MoodleActivity(91, "lti", 7, "Alat", Tracking.AUTOMATIC),
        MoodleActivity(92, "scorm", 1, "SIAGA  bencana", Tracking.AUTOMATIC),
        MoodleActivity(93, "lti", 8, "Alat lain", Tracking.AUTOMATIC),
    )
    _, ports = service(moodle, platform_id=PLATFORM.id)
    publish(two_questions(), ports)
    with ports.storage.reading() as uow:
        (release,) = uow.releases.all_current()
    moodle.activities_by_course[9][1] = MoodleActivity(
        92, "scorm", 1, release.title.upper(), Tracking.AUTOMATIC
    )
    link = resource_link(
        platform_id=PLATFORM.id, lti_id="7", content=Content(release.course_id)
    )
    with ports.storage.writing() as uow:
        uow.resource_links.save(link)
        uow.commit()
    assert read_courses("m-1", ports=ports) == 3
    assert read_activities("m-1", 9, ports=ports) == 3

    _, (_, tool, package, other) = activity_places("m-1", 9, ports=ports)
    moodle.activities_by_course[9][1] = MoodleActivity(
        92, "scorm", 1, "Nama lain", Tracking.NONE, f"course-{release.course_id}"
    )
    read_activities("m-1", 9, ports=ports)
    _, (_, _, named, _) = activity_places("m-1", 9, ports=ports)

    assert named.package == OwnPackage(release.title, "", release.version)
    assert not named.package.is_another
    moodle.activities_by_course[9][1] = replace(
        moodle.activities_by_course[9][1], package_version="0.9"
    )
    read_activities("m-1", 9, ports=ports)
    _, (_, _, older, _) = activity_places("m-1", 9, ports=ports)
    assert older.package == OwnPackage(release.title, "0.9", release.version)
    assert older.package.is_another
    assert (tool.package, package.package) == (None, None)
    assert named.suggestion is not None
    assert "menyebut dirinya" in str(named.suggestion.because)
    assert tool.suggestion is not None
    assert tool.suggestion.is_counted_already
    assert package.suggestion is not None
    assert release.title in str(package.suggestion.because)
    assert other.suggestion is None


@pytest.mark.parametrize(("course", "activity"), [(99, WHOLE_COURSE), (ARCHIVES, 99)])
def test_what_nobody_read_yet_cannot_be_mapped(course: int, activity: int) -> None:
    _, ports = observed()

    with pytest.raises(NotFoundError) as caught:
        save_mapping("m-1", course, activity, SIX, seen=0, actor="a", ports=ports)

    assert caught.value.code == "unknown-place"
