"""The package targets by name."""

from course_builder.targets.release import Release
from course_builder.targets.scorm12 import Scorm12
from course_builder.targets.scorm2004 import Scorm2004
from course_builder.targets.target import PackageTarget
from course_builder.targets.web import Web

TARGETS: dict[str, PackageTarget] = {
    target.name: target for target in (Scorm12(), Scorm2004(), Web(), Release())
}
