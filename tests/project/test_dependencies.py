"""The pinned versions are whole, and are the ones that the tests run on."""

import json
from importlib.metadata import metadata, requires, version

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tests.project.repository import ROOT, pyproject

DEBIANS_PYTHON = "3.11.2"  # Debian 12
PROJECT = pyproject()["project"]
BUILD = pyproject()["build-system"]["requires"]


def _pinned() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): number for name, number in pins}


def _closure() -> set[str]:
    """Every distribution that the project with all its extras brings along."""
    asked = [*PROJECT["dependencies"], *BUILD]
    for extra in PROJECT["optional-dependencies"].values():
        asked += extra
    waiting = [Requirement(line) for line in asked]
    found: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        requirement = waiting.pop()
        name, extras = requirement.name, frozenset(requirement.extras)
        if (name, extras) in found:
            continue
        found.add((name, extras))
        for line in requires(name) or []:
            inner = Requirement(line)
            if inner.marker is None or any(
                inner.marker.evaluate({"extra": extra}) for extra in extras or {""}
            ):
                waiting.append(inner)
    return {canonicalize_name(name) for name, _ in found}


def test_every_distribution_that_is_installed_for_us_is_pinned() -> None:
    # pip-audit asks for pip, which every virtual environment brings.
    assert _closure() - _pinned().keys() == {"pip"}


def test_the_installed_versions_are_the_pinned_ones() -> None:
    pinned = _pinned()
    installed = {name: version(name) for name in pinned}
    assert installed == pinned


def test_the_pins_allow_what_the_project_asks_for() -> None:
    pinned = _pinned()
    extras = PROJECT["optional-dependencies"].values()
    for line in [
        *PROJECT["dependencies"],
        *(item for extra in extras for item in extra),
    ]:
        requirement = Requirement(line)
        assert requirement.specifier.contains(
            pinned[canonicalize_name(requirement.name)]
        ), line


def test_the_pinned_versions_can_be_installed_on_debian_stable() -> None:
    refused = {
        name: asked
        for name in _pinned()
        if (asked := metadata(name)["Requires-Python"])
        and not SpecifierSet(asked).contains(DEBIANS_PYTHON)
    }
    assert refused == {}


def test_the_pins_name_versions_and_no_addresses() -> None:
    assert "//" not in (ROOT / "constraints.txt").read_text("utf-8")


def test_the_players_packages_are_pinned_and_unlocked() -> None:
    player = json.loads(
        (ROOT / "course_builder/player/package.json").read_text("utf-8")
    )
    wanted = player.get("dependencies", {}) | player.get("devDependencies", {})
    loose = [name for name, number in wanted.items() if not number[0].isdigit()]
    assert wanted
    assert loose == []
