"""A release: one file that carries a rendered course to the service.

A zip of ``release.json`` (``format, outline, key, details, pages, course, media``) and
``media/<sha256>.<suffix>``; format 1 had no ``details``. The content hash is the SHA-256
over ``release.json``, which names every medium by its own hash, so equal hashes mean
equal courses. Beside it lies ``author.json``, see `course_builder.model.author_notes`;
older releases have none.
"""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, BinaryIO

from course_builder.errors import ReleaseError
from course_builder.model import document
from course_builder.model.author_notes import AuthorNotes, notes_document, read_notes
from course_builder.model.course import DeclaredCompetency
from course_builder.model.media import Media
from course_builder.model.rendered import RenderedCourse

LARGEST_RELEASE = 512 * 1024 * 1024
"""Bytes that the parts of a release may unpack to."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
_NAME = "release.json"
_NOTES = "author.json"


@dataclass(frozen=True, slots=True)
class Release:
    """A course as published.

    Attributes:
        course: The rendered course, with keys and media.
        content_hash: SHA-256 in hexadecimal; the same for the same content.
    """

    course: RenderedCourse
    content_hash: str


def release_document(course: RenderedCourse) -> bytes:
    """Return ``release.json``: UTF-8, keys sorted, the same for the same course."""
    content = {
        "format": document.FORMAT,
        "outline": document.outline(course),
        "key": document.answer_key(course),
        "details": {
            activity.id: known
            for activity in course.activities.values()
            if (known := document.details(activity))
        },
        "pages": {page.id: page.html for page in course.pages},
        "course": {
            "hours": f"{course.hours:f}",
            "summary": course.summary,
            "authors": list(course.authors),
            "license": course.license,
            "competencies": [
                {"code": c.code, "level": c.level, "evidence": list(c.evidence)}
                for c in course.competencies
            ],
        },
        "media": {media.name: media.media_type for media in course.media},
    }
    text = json.dumps(
        content, ensure_ascii=False, sort_keys=False, separators=(",", ":")
    )
    return text.encode()


def content_hash(course: RenderedCourse) -> str:
    """Return the hash that tells one content from another."""
    return hashlib.sha256(release_document(course)).hexdigest()


def write_release(course: RenderedCourse, out: BinaryIO) -> None:
    """Write a release file; the same course gives the same bytes."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr(_entry(_NAME), release_document(course))
        if course.notes is not None:
            archive.writestr(_entry(_NOTES), notes_document(course.notes))
        for media in course.media:
            archive.writestr(_entry(f"media/{media.name}"), media.data)


def read_release(source: BinaryIO) -> Release:
    """Read and verify a release file.

    Raises:
        ReleaseError: It is no zip, a part is missing or altered, or it was written by
            another version of the builder.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST_RELEASE:
                raise ReleaseError("the file unpacks to more than 512 MiB")
            raw = archive.read(_NAME)
            content = json.loads(raw, parse_constant=_refuse_number)
            if content.get("format") not in document.READABLE_FORMATS:
                raise ReleaseError("it was built by another version of course-builder")
            media = tuple(
                _read_media(archive, name, media_type)
                for name, media_type in content["media"].items()
            )
            notes = None
            if _NOTES in archive.namelist():
                notes = read_notes(archive.read(_NOTES))
        course = _read_course(content, media, notes)
    except ReleaseError:
        raise
    except zipfile.BadZipFile as error:
        raise ReleaseError("it is not a release: the zip cannot be read") from error
    except (KeyError, ValueError, TypeError, AttributeError, ArithmeticError) as error:
        raise ReleaseError(
            "it is not a release: a part is missing or broken"
        ) from error
    except RecursionError as error:
        raise ReleaseError("it is not a release: it is nested too deeply") from error
    except (OSError, EOFError, RuntimeError, zlib.error) as error:
        raise ReleaseError("it is not a release: the zip is damaged") from error
    return Release(course, hashlib.sha256(raw).hexdigest())


def _read_course(
    content: Mapping[str, Any], media: tuple[Media, ...], notes: AuthorNotes | None
) -> RenderedCourse:
    outline, about = content["outline"], content["course"]
    return RenderedCourse(
        id=outline["id"],
        title=outline["title"],
        language=outline["language"],
        version=outline["version"],
        hours=Decimal(about["hours"]),
        modules=document.read_modules(outline, content["pages"]),
        activities=document.read_activities(
            outline, content["key"], content.get("details", {})
        ),
        pass_mark=outline["pass"],
        summary=about["summary"],
        authors=tuple(about["authors"]),
        license=about["license"],
        competencies=tuple(
            DeclaredCompetency(c["code"], c["level"], tuple(c["evidence"]))
            for c in about["competencies"]
        ),
        glossary=document.read_glossary(outline),
        media=media,
        notes=notes,
    )


def _read_media(archive: zipfile.ZipFile, name: str, media_type: str) -> Media:
    data = archive.read(f"media/{name}")
    if hashlib.sha256(data).hexdigest() != name.split(".", maxsplit=1)[0]:
        raise ReleaseError(f"media/{name} was altered")
    return Media(name, media_type, data)


def _refuse_number(name: str) -> Any:
    """JSON knows neither NaN nor Infinity; Python reads them all the same."""
    raise ValueError(name)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
