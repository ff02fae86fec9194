"""The least that a course can cost: Python-Markdown and a zip, nothing else.

Usage: python -m tests.benchmarks.floor COURSE PACKAGE
"""

import re
import sys
import zipfile
from pathlib import Path

import markdown


def main(course: Path, package: Path) -> None:
    """Convert a course page by page and zip the pages at level 9."""
    converter = markdown.Markdown(extensions=["extra", "toc"])
    with zipfile.ZipFile(
        package, "w", zipfile.ZIP_DEFLATED, compresslevel=9
    ) as archive:
        for source in sorted(course.glob("*.md")):
            pages = re.split(r"(?m)^(?=## )", source.read_text("utf-8"))
            for number, page in enumerate(pages):
                html = converter.reset().convert(page)
                archive.writestr(f"{source.stem}-{number}.html", html)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
