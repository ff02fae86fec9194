"""Login and launch: the door through which people come in from a platform."""

import hmac
import re
import secrets
from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from lti_service.domain.launch import (
    Content,
    LoginRedirect,
    LoginRequest,
    Platform,
    VerifiedLaunch,
    origin_of,
)
from lti_service.errors import LaunchRefusedError
from lti_service.lti import claim
from lti_service.lti.access_token import LINE_ITEMS
from lti_service.lti.claim import Claims
from lti_service.lti.connection import PlatformConnection
from lti_service.lti.deep_linking import REQUEST as DEEP_LINKING, read_settings
from lti_service.lti.id_token import read_id_token
from lti_service.lti.key import Keyring
from lti_service.lti.key_set import PlatformKeys
from lti_service.lti.platform import Registrations
from lti_service.lti.review import REQUEST as REVIEW, read_learner
from lti_service.lti.role import is_instructor
from lti_service.lti.state import LIFE, State, States, known_browsers, new_browser
from lti_service.lti.tool_registration import HISTORY, SOURCED_ID
from lti_service.ports import Clock
from lti_service.ports.health import Metrics
from lti_service.ports.storage import Storage

PAGES = frozenset({"me", "team", "assess", "author", "admin"})
CLOCK_AHEAD = 60
"""Seconds that a platform's clock may be ahead of ours."""
CLOCK_BEHIND = 10
"""Seconds that a token is taken after its end."""
OLDEST = LIFE.total_seconds() + CLOCK_AHEAD
"""Seconds since a token was issued: it answers a login that lives no longer."""

_RESOURCE_LINK = "LtiResourceLinkRequest"
_CONTENT_NAMES = ("course", "module", "activity", "page")
_LONGEST_HISTORY = 20
_HINT_LENGTH = 4000
_CONTROL = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_LOCALE = re.compile(r"[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8})*")
_ERROR_CODE = re.compile(r"[a-z_]{1,64}")


class LtiLaunches:
    """`ports.Launches` over LTI 1.3.

    Args:
        storage: Where registrations are.
        base_url: Our public address, without a slash at its end.
        secret: Signs states; the same in all processes.
        clock: Time source.
        keyring: Our own signing keys.
        connection: The way to platforms' key sets.
        metrics: Counts how often they are fetched.
    """

    def __init__(
        self,
        storage: Storage,
        *,
        base_url: str,
        secret: bytes,
        clock: Clock,
        keyring: Keyring,
        connection: PlatformConnection,
        metrics: Metrics,
    ) -> None:
        self._registrations = Registrations(storage, clock)
        self._origin = origin_of(base_url)
        self._asked = urlencode(
            {
                "scope": "openid",
                "response_type": "id_token",
                "response_mode": "form_post",
                "prompt": "none",
                "redirect_uri": f"{base_url}/lti/launch",
            }
        )
        self._states = States(secret)
        self._clock = clock
        self._keyring = keyring
        self._keys = PlatformKeys(connection, clock, metrics)

    def login(self, request: LoginRequest) -> LoginRedirect:
        """Answer a third-party initiated login, or raise `LaunchRefusedError`."""
        given = {
            name: _parameter(request.parameters, name)
            for name in ("iss", "login_hint", "target_link_uri", "lti_message_hint")
        }
        for name, code in (
            ("iss", "login-issuer-missing"),
            ("login_hint", "login-hint-missing"),
            ("target_link_uri", "login-target-missing"),
        ):
            if not given[name]:
                raise LaunchRefusedError(code)
        if origin_of(given["target_link_uri"]) != self._origin:
            raise LaunchRefusedError("login-target-foreign")
        deployment_id = _parameter(request.parameters, "lti_deployment_id")
        platform = self._registrations.of_login(
            given["iss"], _parameter(request.parameters, "client_id"), deployment_id
        )
        known = known_browsers(request.browser)
        browser = known[0] if known else new_browser()
        nonce = secrets.token_urlsafe(24)
        expires_at = self._clock.now() + LIFE
        state = State(platform.id, deployment_id, nonce, expires_at)
        query = {"client_id": platform.client_id, "login_hint": given["login_hint"]}
        if given["lti_message_hint"]:
            query["lti_message_hint"] = given["lti_message_hint"]
        joint = "&" if urlsplit(platform.auth_url).query else "?"
        # State and nonce are of letters that stand for themselves in a query.
        own = f"state={self._states.make(state, browser)}&nonce={nonce}"
        return LoginRedirect(
            url=f"{platform.auth_url}{joint}{self._asked}&{urlencode(query)}&{own}",
            browser=browser,
            platform_origin=platform.origin,
        )

    def verify(self, form: Mapping[str, str], browser: str) -> VerifiedLaunch:
        """Verify a launch POST, or raise `LaunchRefusedError`."""
        if "error" in form:
            named = _ERROR_CODE.fullmatch(form["error"])
            raise LaunchRefusedError(
                "platform-declined", error=named[0] if named else "unreadable"
            )
        if not form.get("state"):
            raise LaunchRefusedError("launch-state-missing")
        token = form.get("id_token")
        if not token:
            raise LaunchRefusedError("launch-token-missing")
        now = self._clock.now()
        state = self._states.read(form["state"], browser, now)
        platform = self._registrations.by_id(state.platform_id)
        claims = read_id_token(token, platform, self._keys)
        _check_parties(claims, platform)
        _check_times(claims, now.timestamp())
        _check_nonce(claims, state.nonce)
        _check_message(claims)
        deployment_id = self._deployment(claims, platform, state)
        return self._launch(claims, platform, deployment_id, state)

    def public_keys(self) -> Mapping[str, object]:
        """Return our JSON Web Key Set."""
        return self._keyring.public()

    def _deployment(self, claims: Claims, platform: Platform, state: State) -> str:
        deployment_id = claim.identifier(claims, claim.DEPLOYMENT_ID)
        if not deployment_id:
            raise LaunchRefusedError("launch-deployment-missing")
        if state.deployment_id and deployment_id != state.deployment_id:
            raise LaunchRefusedError("launch-deployment-unknown", platform=platform.id)
        self._registrations.require_deployment(platform, deployment_id)
        return deployment_id

    def _launch(
        self, claims: Claims, platform: Platform, deployment_id: str, state: State
    ) -> VerifiedLaunch:
        target = claim.address(claims, claim.TARGET_LINK_URI)
        if not target:
            raise LaunchRefusedError("launch-target-missing")
        if origin_of(target) != self._origin:
            raise LaunchRefusedError("launch-target-foreign")
        deep_linking = None
        if claims[claim.MESSAGE_TYPE] == DEEP_LINKING:
            deep_linking = read_settings(claims, platform)
        link = claim.members(claims, claim.RESOURCE_LINK)
        link_id = claim.identifier(link, "id")
        is_review = claims[claim.MESSAGE_TYPE] == REVIEW
        if not link_id and deep_linking is None and not is_review:
            raise LaunchRefusedError("launch-resource-missing")
        roles = _roles(claims)
        subject = claim.identifier(claims, "sub") or None
        instructor = is_instructor(roles)
        review_of = ""
        if is_review:
            review_of = read_learner(claims, subject, platform, instructor=instructor)
        line_item_url = _line_item(claims, platform)
        if is_review and not (link_id or line_item_url):
            raise LaunchRefusedError("review-line-item-missing", platform=platform.id)
        if deep_linking and not (subject and instructor):
            raise LaunchRefusedError("deep-linking-forbidden", platform=platform.id)
        context = claim.members(claims, claim.CONTEXT)
        custom = claim.words(claims, claim.CUSTOM)
        filled = _filled(custom)
        lis = claim.members(claims, claim.LIS)
        vouches = lis.get(SOURCED_ID) is not None
        presentation = claim.members(claims, claim.LAUNCH_PRESENTATION)
        return_url = claim.address(presentation, "return_url")
        locale = _LOCALE.fullmatch(claim.text(presentation, "locale"))
        return VerifiedLaunch(
            platform=platform,
            deployment_id=deployment_id,
            subject=subject,
            nonce=state.nonce,
            nonce_expires_at=state.expires_at,
            name=claim.full_name(claims),
            email=claim.text(claims, "email"),
            claimed_nip=claim.nip(lis if vouches else filled, SOURCED_ID),
            vouches_for_nip=vouches,
            roles=roles,
            instructor=instructor,
            resource_link_id=link_id,
            resource_link_title=claim.text(link, "title"),
            context_id=claim.identifier(context, "id"),
            context_title=claim.text(context, "title") or claim.text(context, "label"),
            line_item_url=line_item_url,
            line_items_url=_line_items(claims, platform),
            content=_content(filled, target),
            custom=custom,
            return_url=return_url if origin_of(return_url) else "",
            locale=locale[0] if locale else "",
            copied_from=_history(filled),
            memberships_url=_memberships(claims, platform),
            deep_linking=deep_linking,
            review_of=review_of,
        )


def _parameter(parameters: Mapping[str, str], name: str) -> str:
    value = parameters.get(name, "")
    unfit = not value.isprintable() and _CONTROL.search(value)
    if unfit or len(value) > _HINT_LENGTH:
        raise LaunchRefusedError("login-malformed", parameter=name)
    return value


def _check_parties(claims: Claims, platform: Platform) -> None:
    if claims.get("iss") != platform.issuer:
        raise LaunchRefusedError("launch-issuer", platform=platform.id)
    audience = claims.get("aud")
    listed = audience if isinstance(audience, list) else [audience]
    if platform.client_id not in listed:
        raise LaunchRefusedError(_audience_code(claims), platform=platform.id)
    if not all(isinstance(name, str) for name in listed):
        raise LaunchRefusedError("launch-audience", platform=platform.id)
    party = claims.get("azp")
    if party != platform.client_id and (party is not None or len(listed) > 1):
        raise LaunchRefusedError("launch-authorized-party", platform=platform.id)


def _audience_code(claims: Claims) -> str:
    """Tell Moodle's old activities apart: they name their own key as the audience.

    Seen with Moodle 4.5.6 where an LTI 1.1 activity was moved to a 1.3 tool.
    """
    product = claim.members(claims, claim.TOOL_PLATFORM).get("product_family_code")
    named = isinstance(claims.get("aud"), str)
    old = named and product == "moodle"
    return "launch-audience-activity-key" if old else "launch-audience"


def _check_times(claims: Claims, now: float) -> None:
    expires = claim.number(claims, "exp")
    if expires is None:
        raise LaunchRefusedError("launch-expiry-missing")
    if expires <= now - CLOCK_BEHIND:
        raise LaunchRefusedError("launch-expired")
    issued = claim.number(claims, "iat")
    if issued is None:
        raise LaunchRefusedError("launch-issued-missing")
    if issued > now + CLOCK_AHEAD:
        raise LaunchRefusedError("launch-issued-later")
    if issued < now - OLDEST:
        raise LaunchRefusedError("launch-issued-long-ago")
    if "nbf" in claims:
        begins = claim.number(claims, "nbf")
        if begins is None or begins > now + CLOCK_AHEAD:
            raise LaunchRefusedError("launch-not-yet-valid")


def _check_nonce(claims: Claims, expected: str) -> None:
    nonce = claims.get("nonce")
    if not nonce or not isinstance(nonce, str):
        raise LaunchRefusedError("launch-nonce-missing")
    if not hmac.compare_digest(nonce.encode(errors="replace"), expected.encode()):
        raise LaunchRefusedError("launch-nonce-foreign")


def _check_message(claims: Claims) -> None:
    if claims.get(claim.VERSION) != "1.3.0":
        raise LaunchRefusedError("launch-version")
    kind = claims.get(claim.MESSAGE_TYPE)
    if not isinstance(kind, str) or kind not in {_RESOURCE_LINK, DEEP_LINKING, REVIEW}:
        raise LaunchRefusedError("launch-message-type")


def _roles(claims: Claims) -> frozenset[str]:
    roles = claims.get(claim.ROLES)
    if not isinstance(roles, list):
        raise LaunchRefusedError("launch-roles-missing")
    if not all(isinstance(role, str) for role in roles):
        raise LaunchRefusedError("launch-claim-malformed", claim=claim.ROLES)
    return frozenset(roles)


def _line_item(claims: Claims, platform: Platform) -> str:
    endpoint = claim.members(claims, claim.AGS_ENDPOINT)
    url = claim.address(endpoint, "lineitem")
    if url and origin_of(url) not in platform.origins:
        raise LaunchRefusedError("launch-line-item-foreign", platform=platform.id)
    return url


def _line_items(claims: Claims, platform: Platform) -> str:
    """Return where columns may be made: on the platform's own host, and with its leave.

    Such an address elsewhere is no attack on a launch that needs no column.
    """
    endpoint = claim.members(claims, claim.AGS_ENDPOINT)
    scopes = endpoint.get("scope")
    if not isinstance(scopes, list) or LINE_ITEMS not in scopes:
        return ""
    url = claim.address(endpoint, "lineitems")
    return url if origin_of(url) in platform.origins else ""


def _memberships(claims: Claims, platform: Platform) -> str:
    """Return where the course's roster is, where the platform speaks NRPS 2.0."""
    service = claim.members(claims, claim.NAMES_ROLE_SERVICE)
    url = claim.address(service, "context_memberships_url")
    if url and origin_of(url) not in platform.origins:
        raise LaunchRefusedError("launch-memberships-foreign", platform=platform.id)
    versions = service.get("service_versions", ["2.0"])
    return url if isinstance(versions, list) and "2.0" in versions else ""


def _filled(parameters: Mapping[str, str]) -> Mapping[str, str]:
    """Leave out variables that a platform did not replace: they come as ``$Its.Name``."""
    return {
        name: value for name, value in parameters.items() if not value.startswith("$")
    }


def _content(custom: Mapping[str, str], target: str) -> Content:
    """Return what is asked for by custom parameters, else by the target's query."""
    try:
        query = parse_qsl(urlsplit(target).query, max_num_fields=100)
    except ValueError as error:
        raise LaunchRefusedError(
            "launch-claim-malformed", claim=claim.TARGET_LINK_URI
        ) from error
    for source in (custom, _filled(dict(query))):
        course, module, activity, page = (
            source.get(name, "") for name in _CONTENT_NAMES
        )
        if page in PAGES:
            return Content(page=page)
        if course:
            # An activity is found without its module, which another version may change.
            return Content(course, "" if activity else module, activity)
    return Content()


def _history(custom: Mapping[str, str]) -> tuple[str, ...]:
    """Return the ids of the links that a link was copied from, the last one first."""
    told = custom.get(HISTORY, "").split(",")[:_LONGEST_HISTORY]
    ids = (unquote(part.strip()) for part in told)
    return tuple(
        one for one in ids if 0 < len(one) <= claim.ID_LENGTH and one.isprintable()
    )
