"""The commands of pages are refused for what is wrong with them."""

from __future__ import annotations

import pytest

from tests.docs.command_lines import commands, refuse


@pytest.mark.parametrize(
    ("command", "wrong"),
    [
        ("lab run prom-pull --mutants", ""),
        ("lab run prom-pull --twins", "No such option"),
        ("lab fly", "there is no command 'fly'"),
        ("lab render prom-pull", "Missing option '--to'"),
        ("lab schema > scenario.schema.json", ""),
        ("lab compare pull-vs-push --fail-on 'lost > 0'", ""),
        ("make test", ""),
        ("make tea", "there is no target tea"),
        ("pytest scenarios --lab-keep", ""),
        ("pytest scenarios --lab-drop", "the plug-in has no option --lab-drop"),
        ("docker ps", ""),
    ],
)
def test_refuse(command: str, wrong: str) -> None:
    assert refuse(command).startswith(wrong)
    assert bool(refuse(command)) == bool(wrong)


def test_commands_without_output() -> None:
    assert commands("$ lab list\nscenario  what it shows\n") == ["lab list"]


def test_commands_without_comments() -> None:
    assert commands("# first\nlab list\n\nlab check\n") == ["lab list", "lab check"]
