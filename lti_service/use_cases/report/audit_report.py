"""The trail of privileged acts, for who audits (R18)."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from lti_service.domain.grant import Role
from lti_service.domain.organisation import mask_nip
from lti_service.domain.report import (
    Asked,
    Column,
    ColumnKind,
    Content,
    Field,
    FieldKind,
    Report,
    Row,
)
from lti_service.locale import Sentence
from lti_service.ports import Ports
from lti_service.use_cases.access.grant import name_of
from lti_service.use_cases.report.report import Reach, ServedReport

USUAL_DAYS = 30
_NIP = re.compile(r"(?<!\d)\d{18}(?!\d)")

REPORT = Report(
    name="R18",
    slug="audit",
    title=Sentence("Jejak audit"),
    question=Sentence("Menjawab: siapa melakukan apa, kapan, dan dengan alasan apa?"),
    columns=(
        Column("at", Sentence("Waktu"), ColumnKind.MOMENT),
        Column("actor", Sentence("Pelaku")),
        Column("action", Sentence("Tindakan"), filtered=True),
        Column("object", Sentence("Objek")),
        Column("before", Sentence("Sebelum")),
        Column("after", Sentence("Sesudah")),
        Column("reason", Sentence("Alasan")),
    ),
    fields=(
        Field("since", Sentence("Sejak tanggal"), FieldKind.DAY),
        Field("until", Sentence("Sampai tanggal"), FieldKind.DAY),
        Field("actor", Sentence("Nama pelaku"), FieldKind.TEXT),
    ),
    personal=True,
)


def build_audit_report(asked: Asked, ports: Ports) -> Content:
    """Return the trail, newest first; of the last 30 days where no day is named."""
    until = _day(asked, "until") or asked.on
    since = _day(asked, "since") or until - timedelta(days=USUAL_DAYS)
    return Content(
        rows=_rows(since, until, asked.values.get("actor", ""), ports),
        lead=lambda rows: Sentence(
            "<b>{count} tindakan</b> tercatat.", {"count": len(rows)}
        ),
        at=ports.clock.now().astimezone(ports.time_zone),
        on=until,
        rule_version=0,
        how=Sentence(
            "Setiap tindakan yang memerlukan peran ditulis pada saat dilakukan, dalam "
            "transaksi yang sama, dan tidak pernah diubah. NIP ditutup kecuali empat angka "
            "terakhir. Tanpa tanggal: 30 hari terakhir."
        ),
        empty=Sentence(
            "Tidak ada tindakan yang tercatat pada hari-hari itu. Pilih tanggal yang lebih "
            "awal."
        ),
        dated=False,
    )


def _rows(since: date, until: date, actor: str, ports: Ports) -> Iterator[Row]:
    zone = ports.time_zone
    start = datetime.combine(since, time.min, zone)
    end = datetime.combine(until + timedelta(days=1), time.min, zone)
    words = actor.casefold()
    names: dict[str, str] = {}
    with ports.storage.reading() as uow:
        for entry in uow.audit.between(start, end):
            if entry.actor not in names:
                names[entry.actor] = name_of(entry.actor, uow)
            name = names[entry.actor]
            if words and words not in f"{name} {entry.actor}".casefold():
                continue
            yield (
                entry.at.astimezone(zone),
                name,
                entry.action,
                masked(entry.object),
                masked(entry.before),
                masked(entry.after),
                masked(entry.reason),
            )


def masked(text: str) -> str:
    """Return a text in which every NIP is masked."""
    return _NIP.sub(lambda found: mask_nip(found[0]), text)


def _day(asked: Asked, name: str) -> date | None:
    text = asked.values.get(name)
    return date.fromisoformat(text) if text else None


AUDIT_REPORT = ServedReport(
    REPORT,
    build_audit_report,
    frozenset({Role.AUDITOR, Role.ADMINISTRATOR}),
    Reach.EVERYWHERE,
)
