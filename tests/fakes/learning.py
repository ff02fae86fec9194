"""Fake repositories of launches, releases, attempts and the outbox."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence, Set as AbstractSet
from dataclasses import replace
from datetime import datetime

from course_builder.model.media import Media
from lti_service.domain.attempt import Attempt, RecordedEvent
from lti_service.domain.circuit import Circuit
from lti_service.domain.course import (
    AttemptCount,
    CourseOffer,
    DraftState,
    PublishedRelease,
    ReleaseDraft,
)
from lti_service.domain.deep_linking import ContentPick
from lti_service.domain.gradebook import Comparison
from lti_service.domain.launch import (
    Account,
    Content,
    Platform,
    ResourceLink,
)
from lti_service.domain.outbox import (
    LEASE,
    OutboxMessage,
    OutboxState,
    next_timestamp,
)
from lti_service.domain.roster import Roster
from lti_service.domain.survey import SurveyResponse
from tests.fakes.roster import address_of
from tests.fakes.tables import Tables, newest_first, refuse


class FakePlatforms:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def get(self, platform_id: str) -> Platform | None:
        return self._tables.platforms.get(platform_id)

    def find(self, issuer: str) -> Sequence[Platform]:
        return [p for p in self._tables.platforms.values() if p.issuer == issuer]

    def all(self) -> Sequence[Platform]:
        return sorted(self._tables.platforms.values(), key=lambda p: (p.name, p.id))

    def save(self, platform: Platform) -> None:
        same = (p for p in self.find(platform.issuer) if p.id != platform.id)
        refuse(when=any(p.client_id == platform.client_id for p in same))
        self._tables.platforms[platform.id] = platform

    def last_launches(self) -> Mapping[str, datetime]:
        accounts = sorted(self._tables.accounts.values(), key=lambda a: a.seen_at)
        return {account.platform_id: account.seen_at for account in accounts}

    def remove(self, platform_id: str) -> None:
        launched = {account.platform_id for account in self._tables.accounts.values()}
        linked = {link.platform_id for link in self._tables.links.values()}
        refuse(when=platform_id in launched | linked, code="platform-in-use")
        self._tables.platforms.pop(platform_id, None)


class FakeAccounts:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def get(self, account_id: str) -> Account | None:
        return self._tables.accounts.get(account_id)

    def find(self, platform_id: str, subject: str) -> Account | None:
        for account in self._tables.accounts.values():
            if (account.platform_id, account.subject) == (platform_id, subject):
                return account
        return None

    def of_person(self, person_id: str) -> Sequence[Account]:
        accounts = self._tables.accounts.values()
        found = [account for account in accounts if account.person_id == person_id]
        return sorted(found, key=lambda account: account.created_at)

    def unclaimed(self, platform_id: str) -> Sequence[Account]:
        found = [
            account
            for account in self._tables.accounts.values()
            if account.platform_id == platform_id
            and account.person_id is None
            and not account.claimed_nip
        ]
        return sorted(found, key=lambda account: (account.created_at, account.id))

    def save(self, account: Account) -> None:
        same = self.find(account.platform_id, account.subject)
        refuse(when=same is not None and same.id != account.id)
        epoch = same.epoch if same else 0
        self._tables.accounts[account.id] = replace(account, epoch=epoch)


class FakeResourceLinks:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def get(self, link_id: str) -> ResourceLink | None:
        return self._tables.links.get(link_id)

    def find(
        self, platform_id: str, deployment_id: str, lti_id: str
    ) -> ResourceLink | None:
        asked = (platform_id, deployment_id, lti_id)
        for link in self._tables.links.values():
            if (link.platform_id, link.deployment_id, link.lti_id) == asked:
                return link
        return None

    def of_line_item(
        self, platform_id: str, deployment_id: str, line_item_url: str
    ) -> ResourceLink | None:
        asked = (platform_id, deployment_id, line_item_url)
        for _, link in sorted(self._tables.links.items()):
            if (link.platform_id, link.deployment_id, link.line_item_url) == asked:
                return link
        return None

    def all(self) -> Sequence[ResourceLink]:
        return sorted(
            self._tables.links.values(),
            key=lambda link: (link.context_title, link.title, link.id),
        )

    def save(self, link: ResourceLink) -> None:
        same = self.find(link.platform_id, link.deployment_id, link.lti_id)
        refuse(when=same is not None and same.id != link.id)
        self._tables.links[link.id] = link

    def scores_due(self, now: datetime) -> ResourceLink | None:
        due = [
            (link.scores_due_at, link.id, link)
            for link in self._tables.links.values()
            if link.scores_due_at is not None and link.scores_due_at <= now
        ]
        return min(due)[2] if due else None

    def move_scores_due(
        self, link_id: str, before: datetime, after: datetime | None
    ) -> bool:
        link = self._tables.links.get(link_id)
        if link is None or link.scores_due_at != before:
            return False
        self._tables.links[link_id] = replace(link, scores_due_at=after)
        return True

    def hold_column(self, link_id: str, now: datetime, stale: datetime) -> bool:
        if self._tables.column_asks.get(link_id, stale) > stale:
            return False
        self._tables.column_asks[link_id] = now
        return link_id in self._tables.links

    def free_column(self, link_id: str) -> None:
        self._tables.column_asks.pop(link_id, None)

    def set_column(self, link_id: str, line_item_url: str, now: datetime) -> None:
        self.free_column(link_id)
        self._tables.links[link_id] = replace(
            self._tables.links[link_id],
            line_item_url=line_item_url,
            found_line_item_url=line_item_url,
            scores_due_at=now,
        )


class FakeNonces:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def spend(self, platform_id: str, nonce: str, expires_at: datetime) -> bool:
        if (platform_id, nonce) in self._tables.nonces:
            return False
        self._tables.nonces[platform_id, nonce] = expires_at
        return True

    def forget(self, before: datetime) -> int:
        kept = {k: at for k, at in self._tables.nonces.items() if at >= before}
        forgotten = len(self._tables.nonces) - len(kept)
        self._tables.nonces = kept
        return forgotten


class FakeContentPicks:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def get(self, pick_id: str) -> ContentPick | None:
        return self._tables.picks.get(pick_id)

    def add(self, pick: ContentPick) -> None:
        refuse(when=pick.id in self._tables.picks)
        self._tables.picks[pick.id] = pick

    def forget(self, before: datetime) -> int:
        picks = self._tables.picks
        kept = {k: p for k, p in picks.items() if p.expires_at >= before}
        self._tables.picks = kept
        return len(picks) - len(kept)


class FakeReleases:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def get(self, release_id: str) -> PublishedRelease | None:
        return self._tables.releases.get(release_id)

    def current(self, course_id: str) -> PublishedRelease | None:
        offers = self.offers(course_id)
        return self.latest(course_id) if offers and offers[0].is_open else None

    def latest(self, course_id: str) -> PublishedRelease | None:
        offers = self.offers(course_id)
        return self._tables.releases[offers[0].release_id] if offers else None

    def find(self, course_id: str, version: str) -> PublishedRelease | None:
        for release in self._tables.releases.values():
            if (release.course_id, release.version) == (course_id, version):
                return release
        return None

    def all_current(self) -> Sequence[PublishedRelease]:
        latest = self.all_latest()
        return [one for one in latest if one == self.current(one.course_id)]

    def all_latest(self) -> Sequence[PublishedRelease]:
        courses = {offer.course_id for offer in self._tables.offers}
        latest = [found for c in courses if (found := self.latest(c))]
        return sorted(latest, key=lambda release: (release.title, release.course_id))

    def versions(self, course_id: str) -> Sequence[PublishedRelease]:
        releases = self._tables.releases.values()
        found = [r for r in releases if r.course_id == course_id]
        return newest_first(found, lambda release: release.published_at)

    def add(
        self, release: PublishedRelease, content: bytes, media: Sequence[Media]
    ) -> bool:
        known = self.find(release.course_id, release.version)
        if known is not None:
            other = known.content_hash != release.content_hash
            refuse(when=other, code="release-conflict")
            return False
        self._tables.releases[release.id] = release
        self._tables.contents[release.id] = content
        self._tables.media |= {medium.name: medium for medium in media}
        return True

    def offer(self, offer: CourseOffer) -> None:
        taken = {(known.course_id, known.number) for known in self._tables.offers}
        refuse(when=(offer.course_id, offer.number) in taken, code="offer-meanwhile")
        self._tables.offers.append(offer)

    def offers(self, course_id: str) -> Sequence[CourseOffer]:
        found = [o for o in self._tables.offers if o.course_id == course_id]
        return sorted(found, key=lambda offer: -offer.number)

    def content(self, release_id: str) -> bytes | None:
        return self._tables.contents.get(release_id)

    def media(self, name: str) -> Media | None:
        return self._tables.media.get(name)


class FakeReleaseDrafts:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def get(self, draft_id: str) -> ReleaseDraft | None:
        return self._tables.drafts.get(draft_id)

    def all(self) -> Sequence[ReleaseDraft]:
        drafts = self._tables.drafts.values()
        return newest_first(list(drafts), lambda draft: draft.uploaded_at)

    def add(self, draft: ReleaseDraft, content: bytes) -> None:
        refuse(when=draft.id in self._tables.drafts)
        self._tables.drafts[draft.id] = draft
        self._tables.draft_contents[draft.id] = content

    def content(self, draft_id: str) -> bytes | None:
        return self._tables.draft_contents.get(draft_id)

    def save(self, draft: ReleaseDraft) -> None:
        self._tables.drafts[draft.id] = draft

    def empty(self, draft_id: str) -> None:
        self._tables.draft_contents.pop(draft_id, None)

    def forget(self, before: datetime) -> int:
        old = [
            draft.id
            for draft in self._tables.drafts.values()
            if draft.state is DraftState.DISCARDED and draft.changed_at < before
        ]
        for draft_id in old:
            del self._tables.drafts[draft_id]
            self.empty(draft_id)
        return len(old)


class FakeAttempts:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def get(self, attempt_id: str) -> Attempt | None:
        return self._tables.attempts.get(attempt_id)

    def find(
        self, account_id: str, resource_link_id: str, content: Content
    ) -> Attempt | None:
        asked = (account_id, resource_link_id, content)
        for attempt in reversed(self._tables.attempts.values()):
            course_id = self._tables.releases[attempt.release_id].course_id
            about = Content(course_id, attempt.module_id, attempt.activity_id)
            if (attempt.account_id, attempt.resource_link_id, about) == asked:
                return attempt
        return None

    def of_account(self, account_id: str) -> Sequence[Attempt]:
        attempts = self._tables.attempts.values()
        found = [a for a in attempts if a.account_id == account_id]
        return newest_first(found, lambda attempt: attempt.started_at)

    def of_resource_link(self, resource_link_id: str) -> Sequence[Attempt]:
        attempts = self._tables.attempts.values()
        found = [a for a in attempts if a.resource_link_id == resource_link_id]
        return newest_first(found, lambda attempt: attempt.started_at)

    def instructors(self, roster: Roster) -> AbstractSet[str]:
        links = {
            link.id
            for link in self._tables.links.values()
            if address_of(link) == address_of(roster)
        }
        return {
            self._tables.accounts[attempt.account_id].subject
            for attempt in self._tables.attempts.values()
            if attempt.instructor and attempt.resource_link_id in links
        }

    def of_release(
        self, release_id: str, *, after: str = "", limit: int = 1000
    ) -> Sequence[Attempt]:
        attempts = sorted(self._tables.attempts.items())
        found = [a for key, a in attempts if key > after and a.release_id == release_id]
        return found[:limit]

    def counts(self, course_id: str) -> Mapping[str, AttemptCount]:
        found: dict[str, AttemptCount] = {}
        for attempt in self._tables.attempts.values():
            of = self._tables.releases[attempt.release_id].course_id
            if of == course_id and not attempt.instructor:
                known = found.get(attempt.release_id, AttemptCount())
                found[attempt.release_id] = AttemptCount(
                    known.begun + 1, known.passed + (attempt.passed_at is not None)
                )
        return found

    def all(self, *, after: str = "", limit: int = 1000) -> Sequence[Attempt]:
        ids = sorted(key for key in self._tables.attempts if key > after)
        return [self._tables.attempts[key] for key in ids[:limit]]

    def save(self, attempt: Attempt) -> None:
        refuse(when=attempt.release_id not in self._tables.releases)
        self._tables.attempts[attempt.id] = attempt

    def recorded(
        self, attempt_id: str, event_ids: Sequence[str]
    ) -> Mapping[str, RecordedEvent]:
        events = self._tables.events
        known = (event for event in event_ids if (attempt_id, event) in events)
        return {event: events[attempt_id, event] for event in known}

    def learners(self) -> Mapping[str, int]:
        attempts = self._tables.attempts.values()
        pairs = {
            (a.resource_link_id, a.account_id) for a in attempts if not a.instructor
        }
        return Counter(link_id for link_id, _ in pairs)

    def events(self, attempt_id: str) -> Sequence[RecordedEvent]:
        events = self._tables.events.items()
        return [recorded for (of, _), recorded in events if of == attempt_id]

    def record(self, events: Sequence[RecordedEvent]) -> None:
        for recorded in events:
            key = (recorded.attempt_id, recorded.event.id)
            refuse(when=key in self._tables.events)
            self._tables.events[key] = recorded


class FakeSurveys:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def add(self, response: SurveyResponse) -> None:
        refuse(when=response.id in self._tables.responses)
        self._tables.responses[response.id] = response

    def responses(self, course_id: str, survey_id: str) -> Sequence[SurveyResponse]:
        return [
            response
            for _, response in sorted(self._tables.responses.items())
            if (response.course_id, response.survey_id) == (course_id, survey_id)
        ]


class FakeOutbox:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def put(
        self, kind: str, natural_key: str, payload: Mapping[str, object], now: datetime
    ) -> None:
        key, known = (kind, natural_key), self._tables.outbox.get((kind, natural_key))
        if known is None:
            self._tables.outbox[key] = OutboxMessage(
                id=uuid.uuid4().hex,
                kind=kind,
                natural_key=natural_key,
                payload=dict(payload),
                revision=1,
                state=OutboxState.WAITING,
                tries=0,
                due_at=now,
                leased_until=None,
                timestamp=None,
                error="",
                created_at=now,
                updated_at=now,
                queued_at=now,
            )
        elif known.payload != dict(payload):
            self._tables.outbox[key] = replace(
                known,
                payload=dict(payload),
                revision=known.revision + 1,
                state=OutboxState.WAITING,
                tries=0,
                due_at=now,
                error="",
                updated_at=now,
                queued_at=now,
            )

    def waiting_platforms(self) -> Sequence[str]:
        waiting = self.list([OutboxState.WAITING], len(self._tables.outbox))
        return sorted({message.platform_id for message in waiting})

    def lease(
        self, platform_id: str, now: datetime, limit: int
    ) -> Sequence[OutboxMessage]:
        due = [
            message
            for message in self._tables.outbox.values()
            if message.state is OutboxState.WAITING
            and message.platform_id == platform_id
            and message.due_at <= now
            and (message.leased_until is None or message.leased_until <= now)
        ]
        due.sort(key=lambda message: (message.due_at, message.created_at, message.id))
        taken = [
            replace(
                message,
                tries=message.tries + 1,
                leased_until=now + LEASE,
                timestamp=next_timestamp(now, message.timestamp),
            )
            for message in due[:limit]
        ]
        for message in taken:
            self._tables.outbox[message.kind, message.natural_key] = message
        return taken

    def get(self, message_id: str) -> OutboxMessage | None:
        for message in self._tables.outbox.values():
            if message.id == message_id:
                return message
        return None

    def find(self, kind: str, natural_key: str) -> OutboxMessage | None:
        return self._tables.outbox.get((kind, natural_key))

    def free(self, message_ids: Sequence[str]) -> AbstractSet[str]:
        return set(message_ids)

    def settle(self, message: OutboxMessage) -> None:
        stored = self.get(message.id)
        if stored is None or stored.leased_until != message.leased_until:
            return
        settled = replace(stored, leased_until=None, updated_at=message.updated_at)
        if stored.revision == message.revision:
            settled = replace(
                settled,
                state=message.state,
                tries=message.tries,
                due_at=message.due_at,
                error=message.error,
            )
        self._tables.outbox[stored.kind, stored.natural_key] = settled

    def list(
        self,
        states: Sequence[str],
        limit: int = 200,
        *,
        platform_id: str | None = None,
        offset: int = 0,
    ) -> Sequence[OutboxMessage]:
        found = [m for m in self._of(platform_id) if m.state in states]
        found.sort(key=lambda message: (message.queued_at, message.id))
        return found[offset : offset + limit]

    def counts(self, platform_id: str | None = None) -> Mapping[str, int]:
        return Counter(str(message.state) for message in self._of(platform_id))

    def waiting_since(self) -> datetime | None:
        messages = self._tables.outbox.values()
        waiting = (m.queued_at for m in messages if m.state is OutboxState.WAITING)
        return min(waiting, default=None)

    def _of(self, platform_id: str | None) -> Sequence[OutboxMessage]:
        messages = self._tables.outbox.values()
        return [m for m in messages if platform_id in {None, m.platform_id}]


class FakeComparisons:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def all(self) -> Mapping[str, Comparison]:
        return dict(self._tables.comparisons)

    def save(self, comparison: Comparison) -> None:
        self._tables.comparisons[comparison.resource_link_id] = comparison


class FakeCircuits:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def get(self, platform_id: str) -> Circuit:
        return self._tables.circuits.get(platform_id, Circuit(platform_id))

    def all(self) -> Sequence[Circuit]:
        return [circuit for _, circuit in sorted(self._tables.circuits.items())]

    def save(self, circuit: Circuit) -> None:
        self._tables.circuits[circuit.platform_id] = circuit
