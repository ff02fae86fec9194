"""Who looked at the page of whose personal data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lti_service.locale import Sentence


@dataclass(frozen=True, slots=True)
class AccessView:
    """That somebody opened a page about somebody on a day; once a day is enough to know.

    Attributes:
        day: Where the organisation is.
        actor: Account id, or ``cli``.
        subject_id: Person whom the page is about.
        page: A key of `PAGES`.
        first_at: When it was opened first on that day.
    """

    day: date
    actor: str
    subject_id: str
    page: str
    first_at: datetime


@dataclass(frozen=True, slots=True)
class WatchedPage:
    """A page about one person.

    Attributes:
        title: What was seen.
        role: In which role it is opened.
    """

    title: Sentence
    role: Sentence


_ADMINISTRATOR = Sentence("administrator")
_COMMAND = Sentence("pengelola server")
PAGES: Mapping[str, WatchedPage] = {
    "person": WatchedPage(Sentence("Data pegawai"), _ADMINISTRATOR),
    "nip": WatchedPage(Sentence("NIP lengkap"), _ADMINISTRATOR),
    "account": WatchedPage(Sentence("Akun LMS"), _ADMINISTRATOR),
    "transcript": WatchedPage(Sentence("Transkrip"), _ADMINISTRATOR),
    "case": WatchedPage(Sentence("Bukti untuk penetapan"), Sentence("asesor")),
    "team": WatchedPage(Sentence("Halaman bawahan"), Sentence("atasan langsung")),
    "need": WatchedPage(Sentence("Kebutuhan"), Sentence("verifikator")),
    "review": WatchedPage(Sentence("Kegiatan belajar"), Sentence("pengajar")),
    "api": WatchedPage(Sentence("Data lewat API"), Sentence("sistem lain")),
    "export": WatchedPage(Sentence("Salinan seluruh data"), _ADMINISTRATOR),
    "export.command": WatchedPage(Sentence("Salinan seluruh data"), _COMMAND),
    "export.own": WatchedPage(Sentence("Salinan seluruh data"), Sentence("Anda")),
}
"""By the name that is kept."""

_UNKNOWN = Sentence("Halaman lain")


def page_of(name: str) -> WatchedPage:
    """Return what is told of a page."""
    return PAGES.get(name) or WatchedPage(_UNKNOWN, _ADMINISTRATOR)
