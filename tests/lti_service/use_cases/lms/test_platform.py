"""Registering platforms."""

from dataclasses import replace
from typing import Any

import pytest

from lti_service.errors import InvalidInputError, NotFoundError
from lti_service.ports import Ports
from lti_service.use_cases.lms.platform import (
    Registration,
    list_platforms,
    register_platform,
    remove_platform,
    show_platform,
)
from tests.fakes import fake_ports

MOODLE = Registration(
    issuer="https://lms.example.go.id",
    client_id="elsBW21xtmYvMNo",
    auth_url="https://lms.example.go.id/mod/lti/auth.php",
    token_url="https://lms.example.go.id/mod/lti/token.php",
    jwks_url="https://lms.example.go.id/mod/lti/certs.php",
    deployments=frozenset({"1"}),
)


@pytest.fixture
def ports() -> Ports:
    return fake_ports()


def audited(ports: Ports) -> list[str]:
    with ports.storage.reading() as uow:
        return [entry.action for entry in uow.audit.list()]


def test_a_platform_is_known_by_its_host_where_no_name_is_given(ports: Ports) -> None:
    platform = register_platform(MOODLE, actor="cli", ports=ports)

    assert platform.name == "lms.example.go.id"
    assert list_platforms(ports=ports) == [platform]
    assert show_platform(platform.id, ports=ports) == platform
    assert audited(ports) == ["platform.added"]


def test_a_nip_from_it_is_not_trusted_unless_someone_says_so(ports: Ports) -> None:
    assert not register_platform(MOODLE, actor="cli", ports=ports).trust_nip


def test_registering_it_again_replaces_what_was_said(ports: Ports) -> None:
    first = register_platform(MOODLE, actor="cli", ports=ports)
    again = replace(MOODLE, name="Moodle", trust_nip=True)

    second = register_platform(again, actor="cli", ports=ports)

    assert list_platforms(ports=ports) == [second]
    assert (second.id, second.created_at) == (first.id, first.created_at)
    assert second.trust_nip
    assert sorted(audited(ports)) == ["platform.added", "platform.changed"]


def test_another_client_of_the_same_issuer_is_another_platform(ports: Ports) -> None:
    register_platform(MOODLE, actor="cli", ports=ports)
    register_platform(replace(MOODLE, client_id="b"), actor="cli", ports=ports)

    assert len(list_platforms(ports=ports)) == 2


@pytest.mark.parametrize(
    "missing",
    [
        {"issuer": ""},
        {"client_id": " "},
        {"deployments": frozenset[str]()},
        {"deployments": frozenset({""})},
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(
    missing: dict[str, Any], ports: Ports
) -> None:
    with pytest.raises(InvalidInputError, match="platform-incomplete"):
        register_platform(replace(MOODLE, **missing), actor="cli", ports=ports)
    assert list_platforms(ports=ports) == []


@pytest.mark.parametrize("field", ["auth_url", "token_url", "jwks_url"])
@pytest.mark.parametrize(
    "url", ["", "lms.example", "javascript:alert(1)", "https://a@b.example/", "/auth"]
)
def test_an_address_that_is_none_is_named(field: str, url: str, ports: Ports) -> None:
    changes: dict[str, Any] = {field: url}
    with pytest.raises(InvalidInputError) as refused:
        register_platform(replace(MOODLE, **changes), actor="cli", ports=ports)
    assert refused.value.code == "platform-address-invalid"
    assert refused.value.context == {"field": field}


def test_a_platform_can_be_removed(ports: Ports) -> None:
    platform = register_platform(MOODLE, actor="cli", ports=ports)

    remove_platform(platform.id, actor="cli", ports=ports)

    assert list_platforms(ports=ports) == []
    assert sorted(audited(ports)) == ["platform.added", "platform.removed"]


def test_an_unknown_platform_is_neither_shown_nor_removed(ports: Ports) -> None:
    with pytest.raises(NotFoundError, match="platform-unknown"):
        show_platform("none", ports=ports)
    with pytest.raises(NotFoundError, match="platform-unknown"):
        remove_platform("none", actor="cli", ports=ports)
    assert audited(ports) == []
