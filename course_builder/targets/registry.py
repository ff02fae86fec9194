"""The package targets by name."""

from urllib.parse import urlencode

from course_builder.targets.cmi5 import Cmi5
from course_builder.targets.common_cartridge import Cc11
from course_builder.targets.moodle_xml import MoodleXml
from course_builder.targets.release import Release
from course_builder.targets.scorm12 import Scorm12
from course_builder.targets.scorm2004 import Scorm2004
from course_builder.targets.target import PackageTarget
from course_builder.targets.web import Web

TARGETS: dict[str, PackageTarget] = {
    target.name: target
    for target in (
        Scorm12(),
        Scorm2004(),
        Cmi5(),
        Cc11(),
        MoodleXml(),
        Web(),
        Release(),
    )
}


def target_for(name: str, course_id: str, service_url: str = "") -> PackageTarget:
    """Return the target for one course.

    Args:
        name: Out of `TARGETS`.
        course_id: Id of the whole course, also where only a module of it is packaged.
        service_url: Public address of a service that holds the course; empty for none.
    """
    if name == Cc11.name and service_url:
        query = urlencode({"course": course_id})
        return Cc11(f"{service_url.rstrip('/')}/lti/launch?{query}")
    return TARGETS[name]
