"""Keep who looked at whose page, and tell it to them and to auditors."""

from collections.abc import Sequence
from dataclasses import dataclass

from lti_service.domain.access import AccessView, page_of
from lti_service.domain.organisation import Person
from lti_service.errors import NotFoundError
from lti_service.locale import Sentence
from lti_service.ports import Ports
from lti_service.ports.storage import UnitOfWork
from lti_service.use_cases.access.grant import COMMAND_LINE, identify, name_of, today

MOST_SHOWN = 500


@dataclass(frozen=True, slots=True)
class ToldView:
    """A view in words.

    Attributes:
        who: Name of who looked; empty where it is not known any longer.
        about: Name of whom the page is about.
    """

    view: AccessView
    who: str
    about: str

    @property
    def title(self) -> Sentence:
        """What was seen."""
        return page_of(self.view.page).title

    @property
    def role(self) -> Sentence:
        """In which role."""
        return page_of(self.view.page).role


def note_view(account_id: str, subject_id: str, page: str, *, ports: Ports) -> None:
    """Keep that an account opened a page about a person; nothing where it is their own."""
    with ports.storage.writing() as uow:
        account = identify(account_id, uow=uow, on=today(ports)).account
        if account.person_id == subject_id:
            return
        now = ports.clock.now()
        view = AccessView(today(ports), account_id, subject_id, page, now)
        if uow.privacy.note(view):
            uow.commit()


def subject_of_attempt(attempt_id: str, *, ports: Ports) -> str | None:
    """Return whom an attempt belongs to; none where that is nobody who is linked."""
    with ports.storage.reading() as uow:
        attempt = uow.attempts.get(attempt_id)
        account = uow.accounts.get(attempt.account_id) if attempt else None
    return account.person_id if account else None


def subject_of_need(need_id: str, *, ports: Ports) -> str | None:
    """Return whom a need is of."""
    with ports.storage.reading() as uow:
        need = uow.needs.get(need_id)
    return need.person_id if need else None


def subject_of_account(account_id: str, *, ports: Ports) -> str | None:
    """Return the person whom an account belongs to."""
    with ports.storage.reading() as uow:
        account = uow.accounts.get(account_id)
    return account.person_id if account else None


def my_views(account_id: str, *, ports: Ports) -> tuple[Person, Sequence[ToldView]]:
    """Return who looked at one's own pages, newest first.

    Raises:
        NotFoundError: The account belongs to nobody yet: ``unknown-person``.
    """
    with ports.storage.reading() as uow:
        who = identify(account_id, uow=uow, on=today(ports))
        if who.person is None:
            raise NotFoundError("unknown-person")
        views = uow.privacy.views_of(who.person.id, MOST_SHOWN)
        return who.person, _told(views, uow)


def all_views(*, ports: Ports) -> Sequence[ToldView]:
    """Return the latest views of everybody's pages, for auditors."""
    with ports.storage.reading() as uow:
        return _told(uow.privacy.views(MOST_SHOWN), uow)


def _told(views: Sequence[AccessView], uow: UnitOfWork) -> list[ToldView]:
    names: dict[str, str] = {COMMAND_LINE: "lti-service"}
    for actor in {view.actor for view in views} - names.keys():
        name = name_of(actor, uow)
        names[actor] = "" if name == actor else name
    about: dict[str, str] = {}
    for subject in {view.subject_id for view in views}:
        found = uow.organisation.person(subject)
        about[subject] = found.name if found else ""
    return [ToldView(view, names[view.actor], about[view.subject_id]) for view in views]
