"""Inviting LMSs, and what is kept of those that come."""

from dataclasses import replace
from typing import Any

import pytest

from lti_service.domain.audit import AuditEntry
from lti_service.domain.registration import RegisteredPlatform, secret_hash
from lti_service.errors import RegistrationRefusedError
from lti_service.ports import Ports
from lti_service.use_cases.lms.platform import (
    Registration,
    list_platforms,
    register_platform,
)
from lti_service.use_cases.lms.registration import (
    RegistrationResult,
    invite_platform,
    register_by_invitation,
)
from tests.fakes import FakeClock, FakeRegistrar, FakeStorage, fake_ports

CONFIGURATION = "https://lms.example.go.id/mod/lti/openid-configuration.php"
MOODLE = RegisteredPlatform(
    issuer="https://lms.example.go.id",
    client_id="pvuq3Aw7TeDxEBE",
    auth_url="https://lms.example.go.id/mod/lti/auth.php",
    token_url="https://lms.example.go.id/mod/lti/token.php",
    jwks_url="https://lms.example.go.id/mod/lti/certs.php",
    deployment_id="4",
    product="moodle",
    messages=("LtiResourceLinkRequest",),
    scopes=(),
)
BY_HAND = Registration(
    issuer=MOODLE.issuer,
    client_id=MOODLE.client_id,
    auth_url=MOODLE.auth_url,
    token_url=MOODLE.token_url,
    jwks_url=MOODLE.jwks_url,
    deployments=frozenset({"1"}),
    name="LMS Provinsi",
    trust_nip=True,
)


@pytest.fixture
def storage() -> FakeStorage:
    return FakeStorage()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def registrar() -> FakeRegistrar:
    return FakeRegistrar({CONFIGURATION: MOODLE})


@pytest.fixture
def ports(storage: FakeStorage, clock: FakeClock, registrar: FakeRegistrar) -> Ports:
    return fake_ports(storage=storage, clock=clock, registrar=registrar)


def invite(ports: Ports) -> str:
    return invite_platform(24, actor="cli", ports=ports)


def come(ports: Ports, secret: str | None = None) -> RegistrationResult:
    invitation = invite(ports) if secret is None else secret
    return register_by_invitation(invitation, CONFIGURATION, "token", ports=ports)


def audited(storage: FakeStorage, action: str) -> AuditEntry:
    (entry,) = [entry for entry in storage.tables.audit if entry.action == action]
    return entry


def test_only_the_hash_of_an_invitation_is_kept(
    ports: Ports, storage: FakeStorage
) -> None:
    secret = invite(ports)

    assert secret not in str(storage.tables)
    assert list(storage.tables.registration_invitations) == [secret_hash(secret)]
    assert len(secret) == 32
    assert invite(ports) != secret


def test_an_lms_is_kept_as_it_described_itself(
    ports: Ports, registrar: FakeRegistrar
) -> None:
    result = come(ports)

    assert list_platforms(ports=ports) == [result.platform]
    assert not result.changed
    assert result.platform.name == "lms.example.go.id"
    assert result.platform.deployments == {"4"}
    assert registrar.asked == [(CONFIGURATION, "token")]


def test_nips_from_it_are_claims(ports: Ports) -> None:
    assert not come(ports).platform.trust_nip


def test_an_lms_that_names_no_deployment_is_kept_without(
    ports: Ports, registrar: FakeRegistrar
) -> None:
    registrar.platforms[CONFIGURATION] = replace(MOODLE, deployment_id="")

    assert come(ports).platform.deployments == frozenset()


def test_an_update_replaces_and_never_doubles(
    ports: Ports, registrar: FakeRegistrar
) -> None:
    first = come(ports).platform
    moved = "https://lms.example.go.id/auth"
    registrar.platforms[CONFIGURATION] = replace(MOODLE, auth_url=moved)

    second = come(ports)

    assert second.changed
    assert list_platforms(ports=ports) == [replace(first, auth_url=moved)]


def test_another_client_id_is_another_platform(
    ports: Ports, registrar: FakeRegistrar
) -> None:
    come(ports)
    registrar.platforms[CONFIGURATION] = replace(MOODLE, client_id="lain")
    come(ports)

    assert len(list_platforms(ports=ports)) == 2


def test_what_a_person_said_of_it_outlives_an_update(ports: Ports) -> None:
    register_platform(BY_HAND, actor="cli", ports=ports)

    platform = come(ports).platform

    assert platform.name == "LMS Provinsi"
    assert platform.deployments == {"1", "4"}
    assert platform.trust_nip


@pytest.mark.parametrize("address", ["auth_url", "token_url", "jwks_url"])
def test_trust_in_nips_ends_where_another_address_vouches_for_them(
    address: str, ports: Ports, registrar: FakeRegistrar
) -> None:
    register_platform(BY_HAND, actor="cli", ports=ports)
    changes: dict[str, Any] = {address: "https://lms.example.go.id/new"}
    registrar.platforms[CONFIGURATION] = replace(MOODLE, **changes)

    assert not come(ports).platform.trust_nip


def test_an_invitation_is_spent_by_what_came_of_it(
    ports: Ports, storage: FakeStorage, registrar: FakeRegistrar
) -> None:
    secret = invite(ports)
    platform = come(ports, secret).platform

    with pytest.raises(RegistrationRefusedError, match="register-invitation-invalid"):
        come(ports, secret)
    assert len(registrar.asked) == 1
    kept = storage.tables.registration_invitations[secret_hash(secret)]
    assert kept.platform_id == platform.id


def test_an_invitation_may_be_used_until_it_ends(
    ports: Ports, clock: FakeClock
) -> None:
    early, late = invite(ports), invite(ports)
    clock.advance(hours=23, minutes=59)
    come(ports, early)
    clock.advance(minutes=1)

    with pytest.raises(RegistrationRefusedError, match="register-invitation-invalid"):
        come(ports, late)


def test_a_refused_lms_leaves_the_invitation_open_and_nothing_else(
    ports: Ports, storage: FakeStorage, registrar: FakeRegistrar
) -> None:
    secret = invite(ports)
    before = replace(storage.tables.registration_invitations[secret_hash(secret)])
    registrar.platforms.clear()

    with pytest.raises(RegistrationRefusedError, match="register-unreachable"):
        come(ports, secret)

    assert storage.tables.registration_invitations == {secret_hash(secret): before}
    assert list_platforms(ports=ports) == []


def test_the_invitation_is_taken_while_the_lms_is_called(
    ports: Ports, storage: FakeStorage, registrar: FakeRegistrar
) -> None:
    secret = invite(ports)
    seen: list[str] = []

    class Meanwhile:
        def register(self, configuration_url: str, token: str) -> RegisteredPlatform:
            with pytest.raises(RegistrationRefusedError) as refused:
                come(ports, secret)
            seen.append(refused.value.code)
            return registrar.register(configuration_url, token)

    slow = fake_ports(storage=storage, clock=ports.clock, registrar=Meanwhile())
    come(slow, secret)

    assert seen == ["register-invitation-invalid"]
    assert len(registrar.asked) == 1


def test_inviting_and_registering_are_on_the_trail(
    ports: Ports, storage: FakeStorage
) -> None:
    secret = invite(ports)
    platform = come(ports, secret).platform
    come(ports)

    name = f"invitation:{secret_hash(secret)[:12]}"
    invited = [e for e in storage.tables.audit if e.action == "platform.invited"]
    assert (invited[0].actor, invited[0].object) == ("cli", name)
    assert audited(storage, "platform.added").actor == name
    changed = audited(storage, "platform.changed")
    assert changed.object == f"platform:{platform.id}"
    assert changed.actor == invited[1].object
    assert secret not in str(storage.tables.audit)
