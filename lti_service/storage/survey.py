"""Anonymous survey responses."""

from collections.abc import Sequence

import sqlalchemy as sa

from lti_service.domain.survey import SurveyResponse
from lti_service.storage.columns import ANSWERS
from lti_service.storage.schema import columns_of, metadata, values_of
from lti_service.storage.transaction import Transaction

responses = sa.Table(
    "survey_responses",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("course_id", sa.Text, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("survey_id", sa.Text, nullable=False),
    sa.Column("answers", ANSWERS, nullable=False),
    sa.Column("received_on", sa.Date, nullable=False),
    sa.Index("ix_survey_responses_course_id_survey_id", "course_id", "survey_id"),
)

_OF_SURVEY = (
    sa.select(*columns_of(responses, SurveyResponse))
    .where(
        responses.c.course_id == sa.bindparam("course_id"),
        responses.c.survey_id == sa.bindparam("survey_id"),
    )
    .order_by(responses.c.id)
)
_ADD = sa.insert(responses)
_row = values_of(SurveyResponse)


class SqlSurveys:
    """`ports.Surveys` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def add(self, response: SurveyResponse) -> None:
        """Append a response."""
        self._sql.run(_ADD, _row(response))

    def responses(self, course_id: str, survey_id: str) -> Sequence[SurveyResponse]:
        """Return the responses to a survey, in no telling order."""
        rows = self._sql.all(
            _OF_SURVEY, {"course_id": course_id, "survey_id": survey_id}
        )
        return [SurveyResponse(*row) for row in rows]
