"""People, units, positions and who holds which post when."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Unit:
    """A work unit (unit organisasi); units form a tree.

    Attributes:
        parent_code: Code of the unit above; empty at the top.
    """

    code: str
    name: str
    kind: str
    parent_code: str
    island: str


@dataclass(frozen=True, slots=True)
class Position:
    """A position (jabatan).

    Attributes:
        group: Such as ``pengawas`` or ``pelaksana``.
    """

    code: str
    name: str
    group: str
    grade: str


@dataclass(frozen=True, slots=True)
class Person:
    """A civil servant.

    Attributes:
        id: Opaque; the only identifier in addresses and logs.
        nip: 18 digits; empty where none is known.
        employment_type: PNS, CPNS, PPPK, PPPK_PARUH_WAKTU or OTHER.
    """

    id: str
    name: str
    nip: str = field(repr=False)
    employment_type: str
    email: str
    active: bool = True


@dataclass(frozen=True, slots=True)
class Posting:
    """Who holds which post where; ``until`` is the last day, none while it lasts."""

    person_id: str
    position_code: str
    unit_code: str
    supervisor_id: str | None
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class NipCheck:
    """What is wrong with a NIP.

    Attributes:
        nip: The 18 digits, cleaned; empty where there are errors.
        errors: Sentences; the number cannot be taken.
        warnings: Sentences; it can, but should be looked at.
    """

    nip: str = field(repr=False)
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def mask_nip(nip: str) -> str:
    """Return a NIP as it may be shown: only its last four digits."""
    return "•" * max(len(nip) - 4, 0) + nip[-4:]
