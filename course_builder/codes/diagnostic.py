"""What a kind of problem is made of."""

from dataclasses import dataclass

from course_builder.errors import Severity


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One kind of problem; its sentences are Indonesian, with blanks in braces.

    Attributes:
        problem: What is wrong.
        remedy: How to mend it.
        nearest: How to mend it where the finding has a value `nearest`; empty where
            that makes no difference.
        on_request: Whether people are told of it only where they ask for all there is.
    """

    severity: Severity
    problem: str
    remedy: str
    nearest: str = ""
    on_request: bool = False


def error(problem: str, remedy: str, nearest: str = "") -> Diagnostic:
    """Return a problem that stops a build."""
    return Diagnostic(Severity.ERROR, problem, remedy, nearest)


def warning(problem: str, remedy: str, nearest: str = "") -> Diagnostic:
    """Return a problem that stops a build with ``--strict``."""
    return Diagnostic(Severity.WARNING, problem, remedy, nearest)


def info(problem: str, remedy: str, nearest: str = "") -> Diagnostic:
    """Return something worth knowing that stops nothing."""
    return Diagnostic(Severity.INFO, problem, remedy, nearest)


def remark(problem: str, remedy: str) -> Diagnostic:
    """Return an info that a good course may well have, so that it is told on request."""
    return Diagnostic(Severity.INFO, problem, remedy, on_request=True)
