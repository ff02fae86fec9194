"""What a person does next: the first rule that fits, in a fixed order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class MyStepKind(StrEnum):
    """Kinds of a next step, in the order in which they are looked for."""

    RETURNED = "returned"
    RENEW = "renew"
    LEARNING = "learning"
    COURSE = "course"
    PROGRAMME = "programme"
    ASSESSOR = "assessor"
    PLANNED = "planned"
    PASSED = "passed"
    SUPERVISOR = "supervisor"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Gap:
    """A requirement that is not met, or that soon will not be.

    Attributes:
        expires: Whether it expired or soon will.
        course: Title of the course that can be taken now; empty for none.
        passed: Whether a course for it was passed.
        proposed: Whether the rules propose a level and an assessor is to decide.
    """

    competency_code: str
    expires: bool
    course: str
    passed: bool
    proposed: bool


@dataclass(frozen=True, slots=True)
class Doing:
    """Something that leads on: a programme or a thing that is planned.

    Attributes:
        competency_codes: What it leads to.
        day: Last day or due day; none for none.
    """

    title: str
    competency_codes: frozenset[str]
    day: date | None


@dataclass(frozen=True, slots=True)
class MyStep:
    """What comes next.

    Attributes:
        competency_code: What for; empty where it is for none.
        title: Of the course, programme or activity; empty for none.
        day: Until when; none for none.
    """

    kind: MyStepKind
    competency_code: str = ""
    title: str = ""
    day: date | None = None


def my_step(
    gaps: Sequence[Gap],
    *,
    plan_returned: bool,
    learning: Sequence[Doing],
    open_programmes: Sequence[Doing],
    planned: Sequence[Doing],
) -> MyStep:
    """Return what comes next.

    A plan that came back; what expires; what one is learning for a gap; a course that
    can be taken now; an open programme that closes a gap; what the plan says; what waits
    for an assessor alone; evidence of work beside a passed course; else to talk to the
    supervisor. Without gaps there is nothing to do.

    Args:
        gaps: The worst first.
        plan_returned: Whether the supervisor returned the plan.
        learning: Programmes one is in.
        open_programmes: Those one may be proposed for.
        planned: What one's plan says.
    """
    if plan_returned:
        return MyStep(MyStepKind.RETURNED)
    acting = [gap for gap in gaps if not gap.proposed]
    expiring = next((gap for gap in acting if gap.expires), None)
    if expiring is not None:
        return MyStep(MyStepKind.RENEW, expiring.competency_code, expiring.course)
    for kind, found in (
        (MyStepKind.LEARNING, learning),
        (MyStepKind.COURSE, None),
        (MyStepKind.PROGRAMME, open_programmes),
        (MyStepKind.PLANNED, planned),
    ):
        for gap in acting:
            code = gap.competency_code
            if found is None:
                if gap.course:
                    return MyStep(kind, code, gap.course)
                continue
            one = next((d for d in found if code in d.competency_codes), None)
            if one is not None:
                return MyStep(kind, code, one.title, one.day)
    if acting:
        passed = next((gap for gap in acting if gap.passed), None)
        kind = MyStepKind.PASSED if passed else MyStepKind.SUPERVISOR
        return MyStep(kind, (passed or acting[0]).competency_code)
    if gaps:
        return MyStep(MyStepKind.ASSESSOR, gaps[0].competency_code)
    return MyStep(MyStepKind.NOTHING)
