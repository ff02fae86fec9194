"""Competencies of a Moodle, and which of ours a rating there is evidence of."""

from collections.abc import Sequence
from dataclasses import dataclass

from lti_service.domain.moodle_ledger import (
    MappedOutcome,
    MoodleConnection,
    MoodleMapping,
    in_force,
)
from lti_service.domain.moodle_mapping import PlaceCount, count_at, counts_by_place
from lti_service.domain.moodle_plan import (
    COMPETENCIES,
    CompetencySuggestion,
    MoodleCompetency,
    suggest_competency,
)
from lti_service.ports import Ports
from lti_service.use_cases.moodle.connection import one_moodle
from lti_service.use_cases.moodle.effect import rating_outcomes


@dataclass(frozen=True, slots=True)
class CompetencyPlace:
    """A competency of a Moodle, how many were rated, and what that gives.

    Attributes:
        counts: Graded are those who were rated, completed those rated proficient.
        mapping: What an administrator said and holds; none where nothing does.
        is_ended: They said that it stands for nothing.
        outcomes: What a rating gives; none while it stands for nothing.
        suggestion: Which competency of ours it seems to be; none where it stands for one.
    """

    competency: MoodleCompetency
    counts: PlaceCount
    mapping: MoodleMapping | None
    is_ended: bool
    outcomes: tuple[MappedOutcome, ...]
    suggestion: CompetencySuggestion | None

    @property
    def is_mirrored(self) -> bool:
        """Whether it is one that this service sent there, and nobody said otherwise."""
        return self.mapping is None and bool(self.outcomes)


def competency_places(
    moodle_id: str, *, ports: Ports
) -> tuple[MoodleConnection, Sequence[CompetencyPlace]]:
    """Return the competencies of a Moodle that were met, by framework and name.

    Raises:
        NotFoundError: No such Moodle: ``unknown-moodle``.
    """
    moodle = one_moodle(moodle_id, ports=ports)
    with ports.storage.reading() as uow:
        found = uow.moodle_plans.competencies(moodle_id)
        counts = counts_by_place(uow.moodle_plans.counts(moodle_id))
        rows = uow.moodle.mappings(moodle_id)
        outcomes = rating_outcomes(moodle_id, uow)
        known = {one.code: one for one in uow.frameworks.competencies()}
    mappings = in_force(rows)
    said = {row.activity_id for row in rows if row.course_id == COMPETENCIES}
    places = [
        CompetencyPlace(
            one,
            count_at(counts, (COMPETENCIES, one.id)),
            mappings.get((COMPETENCIES, one.id)),
            one.id in said and (COMPETENCIES, one.id) not in mappings,
            outcomes.get(one.id, ()),
            None if outcomes.get(one.id) else suggest_competency(one, known),
        )
        for one in found
    ]
    return moodle, sorted(
        places, key=lambda one: (one.competency.framework, one.competency.name)
    )
