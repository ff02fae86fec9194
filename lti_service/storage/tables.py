"""All tables: importing this fills `metadata`."""

from lti_service.storage import (
    attempt,
    audit,
    circuit,
    course,
    deep_linking,
    evidence,
    framework,
    gradebook,
    grant,
    keys,
    launch,
    organisation,
    outbox,
    registration,
    roster,
    rule,
    survey,
)
from lti_service.storage.schema import metadata

__all__ = [
    "attempt",
    "audit",
    "circuit",
    "course",
    "deep_linking",
    "evidence",
    "framework",
    "gradebook",
    "grant",
    "keys",
    "launch",
    "metadata",
    "organisation",
    "outbox",
    "registration",
    "roster",
    "rule",
    "survey",
]
