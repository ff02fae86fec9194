"""One's own card of learning hours as a table (R10)."""

from lti_service.domain.learning_hours import CountedEntry, JpState
from lti_service.domain.report import (
    Asked,
    Column,
    ColumnKind,
    Content,
    Field,
    FieldKind,
    Report,
    Row,
    Term,
)
from lti_service.errors import ForbiddenError
from lti_service.locale import Sentence
from lti_service.ports import Ports
from lti_service.use_cases.learning_hours.learning_hours import (
    hours_card,
)
from lti_service.use_cases.report.report import Reach, ServedReport

STATES = {
    JpState.SUBMITTED: Term("submitted", Sentence("Menunggu verifikasi")),
    JpState.RECOGNISED: Term("recognised", Sentence("Diakui")),
    JpState.REFUSED: Term("refused", Sentence("Ditolak")),
    JpState.WITHDRAWN: Term("withdrawn", Sentence("Ditarik")),
}

REPORT = Report(
    name="R10",
    slug="kartu-jp",
    title=Sentence("Kartu JP saya"),
    question=Sentence(
        "Menjawab: berapa JP saya, mana yang diakui, mana yang ditolak, dan mengapa?"
    ),
    columns=(
        Column("since", Sentence("Mulai"), ColumnKind.DAY),
        Column("until", Sentence("Selesai"), ColumnKind.DAY),
        Column("activity", Sentence("Kegiatan")),
        Column("route", Sentence("Jalur"), filtered=True),
        Column("amount", Sentence("Jumlah"), ColumnKind.NUMBER),
        Column("before", Sentence("JP sebelum batas"), ColumnKind.NUMBER),
        Column("after", Sentence("JP sesudah batas"), ColumnKind.NUMBER),
        Column("state", Sentence("Keadaan"), filtered=True),
        Column("reason", Sentence("Alasan")),
    ),
    fields=(Field("year", Sentence("Tahun"), FieldKind.YEAR),),
    personal=True,
)


def build_hours_card(asked: Asked, ports: Ports) -> Content:
    """Return the card of whoever asks, for a year."""
    year = asked.values.get("year")
    card = hours_card(
        asked.scope.person_id, int(year) if year else asked.on.year, ports=ports
    )
    if card is None:
        raise ForbiddenError("forbidden")
    total = Sentence(
        "Tahun {year}: <b>{whole} JP diakui</b>, {learned} JP dipelajari.",
        {
            "year": str(card.year.year),
            "whole": card.year.whole,
            "learned": card.year.learned,
        },
    )
    return Content(
        rows=[_cells(one, card.routes) for one in card.year.entries],
        lead=lambda _rows: total,
        at=card.at,
        on=asked.on,
        rule_version=card.version,
        how=Sentence(
            "Tahun sebuah kegiatan adalah tahun hari terakhirnya. Batas sehari atau "
            "sebulan dibagi semua kegiatan dengan jalur yang sama; yang diakui "
            "didahulukan."
        ),
        empty=Sentence(
            "Belum ada kegiatan yang tercatat pada tahun itu. Selesaikan sebuah kursus "
            "dari LMS Anda, atau pilih tahun lain."
        ),
    )


def _cells(counted: CountedEntry, routes: object) -> Row:
    entry = counted.entry
    names = routes if isinstance(routes, dict) else {}
    shown = entry.state not in {JpState.REFUSED, JpState.WITHDRAWN}
    return (
        entry.since,
        entry.until,
        entry.activity,
        names.get(entry.route, entry.route),
        entry.amount,
        counted.before,
        counted.after if shown else None,
        STATES[entry.state],
        entry.reason,
    )


HOURS_CARD = ServedReport(REPORT, build_hours_card, reach=Reach.OWN)
