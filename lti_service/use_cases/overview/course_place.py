"""Where a person opens a course: in their LMS, as near to it as the service knows."""

from lti_service.domain.launch import Platform, ResourceLink, origin_of
from lti_service.errors import NotFoundError
from lti_service.ports import Ports

_MOODLE = "/mod/lti/auth.php"
"""Where Moodle takes logins; its courses then have an address that is known."""


def course_place(account_id: str, course_id: str, *, ports: Ports) -> str:
    """Return an address in the LMS of an account where a course is opened.

    The class in which they began it, else the only one that offers it; where neither is
    known, or the LMS is no Moodle, the LMS itself. Nothing but an address of the
    registration is ever returned.

    Raises:
        NotFoundError: No such account, or its platform is gone.
    """
    with ports.storage.reading() as uow:
        account = uow.accounts.get(account_id)
        platform = uow.platforms.get(account.platform_id) if account else None
        if account is None or platform is None:
            raise NotFoundError("not-found", account=account_id)
        links = {
            link.id: link
            for link in uow.resource_links.all()
            if link.platform_id == platform.id and link.content.course_id == course_id
        }
        began = [
            attempt.resource_link_id
            for attempt in uow.attempts.of_account(account.id)
            if attempt.resource_link_id in links
        ]
    known = [links[began[0]]] if began else [*links.values()]
    classes = {link.context_id: link for link in known}
    alone = next(iter(classes.values())) if len(classes) == 1 else None
    return _address(platform, alone)


def _address(platform: Platform, link: ResourceLink | None) -> str:
    root = platform.auth_url.removesuffix(_MOODLE)
    if link and root != platform.auth_url and link.context_id.isdecimal():
        return f"{root}/course/view.php?id={link.context_id}"
    issued = origin_of(platform.issuer) in platform.origins - {""}
    return platform.issuer if issued else platform.origin
