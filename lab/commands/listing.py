"""What can be said without starting anything: what scenarios and comparisons there are, a Compose folder, schemas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from lab.errors import ExitCode, UsageError
from lab.plan.model import LabPlan
from lab.render.tree import render
from lab.run.tree_on_disk import write_tree
from lab.stack.folders import Folders

if TYPE_CHECKING:
    from rich.table import Table

    from lab.comparison.config import Comparison


def print_scenarios(folders: Folders) -> ExitCode:
    from rich.console import Console
    from rich.table import Table

    from lab.commands.resolve import scenario_of

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for head in ("scenario", "what it shows", "components", "mutants", "expects"):
        table.add_column(head, no_wrap=head == "scenario")
    for name in folders.scenario_names():
        scenario = scenario_of(folders.scenario(name))
        expected = sum(len(step.wait) + len(step.throughout) + len(step.expect) for step in scenario.steps)
        table.add_row(name, scenario.title, ", ".join(scenario.components), str(len(scenario.mutants)), str(expected))
    Console(highlight=False).print(table)
    if folders.comparison_names():
        Console(highlight=False).print("\n", _comparisons(folders), sep="")
    return ExitCode.PASSED


def _comparisons(folders: Folders) -> Table:
    from rich.table import Table

    from lab.comparison.reading import read_comparison

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for head in ("comparison", "what it compares", "sides", "measures"):
        table.add_column(head, no_wrap=head == "comparison")
    for name in folders.comparison_names():
        comparison = read_comparison(folders.comparison(name)).comparison
        table.add_row(name, comparison.title, _sides(comparison), _phases(comparison))
    return table


def _sides(comparison: Comparison) -> str:
    return ", ".join(f"{name} ({side.scenario})" for name, side in comparison.sides.items())


def _phases(comparison: Comparison) -> str:
    """What is measured, and how often."""
    steady, faults, sizes = comparison.steady, comparison.faults, comparison.sizes
    words = [f"{steady.repetitions} steady"] if steady else []
    words += [f"{faults.repetitions} with faults"] if faults else []
    words += [f"{len(sizes.steps)} sizes"] if sizes else []
    return ", ".join(words)


def comparison_table(folders: Folders) -> str:
    """The comparisons as a Markdown table, a line each, in the words of their own files."""
    from lab.comparison.reading import read_comparison

    lines = ["| comparison | what it compares | sides | measures |", "|---|---|---|---|"]
    for name in folders.comparison_names():
        source = folders.comparison(name)
        comparison = read_comparison(source).comparison
        lines.append(
            f"| [{name}]({source.shown}) | {comparison.title} | {_sides(comparison)} | {_phases(comparison)} |"
        )
    return "\n".join(lines) + "\n"


def scenario_table(folders: Folders) -> str:
    """The scenarios as a Markdown table, a line each, in the words of their own files."""
    from lab.commands.resolve import scenario_of

    lines = ["| scenario | what it shows | with | expects | mutants |", "|---|---|---|---|---|"]
    for name in folders.scenario_names():
        source = folders.scenario(name)
        scenario = scenario_of(source)
        expected = sum(len(step.wait) + len(step.throughout) + len(step.expect) for step in scenario.steps)
        used = dict.fromkeys(use.use or service for service, use in scenario.components.items())
        cells = (f"[{name}]({source.shown})", scenario.title, ", ".join(used), expected, len(scenario.mutants))
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines) + "\n"


def render_to(plan: LabPlan, folder: Path) -> ExitCode:
    """A Compose folder to take away. Refuses to write where something is."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        what = "is not empty" if folder.is_dir() else "is a file"
        raise UsageError(f"{folder} {what}", remedy="name a folder that is empty or does not exist")
    write_tree(render(plan), folder)
    print(f"rendered {plan.label} to {folder}: docker compose --project-directory {folder} up -d --wait")
    return ExitCode.PASSED


def schemas() -> dict[str, str]:
    """The JSON Schema of each kind of file that people write, by the path it is committed under."""
    from pydantic import BaseModel

    from lab.comparison.config import Comparison
    from lab.language.dialect import Dialect
    from lab.scenario.editor_schema import editor_schema
    from lab.scenario.model import Scenario
    from lab.stack.model import Component

    kinds: dict[str, type[BaseModel]] = {
        "lab/scenario/scenario.schema.json": Scenario,
        "lab/comparison/comparison.schema.json": Comparison,
        "lab/scenario/dialect.schema.json": Dialect,
        "lab/stack/component.schema.json": Component,
    }
    return {path: json.dumps(editor_schema(model), indent=2) + "\n" for path, model in kinds.items()}
