"""Open edX's LTI consumer as a platform of its own, with the least Django it needs.

Run by the Python of the peers' own virtual environment, where lti-consumer-xblock is::

    python second_platform.py PORT TOOL_URL FOLDER

It prints its registrations as JSON when it is ready. Its pages are in second_course.py.
"""
# Django and the package are not installed where this project is checked.
# mypy: ignore-errors

import importlib
import logging
import sys
import types
from pathlib import Path

import django
from django.conf import settings

PORT, TOOL, FOLDER = int(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
PLATFORM = f"http://127.0.0.1:{PORT}"

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(FOLDER / "second-platform.db"),
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    FEATURES={},
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "rest_framework",
        "lti_consumer.apps.LTIConsumerApp",
    ],
    LMS_ROOT_URL=PLATFORM,
    MIDDLEWARE=[
        "edx_django_utils.cache.middleware.RequestCacheMiddleware",
        "second_course.with_author",
    ],
    OPEN_EDX_FILTERS_CONFIG={
        "org.openedx.xblock.lti_consumer.configuration.listed.v1": {
            "fail_silently": False,
            "pipeline": ["second_course.Deployments"],
        }
    },
    PLATFORM_NAME="Second platform",
    REST_FRAMEWORK={"UNAUTHENTICATED_USER": None},
    ROOT_URLCONF="second_course",
    SECRET_KEY="only for this test",
    TEMPLATES=[
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}
    ],
    USAGE_ID_PATTERN=r"(?P<usage_id>(?:i4x://?[^/]+/[^/]+/[^/]+/[^@]+(?:@[^/]+)?)|(?:[^/]+))",
    USE_TZ=True,
)
logging.basicConfig(level=logging.WARNING)


class _FlagThatIsOff:
    """Open edX's own flags for courses; here they are off."""

    def __init__(self, *_):
        pass

    def is_enabled(self, *_):
        return False


class _TooManyError(Exception):
    """A course has more members than are told; here it never has."""


class _Known:
    def __init__(self, name):
        self.external_user_id = name


class _ExternalId:
    """What people are called outside; here by their user names."""

    @staticmethod
    def batch_get_or_create_user_ids(*_):
        return {number: _Known(name) for number, (name, _) in MEMBERS.items()}


MEMBERS = {
    1: ("teacher-1", "staff"),
    2: ("learner-1", "student"),
    3: ("learner-2", "student"),
    4: ("learner-3", "student"),
    5: ("learner-9", "student"),
}


def _course_members(_):
    return {
        number: {"id": number, "username": name, "roles": [role]}
        for number, (name, role) in MEMBERS.items()
    }


def _bring(name, **members):
    """Put a module in place that the LMS would bring."""
    parts = name.split(".")
    for end in range(1, len(parts) + 1):
        parent = ".".join(parts[:end])
        sys.modules.setdefault(parent, types.ModuleType(parent))
    vars(sys.modules[name]).update(members)


_bring("openedx.core.djangoapps.waffle_utils", CourseWaffleFlag=_FlagThatIsOff)
_bring("openedx.core.djangoapps.external_user_ids.models", ExternalId=_ExternalId)
_bring("lms.djangoapps.course_api.api", get_course_members=_course_members)
_bring(
    "lms.djangoapps.course_api.exceptions", OverEnrollmentLimitException=_TooManyError
)
_bring("common.djangoapps.student.auth", has_studio_write_access=lambda *_: True)

django.setup()

# Models can be imported only now.
importlib.import_module("second_course").serve(PORT, PLATFORM, TOOL)
