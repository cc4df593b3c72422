"""`lab check`: scenarios with all their variants and mutants, and comparisons with all their sides, in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from lab.cli.completion import scenario_and_comparison_names
from lab.cli.invocation import known_folders, read_settings

if TYPE_CHECKING:
    from lab.stack.folders import Folders


def check(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            help="scenarios and comparisons, by name or path; all when none is given",
            autocompletion=scenario_and_comparison_names,
        ),
    ] = None,
) -> None:
    """Check scenarios, their variants and mutants, comparisons, and all their files. Needs no Docker."""
    from lab.selection.check_cache import cache_message, cached_message, fingerprint

    selected, settings = tuple(names or ()), read_settings()
    key = fingerprint(selected, settings)
    message = cached_message(key, settings)
    if message is None:
        message = check_all(selected, known_folders())
        cache_message(key, message, settings)
    typer.echo(message)


def check_all(names: tuple[str, ...], folders: Folders) -> str:
    """What was checked, in a line for scenarios and one for comparisons. Raises `Problems`, UsageError."""
    from lab.comparison.reading import check_comparison, comparisons
    from lab.errors import Problem, Problems
    from lab.language.counting import count
    from lab.selection.scenarios import check_scenarios, select_scenarios

    compared = comparisons(names, folders)
    plain = tuple(name for name in names if not folders.is_comparison(name))
    scenarios = select_scenarios(plain, folders) if plain or not names else ()
    problems: list[Problem] = []
    variants_and_mutants = labs = 0
    try:
        variants_and_mutants = check_scenarios(scenarios, folders)
    except Problems as error:
        problems.extend(error.problems)
    for source in compared:
        try:
            labs += check_comparison(source, folders)
        except Problems as error:
            problems.extend(error.problems)
    if problems:
        raise Problems(tuple(problems))
    lines = []
    if scenarios:
        lines.append(f"OK: {count(len(scenarios), 'scenario')}, {variants_and_mutants} variants and mutants")
    if compared:
        lines.append(f"OK: {count(len(compared), 'comparison')}, {count(labs, 'lab')}")
    return "\n".join(lines)
