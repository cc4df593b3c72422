"""Reference pages made from the code: the keys of each kind of file, and every command with its options."""

from __future__ import annotations

from collections.abc import Iterator

import click
import typer

from docs.generate.option_tables import cell, option_tables
from lab.cli.main import app
from lab.comparison.config import Comparison
from lab.scenario.model import Scenario
from lab.stack.model import Component

_EXPECTATIONS = r"Expectation$|^LabelCondition$"  # these have pages of their own


def file_pages() -> dict[str, str]:
    """Address below docs/ -> Markdown."""
    return {
        "reference/scenario.md": _file_page(
            "scenario.yaml",
            "Every key of a scenario file. Editors complete and check them with the JSON Schema that `lab schema` "
            "prints. [Write a scenario](../tutorial.md) explains them one after the other.",
            option_tables(Scenario, level=2, leave_out=_EXPECTATIONS),
        ),
        "reference/component.md": _file_page(
            "component.yaml",
            "Every key of a component file. [Add a component](../add-component.md) shows how to write one.",
            option_tables(Component, level=2),
        ),
        "reference/comparison.md": _file_page(
            "comparison.yaml",
            "Every key of a comparison file. [Compare architectures](../compare.md) shows how to use one.",
            option_tables(Comparison, level=2),
        ),
    }


def _file_page(title: str, text: str, tables: str) -> str:
    return f"# {title}\n\n{text}\n\n{tables}"


def commands_page() -> str:
    root = typer.main.get_command(app)
    parts = [
        "# Commands\n",
        "Every command, as `lab COMMAND --help` prints it. Exit codes are in [Use in CI](../ci.md#exit-codes).\n",
        *(_command(path, command) for path, command in leaf_commands(root)),
    ]
    return "\n".join(parts)


def leaf_commands(command: click.Command, path: str = "lab") -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, with what a person types to get there."""
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from leaf_commands(below, f"{path} {name}")
    else:
        yield path, command


def _command(path: str, command: click.Command) -> str:
    arguments = [p for p in command.params if isinstance(p, click.Argument)]
    usage = " ".join([path, *(_argument(argument) for argument in arguments)])
    rows = "".join(
        f"| `{_spelling(parameter)}` | {cell(getattr(parameter, 'help', None) or '')} |\n"
        for parameter in command.params
        if not getattr(parameter, "hidden", False)
    )
    table = f"| Argument or option | Meaning |\n| --- | --- |\n{rows}" if rows else ""
    text = " ".join((command.help or "").split("\f")[0].split())
    return f"## {path}\n\n{text}\n\n```text\n{usage}\n```\n\n{table}"


def _argument(argument: click.Argument) -> str:
    name = (argument.metavar or argument.name or "").upper()
    name = f"{name}..." if argument.nargs == -1 else name
    return name if argument.required else f"[{name}]"


def _spelling(parameter: click.Parameter) -> str:
    if isinstance(parameter, click.Argument):
        return _argument(parameter)
    spelling = ", ".join((*parameter.opts, *parameter.secondary_opts))
    if isinstance(parameter, click.Option) and not parameter.is_flag:
        spelling += f" {parameter.type.name.upper()}"
    return spelling
