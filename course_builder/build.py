"""The pipeline: alone knows the order of stages, and when none of them need run.

    files → read → check → render → package

Stages are imported where they run, because an unchanged course needs none of them.
"""

import hashlib
import io
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache as remember, partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from course_builder.errors import (
    Finding,
    InvalidCourseError,
    PackageError,
    Severity,
)
from course_builder.targets import ENDINGS
from course_builder.targets.target import Lack

if TYPE_CHECKING:
    from course_builder.model.author_notes import AuthorNotes
    from course_builder.model.course import Course
    from course_builder.model.exploration import Exploration
    from course_builder.model.rendered import RenderedCourse
    from course_builder.model.scenario import Scenario

CACHE = ".course-builder-cache"
"""Folder beside the packages that remembers what they were built from."""

_CODE = Path(__file__).parent
_CODE_PATTERNS = (
    *("*.py", "*/*.py", "locale/*.po", "templates/*"),
    *("player/*.js", "player/adapters/*.js", "targets/control_documents/*/*"),
)


class Package(NamedTuple):
    """One package as written.

    Attributes:
        size: In bytes.
        sha256: Of the whole file, in hexadecimal.
    """

    path: Path
    size: int
    pages: int
    activities: int
    sha256: str


class CheckedCourse(NamedTuple):
    """What a course is and what is wrong with it.

    Attributes:
        course: As far as it could be read; none where there is no index.md.
        sources: Text of each file by its path relative to the course folder.
        rendered: None where a finding is an error, or where that was not asked for.
        explorations: What each simulation can come to, in order.
    """

    folder: Path
    course: "Course | None"
    findings: tuple[Finding, ...]
    sources: Mapping[PurePosixPath, str]
    rendered: "RenderedCourse | None" = None
    explorations: "tuple[tuple[Scenario, Exploration], ...]" = ()

    @property
    def language(self) -> str:
        """Language of its author, as far as is known."""
        return self.course.language if self.course is not None else "id"


class CourseBuild(NamedTuple):
    """What came of one course.

    Attributes:
        checked: None where nothing had changed since the packages were built.
        packages: In the order that was asked for; empty where a finding is an error.
        warnings: What packages lack.
        language: Language of its author, as far as is known.
    """

    folder: Path
    checked: CheckedCourse | None
    packages: tuple[Package, ...] = ()
    warnings: tuple[Lack, ...] = ()
    language: str = "id"


class _Order(NamedTuple):
    """What is asked for, the same for every course."""

    targets: tuple[str, ...]
    out: Path
    per_module: bool
    service_url: str = ""


def courses_in(path: Path) -> list[Path]:
    """Return the course folders at or below a path; the path itself where none is."""
    if (path / "index.md").is_file() or not path.is_dir():
        return [path]
    found: list[Path] = []
    for folder, subfolders, files in os.walk(path):
        if "index.md" in files:
            found.append(Path(folder))
            subfolders.clear()
        subfolders[:] = sorted(
            name for name in subfolders if name[0] != "." and name != "node_modules"
        )
    return found or [path]


def check(folder: Path, *, rendering: bool = True) -> CheckedCourse:
    """Read, check and render a course; all its problems come back, none is raised.

    Args:
        folder: The course folder.
        rendering: Whether a course without errors is rendered too, which finds nothing
            more and takes most of the time.
    """
    from course_builder.checks.content import check_content
    from course_builder.checks.course import check_course
    from course_builder.checks.place import within_lines
    from course_builder.checks.scenario import explore_course
    from course_builder.reader.course import read_course
    from course_builder.renderer.problem import problems

    result = read_course(folder)
    findings = list(result.findings)
    explorations: tuple[tuple[Scenario, Exploration], ...] = ()
    if result.course is not None:
        explorations = explore_course(result.course)
        findings += check_course(result.course, folder, explorations)
        findings += problems(result.course, folder)
        is_whole = not has_errors(findings)
        findings += check_content(result.course, folder, is_whole=is_whole)
    rendered = None
    if rendering and result.course is not None and not has_errors(findings):
        from course_builder.renderer.course import render_course

        notes = _notes(result.course, within_lines(findings, result.sources))
        rendered = replace(render_course(result.course, folder), notes=notes)
    return CheckedCourse(
        folder,
        result.course,
        tuple(within_lines(findings, result.sources)),
        result.sources,
        rendered,
        explorations,
    )


def _notes(course: "Course", findings: Iterable[Finding]) -> "AuthorNotes":
    """Return what a release tells its author, in both languages."""
    from course_builder.codes import DIAGNOSTICS, describe
    from course_builder.model.author_notes import AuthorNotes, Notice
    from course_builder.report.order import in_order

    told = [f for f in findings if not DIAGNOSTICS[f.code].on_request]
    return AuthorNotes(
        tuple(
            Notice(
                found.code,
                DIAGNOSTICS[found.code].severity.value,
                str(found.where.path),
                found.where.line,
                found.where.column,
                {
                    language: (words.message, words.hint)
                    for language in ("id", "en")
                    for words in [describe(found, language)]
                },
            )
            for found in in_order(told)
        ),
        {module.id: module.competencies for module in course.modules},
    )


def has_errors(findings: Iterable[Finding]) -> bool:
    """Tell whether a finding stops a build."""
    from course_builder.codes import DIAGNOSTICS

    return any(DIAGNOSTICS[f.code].severity is Severity.ERROR for f in findings)


def build(
    paths: Sequence[Path],
    targets: Sequence[str],
    out: Path,
    *,
    per_module: bool = False,
    service_url: str = "",
    jobs: int | None = None,
    cache: bool = True,
) -> Iterator[CourseBuild]:
    """Build packages of courses, in the order of their paths.

    Args:
        paths: Courses or folders of courses.
        targets: Names out of `course_builder.targets.TARGET_NAMES`.
        out: Folder for the packages; made where it is missing.
        per_module: Whether each module becomes a package of its own.
        service_url: Address of the service that cartridges link to; empty for none.
        jobs: Processes; none for as many as there are processors.
        cache: Whether packages of unchanged courses stay as they are.

    Raises:
        PackageError: A course cannot be packaged, or two would have one file's name.
    """
    folders = list(dict.fromkeys(f for path in paths for f in courses_in(path)))
    order = _Order(tuple(dict.fromkeys(targets)), out, per_module, service_url)
    one = partial(_build_course, order=order, cache=cache)
    processes = min(jobs or os.cpu_count() or 1, len(folders))
    if processes == 1:
        yield from _without_clashes(map(one, folders))
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(processes) as pool:
        yield from _without_clashes(pool.map(one, folders))


def release_bytes(folder: Path) -> bytes:
    """Return a course as a release, for the service.

    Raises:
        InvalidCourseError: The course has errors; all findings travel along.
    """
    from course_builder.model.release import write_release

    checked = check(folder)
    if checked.rendered is None:
        raise InvalidCourseError(checked.findings)
    out = io.BytesIO()
    write_release(checked.rendered, out)
    return out.getvalue()


def _without_clashes(builds: Iterable[CourseBuild]) -> Iterator[CourseBuild]:
    owners: dict[Path, Path] = {}
    for done in builds:
        for package in done.packages:
            owner = owners.setdefault(package.path, done.folder)
            if owner != done.folder:
                raise PackageError(
                    f"{owner} dan {done.folder} menghasilkan berkas yang sama, "
                    f"{package.path}: beri salah satunya id atau versi lain"
                )
        yield done


def _build_course(folder: Path, order: _Order, *, cache: bool) -> CourseBuild:
    memory = _Memory(folder, order) if cache else None
    if memory is not None and (unchanged := memory.recall(folder)) is not None:
        return unchanged
    checked = check(folder)
    if checked.rendered is None:
        return CourseBuild(folder, checked, language=checked.language)
    from course_builder.targets.registry import target_for

    stem = f"{checked.rendered.id}-{checked.rendered.version}"
    packages: list[Package] = []
    warnings: list[Lack] = []
    for name in order.targets:
        target = target_for(name, checked.rendered.id, order.service_url)
        for suffix, course in _parts(checked.rendered, per_module=order.per_module):
            warnings += [w for w in target.warnings(course) if w not in warnings]
            package = io.BytesIO()
            target.write(course, package)
            path = order.out / f"{stem}{suffix}-{name}{ENDINGS.get(name, '.zip')}"
            packages.append(_written(path, package.getvalue(), course))
    done = CourseBuild(
        folder, checked, tuple(packages), tuple(warnings), checked.language
    )
    # What was found is said again next time, with its place, so it is not remembered.
    if memory is not None and not _is_told(checked.findings):
        memory.keep(done)
    return done


def _is_told(findings: Iterable[Finding]) -> bool:
    from course_builder.codes import DIAGNOSTICS

    return any(not DIAGNOSTICS[f.code].on_request for f in findings)


def _parts(
    course: "RenderedCourse", *, per_module: bool
) -> "Iterator[tuple[str, RenderedCourse]]":
    from course_builder.renderer.part import only_module

    if not per_module:
        yield "", course
        return
    for module in course.modules:
        if module.id != "index":
            yield f"-{module.id}", only_module(course, module.id)


def _written(path: Path, data: bytes, course: "RenderedCourse") -> Package:
    """Write a package whole or not at all."""
    _replace(path, data)
    pages = sum(1 for _ in course.pages)
    digest = hashlib.sha256(data).hexdigest()
    return Package(path, len(data), pages, len(course.activities), digest)


def _replace(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.urandom(4).hex()}")
    try:
        draft.write_bytes(data)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


class _Memory:
    """What a course's packages were built from, kept beside them."""

    def __init__(self, folder: Path, order: _Order) -> None:
        asked = [str(folder.resolve()), *order.targets, str(order.per_module)]
        asked += [order.service_url] * bool(order.service_url)
        name = hashlib.sha256("\0".join(asked).encode()).hexdigest()[:32]
        self._path = order.out / CACHE / f"{name}.json"
        self._key = f"{_code_version()} {_folder_hash(folder)}"

    def recall(self, folder: Path) -> CourseBuild | None:
        """Return the build where sources, code and packages are as they were."""
        try:
            kept = json.loads(self._path.read_text("utf-8"))
            if kept["key"] != self._key:
                return None
            packages = tuple(
                Package(**(fields | {"path": Path(fields["path"])}))
                for fields in kept["packages"]
            )
            for package in packages:
                if (
                    hashlib.sha256(package.path.read_bytes()).hexdigest()
                    != package.sha256
                ):
                    return None
            lacks = tuple(Lack(*lack) for lack in kept["warnings"])
            return CourseBuild(folder, None, packages, lacks, kept["language"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, done: CourseBuild) -> None:
        """Remember packages as built from the present sources."""
        kept = {
            "key": self._key,
            "packages": [p._asdict() | {"path": str(p.path)} for p in done.packages],
            "warnings": [[lack.sentence, dict(lack.values)] for lack in done.warnings],
            "language": done.language,
        }
        text = json.dumps(kept)
        _replace(self._path, text.encode())


def _folder_hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for name, subfolders, files in os.walk(folder):
        subfolders[:] = sorted(sub for sub in subfolders if sub[0] != ".")
        for file in sorted(files):
            path = Path(name, file)
            _add_file(digest, path.relative_to(folder).as_posix(), path)
    return digest.hexdigest()


@remember
def _code_version() -> str:
    """Return a hash over our code, our templates and the installed libraries."""
    digest = hashlib.sha256(sys.version.encode())
    for pattern in _CODE_PATTERNS:
        for path in sorted(_CODE.glob(pattern)):
            _add_file(digest, path.relative_to(_CODE).as_posix(), path)
    for folder in filter(os.path.isdir, sys.path):
        with os.scandir(folder) as entries:
            names = sorted(e.name for e in entries if e.name.endswith(".dist-info"))
        digest.update("\0".join(names).encode())
    return digest.hexdigest()


def _add_file(digest: "hashlib._Hash", name: str, path: Path) -> None:
    if path.is_file():
        data = path.read_bytes()
        digest.update(f"{name}\0{len(data)}\0".encode())
        digest.update(data)
