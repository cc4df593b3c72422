"""Commands as pages show them, parsed as the command line parses them, and not run."""

from __future__ import annotations

import re
import shlex

import click
import typer
from _pytest.config.argparsing import Parser

from lab import pytest_plugin
from lab.cli.main import app
from tests.docs.pages import CHECKOUT


def commands(text: str) -> list[str]:
    """The commands of a shell block, without comments; a `$` marks them where output follows."""
    lines = text.replace("\\\n", " ").splitlines()
    prompted = [line[2:] for line in lines if line.startswith("$ ")]
    return [line for line in prompted or lines if line.strip() and not line.lstrip().startswith("#")]


def refuse(command: str) -> str:
    """What is wrong with a command; empty when nothing is, or when it is not one of ours."""
    words = shlex.split(command, comments=True)
    if ">" in words:  # into a file
        words = words[: words.index(">")]
    match words[0]:
        case "lab":
            return _refuse_lab(words[1:])
        case "make":
            return _refuse_make(words[1:])
        case "pytest":
            return _refuse_pytest(words[1:])
    return ""


def _refuse_lab(words: list[str]) -> str:
    command: click.Command = typer.main.get_command(app)
    context = click.Context(command, info_name="lab")
    while isinstance(command, click.Group) and words:
        if words[0].startswith("--"):
            known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
            return "" if words[0] in known else f"there is no option {words[0]}"
        below = command.commands.get(words[0])
        if below is None:
            return f"there is no command {words[0]!r}"
        command, words = below, words[1:]
    try:
        command.make_context("lab", list(words), parent=context)
    except click.UsageError as error:
        return error.format_message()
    except click.exceptions.Exit:
        return ""
    return ""


def _refuse_make(targets: list[str]) -> str:
    known = set(re.findall(r"^([a-z-]+):", (CHECKOUT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    unknown = [target for target in targets if target not in known]
    return f"there is no target {', '.join(unknown)}" if unknown else ""


def _refuse_pytest(words: list[str]) -> str:
    parser = Parser(_ispytest=True)
    pytest_plugin.pytest_addoption(parser)
    group = parser.getgroup("lab")
    known = {name for option in group.options for name in option.names()}
    given = {word.partition("=")[0] for word in words if word.startswith("--lab-")}
    return f"the plug-in has no option {', '.join(sorted(given - known))}" if given - known else ""
