"""Our command lines, read the way Click reads them but without running anything."""

import importlib
import shlex
from collections.abc import Iterator, Sequence

import click

from tests.project.repository import pyproject


def programs() -> dict[str, click.Command]:
    """Each program of ``[project.scripts]`` with its Click command."""
    found: dict[str, click.Command] = {}
    for name, place in pyproject()["project"]["scripts"].items():
        module, attribute = place.split(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command), f"{place} is no Click command"
        found[name] = command
    return found


def all_commands() -> Iterator[str]:
    """Every command that does something, with its groups: ``lti-service db upgrade``."""
    for name, command in programs().items():
        yield from _leaves(name, command)


def command_of(words: Sequence[str]) -> tuple[str, click.Command]:
    """Return the command that some words name, and its full name without arguments."""
    name, command = words[0], programs()[words[0]]
    for word in words[1:]:
        if not isinstance(command, click.Group):
            break
        inner = command.get_command(click.Context(command), word)
        assert inner is not None, f"{name} has no {word}"
        name, command = f"{name} {word}", inner
    return name, command


def problem_of(line: str | Sequence[str]) -> str | None:
    """Say why a command line would not be understood; None where it would."""
    words = shlex.split(line, comments=True) if isinstance(line, str) else list(line)
    command = programs().get(words[0])
    if command is None:
        return f"{words[0]} is none of our programs"
    context = click.Context(command, info_name=words[0])
    try:
        return _problem(command, context, words[1:])
    except click.UsageError as error:
        return error.format_message()


def _leaves(name: str, command: click.Command) -> Iterator[str]:
    if not isinstance(command, click.Group):
        yield name
        return
    context = click.Context(command)
    for sub in command.list_commands(context):
        found = command.get_command(context, sub)
        assert found is not None
        if not found.hidden:
            yield from _leaves(f"{name} {sub}", found)


def _problem(
    command: click.Command, context: click.Context, words: list[str]
) -> str | None:
    values, rest, _ = command.make_parser(context).parse_args(list(words))
    if {"--help", "--version"} & set(words) and not rest:
        return None
    for parameter in command.get_params(context):
        value = values.get(parameter.name or "")
        if isinstance(parameter.type, click.Choice) and isinstance(value, str):
            parameter.type.convert(value, parameter, context)
        if parameter.required and value in (None, (), []):
            return f"{context.command_path} wants {parameter.make_metavar(context)}"
    if not isinstance(command, click.Group):
        return f"{rest[0]} is one word too many" if rest else None
    if not rest:
        return f"{context.command_path} wants a command"
    inner = command.get_command(context, rest[0])
    if inner is None:
        return f"{context.command_path} has no {rest[0]}"
    return _problem(
        inner, click.Context(inner, parent=context, info_name=rest[0]), rest[1:]
    )
