"""What the conditions of the service mean, and what to do about them."""

from collections.abc import Iterator, Sequence, Set as AbstractSet
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from lti_service.domain.health import (
    Check,
    DatabaseCondition,
    Finding,
    Grade,
    OwnAddress,
    PlatformCondition,
)
from lti_service.domain.key import ROTATE_AFTER
from lti_service.domain.launch import Platform
from lti_service.errors import EXPLANATIONS
from lti_service.locale import Sentence

CLOCK_SUSPICIOUS = timedelta(seconds=10)
CLOCK_WRONG = timedelta(seconds=50)
"""Moodle allows nothing and we a minute: beyond that launches or tokens are refused."""
LEAST_FREE_BYTES = 100 * 1024**2
FEW_FREE_BYTES = 1024**3
KEY_OLD = ROTATE_AFTER + timedelta(days=30)
"""By then the worker's clock should have made the next, and that should sign."""
BACKUP_OLD = timedelta(days=2)
"""One is due each night; a single one that failed is seen the morning after the next. All
that was learnt since then would be lost with the disk."""

_KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
_GRANTED = (200, 201)
_NOT_FOUND = 404
_REFUSED = (400, 401, 403)
_USUAL_PORTS = frozenset({80, 443})


def database(condition: DatabaseCondition) -> Iterator[Finding]:
    """Judge the database."""
    kind, free = _KINDS.get(condition.kind, condition.kind), condition.free_bytes
    sound = True
    for wrong, meaning, remedy in (
        (
            condition.trouble,
            Sentence(
                "Basis data tidak dapat dipakai: {why}", {"why": condition.trouble}
            ),
            Sentence(
                "Pastikan basis data berjalan dan DATABASE_URL benar, lalu jalankan: "
                "lti-service db upgrade"
            ),
        ),
        (
            condition.share,
            Sentence(
                "Berkas SQLite terletak di penyimpanan jaringan ({share}); penguncian "
                "di sana tidak dapat dipercaya, sehingga data dapat rusak.",
                {"share": condition.share},
            ),
            Sentence("Pindahkan ke cakram server ini sendiri, atau pakai PostgreSQL."),
        ),
        (
            condition.journal not in {"", "wal"},
            Sentence(
                "SQLite memakai jurnal {journal}, bukan WAL; pembaca dan penulis saling "
                "menunggu.",
                {"journal": condition.journal},
            ),
            Sentence("Letakkan berkasnya di sistem berkas yang mengizinkan WAL."),
        ),
        (
            free is not None and free < LEAST_FREE_BYTES,
            Sentence("Cakram hampir penuh: tersisa {free}.", {"free": _size(free)}),
            Sentence("Kosongkan ruang sekarang juga: tanpa ruang, jawaban ditolak."),
        ),
    ):
        if wrong:
            sound = False
            yield Finding(Check.DATABASE, Grade.WRONG, meaning, remedy)
    if free is not None and LEAST_FREE_BYTES <= free < FEW_FREE_BYTES:
        sound = False
        yield Finding(
            Check.DATABASE,
            Grade.LOOK,
            Sentence("Ruang cakram tinggal {free}.", {"free": _size(free)}),
            Sentence("Sediakan ruang lebih banyak sebelum penuh."),
        )
    if sound:
        meaning = Sentence("{kind} mutakhir, dapat dibaca dan ditulis.", {"kind": kind})
        yield Finding(Check.DATABASE, Grade.OK, meaning)


def backup(last: datetime | None, now: datetime, told: str) -> Finding:
    """Judge whether what is lost with the disk could be had again.

    Args:
        last: When the last copy of everything was made; none where there never was one.
        now: The time.
        told: `last` for people.
    """
    remedy = Sentence(
        "Buat cadangan setiap malam dengan lti-service backup, dan simpan salinannya di "
        "mesin lain. Cadangan yang dibuat dengan cara lain tidak tercatat di sini."
    )
    if last is None:
        never = Sentence("Belum pernah ada cadangan.")
        return Finding(Check.BACKUP, Grade.LOOK, never, remedy)
    values = {"at": told, "days": (now - last).days}
    if now - last < BACKUP_OLD:
        made = Sentence("Cadangan terakhir dibuat {at}.", values)
        return Finding(Check.BACKUP, Grade.OK, made)
    old = Sentence("Cadangan terakhir dibuat {at}, {days} hari yang lalu.", values)
    return Finding(Check.BACKUP, Grade.LOOK, old, remedy)


def clock(ahead: timedelta, whose: str) -> Finding:
    """Judge how much another clock is ahead of ours.

    Args:
        ahead: Negative where it is behind.
        whose: Name of the platform; empty for the database.
    """
    seconds = round(abs(ahead).total_seconds())
    if abs(ahead) < CLOCK_SUSPICIOUS:
        same = Sentence("Jam server ini dan jam di sana sama.")
        return Finding(Check.CLOCK, Grade.OK, same, subject=whose)
    values = {"seconds": seconds}
    return Finding(
        Check.CLOCK,
        Grade.LOOK if abs(ahead) < CLOCK_WRONG else Grade.WRONG,
        Sentence("Jam server ini {seconds} detik di belakang.", values)
        if ahead > timedelta(0)
        else Sentence("Jam server ini {seconds} detik di depan.", values),
        Sentence(
            "Samakan jam kedua mesin dengan NTP: LMS menolak tanda tangan dari masa "
            "depan, dan layanan ini menolak yang terlalu lama."
        ),
        whose,
    )


def keys(published: int, signing_age: timedelta | None) -> Finding:
    """Judge our signing keys.

    Args:
        published: How many are in our key set.
        signing_age: Age of the one that signs; none where there is none yet.
    """
    if signing_age is None:
        return Finding(
            Check.KEYS,
            Grade.LOOK,
            Sentence(
                "Belum ada kunci tanda tangan; ia dibuat saat pertama diperlukan."
            ),
        )
    values = {"published": published, "days": signing_age.days}
    old = signing_age >= KEY_OLD
    return Finding(
        Check.KEYS,
        Grade.LOOK if old else Grade.OK,
        Sentence("{published} kunci terbit; yang dipakai berumur {days} hari.", values),
        Sentence("Ganti kuncinya tanpa jeda: lti-service keys rotate") if old else None,
    )


def _handed_on(own: OwnAddress) -> Sentence:
    root = urlsplit(own.keys_url).path.removesuffix("/lti/jwks")
    if root:
        return Sentence(
            "Pastikan layanan berjalan dan BASE_URL adalah alamatnya bagi umum. Proksi di "
            "depannya meneruskan alamat seutuhnya, beserta {root}; proksi yang "
            "memotongnya mengirim X-Forwarded-Prefix: {root}, dengan TRUSTED_PROXIES=1.",
            {"root": root},
        )
    return Sentence(
        "Pastikan layanan berjalan, BASE_URL adalah alamatnya bagi umum, dan "
        "proksi di depannya meneruskan /lti/jwks."
    )


def own_address(own: OwnAddress, kids: AbstractSet[str]) -> Finding:
    """Judge whether platforms can fetch our keys, as far as that is known here.

    Args:
        own: How our public address looks.
        kids: Names of the keys that this database publishes.
    """
    values = {"url": own.keys_url, "why": own.trouble, "port": own.port}
    if own.trouble:
        return Finding(
            Check.OWN_ADDRESS,
            Grade.WRONG,
            Sentence("Kunci layanan ini tidak terambil dari {url}: {why}", values),
            _handed_on(own),
        )
    if not kids <= own.kids:
        return Finding(
            Check.OWN_ADDRESS,
            Grade.WRONG,
            Sentence("Di {url} terbit kunci milik layanan lain.", values),
            Sentence("Periksa BASE_URL, DATABASE_URL, dan tujuan proksi di depannya."),
        )
    if own.inside or own.port not in _USUAL_PORTS:
        return Finding(
            Check.OWN_ADDRESS,
            Grade.LOOK,
            Sentence(
                "Kunci terbit di {url}, tetapi alamat itu di dalam jaringan atau pada "
                "porta {port}; Moodle bawaan menolak memanggilnya.",
                values,
            ),
            _moodle_must_open(own),
        )
    return Finding(
        Check.OWN_ADDRESS, Grade.OK, Sentence("Kunci terbit di {url}.", values)
    )


def platform(
    platform: Platform, condition: PlatformCondition, own: OwnAddress
) -> Iterator[Finding]:
    """Judge what a platform answered."""

    def found(
        grade: Grade, meaning: Sentence, remedy: Sentence | None = None
    ) -> Finding:
        return Finding(Check.PLATFORM, grade, meaning, remedy, platform.name)

    if condition.keys_trouble:
        yield found(
            Grade.WRONG,
            Sentence(
                "Kunci LMS tidak terambil: {why} Peserta tidak dapat masuk dari sana.",
                {"why": condition.keys_trouble},
            ),
            _reach(platform.jwks_url),
        )
    if condition.token_trouble:
        yield found(
            Grade.WRONG,
            Sentence(
                "Alamat token LMS tidak menjawab: {why} Nilai tidak sampai.",
                {"why": condition.token_trouble},
            ),
            _reach(platform.token_url),
        )
        return
    values = {"status": condition.token_status, "error": condition.token_error}
    if condition.token_status in _GRANTED:
        # Whoever grants a token has our keys.
        yield found(Grade.OK, Sentence("LMS menjawab dan mengenal kunci layanan ini."))
    elif condition.token_error == "invalid_scope":  # noqa: S105 - an error code
        yield found(
            Grade.LOOK,
            Sentence(
                "LMS mengenal layanan ini, tetapi tidak mengizinkannya mengirim nilai."
            ),
            Sentence(
                "Di Moodle, buka alat ini, lalu di Services atur IMS LTI Assignment and "
                "Grade Services menjadi Use this service for grade sync and column "
                "management."
            ),
        )
    elif condition.token_status == _NOT_FOUND:
        yield found(
            Grade.WRONG,
            Sentence(
                "LMS menjawab HTTP 404 kepada permintaan token. Moodle menjawab begitu "
                "bila ia tidak dapat mengambil kunci layanan ini."
            ),
            _moodle_must_open(own),
        )
    elif condition.token_status in _REFUSED:
        yield found(
            Grade.WRONG,
            Sentence("LMS menolak layanan ini (HTTP {status} {error}).", values),
            Sentence(
                "Bandingkan Client ID dan alamat kunci publik pada pendaftaran kedua "
                "belah pihak: lti-service platforms show"
            ),
        )
    else:
        yield found(
            Grade.WRONG,
            Sentence("LMS sedang terganggu (HTTP {status}).", values),
            Sentence("Periksa LMS; nilai menunggu dan terkirim dengan sendirinya."),
        )


def worker(unattended: int, since: str) -> Finding:
    """Judge whether anybody delivers.

    Args:
        unattended: Messages and rosters that are due and that nobody took.
        since: Since when the first of them.
    """
    if not unattended:
        return Finding(
            Check.WORKER, Grade.OK, Sentence("Tidak ada pekerjaan yang terbengkalai.")
        )
    return Finding(
        Check.WORKER,
        Grade.WRONG,
        Sentence(
            "{unattended} pekerjaan jatuh tempo sejak {since} dan tidak ada yang "
            "mengerjakannya.",
            {"unattended": unattended, "since": since},
        ),
        Sentence(
            "Jalankan lti-service worker, atau run tanpa --no-worker; bila sudah "
            "berjalan, cari worker-failure di log."
        ),
    )


def outbox(waiting: int, failed: int, late_since: str) -> Iterator[Finding]:
    """Judge whether scores arrive.

    Args:
        waiting: Messages that wait.
        failed: Messages that were refused for good.
        late_since: Since when the oldest waits, where that is too long; else empty.
    """
    if late_since:
        yield Finding(
            Check.OUTBOX,
            Grade.WRONG,
            Sentence("Nilai terlama menunggu sejak {since}.", {"since": late_since}),
            _WHY_UNSENT,
        )
    if failed:
        yield Finding(
            Check.OUTBOX,
            Grade.LOOK,
            Sentence(
                "{failed} nilai ditolak LMS dan menunggu keputusan.", {"failed": failed}
            ),
            _WHY_UNSENT,
        )
    if not late_since and not failed:
        yield Finding(
            Check.OUTBOX,
            Grade.OK,
            Sentence(
                "{waiting} nilai menunggu, tidak ada yang terlambat atau gagal.",
                {"waiting": waiting},
            ),
        )


def rosters(read: int, troubled: Sequence[tuple[str, str]]) -> Iterator[Finding]:
    """Judge whether classes can be read.

    Args:
        read: How many can.
        troubled: Title and error code of those that cannot now.
    """
    for title, code in troubled:
        words = EXPLANATIONS[code]
        yield Finding(
            Check.ROSTERS,
            Grade.LOOK,
            Sentence(words.message),
            Sentence(words.remedy),
            title,
        )
    if not troubled:
        meaning = Sentence("{read} daftar peserta kelas terbaca.", {"read": read})
        yield Finding(Check.ROSTERS, Grade.OK, meaning)


def mail(
    *, is_set: bool, unsent: int, codes: Sequence[str], stopped: int
) -> Iterator[Finding]:
    """Judge whether digests arrive.

    Args:
        is_set: Whether a mail server is set.
        unsent: Digests of the last days that were refused or failed.
        codes: Their error codes, the most frequent first.
        stopped: Addresses that are written to no more.
    """
    if not is_set:
        yield Finding(
            Check.MAIL,
            Grade.OK,
            Sentence("Surat belum disiapkan (SMTP_URL); ringkasan tidak dikirim."),
        )
        return
    for code in codes[:1] if unsent else ():
        words = EXPLANATIONS[code]
        yield Finding(
            Check.MAIL,
            Grade.LOOK,
            Sentence(
                "{n} ringkasan tidak terkirim dalam 7 hari terakhir.", {"n": unsent}
            ),
            Sentence(words.remedy),
        )
    if stopped:
        yield Finding(
            Check.MAIL,
            Grade.LOOK,
            Sentence(
                "{n} alamat e-mail ditolak berulang kali dan tidak dipakai lagi.",
                {"n": stopped},
            ),
            Sentence(
                "Perbaiki alamatnya di LMS atau di data pegawai; alamat baru dicoba "
                "dengan sendirinya."
            ),
        )
    if not unsent and not stopped:
        yield Finding(
            Check.MAIL, Grade.OK, Sentence("Ringkasan lewat e-mail terkirim.")
        )


_WHY_UNSENT = Sentence("Lihat sebabnya: lti-service outbox list, atau /admin/outbox")


def _moodle_must_open(own: OwnAddress) -> Sentence:
    return Sentence(
        "Di Moodle: Site administration, Security, HTTP security: keluarkan {host}, "
        "atau rentang yang memuatnya, dari cURL blocked hosts list, dan tambahkan "
        "{port} ke cURL allowed ports list.",
        {"host": urlsplit(own.keys_url).hostname, "port": own.port},
    )


def _reach(url: str) -> Sentence:
    return Sentence(
        "Pastikan {url} dapat dibuka dari server ini; LMS di dalam jaringan sendiri "
        "disebut di ALLOW_PRIVATE_HOSTS.",
        {"url": url},
    )


def _size(size: int | None) -> str:
    return f"{(size or 0) / 1024**2:.0f} MiB"
