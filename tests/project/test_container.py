"""What can be known of the container image and the compose file without an engine."""

import json
import re
from itertools import pairwise
from typing import Any

import pytest
import yaml

from lti_service.settings import read_settings
from tests.project.commands import problem_of
from tests.project.repository import ROOT, pyproject

OTHERS_COMMANDS = {"python", "pg_isready"}
HEALTH = "http://127.0.0.1:8000/healthz"


def _instructions() -> list[tuple[str, str]]:
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.lstrip().startswith("#"))
    whole = re.sub(r"\\\n\s*", " ", text).splitlines()
    return [
        (word, rest)
        for word, _, rest in (line.partition(" ") for line in whole)
        if word
    ]


def _all(instruction: str) -> list[str]:
    return [rest for word, rest in _instructions() if word == instruction]


def _compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    return loaded


def _copied() -> list[str]:
    return [
        source
        for rest in _all("COPY")
        if not rest.startswith("--from")
        for source in rest.split()[:-1]
    ]


def test_every_setting_of_the_readme_reaches_the_container() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    table = readme.partition("| setting (environment)")[2].partition("\n\n")[0]
    named = {
        name
        for row in table.splitlines()
        for name in re.findall(r"`([A-Z_]+)`", row.split("|")[1] if "|" in row else "")
    }
    given = _compose()["services"]["service"]["environment"]

    assert {"ALLOW_PRIVATE_HOSTS", "SMTP_URL", "MOODLE_TOKEN"} <= named
    assert named <= set(given)
    left_out = {name: "" for name, value in given.items() if value.endswith(":-}")}
    read_settings({**left_out, "SECRET_KEY": "x" * 32})


def test_everything_that_is_copied_exists_and_is_not_ignored() -> None:
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    for source in _copied():
        assert (ROOT / source).exists(), source
        assert f"!{source}" in ignored, source


def test_the_build_context_holds_nothing_that_is_not_copied() -> None:
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert {line[1:] for line in ignored if line.startswith("!")} == set(_copied())


def test_base_images_are_named_with_a_version() -> None:
    images = [rest.split()[0] for rest in _all("FROM")]
    images += [
        service["image"]
        for service in _compose()["services"].values()
        if "build" not in service
    ]
    for image in images:
        _, _, tag = image.partition(":")
        assert tag[:1].isdigit(), image
        assert "slim" in tag or "postgres" in image


def test_the_python_of_the_image_is_one_that_the_project_takes() -> None:
    lowest = pyproject()["project"]["requires-python"].removeprefix(">=")
    versions = re.findall(r"python:(3\.\d+)-slim", "\n".join(_all("FROM")))
    assert versions == [lowest, lowest]


def test_the_service_runs_as_a_user_of_its_own() -> None:
    last = [word for word, _ in _instructions() if word in {"FROM", "USER"}][-1]
    assert last == "USER"
    assert _all("USER") == ["pembinaan"]
    assert any("useradd" in rest and " pembinaan" in rest for rest in _all("RUN"))


def test_the_extras_that_are_installed_exist() -> None:
    known = pyproject()["project"]["optional-dependencies"].keys()
    asked = re.findall(r"(?:\.|pembinaan-asn)\[([\w,]+)\]", "\n".join(_all("RUN")))
    assert asked == ["service,scale", "service,scale"]
    assert set(asked[0].split(",")) <= known
    assert any(
        "tzdata" in line
        for line in pyproject()["project"]["optional-dependencies"]["service"]
    )


def test_every_module_that_the_build_runs_exists() -> None:
    modules = re.findall(r"python -m (course_builder[\w.]*)", "\n".join(_all("RUN")))
    assert modules
    for module in modules:
        assert (ROOT / (module.replace(".", "/") + ".py")).is_file(), module


def test_every_build_argument_is_one_that_the_file_reads() -> None:
    text = (ROOT / "Dockerfile").read_text("utf-8")
    declared = {rest.partition("=")[0] for rest in _all("ARG")}
    assert set(re.findall(r"--build-arg (\w+)=", text)) == declared
    assert all(f"${name}" in "\n".join(_all("RUN")) for name in declared)


def _command_lines() -> list[list[str]]:
    (command,) = _all("CMD")
    (health,) = _all("HEALTHCHECK")
    lines = [json.loads(command), json.loads(health.partition("CMD ")[2])]
    for service in _compose()["services"].values():
        lines += [service["command"]] if "command" in service else []
        lines += (
            [service["healthcheck"]["test"][1:]] if "healthcheck" in service else []
        )
    return lines


@pytest.mark.parametrize("line", _command_lines(), ids=" ".join)
def test_every_command_is_one_that_is_understood(line: list[str]) -> None:
    if line[0] not in OTHERS_COMMANDS:
        assert problem_of(line) is None


def test_health_is_asked_at_the_port_that_is_served() -> None:
    assert _all("EXPOSE") == ["8000"]
    for line in _command_lines():
        if line[0] == "python":
            assert HEALTH in line[-1]
    assert _compose()["services"]["service"]["ports"] == ["127.0.0.1:8000:8000"]


def test_the_service_starts_after_its_database_is_there_and_migrated() -> None:
    services = _compose()["services"]
    waits = {name: services[name].get("depends_on", {}) for name in services}
    assert waits["migrate"] == {"database": {"condition": "service_healthy"}}
    assert waits["service"] == {
        "migrate": {"condition": "service_completed_successfully"}
    }
    assert "upgrade" in services["migrate"]["command"]


def test_what_may_die_is_started_again_and_the_reason_is_written() -> None:
    services = _compose()["services"]
    assert services["service"]["restart"] == "unless-stopped"
    assert services["database"]["restart"] == "unless-stopped"
    lines = (ROOT / "compose.yaml").read_text("utf-8").splitlines()
    before = [one for one, two in pairwise(lines) if "unless-stopped" in two]
    assert before[-1].lstrip().startswith("#")


def test_the_image_copies_a_database_of_the_version_that_compose_starts() -> None:
    programs = re.findall(r"\bpostgresql-client-(\d+)", "\n".join(_all("RUN")))
    server = _compose()["services"]["database"]["image"]
    assert programs == re.findall(r"^postgres:(\d+)", server)


def test_compose_sets_only_settings_that_exist() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for name in _compose()["x-service"]["environment"]:
        assert f"`{name}`" in readme


def test_secrets_are_asked_for_and_never_given_a_default() -> None:
    text = (ROOT / "compose.yaml").read_text("utf-8")
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "BASE_URL"):
        uses = re.findall(rf"\$\{{{name}(..)", text)
        assert uses
        assert set(uses) == {":?"}
