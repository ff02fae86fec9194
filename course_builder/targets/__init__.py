"""Write a rendered course in one standard's form."""

TARGET_NAMES = ("scorm12", "scorm2004", "web", "release")
"""What a course can be packaged as; known here, so that the command line is quick."""
