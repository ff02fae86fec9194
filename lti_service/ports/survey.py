"""Anonymous answers."""

from collections.abc import Sequence
from typing import Protocol

from lti_service.domain.survey import SurveyResponse


class Surveys(Protocol):
    """Responses to anonymous surveys; they lead to nobody."""

    def add(self, response: SurveyResponse) -> None:
        """Append a response."""
        ...

    def responses(self, course_id: str, survey_id: str) -> Sequence[SurveyResponse]:
        """Return the responses to a survey, in no telling order."""
        ...
