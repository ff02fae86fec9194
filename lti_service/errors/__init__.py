"""Everything the service refuses, with a stable code, an HTTP status and words for people.

ServiceError
├── NotFoundError            nothing of that name, or not for this person
├── ForbiddenError           this person may not do that
├── ConflictError            it contradicts what is already there
├── InvalidInputError        what came in cannot be understood
├── UnavailableError         the database is away or full: it may pass
├── LaunchRefusedError       a login or launch that is not accepted
├── RegistrationRefusedError a platform that is not registered at
├── RosterError              the members of a class could not be read
├── MoodleError              Moodle's web services did not answer, or refused
├── MailError                a letter was not taken by the mail server
├── SettingsError            a setting is missing or unusable
└── PlatformError            the other side did not do what was asked
    ├── PlatformBusyError    try again later
    │   ├── PlatformSlowError    no answer in time
    │   ├── PlatformTokenError   no access token
    │   └── PlatformTooLongError an answer larger than is read
    ├── PlatformRefusedError final; a person has to look
    └── SupersededError      it already holds something newer (HTTP 409)

`EXPLANATIONS` has, for every code, the status, what happened, and what to do, in Bahasa
Indonesia, joined from a module for each feature; ``locale/en.po`` has the English. Context
in an error is for the log: never a NIP, a token or an answer.
"""

from lti_service.errors import (
    agency_plan,
    api,
    assignment,
    attempt,
    author,
    backup,
    credential,
    deep_linking,
    evidence,
    files,
    gradebook,
    grant,
    import_run,
    launch,
    learning_hours,
    mail,
    moodle_sync,
    needs,
    observation,
    organisation,
    privacy,
    programme,
    registration,
    report,
    request,
    roster,
    rule,
    storage,
)
from lti_service.errors.explanation import Explanation

EXPLANATIONS: dict[str, Explanation] = {
    **agency_plan.EXPLANATIONS,
    **api.EXPLANATIONS,
    **assignment.EXPLANATIONS,
    **attempt.EXPLANATIONS,
    **author.EXPLANATIONS,
    **backup.EXPLANATIONS,
    **credential.EXPLANATIONS,
    **deep_linking.EXPLANATIONS,
    **evidence.EXPLANATIONS,
    **files.EXPLANATIONS,
    **gradebook.EXPLANATIONS,
    **grant.EXPLANATIONS,
    **import_run.EXPLANATIONS,
    **launch.EXPLANATIONS,
    **learning_hours.EXPLANATIONS,
    **mail.EXPLANATIONS,
    **moodle_sync.EXPLANATIONS,
    **needs.EXPLANATIONS,
    **observation.EXPLANATIONS,
    **organisation.EXPLANATIONS,
    **privacy.EXPLANATIONS,
    **programme.EXPLANATIONS,
    **registration.EXPLANATIONS,
    **report.EXPLANATIONS,
    **request.EXPLANATIONS,
    **roster.EXPLANATIONS,
    **rule.EXPLANATIONS,
    **storage.EXPLANATIONS,
}


class ServiceError(Exception):
    """Base of all errors the service raises on purpose.

    Args:
        code: A key of `EXPLANATIONS`.
        context: For the log only.
    """

    def __init__(self, code: str, **context: str) -> None:
        details = ", ".join(f"{name}={value}" for name, value in context.items())
        super().__init__(f"{code} ({details})" if details else code)
        self.code = code
        self.context = context

    @property
    def explanation(self) -> Explanation:
        """Status and words of this error."""
        return EXPLANATIONS[self.code]


class NotFoundError(ServiceError):
    """Nothing of that name, or not for this person."""


class ForbiddenError(ServiceError):
    """This person may not do that."""


class ConflictError(ServiceError):
    """It contradicts what is already there."""


class InvalidInputError(ServiceError):
    """What came in cannot be understood."""


class UnavailableError(ServiceError):
    """The database is away or takes nothing more; the same may go through later."""


class LaunchRefusedError(ServiceError):
    """A login or launch that is not accepted."""


class RegistrationRefusedError(ServiceError):
    """A platform that this tool does not register at."""


class RosterError(ServiceError):
    """The members of a class could not be read.

    Attributes:
        retry_after: Seconds the platform asked to wait; none where it did not say.
    """

    def __init__(
        self, code: str, retry_after: float | None = None, **context: str
    ) -> None:
        super().__init__(code, **context)
        self.retry_after = retry_after


class MoodleError(ServiceError):
    """Moodle's web services did not do what was asked.

    Context: ``function`` of Moodle, and its ``errorcode`` where it gave one.
    """

    @property
    def may_pass(self) -> bool:
        """Whether the same may be answered later."""
        return self.code in {"moodle-busy", "moodle-slow"}

    @property
    def is_general(self) -> bool:
        """Whether it is not about one course or person: all else would fare the same."""
        return self.may_be_of_one or self.code in {
            "moodle-account",
            "moodle-address",
            "moodle-competency-off",
            "moodle-certificate",
            "moodle-closed",
            "moodle-function",
            "moodle-moved",
            "moodle-token",
        }

    @property
    def may_be_of_one(self) -> bool:
        """Whether it may be one course that Moodle stumbles over, each time."""
        return self.may_pass or self.code == "moodle-unreadable"


class MailError(ServiceError):
    """A letter was not taken by the mail server."""

    @property
    def refused(self) -> bool:
        """Whether the address was refused for good."""
        return self.code == "mail-refused"


class SettingsError(Exception):
    """A setting is missing or unusable; the message says which and what to do."""


class PlatformError(Exception):
    """The platform did not do what was asked; the message is kept with the message sent."""


class PlatformBusyError(PlatformError):
    """Try again later.

    Attributes:
        retry_after: Seconds the platform asked to wait; none where it did not say.
    """

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class PlatformSlowError(PlatformBusyError):
    """The platform did not answer in time."""


class PlatformCertificateError(PlatformBusyError):
    """The platform's certificate is not one that can be trusted."""


class PlatformTokenError(PlatformBusyError):
    """The platform gave no access token, or none that can be read."""


class PlatformTooLongError(PlatformBusyError):
    """The platform's answer is larger than is read."""


class PlatformRefusedError(PlatformError):
    """Sending the same again cannot help; a person has to look."""


class NotYetError(PlatformError):
    """To be sent again later, though the platform is in no trouble.

    Attributes:
        answered: Whether the platform was asked, and answered.
    """

    def __init__(self, message: str, *, answered: bool = False) -> None:
        super().__init__(message)
        self.answered = answered


class SupersededError(PlatformError):
    """The platform already holds a score with the same or a newer timestamp."""
