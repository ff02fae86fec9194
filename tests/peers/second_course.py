"""The pages of the second platform, and its registrations of our tool.

Its endpoints are the package's own. Only what a course page would do stands beside them:
``/begin/<config>/<user>`` answers with the address that starts a launch or a choice of
content, ``/scores`` lists what the gradebook holds, ``/items/<config>`` what was chosen.
"""
# Django and the package are not installed where this project is checked.
# mypy: ignore-errors

import json
import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse, JsonResponse
from django.urls import include, path
from lti_consumer.api import (
    get_lti_1p3_launch_info,
    get_lti_1p3_launch_start_url,
)
from lti_consumer.data import Lti1p3LaunchData
from lti_consumer.models import (
    Lti1p3Passport,
    LtiAgsLineItem,
    LtiAgsScore,
    LtiConfiguration,
    LtiDlContentItem,
)
from openedx_filters import PipelineStep

SHARED_LINK = "unit-that-both-deployments-have"
_deployments = {}


class Deployments(PipelineStep):
    """One client with two deployments: only configurations from outside may have them."""

    def run_filter(self, context, config_id, configurations):
        """Add the deployments to the configurations."""
        found = {**configurations, **_deployments}
        return {"context": context, "config_id": config_id, "configurations": found}


def with_author(answer):
    """Say who asks, as the LMS's sign-in does."""

    def handle(request):
        request.user = AnonymousUser()
        return answer(request)

    return handle


def begin(request, config, user):
    """Answer with the address at the tool that starts a launch or a choice."""
    asked = request.GET
    data = _launch_data(LtiConfiguration.objects.get(pk=config), user)
    data.user_role = asked.get("role", "student")
    data.custom_parameters = {"course": asked.get("course", "")}
    url = get_lti_1p3_launch_start_url(
        data,
        deep_link_launch=asked.get("choice") == "yes",
        dl_content_id=asked.get("item"),
    )
    return HttpResponse(url)


def scores(request):
    """List the scores that the gradebook holds."""
    del request
    held = LtiAgsScore.objects.values(
        "line_item__lti_configuration", "user_id", "score_given", "score_maximum"
    )
    return JsonResponse({"scores": list(held)})


def items(request, config):
    """List the content that was chosen, in its order."""
    del request
    chosen = LtiDlContentItem.objects.filter(lti_configuration=config).order_by("pk")
    return JsonResponse({"items": [{"id": it.pk, **it.attributes} for it in chosen]})


urlpatterns = [
    path("api/", include("lti_consumer.plugin.urls", namespace="lti_consumer")),
    path("begin/<int:config>/<str:user>", begin),
    path("scores", scores),
    path("items/<int:config>", items),
]


def _launch_data(config, user):
    link = SHARED_LINK if config.external_id else f"unit-{config.pk}"
    return Lti1p3LaunchData(
        user_id=user,
        user_role="student",
        config_id=config.config_id,
        resource_link_id=link,
        name="Peserta Rekaan",
        context_id="course-v1:Latihan+1+2026",
        context_type=["course_offering"],
        context_title="Kelas di peron kedua",
        launch_presentation_return_url=f"{settings.LMS_ROOT_URL}/course",
    )


def _configured(name, tool, keyset_url):
    passport = Lti1p3Passport.objects.create(lti_1p3_tool_keyset_url=keyset_url)
    config = LtiConfiguration.objects.create(
        version=LtiConfiguration.LTI_1P3,
        config_store=LtiConfiguration.CONFIG_ON_DB,
        lti_1p3_passport=passport,
        location=_location(name),
        lti_1p3_oidc_url=f"{tool}/lti/login",
        lti_1p3_launch_url=f"{tool}/lti/launch",
        lti_1p3_redirect_uris=[f"{tool}/lti/launch"],
        lti_advantage_ags_mode=LtiConfiguration.LTI_ADVANTAGE_AGS_DECLARATIVE,
        lti_advantage_enable_nrps=True,
        lti_advantage_deep_linking_enabled=name == "deep",
        lti_advantage_deep_linking_launch_url=f"{tool}/lti/launch",
    )
    return _registration(config)


def _deployed(tool, *names):
    """Return a registration for each name: one client, as many deployments."""
    passport = Lti1p3Passport.objects.create(lti_1p3_tool_keyset_url=f"{tool}/lti/jwks")
    for number, name in enumerate(names, 1):
        _deployments[f"lab:{name}"] = {
            "version": LtiConfiguration.LTI_1P3,
            "lti_1p3_client_id": passport.lti_1p3_client_id,
            "lti_1p3_deployment_id": str(number),
            "lti_1p3_oidc_url": f"{tool}/lti/login",
            "lti_1p3_launch_url": f"{tool}/lti/launch",
            "lti_1p3_redirect_uris": [f"{tool}/lti/launch"],
            "lti_1p3_private_key": passport.lti_1p3_private_key,
            "lti_1p3_private_key_id": passport.lti_1p3_private_key_id,
            "lti_1p3_public_jwk": passport.lti_1p3_public_jwk,
            "lti_1p3_tool_keyset_url": passport.lti_1p3_tool_keyset_url,
            "lti_advantage_ags_mode": LtiConfiguration.LTI_ADVANTAGE_AGS_DECLARATIVE,
        }
    return {
        name: _registration(
            LtiConfiguration.objects.create(
                version=LtiConfiguration.LTI_1P3,
                config_store=LtiConfiguration.CONFIG_EXTERNAL,
                external_id=f"lab:{name}",
                lti_1p3_passport=passport,
                location=_location(name),
            )
        )
        for name in names
    }


def _location(name):
    return f"block-v1:Latihan+1+2026+type@lti_consumer+block@{name}"


def _registration(config):
    LtiAgsLineItem.objects.create(
        lti_configuration=config, label="Kursus", score_maximum=100
    )
    info = get_lti_1p3_launch_info(_launch_data(config, "nobody"))
    return {
        "config": config.pk,
        "issuer": settings.LMS_ROOT_URL,
        "client_id": info["client_id"],
        "deployment_id": info["deployment_id"],
        "auth_url": info["oidc_callback"],
        "token_url": info["token_url"],
        "jwks_url": info["keyset_url"],
    }


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        """Keep the tests' output clean."""


def serve(port, platform, tool):
    """Register our tool several times, say so, and serve."""
    call_command("migrate", verbosity=0)
    registrations = {
        "right": _configured("right", tool, f"{tool}/lti/jwks"),
        "other": _configured("other", tool, f"{platform}/no-such-key-set"),
        "deep": _configured("deep", tool, f"{tool}/lti/jwks"),
        **_deployed(tool, "first", "second"),
    }
    server = make_server(
        "127.0.0.1", port, get_wsgi_application(), _Server, handler_class=_Quiet
    )
    sys.stdout.write(json.dumps(registrations) + "\n")
    sys.stdout.flush()
    server.serve_forever()
