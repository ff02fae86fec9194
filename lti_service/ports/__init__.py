"""What the use cases need from the outside world, and nothing more."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import IO, Protocol

from lti_service.domain.import_run import Sheet
from lti_service.domain.personal_copy import PersonalCopy
from lti_service.ports.course import Courses
from lti_service.ports.credential import Badges
from lti_service.ports.deep_linking import DeepLinks
from lti_service.ports.digest import Mail
from lti_service.ports.gradebook import Gradebook
from lti_service.ports.health import Metrics, Probe
from lti_service.ports.launch import Launches
from lti_service.ports.moodle_push import MoodleMirror
from lti_service.ports.moodle_sync import Moodle
from lti_service.ports.registration import Registrar
from lti_service.ports.roster import Memberships
from lti_service.ports.storage import Storage


class Clock(Protocol):
    """The current time."""

    def now(self) -> datetime:
        """Return the time, aware, in UTC."""
        ...


class WriteReport(Protocol):
    """Writes a table into a file as its rows are made."""

    def __call__(
        self,
        form: str,
        headings: Sequence[str],
        rows: Iterable[Sequence[object]],
        title: str,
        out: IO[bytes],
        notes: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Write it; no cell starts a formula, a NIP stays text.

        Args:
            form: ``csv`` or ``xlsx``.
            headings: Of the columns.
            rows: Whole numbers and decimals stay numbers in a workbook.
            title: Of the workbook's sheet; cut where it is too long for one.
            out: Where to; left open.
            notes: What is said of the table, on a sheet of its own; CSV has none.
        """
        ...


@dataclass(frozen=True, slots=True)
class Ports:
    """All ports of one running service, put together in `app.py`.

    Attributes:
        open_moodle: Opens the web services of a Moodle, by its address and token.
        open_mirror: Opens them to write what a Moodle mirrors; the same for the same.
        time_zone: In which days, years and due dates are reckoned.
        new_id: Makes an opaque id.
        new_signing_key: Makes a key to sign with; returns its kid and PEM.
        draw_qr: Makes a QR code of a text, as SVG to be put into a page.
        write_pdf: Makes a PDF of a page that needs nothing else.
        write_csv: Makes a CSV table of headings and rows; no cell starts a formula.
        read_table: Reads the rows of a table, each with its line.
        read_import: Reads a file that is to be taken in: kind of import, content, name.
        write_report: Writes a table of any length into a file.
        write_copy: Writes the copy of everything on one person into a file.
        mail: Hands over letters; none where no mail server is set.
    """

    storage: Storage
    open_moodle: Callable[[str, str], Moodle]
    open_mirror: Callable[[str, str], MoodleMirror]
    courses: Courses
    launches: Launches
    deep_links: DeepLinks
    registrar: Registrar
    gradebook: Gradebook
    memberships: Memberships
    probe: Probe
    badges: Badges
    metrics: Metrics
    clock: Clock
    time_zone: tzinfo
    new_id: Callable[[], str]
    new_signing_key: Callable[[], tuple[str, str]]
    draw_qr: Callable[[str, str], str]
    write_pdf: Callable[[str], bytes]
    write_csv: Callable[[Sequence[str], Iterable[Sequence[object]]], str]
    read_table: Callable[[bytes], Sequence[tuple[int, Sequence[str]]]]
    read_import: Callable[[str, bytes, str], Sheet]
    write_report: WriteReport
    write_copy: Callable[[PersonalCopy, IO[bytes]], None]
    mail: Mail | None = None
