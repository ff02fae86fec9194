"""Findings in every form that they are asked for in: text, JSON, SARIF, annotations."""

from course_builder.report.document import as_json
from course_builder.report.github import as_annotations
from course_builder.report.sarif import as_sarif
from course_builder.report.text import as_text

__all__ = ["as_annotations", "as_json", "as_sarif", "as_text"]
