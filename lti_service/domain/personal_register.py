"""The register of personal data: one entry a table, every column named."""

from collections.abc import Mapping

from lti_service.domain import personal_people, personal_record
from lti_service.domain.personal_data import PersonalTable
from lti_service.domain.personal_service import SERVICE

REGISTER: Mapping[str, PersonalTable] = {
    table.name: table
    for part in (
        personal_people.STAFF,
        personal_people.ACCESS,
        personal_people.LEARNING,
        personal_record.COMPETENCE,
        personal_record.DEVELOPMENT,
        personal_record.CREDENTIALS,
        personal_record.MOODLE,
        personal_record.TRAIL,
        SERVICE,
    )
    for table in part
}
"""By name of table."""
