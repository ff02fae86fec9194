"""Published releases and their media."""

from collections.abc import Sequence

import sqlalchemy as sa

from course_builder.model.media import Media
from lti_service.domain.course import CourseOffer, OfferAct, PublishedRelease
from lti_service.errors import ConflictError
from lti_service.storage.columns import Moment, choice
from lti_service.storage.schema import (
    columns_of,
    insert_or_skip,
    metadata,
    values_of,
)
from lti_service.storage.transaction import Transaction

releases = sa.Table(
    "releases",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("course_id", sa.Text, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Column("published_at", Moment, nullable=False),
    sa.UniqueConstraint("course_id", "version"),
)

course_offers = sa.Table(
    "course_offers",
    metadata,
    sa.Column("course_id", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("release_id", sa.Text, sa.ForeignKey("releases.id"), nullable=False),
    sa.Column("act", choice(OfferAct), nullable=False),
    sa.Column("offered_by", sa.Text, nullable=False),
    sa.Column("offered_at", Moment, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)

release_contents = sa.Table(
    "release_contents",
    metadata,
    sa.Column("release_id", sa.Text, sa.ForeignKey("releases.id"), primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

media = sa.Table(
    "media",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
)

_RELEASES = sa.select(*columns_of(releases, PublishedRelease))
_RELEASE = _RELEASES.where(releases.c.id == sa.bindparam("id"))
_newest = (
    sa.select(course_offers.c.release_id, course_offers.c.act)
    .where(course_offers.c.course_id == sa.bindparam("course_id"))
    .order_by(course_offers.c.number.desc())
    .limit(1)
    .subquery()
)
_LATEST = _RELEASES.join(_newest, _newest.c.release_id == releases.c.id)
_CURRENT = _LATEST.where(_newest.c.act != OfferAct.WITHDRAWN)
_VERSION = _RELEASES.where(
    releases.c.course_id == sa.bindparam("course_id"),
    releases.c.version == sa.bindparam("version"),
)
_later = course_offers.alias("later")
_ALL_LATEST = (
    _RELEASES.join(course_offers, course_offers.c.release_id == releases.c.id)
    .where(
        ~sa.exists().where(
            _later.c.course_id == course_offers.c.course_id,
            _later.c.number > course_offers.c.number,
        )
    )
    .order_by(releases.c.title, releases.c.course_id)
)
_ALL_CURRENT = _ALL_LATEST.where(course_offers.c.act != OfferAct.WITHDRAWN)
_VERSIONS = _RELEASES.where(releases.c.course_id == sa.bindparam("course_id")).order_by(
    releases.c.published_at.desc(), releases.c.id
)
_OFFERS = (
    sa.select(*columns_of(course_offers, CourseOffer))
    .where(course_offers.c.course_id == sa.bindparam("course_id"))
    .order_by(course_offers.c.number.desc())
)
_OFFER = insert_or_skip(course_offers, "course_id", "number")
_INSERT = sa.insert(releases)
_INSERT_CONTENT = sa.insert(release_contents)
_INSERT_MEDIA = insert_or_skip(media, "name")
_CONTENT = sa.select(release_contents.c.content).where(
    release_contents.c.release_id == sa.bindparam("id")
)
_MEDIA = sa.select(*columns_of(media, Media)).where(
    media.c.name == sa.bindparam("name")
)
_release_row = values_of(PublishedRelease)
_offer_row = values_of(CourseOffer)
_media_row = values_of(Media)


class SqlReleases:
    """`ports.Releases` in SQL."""

    def __init__(self, transaction: Transaction) -> None:
        self._sql = transaction

    def get(self, release_id: str) -> PublishedRelease | None:
        """Return a release."""
        row = self._sql.one(_RELEASE, {"id": release_id})
        return None if row is None else PublishedRelease(*row)

    def current(self, course_id: str) -> PublishedRelease | None:
        """Return the release on which new attempts at a course start."""
        row = self._sql.one(_CURRENT, {"course_id": course_id})
        return None if row is None else PublishedRelease(*row)

    def latest(self, course_id: str) -> PublishedRelease | None:
        """Return the release offered now, or until the course was withdrawn."""
        row = self._sql.one(_LATEST, {"course_id": course_id})
        return None if row is None else PublishedRelease(*row)

    def find(self, course_id: str, version: str) -> PublishedRelease | None:
        """Return the release of that version."""
        row = self._sql.one(_VERSION, {"course_id": course_id, "version": version})
        return None if row is None else PublishedRelease(*row)

    def all_current(self) -> Sequence[PublishedRelease]:
        """Return the release that is offered of each course, by title."""
        return [PublishedRelease(*row) for row in self._sql.all(_ALL_CURRENT)]

    def all_latest(self) -> Sequence[PublishedRelease]:
        """Return what `latest` does of each course, withdrawn ones too, by title."""
        return [PublishedRelease(*row) for row in self._sql.all(_ALL_LATEST)]

    def versions(self, course_id: str) -> Sequence[PublishedRelease]:
        """Return all releases of a course, stored last first."""
        rows = self._sql.all(_VERSIONS, {"course_id": course_id})
        return [PublishedRelease(*row) for row in rows]

    def add(
        self, release: PublishedRelease, content: bytes, media: Sequence[Media]
    ) -> bool:
        """Store a release file and its media; return whether it is new."""
        self._sql.lock("release", release.course_id)
        known = self.find(release.course_id, release.version)
        if known is not None:
            if known.content_hash != release.content_hash:
                raise ConflictError(
                    "release-conflict",
                    course=release.course_id,
                    version=release.version,
                )
            return False
        self._sql.run(_INSERT, _release_row(release))
        self._sql.run(_INSERT_CONTENT, {"release_id": release.id, "content": content})
        for medium in media:
            self._sql.run(_INSERT_MEDIA, _media_row(medium))
        return True

    def offer(self, offer: CourseOffer) -> None:
        """Let new attempts start on a release, or on none."""
        if not self._sql.run(_OFFER, _offer_row(offer)):
            raise ConflictError("offer-meanwhile", course=offer.course_id)

    def offers(self, course_id: str) -> Sequence[CourseOffer]:
        """Return the offers of a course, the latest first."""
        self._sql.lock("release", course_id)
        rows = self._sql.all(_OFFERS, {"course_id": course_id})
        return [CourseOffer(*row) for row in rows]

    def content(self, release_id: str) -> bytes | None:
        """Return the release file."""
        row = self._sql.one(_CONTENT, {"id": release_id})
        return None if row is None else bytes(row[0])

    def media(self, name: str) -> Media | None:
        """Return a medium by its name, ``<sha256>.<suffix>``."""
        row = self._sql.one(_MEDIA, {"name": name})
        return None if row is None else Media(row.name, row.media_type, bytes(row.data))
