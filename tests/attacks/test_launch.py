"""Launches that must not get in, each one change away from one that does."""

import json
import string
from collections.abc import Callable
from typing import Any

import pytest

from lti_service.errors import EXPLANATIONS
from tests.attacks.door import AGS, LTI, Door, Knock, encoded, jwk, platform_key
from tests.http_stub import Says

HOUR = 3600
FOREIGN = "https://lain.example/lti/launch"


def swapped_payload(token: str) -> str:
    """Return the token with another subject, signed as before."""
    header, _, signature = token.split(".")
    return f"{header}.{encoded(json.dumps({'sub': '2'}).encode())}.{signature}"


def with_part(number: int, data: bytes) -> Callable[[str], str]:
    """Return a change of one part of a token."""

    def change(token: str) -> str:
        parts = token.split(".")
        parts[number] = encoded(data)
        return ".".join(parts)

    return change


def flipped(place: int) -> Callable[[str], str]:
    """Return a change of one character of a token's signature."""

    def change(token: str) -> str:
        head, _, signature = token.rpartition(".")
        signs = list(signature)
        signs[place] = "A" if signs[place] != "A" else "B"
        return f"{head}.{''.join(signs)}"

    return change


LETTERS = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"


def leftover_flipped(token: str) -> str:
    """Change a bit of base64's last letter that decodes to nothing: 2048 is not 342 * 6."""
    return token[:-1] + LETTERS[LETTERS.index(token[-1]) ^ 1]


Change = Callable[[Knock], Any]

SIGNATURE: dict[str, tuple[Change, str]] = {
    "first bit of the signature flipped": (
        lambda k: vars(k).update(token=flipped(0)),
        "launch-signature",
    ),
    "last bit of the signature flipped": (
        lambda k: vars(k).update(token=flipped(-1)),
        "launch-signature",
    ),
    "a bit flipped that decodes to nothing": (
        lambda k: vars(k).update(token=leftover_flipped),
        "launch-signature",
    ),
    "payload swapped": (
        lambda k: vars(k).update(token=swapped_payload),
        "launch-signature",
    ),
    "signature stripped": (
        lambda k: vars(k).update(token=lambda t: t.rpartition(".")[0] + "."),
        "launch-signature",
    ),
    "another key under the same kid": (
        lambda k: vars(k).update(key="attacker"),
        "launch-signature",
    ),
    "alg none": (lambda k: k.header.update(alg="none"), "launch-algorithm"),
    "alg None": (lambda k: k.header.update(alg="None"), "launch-algorithm"),
    "alg nOnE and no signature": (
        lambda k: (
            k.header.update(alg="nOnE"),
            vars(k).update(token=lambda t: t.rpartition(".")[0] + "."),
        ),
        "launch-signature",
    ),
    "alg missing": (lambda k: k.header.pop("alg"), "launch-algorithm"),
    "alg not a string": (lambda k: k.header.update(alg=["RS256"]), "launch-algorithm"),
    "HS256 with the public key": (
        lambda k: (k.header.update(alg="HS256"), vars(k).update(sign=Knock.hs256)),
        "launch-algorithm",
    ),
    "HS256 signature called RS256": (
        lambda k: vars(k).update(sign=Knock.hs256),
        "launch-signature",
    ),
    "RS512": (
        lambda k: (k.header.update(alg="RS512"), vars(k).update(sign=Knock.rs512)),
        "launch-algorithm",
    ),
    "RS512 signature called RS256": (
        lambda k: vars(k).update(sign=Knock.rs512),
        "launch-signature",
    ),
    "kid missing": (lambda k: k.header.pop("kid"), "launch-key-missing"),
    "kid empty": (lambda k: k.header.update(kid=""), "launch-key-missing"),
    "kid a number": (lambda k: k.header.update(kid=7), "launch-key-missing"),
    "kid unknown": (lambda k: k.header.update(kid="other"), "launch-key-unknown"),
    "kid a path": (
        lambda k: k.header.update(kid="../../../../dev/null"),
        "launch-key-unknown",
    ),
    "kid with a quote": (
        lambda k: k.header.update(kid="x' UNION SELECT 'key"),
        "launch-key-unknown",
    ),
    "jwk brought along": (
        lambda k: (
            k.header.update(jwk=jwk(name="attacker")),
            vars(k).update(key="attacker"),
        ),
        "launch-header-forbidden",
    ),
    "jku": (
        lambda k: k.header.update(jku="https://lain.example/jwks"),
        "launch-header-forbidden",
    ),
    "x5u": (
        lambda k: k.header.update(x5u="https://lain.example/cert"),
        "launch-header-forbidden",
    ),
    "unknown crit": (
        lambda k: k.header.update(crit=["exp"], exp=1),
        "launch-header-forbidden",
    ),
}
FORMAT: dict[str, tuple[Change, str]] = {
    "no token": (lambda k: k.form.update(id_token=None), "launch-token-missing"),
    "an empty token": (lambda k: k.form.update(id_token=""), "launch-token-missing"),
    "two parts": (
        lambda k: vars(k).update(token=lambda t: t.rpartition(".")[0]),
        "launch-token-malformed",
    ),
    "five parts": (
        lambda k: vars(k).update(token=lambda t: f"{t}.a.b"),
        "launch-token-malformed",
    ),
    "binary": (
        lambda k: k.form.update(id_token="\x00\xff\ud800"),
        "launch-token-malformed",
    ),
    "header not an object": (
        lambda k: vars(k).update(token=with_part(0, b'["RS256"]')),
        "launch-token-malformed",
    ),
    "header not JSON": (
        lambda k: vars(k).update(token=with_part(0, b"\xff{")),
        "launch-token-malformed",
    ),
    "header huge": (
        lambda k: k.header.update(typ="J" * 4000),
        "launch-token-malformed",
    ),
    "header of one letter": (
        lambda k: vars(k).update(token=lambda t: "e" + t[t.index(".") :]),
        "launch-token-malformed",
    ),
    "payload a list": (
        lambda k: vars(k).update(claims=[1]),
        "launch-token-malformed",
    ),
    "payload with NaN": (
        lambda k: k.claims.update(exp=float("nan")),
        "launch-token-malformed",
    ),
    "header nested deeply": (
        lambda k: vars(k).update(token=with_part(0, b"[" * 60_000)),
        "launch-token-malformed",
    ),
    "payload nested deeply, and signed": (
        lambda k: vars(k).update(payload=b"[" * 60_000),
        "launch-token-malformed",
    ),
    "megabytes": (
        lambda k: vars(k).update(token=lambda t: t + "A" * 3_000_000),
        "launch-token-too-large",
    ),
}
PARTIES: dict[str, tuple[Change, str]] = {
    "iss missing": (lambda k: k.drop("iss"), "launch-issuer"),
    "iss unknown": (
        lambda k: k.claims.update(iss="https://lain.example"),
        "launch-issuer",
    ),
    "iss with a slash at its end": (
        lambda k: k.claims.update(iss=k.claims["iss"] + "/"),
        "launch-issuer",
    ),
    "iss a list": (
        lambda k: k.claims.update(iss=[k.claims["iss"]]),
        "launch-issuer",
    ),
    "aud missing": (lambda k: k.drop("aud"), "launch-audience"),
    "aud of another tool, not from Moodle": (
        lambda k: k.claims.update({"aud": "other", f"{LTI}tool_platform": {}}),
        "launch-audience",
    ),
    "aud an empty list": (lambda k: k.claims.update(aud=[]), "launch-audience"),
    "aud a list without us": (
        lambda k: k.claims.update(aud=["a", "b"]),
        "launch-audience",
    ),
    "aud with something else inside": (
        lambda k: k.claims.update(aud=[k.claims["aud"], {}]),
        "launch-audience",
    ),
    "aud a number": (lambda k: k.claims.update(aud=7), "launch-audience"),
    "azp of another party": (
        lambda k: k.claims.update(azp="other"),
        "launch-authorized-party",
    ),
    "two audiences and no azp": (
        lambda k: k.claims.update(aud=[k.claims["aud"], "other"]),
        "launch-authorized-party",
    ),
    "azp a list": (
        lambda k: k.claims.update(azp=[k.claims["aud"]]),
        "launch-authorized-party",
    ),
}
TIME: dict[str, tuple[Change, str]] = {
    "exp missing": (lambda k: k.drop("exp"), "launch-expiry-missing"),
    "exp past": (lambda k: k.claims.update(exp=k.now - 11), "launch-expired"),
    "exp zero": (lambda k: k.claims.update(exp=0), "launch-expired"),
    "exp a string": (
        lambda k: k.claims.update(exp=str(k.now + 60)),
        "launch-expiry-missing",
    ),
    "exp true": (lambda k: k.claims.update(exp=True), "launch-expiry-missing"),
    "iat missing": (lambda k: k.drop("iat"), "launch-issued-missing"),
    "iat a string": (lambda k: k.claims.update(iat="now"), "launch-issued-missing"),
    "iat in the future": (
        lambda k: k.claims.update(iat=k.now + 61),
        "launch-issued-later",
    ),
    "iat ancient": (
        lambda k: k.claims.update(iat=k.now - HOUR),
        "launch-issued-long-ago",
    ),
    "nbf in the future": (
        lambda k: k.claims.update(nbf=k.now + HOUR),
        "launch-not-yet-valid",
    ),
    "nbf a string": (lambda k: k.claims.update(nbf="soon"), "launch-not-yet-valid"),
    "iat beyond all numbers": (
        lambda k: k.claims.update(iat=10**400),
        "launch-issued-later",
    ),
}
NONCE_AND_STATE: dict[str, tuple[Change, str]] = {
    "nonce missing": (lambda k: k.drop("nonce"), "launch-nonce-missing"),
    "nonce empty": (lambda k: k.claims.update(nonce=""), "launch-nonce-missing"),
    "nonce a number": (lambda k: k.claims.update(nonce=7), "launch-nonce-missing"),
    "nonce never issued": (
        lambda k: k.claims.update(nonce="never-issued"),
        "launch-nonce-foreign",
    ),
    "nonce with a lone surrogate": (
        lambda k: k.claims.update(nonce="\ud800"),
        "launch-nonce-foreign",
    ),
    "state missing": (lambda k: k.form.update(state=None), "launch-state-missing"),
    "state unknown": (lambda k: k.form.update(state="abc"), "launch-state-unknown"),
    "state with another payload": (
        lambda k: k.form.update(state=f"W10.{k.state.partition('.')[2]}"),
        "launch-state-unknown",
    ),
    "state of binary": (
        lambda k: k.form.update(state="\x00\xff.é"),
        "launch-state-unknown",
    ),
    "state of other letters": (
        lambda k: k.form.update(state=f"!{k.state}"),
        "launch-state-unknown",
    ),
    "state huge": (
        lambda k: k.form.update(state="A" * 1_000_000),
        "launch-state-unknown",
    ),
    "no cookie": (lambda k: vars(k).update(browser=""), "launch-cookie-missing"),
    "another browser": (
        lambda k: vars(k).update(browser="A" * 43),
        "launch-other-browser",
    ),
    "the platform's error": (
        lambda k: k.form.update(error="access_denied"),
        "platform-declined",
    ),
    "an error that is markup": (
        lambda k: k.form.update(error="<script>alert(1)</script>\r\n"),
        "platform-declined",
    ),
}
CLAIMS: dict[str, tuple[Change, str]] = {
    "version missing": (lambda k: k.drop(f"{LTI}version"), "launch-version"),
    "version 1.1": (lambda k: k.lti(version="1.1"), "launch-version"),
    "message type missing": (
        lambda k: k.drop(f"{LTI}message_type"),
        "launch-message-type",
    ),
    "message type unknown": (
        lambda k: k.lti(message_type="LtiStartProctoring"),
        "launch-message-type",
    ),
    "message type a list": (
        lambda k: k.lti(message_type=["LtiResourceLinkRequest"]),
        "launch-message-type",
    ),
    "deployment missing": (
        lambda k: k.drop(f"{LTI}deployment_id"),
        "launch-deployment-missing",
    ),
    "deployment unknown": (
        lambda k: k.lti(deployment_id="99"),
        "launch-deployment-unknown",
    ),
    "deployment a number": (
        lambda k: k.lti(deployment_id=1),
        "launch-claim-malformed",
    ),
    "target missing": (
        lambda k: k.drop(f"{LTI}target_link_uri"),
        "launch-target-missing",
    ),
    "target of another host": (
        lambda k: k.lti(target_link_uri=FOREIGN),
        "launch-target-foreign",
    ),
    "target of a host that begins like ours": (
        lambda k: k.lti(target_link_uri="https://belajar.example.lain.example/"),
        "launch-target-foreign",
    ),
    "target behind a user name": (
        lambda k: k.lti(target_link_uri="https://belajar.example@lain.example/"),
        "launch-target-foreign",
    ),
    "target over http": (
        lambda k: k.lti(target_link_uri="http://belajar.example/lti/launch"),
        "launch-target-foreign",
    ),
    "target a script": (
        lambda k: k.lti(target_link_uri="javascript:alert(1)"),
        "launch-target-foreign",
    ),
    "target no address": (
        lambda k: k.lti(target_link_uri="https://[::1"),
        "launch-target-foreign",
    ),
    "target with very many fields": (
        lambda k: k.lti(target_link_uri="https://belajar.example/?" + "a=1&" * 150),
        "launch-claim-malformed",
    ),
    "resource link missing": (
        lambda k: k.drop(f"{LTI}resource_link"),
        "launch-resource-missing",
    ),
    "resource link without id": (
        lambda k: k.lti(resource_link={"title": "x"}),
        "launch-resource-missing",
    ),
    "resource link id a number": (
        lambda k: k.lti(resource_link={"id": 7}),
        "launch-claim-malformed",
    ),
    "resource link a string": (
        lambda k: k.lti(resource_link="1"),
        "launch-claim-malformed",
    ),
    "resource link id with NUL": (
        lambda k: k.lti(resource_link={"id": "a\x00b"}),
        "launch-claim-malformed",
    ),
    "resource link id endless": (
        lambda k: k.lti(resource_link={"id": "a" * 256}),
        "launch-claim-malformed",
    ),
    "roles missing": (lambda k: k.drop(f"{LTI}roles"), "launch-roles-missing"),
    "roles a string": (lambda k: k.lti(roles="Learner"), "launch-roles-missing"),
    "roles of numbers": (lambda k: k.lti(roles=[1]), "launch-claim-malformed"),
    "sub a number": (lambda k: k.claims.update(sub=3), "launch-claim-malformed"),
    "sub an object": (lambda k: k.claims.update(sub={}), "launch-claim-malformed"),
    "sub with a lone surrogate": (
        lambda k: k.claims.update(sub="\ud800"),
        "launch-claim-malformed",
    ),
    "name a list": (lambda k: k.claims.update(name=["x"]), "launch-claim-malformed"),
    "email an object": (
        lambda k: k.claims.update(email={}),
        "launch-claim-malformed",
    ),
    "context a string": (lambda k: k.lti(context="2"), "launch-claim-malformed"),
    "context id a list": (
        lambda k: k.lti(context={"id": ["2"]}),
        "launch-claim-malformed",
    ),
    "custom a string": (lambda k: k.lti(custom="a=b"), "launch-claim-malformed"),
    "custom with an object inside": (
        lambda k: k.lti(custom={"course": {"id": "x"}}),
        "launch-claim-malformed",
    ),
    "lis a string": (lambda k: k.lti(lis="x"), "launch-claim-malformed"),
    "NIP a number": (
        lambda k: k.lti(lis={"person_sourcedid": 197501012005011001}),
        "launch-claim-malformed",
    ),
    "presentation a list": (
        lambda k: k.lti(launch_presentation=["x"]),
        "launch-claim-malformed",
    ),
    "services a string": (
        lambda k: k.claims.update({AGS: "x"}),
        "launch-claim-malformed",
    ),
    "line item of another host": (
        lambda k: k.claims.update({AGS: {"lineitem": "https://lain.example/1"}}),
        "launch-line-item-foreign",
    ),
    "line item inside the network": (
        lambda k: k.claims.update({AGS: {"lineitem": "http://169.254.169.254/1"}}),
        "launch-line-item-foreign",
    ),
    "line item a number": (
        lambda k: k.claims.update({AGS: {"lineitem": 7}}),
        "launch-claim-malformed",
    ),
}
ATTACKS = SIGNATURE | FORMAT | PARTIES | TIME | NONCE_AND_STATE | CLAIMS


@pytest.mark.parametrize("name", ATTACKS)
def test_a_launch_is_refused_by_name(name: str, door: Door) -> None:
    change, code = ATTACKS[name]
    knock = door.begin()
    change(knock)

    assert door.refusal(knock) == code


def test_every_refusal_of_a_launch_is_the_askers_fault() -> None:
    refusals = {code for _, code in ATTACKS.values()}

    assert [c for c in refusals if not 400 <= EXPLANATIONS[c].status < 500] == []


def test_the_same_launch_without_the_change_gets_in(door: Door) -> None:
    assert door.refusal(door.begin()) == "accepted"


def test_the_nonce_of_another_login_is_refused(door: Door) -> None:
    first, second = door.begin(), door.begin()
    first.claims["nonce"] = second.nonce

    assert door.refusal(first) == "launch-nonce-foreign"


def test_a_login_that_another_browser_began_is_refused(door: Door) -> None:
    attacker, victim = door.begin(), door.begin()
    attacker.browser = victim.browser

    assert door.refusal(attacker) == "launch-other-browser"


def test_a_launch_after_ten_minutes_is_refused(door: Door) -> None:
    knock = door.begin()
    door.clock.advance(minutes=10)
    knock.claims.update(iat=knock.now + 600, exp=knock.now + 660)

    assert door.refusal(knock) == "launch-state-expired"


def test_a_state_signed_with_another_secret_is_refused(door: Door) -> None:
    knock = door.begin()
    payload = knock.state.partition(".")[0]
    knock.state = f"{payload}.{encoded(b'0' * 32)}"

    assert door.refusal(knock) == "launch-state-unknown"


def test_a_deployment_other_than_at_login_is_refused(door: Door) -> None:
    door.register(deployments=frozenset({"1", "2"}))
    knock = door.begin()
    knock.lti(deployment_id="2")

    assert door.refusal(knock) == "launch-deployment-unknown"


def test_a_registration_removed_after_the_login_is_refused(door: Door) -> None:
    knock = door.begin()
    with door.storage.writing() as uow:
        uow.platforms.remove(door.platform.id)
        uow.commit()
    door.clock.advance(seconds=6)

    assert door.refusal(knock) == "login-issuer-unknown"


def test_moodles_activity_with_an_old_consumer_key_is_told_apart(door: Door) -> None:
    knock = door.begin("quirk-launch-aud-is-instance-resourcekey")

    assert door.refusal(knock) == "launch-audience-activity-key"


def test_a_weak_key_of_the_platform_is_not_used(door: Door) -> None:
    public = platform_key("platform").as_dict(private=False)
    weak = {**public, "kid": "k", "n": "AQAB" * 50}
    door.keys.answer = lambda _: Says(body={"keys": [weak]})
    knock = door.begin()
    knock.header["kid"] = "k"

    assert door.refusal(knock) == "launch-key-unknown"
