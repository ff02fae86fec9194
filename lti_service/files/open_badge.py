"""Credentials as Open Badges 3.0 in VC-JWT, and the lists that tell which are revoked.

Source: 1EdTech Open Badges 3.0, section 8.2 (VC-JWT) and appendix B (data models); W3C
Verifiable Credentials Data Model 2.0; W3C Bitstring Status List 1.0.
"""

import base64
import gzip
import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import uuid5

from joserfc import jwt
from joserfc.jwk import RSAKey

from lti_service.domain.credential import (
    LIST_LENGTH,
    Badge,
    Credential,
    CredentialKind,
    IssuerProfile,
    StatusList,
)
from lti_service.files.badge_picture import draw_badge
from lti_service.files.case import NAMESPACE, level_uri

VC_CONTEXT = "https://www.w3.org/ns/credentials/v2"
OB_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
_SCHEMA = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/"
    "ob_v3p0_achievementcredential_schema.json"
)
_AN_HOUR_MS = 3_600_000
# The kinds of evidence as the ledger names them; a credential is a text for everybody.
_KINDS = {
    "quiz": "Kuis",
    "simulation": "Simulasi",
    "assignment": "Tugas",
    "observation": "Pengamatan di tempat kerja",
    "assessment_centre": "Penilaian kompetensi (assessment center)",
    "certificate": "Sertifikat",
    "self": "Penilaian diri",
}


class OpenBadges:
    """`ports.Badges`.

    Args:
        base_url: The public address, which all ids in credentials begin with.
    """

    def __init__(self, base_url: str) -> None:
        self._base = f"{base_url}/credentials"
        # Loading a PEM costs 35 ms of CPU.
        self._parsed: dict[str, RSAKey] = {}

    def sign(self, badge: Badge, kid: str, pem: str) -> str:
        """Return a credential as VC-JWT, signed."""
        document = self._document(badge)
        claims: dict[str, object] = {
            "iss": self._issuer_id,
            "jti": document["id"],
            "sub": self._subject_id(badge),
            "nbf": int(badge.valid_from.timestamp()),
        }
        if badge.valid_until is not None:
            claims["exp"] = int(badge.valid_until.timestamp())
        return self._signed(document | claims, kid, pem)

    def sign_list(self, status_list: StatusList, kid: str, pem: str) -> str:
        """Return a status list as VC-JWT, signed."""
        url = self._list_url(status_list.number)
        document: dict[str, object] = {
            "@context": [VC_CONTEXT],
            "id": url,
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": self.profile(status_list.issuer),
            "validFrom": _moment(status_list.valid_from),
            "validUntil": _moment(status_list.valid_until),
            "credentialSubject": {
                "id": f"{url}#list",
                "type": "BitstringStatusList",
                "statusPurpose": "revocation",
                "encodedList": encoded_list(status_list.revoked),
                "ttl": _AN_HOUR_MS,
            },
            "iss": self._issuer_id,
            "jti": url,
            "sub": f"{url}#list",
            "nbf": int(status_list.valid_from.timestamp()),
            "exp": int(status_list.valid_until.timestamp()),
        }
        return self._signed(document, kid, pem)

    def read(self, token: str) -> Mapping[str, object]:
        """Return what one of our own tokens says; its signature is not looked at."""
        payload = token.split(".")[1]
        padded = payload + "=" * (-len(payload) % 4)
        said: Mapping[str, object] = json.loads(base64.urlsafe_b64decode(padded))
        return said

    def public_key(self, kid: str, pem: str) -> Mapping[str, object]:
        """Return the public half of a key as JSON Web Key."""
        numbers = self._key(kid, pem).as_dict(private=False)
        return {
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": self._key_url(kid),
            "n": numbers["n"],
            "e": numbers["e"],
        }

    def profile(self, issuer: IssuerProfile) -> Mapping[str, object]:
        """Return the issuer as others read it."""
        told: dict[str, object] = {
            "id": self._issuer_id,
            "type": ["Profile"],
            "name": issuer.name,
            "url": issuer.url,
        }
        if issuer.email:
            told["email"] = issuer.email
        if issuer.image_url:
            told["image"] = {"id": issuer.image_url, "type": "Image"}
        return told

    def bake(self, credential: Credential) -> bytes:
        """Return a picture (SVG) of a credential that holds the credential itself."""
        return draw_badge(credential)

    @property
    def _issuer_id(self) -> str:
        return f"{self._base}/issuer"

    def _key_url(self, kid: str) -> str:
        return f"{self._base}/keys/{kid}"

    def _list_url(self, number: int) -> str:
        return f"{self._base}/status/{number}"

    def _subject_id(self, badge: Badge) -> str:
        # Another one in each credential: they do not tell that they are one person's.
        return f"urn:uuid:{uuid5(NAMESPACE, f'holder/{badge.credential_id}')}"

    def _document(self, badge: Badge) -> dict[str, object]:
        number, index = divmod(badge.number, LIST_LENGTH)
        status = self._list_url(number)
        subject: dict[str, object] = {
            "id": self._subject_id(badge),
            "type": ["AchievementSubject"],
            "identifier": [_identity(badge)],
            "achievement": self._achievement(badge),
        }
        if badge.hours is not None:
            subject["creditsEarned"] = float(badge.hours)
        document: dict[str, object] = {
            "@context": [VC_CONTEXT, OB_CONTEXT],
            "id": f"{self._base}/{badge.credential_id}",
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": badge.name,
            "issuer": self.profile(badge.issuer),
            "validFrom": _moment(badge.valid_from),
            "credentialSubject": subject,
            "credentialStatus": {
                "id": f"{status}#{index}",
                "type": "BitstringStatusListEntry",
                "statusPurpose": "revocation",
                "statusListIndex": str(index),
                "statusListCredential": status,
            },
            "credentialSchema": [
                {"id": _SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}
            ],
        }
        if badge.valid_until is not None:
            document["validUntil"] = _moment(badge.valid_until)
        if badge.evidence:
            document["evidence"] = [
                {
                    "type": ["Evidence"],
                    "name": _KINDS.get(kind, kind),
                    "genre": kind,
                    "narrative": f"{n} bukti, diterima dan disimpan oleh penerbit.",
                }
                for kind, n in badge.evidence
            ]
        return document

    def _achievement(self, badge: Badge) -> dict[str, object]:
        told: dict[str, object] = {
            "type": ["Achievement"],
            "name": badge.name,
            "inLanguage": "id",
        }
        if badge.kind is CredentialKind.COURSE:
            return told | {
                "id": f"urn:uuid:{uuid5(NAMESPACE, f'course/{badge.key}')}",
                "achievementType": "Course",
                "description": f"Lulus kursus {badge.name}, {_hours(badge)} JP. "
                "Ini kelulusan kursus, bukan penetapan kompetensi.",
                "criteria": {
                    "narrative": "Menyelesaikan seluruh kursus dengan nilai yang "
                    "disyaratkan; nilainya dihitung oleh layanan."
                },
                "creditsAvailable": float(badge.hours or 0),
            }
        uri = level_uri(badge.key, badge.level)
        shown = "; ".join(badge.indicators)
        return told | {
            "id": uri,
            "achievementType": "Competency",
            "humanCode": badge.code,
            "description": badge.definition or f"Kompetensi {badge.name}.",
            "criteria": {
                "narrative": "Ditetapkan oleh seorang asesor atas bukti yang ditimbang "
                f"menurut aturan versi {badge.rule_version}."
                + (f" Yang ditunjukkan: {shown}." if shown else "")
            },
            "alignment": [
                {
                    "type": ["Alignment"],
                    "targetType": "CFItem",
                    "targetName": badge.name,
                    "targetCode": badge.code,
                    "targetFramework": badge.framework,
                    "targetUrl": uri,
                }
            ],
        }

    def _signed(self, document: Mapping[str, object], kid: str, pem: str) -> str:
        header = {"alg": "RS256", "typ": "JWT", "kid": self._key_url(kid)}
        key = self._key(kid, pem)
        return jwt.encode(header, dict(document), key, algorithms=["RS256"])

    def _key(self, kid: str, pem: str) -> RSAKey:
        if kid not in self._parsed:
            self._parsed[kid] = RSAKey.import_key(pem)
        return self._parsed[kid]


def encoded_list(revoked: frozenset[int]) -> str:
    """Return a bitstring, the first bit leftmost, as the standard packs it."""
    bits = bytearray(LIST_LENGTH // 8)
    for index in revoked:
        bits[index // 8] |= 0x80 >> index % 8
    # Without a time in it, so that the same list is the same text.
    packed = gzip.compress(bytes(bits), mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def _identity(badge: Badge) -> dict[str, object]:
    told: dict[str, object] = {
        "type": "IdentityObject",
        "identityType": "name",
        "hashed": not badge.named,
        "identityHash": badge.recipient,
    }
    if badge.named:
        return told
    made = hashlib.sha256(f"{badge.recipient}{badge.salt}".encode()).hexdigest()
    return told | {"identityHash": f"sha256${made}", "salt": badge.salt}


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _hours(badge: Badge) -> str:
    return f"{badge.hours:f}".rstrip("0").rstrip(".").replace(".", ",")
