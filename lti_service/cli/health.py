"""Say what is wrong with the service and what to do about it."""

import json
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import click

from lti_service.app import build_ports
from lti_service.cli.connection import translate as _
from lti_service.domain.health import Check, Finding, Grade, worst
from lti_service.errors import SettingsError, UnavailableError
from lti_service.locale import Sentence
from lti_service.ports import Ports
from lti_service.settings import Settings, read_settings
from lti_service.use_cases.lms.health import examine, examine_outside


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs, not for people.")
def doctor(*, as_json: bool) -> None:
    """Look at settings, database, clock, keys, platforms, scores; exit 1 if one is wrong.

    It changes nothing.
    """
    findings: list[Finding] = []
    for finding in _findings():
        findings.append(finding)
        if not as_json:
            _show(finding)
    if as_json:
        click.echo(json.dumps(_document(findings), ensure_ascii=False, indent=2))
    sys.exit(worst(findings) is Grade.WRONG)


def _findings() -> Iterator[Finding]:
    try:
        settings = read_settings()
        ports = build_ports(settings)
    except SettingsError as error:
        yield _setting_wrong(str(error))
        return
    yield _settings(settings)
    try:
        yield from _examined(ports)
    except UnavailableError as error:
        # It went away while it was looked at.
        yield Finding(Check.DATABASE, Grade.WRONG, Sentence(error.explanation.message))


def _examined(ports: Ports) -> Iterator[Finding]:
    yield from examine(ports=ports)
    if not ports.storage.condition().trouble:
        yield from examine_outside(ports=ports)


def _settings(settings: Settings) -> Finding:
    if settings.secure_origin:
        address = {"url": settings.base_url}
        meaning = Sentence("Pengaturan terbaca; alamat bagi umum {url}.", address)
        return Finding(Check.SETTINGS, Grade.OK, meaning)
    return Finding(
        Check.SETTINGS,
        Grade.WRONG,
        Sentence(
            "BASE_URL {url} tanpa https: di dalam bingkai LMS, peramban tidak menyimpan "
            "kuki dari sana.",
            {"url": urlsplit(settings.base_url)._replace(query="").geturl()},
        ),
        Sentence(
            "Pasang sertifikat pada proksi di depan, lalu tulis BASE_URL https://…"
        ),
    )


def _setting_wrong(why: str) -> Finding:
    return Finding(
        Check.SETTINGS,
        Grade.WRONG,
        Sentence("Pengaturan tidak dapat dipakai: {why}", {"why": why}),
        Sentence("Perbaiki pengaturan itu, lalu jalankan lagi."),
    )


def _show(finding: Finding) -> None:
    subject = f"{finding.subject}: " if finding.subject else ""
    meaning = finding.meaning.told(_)
    click.echo(f"{finding.grade:5}  {finding.check:11}  {subject}{meaning}")
    if finding.remedy is not None:
        click.echo(f"       → {finding.remedy.told(_)}")


def _document(findings: list[Finding]) -> dict[str, object]:
    return {
        "worst": worst(findings),
        "findings": [
            {
                "check": finding.check,
                "grade": finding.grade,
                "subject": finding.subject,
                "meaning": finding.meaning.told(_),
                "remedy": finding.remedy.told(_) if finding.remedy else "",
            }
            for finding in findings
        ],
    }
