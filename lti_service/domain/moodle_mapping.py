"""What a course or activity of a Moodle would give, and what it may stand for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from lti_service.domain.moodle_sync import MoodleActivity, MoodleCourse
from lti_service.domain.programme import Programme
from lti_service.locale import Sentence

LTI, SCORM = "lti", "scorm"
"""Modules of Moodle: a link to a tool, and a package."""

LONGEST_PACKAGE_NAME = 255
"""As `course_builder.targets.scorm` writes it."""


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """How far people are at a place, as what was observed there holds.

    Attributes:
        activity_id: `WHOLE_COURSE` for the course itself.
        completed: People who completed it.
        graded: People with a grade.
        completed_known: Of those who completed it, whose account is matched.
        graded_known: Of those with a grade, whose account is matched.
    """

    course_id: int
    activity_id: int
    completed: int
    graded: int
    completed_known: int
    graded_known: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a course or activity seems to stand for.

    Attributes:
        programme_code: Empty where nothing says which.
        is_counted_already: It is a link to this service, which counts it by itself.
        because: Why it seems so.
    """

    programme_code: str
    is_counted_already: bool
    because: Sentence


@dataclass(frozen=True, slots=True)
class OwnPackage:
    """A package in a Moodle that was made of a course of ours.

    Attributes:
        version: Of the course it was made of; empty where it does not say.
        published: Version that this service offers now; empty for none.
    """

    title: str
    version: str
    published: str

    @property
    def is_another(self) -> bool:
        """Whether learners there and here are known to see different versions."""
        return bool(self.version and self.published) and self.version != self.published


@dataclass(frozen=True, slots=True)
class Own:
    """What of this service a Moodle's courses are compared with.

    Attributes:
        programmes: As they hold now, by code.
        courses: Title of each course of ours, by its id.
        versions: Which version of them is offered now.
        links: Title of the course of ours, or of the link, that an LTI activity of this
            Moodle opens, by the activity's instance.
    """

    programmes: Mapping[str, Programme]
    courses: Mapping[str, str]
    links: Mapping[int, str]
    versions: Mapping[str, str] = field(default_factory=dict)


def suggest_course(course: MoodleCourse, own: Own) -> Suggestion | None:
    """Return what a course seems to stand for; none where nothing says so."""
    number = course.idnumber.strip()
    if not number:
        return None
    if number in own.programmes:
        return Suggestion(
            number,
            is_counted_already=False,
            because=Sentence(
                "Nomor ID kursus ini, {code}, adalah kode program.", {"code": number}
            ),
        )
    if number in own.courses:
        return Suggestion(
            _programme_of(number, own),
            is_counted_already=False,
            because=Sentence(
                "Nomor ID kursus ini adalah kode kursus {title} di layanan ini.",
                {"title": own.courses[number]},
            ),
        )
    return None


def suggest_activity(activity: MoodleActivity, own: Own) -> Suggestion | None:
    """Return what an activity seems to stand for; none where nothing says so."""
    if activity.module == LTI and activity.instance in own.links:
        return Suggestion(
            "",
            is_counted_already=True,
            because=Sentence(
                "Kegiatan ini membuka {title} di layanan ini, yang menghitungnya sendiri.",
                {"title": own.links[activity.instance]},
            ),
        )
    if activity.module == SCORM:
        if course_id := _course_of(activity, own):
            return Suggestion(
                _programme_of(course_id, own),
                is_counted_already=False,
                because=Sentence(
                    "Paket ini menyebut dirinya kursus {title} buatan layanan ini.",
                    {"title": own.courses[course_id]},
                ),
            )
        name = _plain(activity.name)
        for course_id, title in sorted(own.courses.items()):
            if name in {_plain(title), _plain(course_id)}:
                return Suggestion(
                    _programme_of(course_id, own),
                    is_counted_already=False,
                    because=Sentence(
                        "Nama paket ini sama dengan kursus {title} di layanan ini.",
                        {"title": title},
                    ),
                )
    return None


def own_package(activity: MoodleActivity, own: Own) -> OwnPackage | None:
    """Return of which course of ours an activity is a package; none where of none."""
    course_id = _course_of(activity, own)
    if not course_id:
        return None
    published = own.versions.get(course_id, "")
    return OwnPackage(own.courses[course_id], activity.package_version, published)


def package_name(course_id: str) -> str:
    """Return what a package of a course of ours calls itself in its manifest."""
    return f"course-{course_id}"[:LONGEST_PACKAGE_NAME]


def hours_of_all(people: int, hours: Decimal | None) -> Decimal:
    """Return the JP that a completion brings so many people together."""
    return people * (hours or Decimal(0))


def counts_by_place(
    counts: Iterable[PlaceCount],
) -> Mapping[tuple[int, int], PlaceCount]:
    """Return counts by course and activity."""
    return {(one.course_id, one.activity_id): one for one in counts}


def count_at(
    counts: Mapping[tuple[int, int], PlaceCount], place: tuple[int, int]
) -> PlaceCount:
    """Return the counts of a place; nothing where nothing was observed there."""
    return counts.get(place) or PlaceCount(*place, 0, 0, 0, 0)


def _course_of(activity: MoodleActivity, own: Own) -> str:
    """Return the course of ours that a package says it is; empty for none."""
    if activity.module != SCORM:
        return ""
    names = {package_name(course_id): course_id for course_id in own.courses}
    return names.get(activity.package, "")


def _programme_of(course_id: str, own: Own) -> str:
    found: Sequence[str] = [
        one.code for one in own.programmes.values() if one.course_id == course_id
    ]
    return found[0] if len(found) == 1 else ""


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
