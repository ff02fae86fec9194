"""Choose what links show: one for a link that is there, several for new ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lti_service.domain.audit import AuditEntry
from lti_service.domain.deep_linking import ContentPick
from lti_service.domain.launch import Content, ResourceLink, VerifiedLaunch
from lti_service.domain.offer import Offer
from lti_service.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
)
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.learning.course import course_offers

PICK_LIFE = timedelta(hours=12)
MOST_ITEMS = 50
"""How many items may be sent back at once: platforms make them one by one."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What to post to the platform.

    Attributes:
        return_url: Where.
        token: The signed answer.
        offers: What was chosen, in order.
    """

    return_url: str
    token: str
    offers: Sequence[Offer]


def offer_choice(
    launch: VerifiedLaunch,
    account_id: str,
    link: ResourceLink | None,
    now: datetime,
    *,
    uow: UnitOfWork,
    ports: Ports,
) -> ContentPick | None:
    """Let a teacher choose, where it is theirs to choose; the caller commits."""
    asked = launch.deep_linking
    if not launch.instructor or (asked is None and launch.content.chosen):
        return None
    pick = ContentPick(
        id=ports.new_id(),
        account_id=account_id,
        platform_id=launch.platform.id,
        deployment_id=launch.deployment_id,
        resource_link_id=link.id if link is not None else "",
        return_url=asked.return_url if asked else "",
        data=asked.data if asked else "",
        multiple=asked is not None and asked.multiple,
        line_items=asked is None or asked.line_items,
        expires_at=now + PICK_LIFE,
    )
    uow.picks.add(pick)
    return pick


def open_pick(pick_id: str, account_id: str, *, ports: Ports) -> ContentPick:
    """Return a choice under way.

    Raises:
        NotFoundError: No such choice, or its time is over.
        ForbiddenError: It is another account's.
    """
    with ports.storage.reading() as uow:
        pick = uow.picks.get(pick_id)
    if pick is None or pick.expires_at <= ports.clock.now():
        raise NotFoundError("choice-over", pick=pick_id)
    if pick.account_id != account_id:
        raise ForbiddenError("not-yours", pick=pick_id)
    return pick


def chosen_offers(
    keys: Iterable[str], pick: ContentPick, *, ports: Ports
) -> Sequence[Offer]:
    """Return what was chosen, each once, in the order in which it was chosen.

    Raises:
        InvalidInputError: Nothing was chosen, or more than is taken.
        NotFoundError: Something that is not published, or no longer.
    """
    asked = list(dict.fromkeys(filter(None, keys)))
    if not asked:
        raise InvalidInputError("content-missing")
    if len(asked) > (MOST_ITEMS if pick.multiple else 1):
        raise InvalidInputError("content-too-many", items=str(len(asked)))
    known = {
        offer.key: offer
        for course in course_offers(ports=ports)
        for offer in course.all
    }
    try:
        return [known[key] for key in asked]
    except KeyError as error:
        raise NotFoundError("unknown-course", content=str(error)) from error


def answer_platform(
    pick: ContentPick, offers: Sequence[Offer], message: str = "", *, ports: Ports
) -> Answer:
    """Return the answer to a deep-linking request.

    Args:
        pick: The request.
        offers: What was chosen; none where the teacher gave up.
        message: For the teacher, shown by the platform; empty for none.
        ports: Connections to the outside.

    Raises:
        NotFoundError: The platform is not registered any more.
    """
    with ports.storage.writing() as uow:
        platform = uow.platforms.get(pick.platform_id)
        if platform is None:
            raise NotFoundError("choice-over", pick=pick.id)
        if offers:
            entry = AuditEntry(
                ports.clock.now(),
                pick.account_id,
                "content.linked",
                f"platform:{platform.id}",
                after=" ".join(offer.key for offer in offers),
            )
            uow.audit.add(entry)
            uow.commit()
    token = ports.deep_links.answer(platform, pick, offers, message)
    return Answer(pick.return_url, token, offers)


def choose_content(
    pick: ContentPick, content: Content, *, ports: Ports, confirmed: bool = False
) -> ResourceLink:
    """Remember what a resource link shows from now on.

    Args:
        pick: The choice under way, for a link.
        content: What was chosen.
        ports: Connections to the outside.
        confirmed: Whether the teacher knows that learners have begun with what it
            shows now.

    Raises:
        NotFoundError: There is no such link.
        ConflictError: Learners have begun, and that was not confirmed:
            ``content-begun``, with their number as ``learners``.
    """
    with ports.storage.writing() as uow:
        link = uow.resource_links.get(pick.resource_link_id)
        if link is None:
            raise NotFoundError("choice-over", pick=pick.id)
        if content == link.content:
            return link
        learners = _learners(link, pick.account_id, uow)
        if learners and not confirmed:
            raise ConflictError("content-begun", link=link.id, learners=str(learners))
        changed = replace(link, content=content)
        uow.resource_links.save(changed)
        entry = AuditEntry(
            ports.clock.now(),
            pick.account_id,
            "content.chosen",
            f"link:{link.id}",
            before=_named(link.content),
            after=_named(content),
        )
        uow.audit.add(entry)
        uow.commit()
    return changed


def _learners(link: ResourceLink, teacher_id: str, uow: UnitOfWork) -> int:
    """Return how many others have begun with what a link shows now."""
    if not link.content.course_id:
        return 0
    attempts = uow.attempts.of_resource_link(link.id)
    accounts = {attempt.account_id for attempt in attempts} - {teacher_id}
    return sum(
        uow.attempts.find(account, link.id, link.content) is not None
        for account in accounts
    )


def _named(content: Content) -> str:
    ids = (content.course_id, content.module_id, content.activity_id, content.page)
    return "/".join(filter(None, ids))
