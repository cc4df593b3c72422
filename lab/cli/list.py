"""`lab list`: the scenarios and comparisons, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from lab.cli.invocation import known_folders
from lab.errors import LabError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.table import Table

    from lab.comparison.config import Comparison
    from lab.scenario.model import Scenario
    from lab.stack.folders import Folders


def list_(
    markdown: Annotated[bool, typer.Option("--markdown", help="print Markdown tables")] = False,
) -> None:
    """List scenarios, with their variants, and comparisons."""
    folders = known_folders()
    if markdown:
        typer.echo(f"{scenario_table(folders)}\n<!-- comparisons -->\n{comparison_table(folders)}")
    else:
        print_tables(folders)


def print_tables(folders: Folders) -> None:
    from lab.report.console.terminal import terminal

    terminal().print(_scenarios(folders))
    if folders.comparison_names():
        terminal().print("\n", _comparisons(folders), sep="")


def scenario_table(folders: Folders) -> str:
    """The scenarios as a Markdown table."""
    from lab.selection.scenarios import read_scenario

    lines = ["| scenario | what it shows | with | expects | variants | mutants |", "|---|---|---|---|---|---|"]
    for name in folders.scenario_names():
        try:
            source = folders.scenario(name)
            scenario = read_scenario(source)
        except LabError:
            lines.append(f"| {name} | {_unreadable(name)} | | | | |")
            continue
        uses = dict.fromkeys(use.use or service for service, use in scenario.components.items())
        cells = (
            f"[{name}]({source.name}/scenario.yaml)",  # from scenarios/README.md
            scenario.title.replace("|", "\\|"),
            ", ".join(_with_bundle(scenario, uses)),
            _expectations(scenario),
            len(_variants(scenario)) or "",
            len(scenario.mutants),
        )
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines) + "\n"


def _with_bundle(scenario: Scenario, components: Iterable[str]) -> tuple[str, ...]:
    """The Kubernetes API and a Compose file count as one component: their services are not in the scenario file."""
    bundle = ("kubernetes",) if scenario.kubernetes is not None else ()
    return (*(scenario.compose.files if scenario.compose else ()), *bundle, *components)


def comparison_table(folders: Folders) -> str:
    """The comparisons as a Markdown table."""
    from lab.comparison.reading import read_comparison

    lines = ["| comparison | what it compares | sides | measures |", "|---|---|---|---|"]
    for name in folders.comparison_names():
        try:
            source = folders.comparison(name)
            comparison = read_comparison(source).comparison
        except LabError:
            lines.append(f"| {name} | {_unreadable(name)} | | |")
            continue
        link = f"[{name}]({source.name}/comparison.yaml)"
        lines.append(f"| {link} | {comparison.title} | {_sides(comparison)} | {_phases(comparison)} |")
    return "\n".join(lines) + "\n"


def _scenarios(folders: Folders) -> Table:
    from rich.text import Text

    from lab.selection.scenarios import read_scenario

    table = _table("scenario", "what it shows", "components", "mutants", "expects")
    for name in folders.scenario_names():
        try:
            scenario = read_scenario(folders.scenario(name))
        except LabError:
            table.add_row(name, _unreadable(name), "", "", "")
            continue
        named = Text("\n".join([name, *(f"  [{variant}]" for variant in _variants(scenario))]))
        mutants, expects = str(len(scenario.mutants)), str(_expectations(scenario))
        components = ", ".join(_with_bundle(scenario, scenario.components))
        table.add_row(named, scenario.title, components, mutants, expects)
    return table


def _comparisons(folders: Folders) -> Table:
    from lab.comparison.reading import read_comparison

    table = _table("comparison", "what it compares", "sides", "measures")
    for name in folders.comparison_names():
        try:
            comparison = read_comparison(folders.comparison(name)).comparison
        except LabError:
            table.add_row(name, _unreadable(name), "", "")
            continue
        table.add_row(name, comparison.title, _sides(comparison), _phases(comparison))
    return table


def _unreadable(name: str) -> str:
    return f"cannot be read; see: lab check {name}"


def _table(*columns: str) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for number, column in enumerate(columns):
        table.add_column(column, no_wrap=number == 0)
    return table


def _expectations(scenario: Scenario) -> int:
    return sum(len(step.wait) + len(step.throughout) + len(step.expect) for step in scenario.steps)


def _variants(scenario: Scenario) -> list[str]:
    """As they stand in the brackets of a name."""
    from lab.scenario.variants import named_variants, variant_name

    return [variant_name(scenario.variants, variant) for variant in named_variants(scenario.variants)]


def _sides(comparison: Comparison) -> str:
    return ", ".join(f"{name} ({side.scenario})" for name, side in comparison.sides.items())


def _phases(comparison: Comparison) -> str:
    """What is measured, and how often."""
    steady, faults, sizes = comparison.steady, comparison.faults, comparison.sizes
    phases = [f"{steady.repetitions} steady"] if steady else []
    phases += [f"{faults.repetitions} with faults"] if faults else []
    phases += [f"{len(sizes.steps)} sizes"] if sizes else []
    return ", ".join(phases)
