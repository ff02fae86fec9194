"""Publish courses; see which version is offered, withdraw one, offer it again."""

from pathlib import Path

import click

from lti_service.cli.connection import connect, explain, fail, translate as _
from lti_service.domain.course_difference import Change, CourseDifference
from lti_service.errors import NotFoundError, ServiceError
from lti_service.ports import Ports
from lti_service.use_cases.access.grant import COMMAND_LINE
from lti_service.use_cases.learning.course import publish_and_compare
from lti_service.use_cases.publishing.author import author_desk
from lti_service.use_cases.publishing.release_draft import roll_back, withdraw_course


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
def publish(paths: tuple[Path, ...]) -> None:
    """Store releases: PATH is a release file, a course folder or a folder of courses."""
    ports = connect().ports()
    for path in paths:
        for folder in course_folders(path):
            publish_path(folder, ports)


def course_folders(path: Path) -> list[Path]:
    """Return the path itself, or the courses in it where it is a folder of courses."""
    if path.is_dir() and not (path / "index.md").exists():
        found = sorted(p.parent for p in path.glob("*/index.md"))
        if not found:
            fail(f"{path}: tidak ada kursus di sini (tidak ada index.md).")
        return found
    return [path]


def publish_path(path: Path, ports: Ports) -> None:
    """Publish one release file or course folder, or end with a sentence."""
    try:
        release, offered, found = publish_and_compare(
            _content(path), "cli", ports=ports
        )
    except ServiceError as error:
        explain(error)
    if offered is None:
        click.echo(
            f"{path}: {release.course_id} {release.version} sudah tersimpan; kursusnya "
            f"ditarik (tawarkan lagi: lti-service courses offer {release.course_id})"
        )
        return
    if offered.id != release.id:
        click.echo(
            f"{path}: {release.course_id} {release.version} sudah tersimpan; yang "
            f"ditawarkan tetap versi {offered.version} (ubah di /author)"
        )
        return
    click.echo(
        f"{path}: {release.course_id} {release.version} terbit ({release.title})"
    )
    notes = ports.courses.get(release.id).notes
    if notes is not None and notes.findings:
        click.echo(f"  temuan pemeriksaan: {len(notes.findings)}")
    if found is not None:
        click.echo(f"  halaman: {_counted(found, 'pages')}")
        click.echo(f"  kegiatan dan soal: {_counted(found, 'activities')}")


@click.group()
def courses() -> None:
    """Which version of a course is offered: list, withdraw, offer."""


@courses.command("list")
def list_() -> None:
    """List all courses, each with the version that is offered, or was at last."""
    ports = connect().ports()
    for one in author_desk(ports=ports).courses:
        since = one.history[0].offer.offered_at.astimezone(ports.time_zone)
        release = one.offered
        words = (
            _("ditarik sejak {day}", day=f"{since:%Y-%m-%d}")
            if one.is_withdrawn
            else _("ditawarkan sejak {day}", day=f"{since:%Y-%m-%d}")
        )
        click.echo(f"{release.course_id} {release.version} {words}: {release.title}")


@courses.command()
@click.argument("course")
@click.option("--reason", required=True, help="Others read it in the history.")
def withdraw(course: str, reason: str) -> None:
    """Offer COURSE no more: nobody begins it, who has begun goes on."""
    ports = connect().ports()
    try:
        with ports.storage.reading() as uow:
            offered = uow.releases.current(course)
        seen = offered.id if offered else ""
        withdraw_course(course, seen, reason, COMMAND_LINE, ports=ports)
    except ServiceError as error:
        explain(error)
    click.echo(
        _("{course} ditarik. Tawarkan lagi: lti-service courses offer", course=course)
    )


@courses.command()
@click.argument("course")
@click.option("--version", help="The one offered at last where left out.")
@click.option("--reason", required=True, help="Others read it in the history.")
def offer(course: str, version: str | None, reason: str) -> None:
    """Offer a stored version of COURSE again, withdrawn or not."""
    ports = connect().ports()
    try:
        with ports.storage.reading() as uow:
            offered = uow.releases.current(course)
            release = (
                uow.releases.find(course, version)
                if version
                else uow.releases.latest(course)
            )
        if release is None:
            raise NotFoundError("unknown-course", course=course)
        seen = offered.id if offered else ""
        roll_back(release.id, seen, reason, COMMAND_LINE, ports=ports)
    except ServiceError as error:
        explain(error)
    click.echo(
        _("{course} {version} ditawarkan.", course=course, version=release.version)
    )


def _counted(found: CourseDifference, parts: str) -> str:
    counts = {change: found.counted(parts, change) for change in Change}
    return (
        f"{counts[Change.ADDED]} baru, {counts[Change.CHANGED]} berubah, "
        f"{counts[Change.REMOVED]} hilang"
    )


def _content(path: Path) -> bytes:
    if path.is_dir():
        # The builder's stages are loaded only where a folder is published.
        from course_builder.build import release_bytes  # noqa: PLC0415 - as said above
        from course_builder.errors import InvalidCourseError  # noqa: PLC0415 - as above

        try:
            return release_bytes(path)
        except InvalidCourseError as error:
            fail(
                f"{path}: kursus memuat {len(error.findings)} temuan. "
                f"Lihat: course-builder check {path}"
            )
    try:
        return path.read_bytes()
    except OSError as error:
        fail(f"{path}: tidak dapat dibaca ({error.strerror}).")
