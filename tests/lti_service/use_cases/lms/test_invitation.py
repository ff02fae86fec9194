"""One-time codes that give a role."""

from dataclasses import replace

import pytest

from lti_service.domain.grant import Role
from lti_service.errors import ForbiddenError, InvalidInputError, NotFoundError
from lti_service.use_cases.access.grant import add_grant, remove_grant, whoami
from lti_service.use_cases.lms.invitation import (
    create_invitation,
    open_invitations,
    redeem_invitation,
    revoke_invitation,
)
from tests.fakes import FakeClock
from tests.lti_service.office import ADMIN, BOSS, LEARNER, account_of, office

ACCOUNT = account_of(LEARNER)
ADMIN_ID, BOSS_ID = account_of(ADMIN).id, account_of(BOSS).id


def test_an_invitation_gives_its_role_once() -> None:
    storage, ports = office()
    code = create_invitation(Role.ADMINISTRATOR, 24, ports=ports)
    grant = redeem_invitation(code.lower(), ACCOUNT.id, ports=ports)
    assert (grant.role, grant.person_id, grant.account_id) == (
        Role.ADMINISTRATOR,
        LEARNER.id,
        None,
    )
    assert [g.role for g in whoami(ACCOUNT.id, ports=ports).grants] == [grant.role]
    with pytest.raises(InvalidInputError, match="invite-invalid"):
        redeem_invitation(code, account_of(ADMIN).id, ports=ports)
    assert code not in str(vars(storage.tables))


def test_an_account_without_a_person_gets_the_role_itself() -> None:
    storage, ports = office()
    storage.tables.accounts[ACCOUNT.id] = replace(ACCOUNT, person_id=None)
    code = create_invitation(Role.ADMINISTRATOR, 24, ports=ports)
    grant = redeem_invitation(code, ACCOUNT.id, ports=ports)
    assert (grant.person_id, grant.account_id) == (None, ACCOUNT.id)


def test_an_invitation_expires() -> None:
    clock = FakeClock()
    storage, ports = office(clock=clock)
    code = create_invitation(Role.ASSESSOR, 2, ports=ports)
    clock.advance(hours=2)
    before = dict(storage.tables.grants)
    with pytest.raises(InvalidInputError, match="invite-invalid"):
        redeem_invitation(code, ACCOUNT.id, ports=ports)
    assert storage.tables.grants == before


def test_an_unknown_code_is_refused() -> None:
    _, ports = office()
    with pytest.raises(InvalidInputError, match="invite-invalid"):
        redeem_invitation("AAAA-BBBB-CCCC-DDDD", ACCOUNT.id, ports=ports)


def test_a_code_for_a_unit_gives_the_role_there_alone() -> None:
    _, ports = office()
    code = create_invitation(
        Role.ASSESSOR, 24, unit_code="KEC", actor=ADMIN_ID, ports=ports
    )
    grant = redeem_invitation(code, ACCOUNT.id, ports=ports)
    assert (grant.unit_code, grant.granted_by) == ("KEC", ADMIN_ID)


def test_an_administrator_of_a_unit_invites_nobody_outside_of_it() -> None:
    _, ports = office()
    add_grant(Role.ADMINISTRATOR, BOSS.id, unit_code="KEC", ports=ports)
    create_invitation(Role.ASSESSOR, 24, unit_code="KEC", actor=BOSS_ID, ports=ports)
    for unit_code in ("", "PEMDA"):
        with pytest.raises(ForbiddenError, match="grant-too-wide"):
            create_invitation(
                Role.ASSESSOR, 24, unit_code=unit_code, actor=BOSS_ID, ports=ports
            )
    with pytest.raises(NotFoundError, match="unknown-unit"):
        create_invitation(Role.ASSESSOR, 24, unit_code="TIADA", ports=ports)


def test_a_code_is_worth_nothing_once_its_maker_lost_the_role() -> None:
    storage, ports = office()
    add_grant(Role.ADMINISTRATOR, BOSS.id, ports=ports)
    code = create_invitation(Role.ADMINISTRATOR, 24, actor=BOSS_ID, ports=ports)
    remove_grant(Role.ADMINISTRATOR, BOSS.id, ports=ports)
    with pytest.raises(InvalidInputError, match="invite-invalid"):
        redeem_invitation(code, ACCOUNT.id, ports=ports)
    assert not any(i.used_by for i in storage.tables.invitations.values())


def test_a_code_is_listed_while_it_is_open_and_revoked() -> None:
    storage, ports = office()
    add_grant(Role.ADMINISTRATOR, BOSS.id, unit_code="KEC", ports=ports)
    wide = create_invitation(Role.AUTHOR, 24, ports=ports)
    create_invitation(Role.ASSESSOR, 48, unit_code="KEC", actor=BOSS_ID, ports=ports)
    listed = open_invitations(ADMIN_ID, ports=ports)
    assert [(one.invitation.role, one.unit, one.made_by) for one in listed] == [
        (Role.AUTHOR, "", "cli"),
        (Role.ASSESSOR, "Kecamatan Seruni", BOSS.name),
    ]
    mine = open_invitations(BOSS_ID, ports=ports)
    assert [one.invitation.role for one in mine] == [Role.ASSESSOR]
    name = listed[0].invitation.name
    with pytest.raises(ForbiddenError, match="grant-too-wide"):
        revoke_invitation(name, actor=BOSS_ID, ports=ports)
    revoke_invitation(name, actor=ADMIN_ID, ports=ports)
    with pytest.raises(InvalidInputError, match="invite-invalid"):
        redeem_invitation(wide, ACCOUNT.id, ports=ports)
    with pytest.raises(NotFoundError, match="invite-not-open"):
        revoke_invitation(name, actor=ADMIN_ID, ports=ports)
    assert storage.tables.audit[-1].action == "grant.invitation_revoked"
