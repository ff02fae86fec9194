import json
from dataclasses import replace
from datetime import date, timedelta

import jwt
import pytest

from lti_service.domain.credential import LIST_LENGTH, CredentialState
from lti_service.domain.evidence import Outcome
from lti_service.domain.learning_hours import JpState
from lti_service.errors import ConflictError, NotFoundError
from lti_service.ports import Ports
from lti_service.use_cases.credential.credential import issue_credential, my_credentials
from lti_service.use_cases.credential.credential_key import (
    list_credential_keys,
    public_keys,
    signing_key,
)
from lti_service.use_cases.credential.credential_status import (
    exported_credentials,
    public_credential,
    signed_status_list,
)
from tests.fakes import FakeStorage
from tests.lti_service.credential import (
    COMPETENCY,
    COURSE,
    another_key,
    issuing,
    key,
    passed,
)
from tests.lti_service.files.test_open_badge import bits
from tests.lti_service.office import LEARNER, NIP, TODAY, account_of, decision, keep

OWN = account_of(LEARNER).id


def asked(source: str = COMPETENCY) -> tuple[FakeStorage, Ports, str]:
    storage, ports = issuing()
    made = issue_credential(source, OWN, named=True, ports=ports)
    return storage, ports, made.id


def revoked_in(ports: Ports, number: int = 0) -> set[int]:
    token = signed_status_list(number, ports=ports)
    said = jwt.decode(token, options={"verify_signature": False})
    return bits(said["credentialSubject"]["encodedList"])


def state(ports: Ports, made: str) -> CredentialState:
    return public_credential(made, None, ports=ports).status.state


def test_what_is_signed_says_since_when_until_when_and_by_which_rule() -> None:
    _, ports, made = asked()
    said = public_credential(made, None, ports=ports).said
    assert said["validFrom"] == "2026-11-10T03:00:00Z"
    # The last second of the last day, in the organisation's own time.
    assert said["validUntil"] == "2029-11-10T14:59:59Z"
    text = json.dumps(said)
    assert "aturan versi 1" in text
    assert NIP not in text
    assert "Sudah menunjukkan di lapangan" not in text


def test_a_reversal_falls_upon_the_credential_without_anybody_doing_more() -> None:
    storage, ports, made = asked()
    assert revoked_in(ports) == set()
    keep(
        storage,
        decision(2, outcome=Outcome.NOT_YET, supersedes="d-1", valid_until=None),
    )
    assert state(ports, made) is CredentialState.REVOKED
    assert revoked_in(ports) == {0}
    back = decision(3, supersedes="d-2")
    keep(storage, back)
    assert revoked_in(ports) == {0}
    new = issue_credential("decision:d-3", OWN, named=True, ports=ports)
    assert state(ports, new.id) is CredentialState.VALID
    assert state(ports, made) is CredentialState.REVOKED


def test_what_is_over_is_not_in_the_list_of_the_revoked() -> None:
    storage, ports, made = asked()
    old = storage.tables.credentials[made]
    storage.tables.credentials[made] = replace(old, valid_until=date(2026, 1, 1))
    assert state(ports, made) is CredentialState.EXPIRED
    assert revoked_in(ports) == set()


def test_a_course_falls_with_its_pass() -> None:
    storage, ports, made = asked(COURSE)
    assert state(ports, made) is CredentialState.VALID
    storage.tables.hours.append(passed(id="jp-9", state=JpState.WITHDRAWN, revision=2))
    assert state(ports, made) is CredentialState.REVOKED
    with pytest.raises(ConflictError, match="credential-not-given"):
        issue_credential(COURSE, OWN, named=True, ports=ports)


def test_a_credential_of_the_second_list_is_in_the_second_list_alone() -> None:
    storage, ports, made = asked()
    old = storage.tables.credentials[made]
    storage.tables.credentials[made] = replace(
        old, number=LIST_LENGTH + 5, revoked_at=old.issued_at, revocation="issuer"
    )
    assert revoked_in(ports, 1) == {5}
    with pytest.raises(NotFoundError):
        signed_status_list(0, ports=ports)
    assert issue_credential(COURSE, OWN, named=True, ports=ports).number == (
        LIST_LENGTH + 6
    )


def test_asking_twice_leaves_one_that_stands() -> None:
    storage, ports, first = asked()
    second = issue_credential(COMPETENCY, OWN, named=True, ports=ports)
    assert state(ports, first) is CredentialState.REVOKED
    assert state(ports, second.id) is CredentialState.VALID
    page = my_credentials(LEARNER.id, ports=ports)
    assert page
    assert page.standing == 1
    assert [one.source for one in page.open] == [COURSE]
    assert [e.action for e in storage.tables.audit].count("credential.issued") == 2


def test_a_decision_that_is_over_gives_nothing() -> None:
    storage, ports = issuing()
    storage.tables.decisions[0] = decision(1, valid_until=TODAY - timedelta(days=1))
    with pytest.raises(ConflictError, match="credential-not-given"):
        issue_credential(COMPETENCY, OWN, named=True, ports=ports)


def test_who_belongs_to_nobody_is_given_nothing() -> None:
    storage, ports = issuing()
    storage.tables.accounts[OWN] = replace(storage.tables.accounts[OWN], person_id=None)
    with pytest.raises(NotFoundError):
        issue_credential(COMPETENCY, OWN, named=True, ports=ports)
    assert my_credentials("p-unknown", ports=ports) is None


def test_the_first_key_is_made_when_it_is_needed_and_only_once() -> None:
    storage, ports = issuing()
    assert public_keys(ports=ports) == {"keys": []}
    assert list_credential_keys(ports=ports) == []
    assert signing_key(ports=ports) == key()
    object.__setattr__(ports, "new_signing_key", another_key)
    assert signing_key(ports=ports) == key()
    assert [e.action for e in storage.tables.audit] == ["credential_key.made"]


def test_what_is_exported_is_signed_stands_on_that_day_and_is_kept_in_the_trail() -> (
    None
):
    storage, ports, made = asked()
    issue_credential(COURSE, OWN, named=False, ports=ports)
    tokens = exported_credentials(TODAY, ports=ports)
    assert len(tokens) == 2
    assert tokens[0] == storage.tables.credentials[made].token
    assert len(exported_credentials(date(2030, 1, 1), ports=ports)) == 1
    assert exported_credentials(date(2026, 11, 23), ports=ports) == []
    assert storage.tables.audit[-1].action == "credentials.exported"
