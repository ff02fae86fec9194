import threading
from pathlib import Path

import pytest

from lti_service.errors import SettingsError
from lti_service.settings import read_settings

POSTGRES = "postgresql+psycopg://127.0.0.1/plan"
SECRET = "s" * 32


def test_the_defaults_are_those_of_a_newcomer(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    settings = read_settings({})

    assert settings.database_url == "sqlite:///var/lti-service.db"
    assert settings.base_url == "http://localhost:8000"
    assert settings.time_zone.key == "Asia/Jayapura"
    assert settings.max_upload_mb == 10
    assert settings.allow_private_hosts == frozenset()


def test_a_secret_is_made_once_and_kept_beside_the_database(tmp_path):
    env = {"DATABASE_URL": f"sqlite:///{tmp_path}/plan.db"}

    first, again = read_settings(env), read_settings(env)

    assert len(first.secret_key) >= 32
    assert first.secret_key == again.secret_key
    assert (tmp_path / "plan.secret").stat().st_mode & 0o077 == 0


def test_processes_that_start_together_share_one_secret(tmp_path):
    env = {"DATABASE_URL": f"sqlite:///{tmp_path}/plan.db"}
    start, found = threading.Barrier(8), set()

    def read():
        start.wait()
        found.add(read_settings(env).secret_key)

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["plan.secret"]


def test_postgresql_asks_for_a_secret():
    with pytest.raises(SettingsError, match="SECRET_KEY is required"):
        read_settings({"DATABASE_URL": POSTGRES})


def test_postgresql_with_a_secret_is_accepted():
    assert read_settings({"DATABASE_URL": POSTGRES, "SECRET_KEY": SECRET}).secret_key


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DATABASE_URL", "mysql://x", "must begin with sqlite"),
        ("BASE_URL", "belajar.example", "must be the public address"),
        ("BASE_URL", "https://belajar.example/?a=1", "must not carry"),
        ("SECRET_KEY", "short", "at least 32"),
        ("TIME_ZONE", "Ternate", "not known"),
        ("MAX_UPLOAD_MB", "0", "above 0"),
        ("MAX_UPLOAD_MB", "ten", "above 0"),
        ("ALLOW_PRIVATE_HOSTS", "10.0.0.5", "host:port"),
        ("LOG_FORMAT", "xml", "console or json"),
        ("TRUSTED_PROXIES", "yes", "0 to 9"),
        ("TRUSTED_PROXIES", "10", "0 to 9"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(name, value, sentence, tmp_path):
    env = {"DATABASE_URL": f"sqlite:///{tmp_path}/plan.db", name: value}

    with pytest.raises(SettingsError, match=sentence) as caught:
        read_settings(env)

    assert name in str(caught.value)


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(SettingsError, match="Make the folder writable"):
        read_settings({"DATABASE_URL": f"sqlite:///{blocked}/plan.db"})


def test_secure_cookies_go_to_https_and_to_loopback_names(tmp_path):
    def secure(base_url: str) -> bool:
        env = {"DATABASE_URL": f"sqlite:///{tmp_path}/p.db", "BASE_URL": base_url}
        return read_settings(env).secure_origin

    assert secure("https://belajar.example")
    assert secure("http://localhost:8000")
    assert not secure("http://belajar.example")


def test_the_secret_is_not_shown(tmp_path):
    settings = read_settings({"DATABASE_URL": f"sqlite:///{Path(tmp_path)}/p.db"})
    assert settings.secret_key.decode() not in repr(settings)


def test_a_mail_server_is_read_with_its_password_and_sender():
    url = "smtp+starttls://layanan:r%40hasia@mail.example.id?from=info@example.id"

    found = read_settings({"SECRET_KEY": SECRET, "SMTP_URL": url})

    server = found.mail_server
    assert server
    assert (server.scheme, server.host, server.port) == (
        "smtp+starttls",
        "mail.example.id",
        587,
    )
    assert (server.user, server.password) == ("layanan", "r@hasia")
    assert server.sender == "info@example.id"
    assert "r@hasia" not in repr(found)


def test_letters_come_from_the_service_s_own_host_where_nothing_is_said():
    env = {
        "SECRET_KEY": SECRET,
        "SMTP_URL": "smtps://mail.example.id:4650",
        "BASE_URL": "https://belajar.example.id",
    }

    server = read_settings(env).mail_server
    assert server

    assert (server.port, server.sender) == (4650, "no-reply@belajar.example.id")
    assert read_settings({"SECRET_KEY": SECRET}).mail_server is None


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://mail.example.id", "smtp://, smtps://"),
        ("smtp://", "smtp://, smtps://"),
        ("smtp://a:b@mail.example.id", "a password goes by"),
        ("smtps://mail.example.id:99999", "a port"),
        ("smtps://mail.example.id", "whom letters come from"),
        ("smtps://mail.example.id?from=a@b.id%0d%0aBcc:c@d.id", "whom letters"),
    ],
)
def test_a_mail_server_that_cannot_be_used_is_named(url, words):
    with pytest.raises(SettingsError, match="SMTP_URL") as error:
        read_settings({"SECRET_KEY": SECRET, "SMTP_URL": url})

    assert words in str(error.value)
