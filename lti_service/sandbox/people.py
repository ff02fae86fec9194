"""The invented people of the practice LMS and what they may do in its one course."""

import csv
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files

_VOCABULARY = "http://purl.imsglobal.org/vocab/lis/v2/"
_INSTRUCTOR = f"{_VOCABULARY}membership#Instructor"


class Role(StrEnum):
    """A role in the course; ``word`` is what people read."""

    LEARNER = "learner"
    TEACHER = "teacher"
    ASSESSOR = "assessor"
    ADMINISTRATOR = "administrator"

    @property
    def word(self) -> str:
        """The role in Bahasa Indonesia."""
        return {
            Role.LEARNER: "Peserta",
            Role.TEACHER: "Pengajar",
            Role.ASSESSOR: "Asesor",
            Role.ADMINISTRATOR: "Pengelola",
        }[self]

    @property
    def launch_roles(self) -> list[str]:
        """Roles in a launch; the same for teachers and assessors, as Moodle does it."""
        if self is Role.LEARNER:
            return [f"{_VOCABULARY}membership#Learner"]
        if self is Role.ADMINISTRATOR:
            return [
                f"{_VOCABULARY}institution/person#Administrator",
                _INSTRUCTOR,
                f"{_VOCABULARY}system/person#Administrator",
            ]
        return [_INSTRUCTOR]

    @property
    def roster_roles(self) -> list[str]:
        """Roles in the roster; short names, as Moodle sends them."""
        if self is Role.LEARNER:
            return ["Learner"]
        if self is Role.ADMINISTRATOR:
            return ["Instructor", f"{_VOCABULARY}person#Administrator"]
        return ["Instructor"]


@dataclass(frozen=True, slots=True)
class Member:
    """An invented user.

    Attributes:
        id: ``sub`` in launches.
        nip: Born between 1900 and 1930, which marks the number as invented; may be
            empty.
    """

    id: str
    username: str
    given_name: str
    family_name: str
    email: str
    nip: str = field(repr=False)
    role: Role
    about: str

    @property
    def name(self) -> str:
        """The whole name."""
        return f"{self.given_name} {self.family_name}"


@cache
def members() -> dict[str, Member]:
    """Return all members by id, learners first."""
    text = files("lti_service.sandbox").joinpath("data/members.csv").read_text("utf-8")
    return {
        row["id"]: Member(
            id=row["id"],
            username=row["username"],
            given_name=row["given_name"],
            family_name=row["family_name"],
            email=row["email"],
            nip=row["nip"],
            role=Role(row["role"]),
            about=row["about"],
        )
        for row in csv.DictReader(text.splitlines())
    }
