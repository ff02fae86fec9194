"""A credential as whoever receives it sees it: with the public key and nothing of ours.

The signature is looked at by PyJWT, which this service does not sign with.
"""

import base64
import gzip
import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import jwt
import pytest

from lti_service.domain.credential import (
    LIST_LENGTH,
    Badge,
    Credential,
    CredentialKind,
    StatusList,
)
from lti_service.domain.framework import CompetencyLevel, Framework, FrameworkContent
from lti_service.files.case import write_case
from lti_service.files.open_badge import OpenBadges, encoded_list
from tests.fakes import MORNING
from tests.lti_service.credential import ISSUER, another_key, key
from tests.service_factories import competency

BASE = "https://asn.example"
UNTIL = datetime(2029, 11, 24, 14, 59, 59, tzinfo=UTC)
BADGE = Badge(
    credential_id="c-1",
    number=LIST_LENGTH + 7,
    kind=CredentialKind.COMPETENCY,
    issuer=ISSUER,
    key="T-PB-01",
    name="Penanggulangan bencana: level 2",
    code="T-PB-01.2",
    framework="Standar Kompetensi ASN",
    definition="Menangani bencana.",
    indicators=("Memimpin pos",),
    level=2,
    evidence=(("quiz", 1), ("simulation", 2)),
    rule_version=3,
    hours=None,
    recipient="Pegawai 022",
    named=True,
    salt="0f1e",
    valid_from=MORNING,
    valid_until=UNTIL,
)
COURSE = replace(
    BADGE,
    kind=CredentialKind.COURSE,
    key="siaga-bencana",
    name="Siaga bencana",
    code="",
    level=0,
    evidence=(),
    hours=Decimal("2.50"),
    valid_until=None,
)
BADGES = OpenBadges(BASE)


def public(kid_and_pem: tuple[str, str] | None = None) -> Any:
    jwk = BADGES.public_key(*(kid_and_pem or key()))
    return jwt.PyJWK.from_dict(dict(jwk)).key


def received(token: str, **options: Any) -> dict[str, Any]:
    """What the receiver reads, after the signature and the days were looked at."""
    return jwt.decode(token, public(), algorithms=["RS256"], **options)


def signed(badge: Badge = BADGE) -> str:
    return BADGES.sign(badge, *key())


def test_a_credential_is_verified_with_the_public_key_alone() -> None:
    said = received(signed())
    assert said["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert said["@context"] == [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ]
    assert (said["iss"], said["jti"], said["sub"]) == (
        said["issuer"]["id"],
        said["id"],
        said["credentialSubject"]["id"],
    )
    assert said["nbf"] == int(MORNING.timestamp())
    assert said["validFrom"] == "2026-11-24T00:30:00Z"
    assert said["exp"] == int(UNTIL.timestamp())
    assert said["validUntil"] == "2029-11-24T14:59:59Z"


def test_its_header_names_the_address_of_its_key() -> None:
    header = jwt.get_unverified_header(signed())
    jwk = BADGES.public_key(*key())
    assert header == {
        "alg": "RS256",
        "typ": "JWT",
        "kid": f"{BASE}/credentials/keys/{key()[0]}",
    }
    assert jwk["kid"] == header["kid"]
    assert {"d", "p", "q"}.isdisjoint(jwk)


def test_the_competency_is_the_level_of_the_exported_framework() -> None:
    said = received(signed())
    achievement = said["credentialSubject"]["achievement"]
    (alignment,) = achievement["alignment"]
    assert (achievement["achievementType"], achievement["humanCode"]) == (
        "Competency",
        "T-PB-01.2",
    )
    assert alignment["targetUrl"] == achievement["id"]
    assert alignment["targetType"] == "CFItem"
    assert "Memimpin pos" in achievement["criteria"]["narrative"]
    content = FrameworkContent(
        Framework("SKJ", "Standar Kompetensi ASN"),
        (competency(code="T-PB-01"),),
        (CompetencyLevel("T-PB-01", 2, "Menerapkan"),),
    )
    items = json.loads(write_case(content, MORNING))["CFItems"]
    assert [i["uri"] for i in items if i["CFItemType"] == "Level"] == [
        achievement["id"]
    ]


def test_a_course_says_that_it_is_no_competency() -> None:
    said = received(signed(COURSE))
    achievement = said["credentialSubject"]["achievement"]
    assert achievement["achievementType"] == "Course"
    assert "2,5 JP" in achievement["description"]
    assert "bukan penetapan kompetensi" in achievement["description"]
    assert said["credentialSubject"]["creditsEarned"] == 2.5
    assert "alignment" not in achievement
    assert {"validUntil", "exp", "evidence"}.isdisjoint(said)


def test_the_name_is_there_or_can_only_be_compared() -> None:
    (shown,) = received(signed())["credentialSubject"]["identifier"]
    assert (shown["hashed"], shown["identityHash"]) == (False, "Pegawai 022")
    token = signed(replace(BADGE, named=False))
    assert "Pegawai 022" not in json.dumps(received(token))
    (hidden,) = received(token)["credentialSubject"]["identifier"]
    assert hidden["hashed"] is True
    expected = hashlib.sha256(b"Pegawai 0220f1e").hexdigest()
    assert (hidden["salt"], hidden["identityHash"]) == ("0f1e", f"sha256${expected}")


def test_two_credentials_do_not_tell_that_they_are_one_persons() -> None:
    first = received(signed())["sub"]
    assert first != received(signed(replace(BADGE, credential_id="c-2")))["sub"]


def test_evidence_is_told_by_kind_and_number_alone() -> None:
    shown = received(signed())["evidence"]
    assert [(e["genre"], e["name"]) for e in shown] == [
        ("quiz", "Kuis"),
        ("simulation", "Simulasi"),
    ]
    assert all({"id", "description"}.isdisjoint(e) for e in shown)


def test_a_status_list_has_the_bits_of_what_is_revoked() -> None:
    said = received(signed())
    status = said["credentialStatus"]
    assert status["statusListIndex"] == "7"
    assert status["statusListCredential"] == f"{BASE}/credentials/status/1"
    listed = StatusList(1, ISSUER, frozenset({7, 130_000}), MORNING, UNTIL)
    found = received(BADGES.sign_list(listed, *key()))
    assert found["id"] == status["statusListCredential"]
    assert found["issuer"]["id"] == said["issuer"]["id"]
    subject = found["credentialSubject"]
    assert subject["type"] == "BitstringStatusList"
    assert subject["statusPurpose"] == status["statusPurpose"] == "revocation"
    assert bits(subject["encodedList"]) == {7, 130_000}


def bits(encoded: str) -> set[int]:
    assert encoded[0] == "u"
    assert "=" not in encoded
    padded = encoded[1:] + "=" * (-len(encoded[1:]) % 4)
    unpacked = gzip.decompress(base64.urlsafe_b64decode(padded))
    assert len(unpacked) == 16 * 1024
    return {
        place * 8 + bit
        for place, byte in enumerate(unpacked)
        for bit in range(8)
        if byte & (0x80 >> bit)
    }


def test_the_same_list_is_the_same_text() -> None:
    assert encoded_list(frozenset({1})) == encoded_list(frozenset({1}))
    assert bits(encoded_list(frozenset())) == set()
    ends = frozenset({0, LIST_LENGTH - 1})
    assert bits(encoded_list(ends)) == ends


def test_a_picture_holds_the_credential_and_no_script() -> None:
    credential = Credential(
        id="c-1",
        number=0,
        person_id="p",
        kind=CredentialKind.COMPETENCY,
        source="decision:d-1",
        title="Penanggulangan <bencana> & pemulihan " * 5,
        level=2,
        named=True,
        token=signed(),
        issued_at=MORNING,
        valid_until=None,
    )
    picture = BADGES.bake(credential)
    root = ET.fromstring(picture)  # noqa: S314 - our own
    (held,) = root.iter("{https://purl.imsglobal.org/ob/v3p0}credential")
    assert received(held.attrib["verify"])["jti"] == f"{BASE}/credentials/c-1"
    assert b"<openbadges:credential" in picture
    assert b"<script" not in picture
    names = {element.tag.partition("}")[2] for element in root.iter()}
    assert names == {"svg", "credential", "title", "rect", "circle", "text"}


# ---- attacks -------------------------------------------------------------------------


def test_a_credential_signed_by_another_key_is_refused() -> None:
    forged = BADGES.sign(BADGE, "other", another_key()[1])
    with pytest.raises(jwt.InvalidSignatureError):
        received(forged)


def test_a_credential_that_names_our_key_but_has_another_is_refused() -> None:
    forger = OpenBadges(BASE)
    forged = forger.sign(BADGE, key()[0], another_key()[1])
    assert jwt.get_unverified_header(forged) == jwt.get_unverified_header(signed())
    with pytest.raises(jwt.InvalidSignatureError):
        received(forged)


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_credential_of_another_algorithm_is_refused(algorithm: str) -> None:
    said = dict(BADGES.read(signed()))
    secret = "x" * 32 if algorithm == "HS256" else ""
    forged = jwt.encode(said, secret or None, algorithm)  # type: ignore[arg-type] # none
    with pytest.raises(jwt.InvalidAlgorithmError):
        received(forged)


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_credential_changed_in_any_part_is_refused(part: int) -> None:
    parts = signed().split(".")
    if part == 1:
        raised = {**BADGES.read(signed()), "name": "Penanggulangan bencana: level 5"}
        packed = base64.urlsafe_b64encode(json.dumps(raised).encode())
        parts[1] = packed.decode().rstrip("=")
    else:
        middle = len(parts[part]) // 2
        letter = "A" if parts[part][middle] != "A" else "B"
        parts[part] = parts[part][:middle] + letter + parts[part][middle + 1 :]
    with pytest.raises(jwt.InvalidTokenError):
        received(".".join(parts))


def test_a_status_list_that_was_changed_is_refused() -> None:
    listed = StatusList(0, ISSUER, frozenset({7}), MORNING, UNTIL)
    token = BADGES.sign_list(listed, *key())
    head, _, tail = token.split(".")
    said: dict[str, Any] = json.loads(json.dumps(BADGES.read(token)))
    said["credentialSubject"]["encodedList"] = encoded_list(frozenset())
    packed = base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")
    with pytest.raises(jwt.InvalidSignatureError):
        received(f"{head}.{packed}.{tail}")


def test_what_is_over_is_refused_by_its_days() -> None:
    over = replace(BADGE, valid_until=MORNING)
    with pytest.raises(jwt.ExpiredSignatureError):
        received(signed(over))
