"""Reads comparison files, and checks them for `lab check` without starting anything."""

from __future__ import annotations

from collections.abc import Callable

from lab.comparison.config import Comparison
from lab.comparison.measures import measure_and_part, unjudged_measure, unknown_measure
from lab.comparison.sides.planning import ComparisonFile, plan_sides, sizes_of
from lab.errors import Problem, Problems
from lab.plan.model import LabPlan
from lab.scenario.reading import read_model
from lab.stack.folders import ComparisonSource, Folders


def read_comparison(source: ComparisonSource) -> ComparisonFile:
    """Raises `Problems`, also for unknown measures."""
    comparison, document = read_model(source.text, source.display_path, Comparison)
    names: dict[tuple[str | int, ...], str] = {
        ("expected", n, "measure"): measure_and_part(expected.measure)[0]
        for n, expected in enumerate(comparison.expected)
    }
    names |= {("margins", name): name for name in comparison.margins}
    problems = tuple(
        Problem(document.place(path), message)
        for path, name in names.items()
        if (message := unknown_measure(name) or (unjudged_measure(name) if path[0] == "expected" else ""))
    )
    if problems:
        raise Problems(problems)
    return ComparisonFile(comparison, document, source)


def comparisons(names: tuple[str, ...], folders: Folders) -> tuple[ComparisonSource, ...]:
    """The comparisons among `names`; all comparisons when it is empty."""
    chosen = [name for name in names if folders.is_comparison(name)] if names else folders.comparison_names()
    return tuple(folders.comparison(name) for name in chosen)


def check_comparison(
    source: ComparisonSource, folders: Folders, on_plan: Callable[[LabPlan], None] = lambda _: None
) -> int:
    """The number of labs it plans: every side, at the smallest and the largest size; `on_plan` gets each plan. Raises
    `Problems`."""
    file = read_comparison(source)
    sizes = [size for size in sizes_of(file.comparison) if size is not None]
    ends = tuple(dict.fromkeys((min(sizes), max(sizes)))) if sizes else ()
    without_size = tuple(size for size in sizes_of(file.comparison) if size is None)
    sides = plan_sides(file, folders, sizes=(*without_size, *ends))
    for side in sides:
        on_plan(side.plan)
    return len(sides)
