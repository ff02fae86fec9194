"""Write a rendered course in one standard's form."""

from collections.abc import Mapping
from types import MappingProxyType

TARGET_NAMES = ("scorm12", "scorm2004", "cmi5", "cc11", "moodlexml", "web", "release")
"""What a course can be packaged as; known here, so that the command line is quick."""

ENDINGS: Mapping[str, str] = MappingProxyType({"cc11": ".imscc", "moodlexml": ".xml"})
"""How the files of some targets are named at their end; all others are ``.zip``."""
