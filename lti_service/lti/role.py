"""What a launch's roles let a user do here."""

from collections.abc import Iterable

from pylti1p3.roles import DesignerRole, TeacherRole, TeachingAssistantRole

from lti_service.lti.claim import ROLES

_VOCABULARY = "http://purl.imsglobal.org/vocab/lis/v2/"
_ADMINISTRATORS = frozenset(
    f"{_VOCABULARY}{kind}/person#{name}"
    for kind in ("institution", "system")
    for name in ("Administrator", "SysAdmin")
)


def is_instructor(roles: Iterable[str]) -> bool:
    """Whether one of the roles may choose content and see the class.

    Short names count as roles in the course, as LTI still allows. ``Staff`` of an
    institution does not: here every learner is staff.
    """
    body = {ROLES: list(roles)}
    return not _ADMINISTRATORS.isdisjoint(body[ROLES]) or any(
        kind(body).check()
        for kind in (TeacherRole, DesignerRole, TeachingAssistantRole)
    )
