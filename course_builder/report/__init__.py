"""Findings in every form that they are asked for in: text, JSON, SARIF, annotations."""

from course_builder.report.document import as_json
from course_builder.report.text import as_text

__all__ = ["as_json", "as_text"]
