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
    MIDDLEWARE=["edx_django_utils.cache.middleware.RequestCacheMiddleware"],
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
    """Open edX's own flags for courses; the LMS brings them, and here they are off."""

    def __init__(self, *_):
        pass

    def is_enabled(self, *_):
        return False


for name in ("openedx", "openedx.core", "openedx.core.djangoapps"):
    sys.modules[name] = types.ModuleType(name)
flags = types.ModuleType("openedx.core.djangoapps.waffle_utils")
flags.CourseWaffleFlag = _FlagThatIsOff
sys.modules[flags.__name__] = flags

django.setup()

# Models can be imported only now.
importlib.import_module("second_course").serve(PORT, PLATFORM, TOOL)
