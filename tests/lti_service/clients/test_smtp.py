"""Letters over SMTP: what is sent, what a refusal means, and that TLS is not skipped."""

import ssl
from email import message_from_string
from email.policy import default

import pytest

from lti_service.clients.smtp import SmtpMail
from lti_service.domain.digest import Letter, MailServer
from lti_service.errors import MailError
from tests.fakes import FakeClock
from tests.smtp_stub import SmtpStub

LETTER = Letter(
    "digest.20261124.p-1",
    "pegawai@example.id",
    "Ringkasan: 2 hal menunggu Anda",
    "2 hal – menunggu\nhttps://belajar.example/team\n.titik\n",
    "/notices/token",
)
ORIGIN = "https://belajar.example"


def mail(port: int, scheme: str = "smtp", user: str = "") -> SmtpMail:
    server = MailServer(scheme, "127.0.0.1", port, user, "rahasia", "no-reply@ex.id")
    return SmtpMail(server, ORIGIN, FakeClock())


def test_a_letter_arrives_with_what_machines_should_know() -> None:
    with SmtpStub() as server:
        mail(server.port).send(LETTER)
        mail(server.port).send(LETTER)

    first, again = server.letters
    assert (first.sender, first.recipients) == ("no-reply@ex.id", [LETTER.to])
    found = message_from_string(first.text, policy=default)
    assert found["To"] == LETTER.to
    assert found["Subject"] == LETTER.subject
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["List-Unsubscribe"] == "<https://belajar.example/notices/token>"
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert found["Message-ID"] == "<digest.20261124.p-1@ex.id>"
    assert message_from_string(again.text)["Message-ID"] == found["Message-ID"]
    assert found.get_content_type() == "text/plain"
    text = found.get_content().replace("\r\n", "\n")
    assert "2 hal – menunggu" in text
    assert "\n..titik" in text or "\n.titik" in text


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"RCPT": "550 nobody"}, "mail-refused"),
        ({"RCPT": "450 later"}, "mail-away"),
        ({"MAIL": "550 not you"}, "mail-login"),
        ({"MAIL": "451 later"}, "mail-away"),
        ({"DATA": "554 no"}, "mail-away"),
        ({"GREET": "421 busy"}, "mail-away"),
    ],
)
def test_what_a_refusal_means(answers: dict[str, str], code: str) -> None:
    with SmtpStub(answers) as server, pytest.raises(MailError) as refused:
        mail(server.port).send(LETTER)

    assert refused.value.code == code
    assert server.letters == []


def test_a_server_that_is_not_there_is_away() -> None:
    with SmtpStub() as server:
        port = server.port

    with pytest.raises(MailError) as refused:
        mail(port).send(LETTER)

    assert refused.value.code == "mail-away"


@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
def test_without_tls_neither_password_nor_letter_leaves(scheme: str) -> None:
    answers = {"STARTTLS": "502 no", "GREET": "220 plain"}
    with SmtpStub(answers) as server, pytest.raises(MailError) as refused:
        mail(server.port, scheme, "layanan").send(LETTER)

    assert refused.value.code in {"mail-away", "mail-login"}
    assert not any(c.startswith(("AUTH", "MAIL")) for c in server.commands)


def test_certificates_are_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    class Refusing:
        def __init__(self, *_: object, context: ssl.SSLContext, **__: object) -> None:
            seen.append((context.verify_mode, context.check_hostname))
            raise ssl.SSLCertVerificationError("unknown issuer")

    monkeypatch.setattr("smtplib.SMTP_SSL", Refusing)
    with pytest.raises(MailError) as refused:
        mail(465, "smtps").send(LETTER)

    assert refused.value.code == "mail-away"
    assert seen == [(ssl.CERT_REQUIRED, True)]


@pytest.mark.parametrize(
    "to",
    ["a@example.id\r\nBcc: b@example.id", "a@example.id\nX: y", "A <a@example.id>"],
)
def test_an_address_brings_no_header_of_its_own(to: str) -> None:
    letter = Letter("id", to, "Ringkasan", "isi", "/notices/x")
    with SmtpStub() as server, pytest.raises(MailError) as refused:
        mail(server.port).send(letter)

    assert refused.value.refused
    assert server.commands == []


def test_a_subject_brings_no_header_of_its_own() -> None:
    letter = Letter("id", "a@example.id", "Halo\r\nBcc: b@example.id", "isi", "/n/x")
    with SmtpStub() as server, pytest.raises(MailError):
        mail(server.port).send(letter)

    assert server.letters == []
