"""What publishing another version of a course comes to, for those who learn and teach."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from course_builder.model.rendered import RenderedCourse
from lti_service.domain.attempt import part_of
from lti_service.domain.course import version_key
from lti_service.domain.launch import ResourceLink


@dataclass(frozen=True, slots=True)
class Consequences:
    """What follows from offering one release after another.

    Attributes:
        offered: Version that is offered now; empty where none is.
        under_way: Attempts on any version that are not passed: they stay on theirs.
        is_older: Whether the version is not higher than the one offered now.
        hours: Learning hours (JP) that passing gives, before and after.
        begun_evidence: Outcomes that attempts give evidence for from then on.
        ended_evidence: Outcomes that new attempts give none for any more.
        lost: Activities of LMSs that show a part which is not there any more.
        ungraded: Those whose part gives no points any more, so that no score is sent.
    """

    offered: str
    under_way: int
    is_older: bool
    hours: tuple[Decimal, Decimal]
    begun_evidence: tuple[str, ...]
    ended_evidence: tuple[str, ...]
    lost: tuple[ResourceLink, ...]
    ungraded: tuple[ResourceLink, ...]


def consequences(
    before: RenderedCourse | None,
    after: RenderedCourse,
    links: Iterable[ResourceLink],
    under_way: int,
) -> Consequences:
    """Return what publishing comes to.

    Args:
        before: The release that is offered now; none where there is none.
        after: The one that would be.
        links: Activities in LMSs, of any course.
        under_way: Attempts begun and not passed, on any version.
    """
    lost: list[ResourceLink] = []
    ungraded: list[ResourceLink] = []
    for link in links:
        if link.content.course_id != after.id:
            continue
        graded = _gives_points(after, link)
        if graded is None:
            lost.append(link)
        elif not graded and before is not None and _gives_points(before, link):
            ungraded.append(link)
    former = before or after
    old, new = _outcomes(former) if before else [], _outcomes(after)
    return Consequences(
        before.version if before else "",
        under_way,
        before is not None
        and version_key(after.version) <= version_key(before.version),
        (former.hours, after.hours),
        tuple(name for name in new if name not in old),
        tuple(name for name in old if name not in new),
        tuple(lost),
        tuple(ungraded),
    )


def _gives_points(course: RenderedCourse, link: ResourceLink) -> bool | None:
    """Whether what a link shows gives points; none where it is not there."""
    try:
        part = part_of(course, link.content.module_id, link.content.activity_id)
    except KeyError:
        return None
    return any(activity.is_graded for activity in part.required_activities)


def _outcomes(course: RenderedCourse) -> list[str]:
    return [f"{one.code}.{one.level}" for one in course.competencies]
