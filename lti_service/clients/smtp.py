"""Letters handed to a mail server by SMTP, with the standard library alone."""

import smtplib
import ssl
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime

from lti_service.domain.digest import Letter, MailServer, is_address
from lti_service.errors import MailError
from lti_service.ports import Clock

TIMEOUT_SECONDS = 15.0
_PERMANENT = 500
# Not about the address: who sends, or what is sent, is refused.
_OURS = {530, 534, 535, 538}


class SmtpMail:
    """`ports.Mail` by SMTP; certificates of the server are verified.

    Args:
        server: Where letters are handed over.
        origin: The service's public address, for links.
        clock: For the date of letters.
    """

    def __init__(self, server: MailServer, origin: str, clock: Clock) -> None:
        self._server = server
        self._origin = origin
        self._clock = clock

    @property
    def origin(self) -> str:
        """The service's public address, for links."""
        return self._origin

    def send(self, letter: Letter) -> None:
        """Hand a letter over.

        Raises:
            MailError: It was not taken.
        """
        if not is_address(letter.to):
            raise MailError("mail-refused")
        message = self._message(letter, self._clock.now())
        try:
            with self._connect() as smtp:
                smtp.send_message(message, self._server.sender, [letter.to])
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _words in error.recipients.values()]
            for_good = all(code >= _PERMANENT for code in codes)
            raise MailError("mail-refused" if for_good else "mail-away") from error
        except (
            smtplib.SMTPAuthenticationError,
            smtplib.SMTPSenderRefused,
            smtplib.SMTPNotSupportedError,
        ) as error:
            code = getattr(error, "smtp_code", _PERMANENT)
            passing = code < _PERMANENT and code not in _OURS
            raise MailError("mail-away" if passing else "mail-login") from error
        except (smtplib.SMTPException, OSError) as error:
            raise MailError("mail-away") from error

    def _connect(self) -> smtplib.SMTP:
        server, context = self._server, ssl.create_default_context()
        if server.scheme == "smtps":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=TIMEOUT_SECONDS, context=context
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
        try:
            if server.scheme == "smtp+starttls":
                smtp.starttls(context=context)
            if server.user:
                smtp.login(server.user, server.password)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _message(self, letter: Letter, at: datetime) -> EmailMessage:
        """Return the letter; the policy refuses a line break in any header."""
        domain = self._server.sender.partition("@")[2]
        message = EmailMessage(SMTP_POLICY)
        try:
            message["From"] = Address(addr_spec=self._server.sender)
            message["To"] = Address(addr_spec=letter.to)
            message["Subject"] = letter.subject
            message["Date"] = format_datetime(at)
            message["Message-ID"] = f"<{letter.message_id}@{domain}>"
            message["Auto-Submitted"] = "auto-generated"
            link = f"{self._origin}{letter.unsubscribe}"
            message["List-Unsubscribe"] = f"<{link}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        except ValueError as error:
            raise MailError("mail-refused") from error
        message.set_content(letter.body, cte="quoted-printable")
        return message
