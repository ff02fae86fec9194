"""What a launch's roles let a user do here."""

from collections.abc import Iterable
from functools import lru_cache

from pylti1p3.roles import (
    AbstractRole,
    DesignerRole,
    StudentRole,
    TeacherRole,
    TeachingAssistantRole,
)

from lti_service.domain.roster import MemberRole
from lti_service.lti.claim import ROLES

_VOCABULARY = "http://purl.imsglobal.org/vocab/lis/v2/"
_TEACHING = (TeacherRole, DesignerRole, TeachingAssistantRole)
_LEARNING = (StudentRole,)
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
    return _teaches(frozenset(roles))


def member_role(roles: Iterable[str]) -> MemberRole:
    """Return what a roster's roles make of a member; without any it is a learner."""
    held = frozenset(roles)
    if is_instructor(held):
        return MemberRole.INSTRUCTOR
    if not held or _is_one(held, _LEARNING):
        return MemberRole.LEARNER
    return MemberRole.OTHER


@lru_cache
def _teaches(held: frozenset[str]) -> bool:
    # Platforms send few sets of roles, and these again and again.
    return not _ADMINISTRATORS.isdisjoint(held) or _is_one(held, _TEACHING)


def _is_one(roles: Iterable[str], kinds: Iterable[type[AbstractRole]]) -> bool:
    body = {ROLES: list(roles)}
    return any(kind(body).check() for kind in kinds)
