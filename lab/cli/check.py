"""`lab check`: checks scenarios with all their variants and mutants, and comparisons with all their sides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from lab.cli.arguments import Trust
from lab.cli.completion import scenario_and_comparison_names
from lab.cli.invocation import known_folders, read_settings

if TYPE_CHECKING:
    from lab.plan.model import LabPlan
    from lab.stack.folders import Folders


def check(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            help="scenarios and comparisons, by name or path  [default: all]",
            metavar="[NAME]...",
            autocompletion=scenario_and_comparison_names,
        ),
    ] = None,
    trust: Trust = False,
) -> None:
    """Check scenarios and comparisons without running them.

    Reads every file that they use, and plans each variant, mutant and side. Needs no engine. Prints all problems with
    their places in the files; exits with 2 if there is one. Prints what components are granted beyond what a scenario
    may ask for, such as mounts of the host.
    """
    from lab.selection.check_cache import cache_key, cache_message, cached_message, recorded_reads

    selected, settings = tuple(names or ()), read_settings()
    key = cache_key((*selected, *(["--trust"] if trust else [])), settings)
    message = cached_message(key, settings)
    if message is None:
        with recorded_reads() as reads:
            message = check_all(selected, known_folders(trusted=trust))
        cache_message(key, message, reads, settings)
    typer.echo(message)


def check_all(names: tuple[str, ...], folders: Folders) -> str:
    """A line for the scenarios, one for the comparisons, what components are granted, and notes.

    Raises UsageError, and `Problems` with all of them.
    """
    from lab.comparison.reading import check_comparison
    from lab.errors import Problem, Problems
    from lab.language.counting import count
    from lab.selection.compose_notes import ComposeNotes
    from lab.selection.dashboard_notes import DashboardNotes
    from lab.selection.grants import Granted
    from lab.selection.receiver_notes import ReceiverNotes
    from lab.selection.scenarios import check_scenarios, named_scenario, select_scenarios

    comparisons = [name for name in names if folders.is_comparison(name)] if names else folders.comparison_names()
    scenarios = [name for name in names if not folders.is_comparison(name)] if names else folders.scenario_names()
    if not names and not scenarios:
        select_scenarios((), folders)  # raises
    problems: list[Problem] = []
    granted, notes, receivers, projects = Granted(), DashboardNotes(), ReceiverNotes(), ComposeNotes()

    def on_plan(plan: LabPlan) -> None:
        granted.add(plan)
        notes.add(plan)
        receivers.add(plan)
        projects.add(plan)

    variants_and_mutants = labs = 0
    for name in scenarios:
        try:
            variants_and_mutants += check_scenarios((named_scenario(name, folders),), folders, on_plan)
        except Problems as error:
            problems.extend(error.problems)
    for name in comparisons:
        try:
            labs += check_comparison(folders.comparison(name), folders, on_plan)
        except Problems as error:
            problems.extend(error.problems)
    if problems:
        raise Problems(tuple(problems))
    lines = []
    if scenarios:
        lines.append(f"OK: {count(len(scenarios), 'scenario')}, {variants_and_mutants} variants and mutants")
    if comparisons:
        lines.append(f"OK: {count(len(comparisons), 'comparison')}, {count(labs, 'lab')}")
    return "\n".join((*lines, *granted.lines(), *notes.lines(), *receivers.lines(), *projects.lines()))
