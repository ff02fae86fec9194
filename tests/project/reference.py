"""The pages of the packages that are tables of the code: findings and errors.

Usage: python -m tests.project.reference    (make fix does it)
"""

from course_builder.codes import DIAGNOSTICS
from lti_service.errors import EXPLANATIONS
from tests.project.repository import ROOT

_FINDINGS = """\
# Findings

What `course-builder check` may say of a course, from the code itself (`make fix` renews this page). Words in braces are filled in. With `--language en` the same is said in English.

| code | weight | what is wrong | what to do |
|---|---|---|---|
"""

_ERRORS = """\
# Errors of the service

What a person may be told, from the code itself (`make fix` renews this page). Every page of a refusal shows its code and the id of the request; the log has the rest under that id.

| code | HTTP | what happened | what to do |
|---|---|---|---|
"""


def pages() -> dict[str, str]:
    """Each page's path with what it has to say."""
    findings = [
        (code, found.severity, _unescaped(found.problem), _unescaped(found.remedy))
        for code, found in sorted(DIAGNOSTICS.items())
    ]
    errors = [
        (code, str(error.status), error.message, error.remedy)
        for code, error in sorted(EXPLANATIONS.items())
    ]
    return {
        "course_builder/findings.md": _FINDINGS + "".join(map(_row, findings)),
        "lti_service/errors.md": _ERRORS + "".join(map(_row, errors)),
    }


def main() -> None:
    """Write them."""
    for path, text in pages().items():
        (ROOT / path).parent.mkdir(exist_ok=True)
        (ROOT / path).write_text(text, "utf-8")


def _unescaped(sentence: str) -> str:
    return sentence.replace("{{", "{").replace("}}", "}")


def _row(cells: tuple[str, str, str, str]) -> str:
    code, *rest = (cell.replace("|", "\\|").replace("\n", " ") for cell in cells)
    return f"| `{code}` | {' | '.join(rest)} |\n"


if __name__ == "__main__":
    main()
