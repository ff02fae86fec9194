"""An office in which people are observed."""

import uuid
from datetime import datetime
from typing import Any

from lti_service.domain.evidence import Evidence
from lti_service.domain.grant import Role
from lti_service.domain.observation import Observation
from lti_service.use_cases.observation.drill import save_drill
from lti_service.use_cases.observation.observation import (
    Place,
    SentScore,
    record_observation,
)
from lti_service.use_cases.observation.observation_sheet import save_sheet
from tests.lti_service.office import (
    ADMIN,
    ASSESSOR,
    BOSS,
    LEARNER,
    account_of,
    give,
    office,
)

SHEET: dict[str, str] = {
    "title": "Latihan evakuasi",
    "outcomes": "t-pb-01:3\nM08 2",
    "instructions": "Amati dari jauh.",
    "l1": "Belum",
    "l2": "Sebagian",
    "l3": "Cukup",
    "l4": "Sangat baik",
    "k0": "Memakai jalur",
    "w0": "1",
    "k1": "Menenangkan warga",
    **{f"k{n}-{level}": f"Tampak {level}" for n in (0, 1) for level in range(1, 5)},
}
DRILL = {
    "title": "Latihan tsunami",
    "day": "2026-11-24",
    "place": "Lapangan",
    "unit": "",
    "observers": ASSESSOR.nip,
    "participants": f"{LEARNER.nip}\n{BOSS.nip}",
}


class Field:
    """An office with a sheet and, today, a drill of two with one observer."""

    def __init__(self, **changes: Any) -> None:
        self.storage, self.ports = office(**changes)
        self.admin = account_of(ADMIN).id
        saved = save_sheet(SHEET, self.admin, ports=self.ports)
        assert saved.problems == ()
        self.sheet = saved.id
        self.drill = self.prepare()
        self.place = Place(drill_id=self.drill)
        self.work = Place(sheet_id=self.sheet)

    def prepare(self, **cells: str) -> str:
        saved = save_drill(
            DRILL | {"sheet": self.sheet} | cells, self.admin, ports=self.ports
        )
        assert saved.problems == ()
        return saved.id

    def observe(
        self, who: Any = ASSESSOR, place: Place | None = None, **changes: Any
    ) -> Observation:
        return record_observation(
            score(**changes), place or self.place, account_of(who).id, ports=self.ports
        )

    def let_observe(self, person: Any) -> None:
        """Name somebody as another observer of the drill."""
        (seen,) = [d for d in self.storage.tables.drills if d.id == self.drill][-1:]
        cells = DRILL | {"sheet": self.sheet, "observers": person.nip}
        saved = save_drill(
            cells | {"participants": ""},
            self.admin,
            drill_id=self.drill,
            seen=seen.revision,
            ports=self.ports,
        )
        assert saved.problems == ()

    @property
    def evidence(self) -> list[Evidence]:
        """All rows of the ledger."""
        return list(self.storage.tables.evidence.values())

    @property
    def now(self) -> datetime:
        return self.ports.clock.now()

    def later(self, **time: int) -> None:
        self.ports.clock.advance(**time)  # type: ignore[attr-defined]


def score(**changes: Any) -> SentScore:
    """What a device sends of the learner."""
    fields: dict[str, Any] = {
        "id": str(uuid.uuid4()),
        "person_id": LEARNER.id,
        "levels": (3, 4),
        "comments": ("", "Tenang"),
        "comment": "Baik",
    }
    return SentScore(**(fields | changes))


__all__ = ["DRILL", "SHEET", "Field", "Role", "give", "score"]
