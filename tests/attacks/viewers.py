"""Those who look at one person of UNIT-A, the owner, each with one role of the plan.

Who may see what of the owner depends on where the one who looks stands: at themselves,
above them, with a role for their unit, for another one, or for all.
"""

from dataclasses import replace
from pathlib import Path

from lti_service.domain.audit import AuditEntry
from lti_service.domain.grant import Role
from lti_service.use_cases.evidence.summary import refresh_summaries
from lti_service.use_cases.lms.launch import session_id
from tests import service_factories as made
from tests.attacks.world import OWNER, PEOPLE, SINCE, World, open_world

ALL = ""
GRANTED: dict[str, tuple[str, Role | None, str]] = {
    # name: unit they are posted in, role, unit for which they have it
    "colleague": ("UNIT-A", None, ""),
    "stranger": ("UNIT-B", None, ""),
    "supervisor": ("UNIT-A", None, ""),
    "verifier": ("UNIT-A", Role.VERIFIER, "UNIT-A"),
    "verifier elsewhere": ("UNIT-B", Role.VERIFIER, "UNIT-B"),
    "assessor": ("UNIT-A", Role.ASSESSOR, "UNIT-A"),
    "assessor elsewhere": ("UNIT-B", Role.ASSESSOR, "UNIT-B"),
    "administrator": ("UNIT-A", Role.ADMINISTRATOR, "UNIT-A"),
    "administrator elsewhere": ("UNIT-B", Role.ADMINISTRATOR, "UNIT-B"),
    "administrator of all": ("UNIT-B", Role.ADMINISTRATOR, ALL),
    "author": ("UNIT-B", Role.AUTHOR, ALL),
    "leader": ("UNIT-B", Role.LEADERSHIP, ALL),
    "leader elsewhere": ("UNIT-B", Role.LEADERSHIP, "UNIT-B"),
    "auditor": ("UNIT-B", Role.AUDITOR, ALL),
}
"""Who looks; the `supervisor` is the owner's, by the owner's posting and by no grant."""
ONESELF = "oneself"
VIEWERS = (ONESELF, *GRANTED)


def cookie_name(viewer: str) -> str:
    """Return the name of a viewer in the world."""
    return "owner" if viewer == ONESELF else f"v-{viewer.replace(' ', '-')}"


def open_viewed_world(folder: Path) -> World:
    """Return the world of attacks with the viewers in it, and nobody else's grants."""
    world = open_world(folder)
    with world.storage.writing() as uow:
        for number, (viewer, (unit, role, where)) in enumerate(GRANTED.items()):
            name = cookie_name(viewer)
            nip = f"1930010119{50 + len(PEOPLE) + number}011{500 + number:03}"
            person = made.person(id=f"p-{name}", nip=nip, name=viewer, email="")
            uow.organisation.save_person(person, SINCE)
            uow.organisation.save_posting(
                made.posting(person_id=person.id, unit_code=unit, since=SINCE)
            )
            account = made.account(
                id=f"a-{name}",
                platform_id="p1",
                subject=name,
                name=viewer,
                email="",
                person_id=person.id,
                claimed_nip="",
            )
            uow.accounts.save(account)
            cookie = session_id(f"cookie-of-{name}")
            uow.sessions.save(made.session(id=cookie, account_id=account.id))
            if role is not None:
                grant = made.grant(
                    id=f"g-{name}",
                    role=role,
                    unit_code=where,
                    account_id=None,
                    person_id=person.id,
                )
                uow.grants.save(grant)
        (posting,) = uow.organisation.postings_of("p-owner")
        boss = f"p-{cookie_name('supervisor')}"
        uow.organisation.save_posting(replace(posting, supervisor_id=boss))
        # The trail tells of the owner, whatever else is done in it.
        now = world.ports.clock.now()
        entry = AuditEntry(
            now, "cli", "posting.changed", "person:p-owner", reason=OWNER
        )
        uow.audit.add(entry)
        uow.commit()
    while refresh_summaries(ports=world.ports):
        pass
    return world
