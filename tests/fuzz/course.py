"""Real courses to be damaged, as the bytes of their files."""

import base64
import shutil
import tempfile
from pathlib import Path

from tests.conftest import REPOSITORY
from tests.every_construct import write_every_construct

Files = dict[str, bytes]

CASES = REPOSITORY / "tests" / "cases"
COURSES = (
    "manajemen-bencana",
    *("every-construct", "pulau-seruni", "bad-course", "bentuk-kegiatan"),
)
# One pixel: what pictures cost is measured elsewhere.
_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAA"
    "AElFTkSuQmCC"
)


def files_of(name: str) -> Files:
    """Return the files of a course by their paths in its folder."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "kursus")
        if name == "every-construct":
            write_every_construct(folder)
            (folder / "media" / "peta.png").write_bytes(_PIXEL)
        else:
            at = REPOSITORY / "courses" if name == COURSES[0] else CASES
            shutil.copytree(at / name, folder)
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }


def write_files(folder: Path, files: Files) -> None:
    """Write files below a folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
