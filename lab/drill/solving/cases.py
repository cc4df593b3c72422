"""The cases of a rule: series that probably make it fire, with the values that probably make it quiet again.

Prometheus decides which of them does; `candidates` are in the order in which they are tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from lab.drill.solving.goal import Goal
from lab.drill.solving.labels import Cell, Labelling, label_series
from lab.drill.solving.search import BoundedSearch
from lab.drill.solving.series import Buckets, FedSeries, Programme
from lab.drill.solving.timing import MAX_REACH_S, ranges_of, reach_of, sample_ages
from lab.drill.solving.world import EMPTY, Fed, Surroundings, World, known, selectors_in
from lab.why.expression import NAME, Aggregate, Binary, Call, Constant, Expression, Selector, Window, children, parts

_STEPS = 3000  # of one search
_FIRING = 5  # worlds of one labelling that are tried
_ANY = (1.0, 0.0, 1e3, 1e12, -1.0)


@dataclass(frozen=True, slots=True)
class Case:
    """`firing`, `quiet`: the series at the moment at which the rule should fire, and at the one at which not."""

    firing: tuple[FedSeries, ...]
    quiet: tuple[FedSeries, ...]


@dataclass(frozen=True, slots=True)
class Cases:
    """`ages`: when samples are needed, seconds before a moment, the oldest first. `conflicts`: why selectors match no
    series. `unsolved`: the part of the rule for which nothing was found; `comes_to`: what its left side is then."""

    candidates: tuple[Case, ...]
    ages: tuple[float, ...]
    reach: float
    conflicts: tuple[str, ...] = ()
    unsolved: Expression | None = None
    comes_to: float | None = None


@dataclass(frozen=True, slots=True)
class Moments:
    """Unix seconds."""

    firing: float
    quiet: float


def cases_of(
    expression: Expression, suffix: str, extra: Iterable[str], moments: Moments, recorded: frozenset[str] = frozenset()
) -> Cases:
    """`suffix`, `extra`, `recorded`: as of `label_series`."""
    ranges = ranges_of(expression)
    reach = reach_of(ranges)
    if reach > MAX_REACH_S:
        return Cases((), (), reach, (f"it looks back {reach / 86400:.0f} days, and a drill at most 100",))
    if native := _native_histograms(expression):
        return Cases((), (), reach, (f"{native} needs native histograms, which a drill does not feed",))
    ages = sample_ages(ranges)
    offsets = tuple(sorted({found.age for found in ranges}))
    candidates: dict[Case, None] = {}
    conflicts: tuple[str, ...] = ()
    solved = False
    for apart in (False, True):
        labelling = label_series(expression, suffix, extra, apart=apart, recorded=recorded)
        conflicts = conflicts or labelling.conflicts

        def at(moment: float, labelling: Labelling = labelling) -> World:
            return World(Surroundings(labelling, moment, ages, reach, offsets))

        firing = list(islice(_firing(expression, at(moments.firing)), _FIRING))
        quiet = list(islice(_quiet(expression, at(moments.quiet)), _FIRING))
        none = at(moments.quiet)
        for index, world in enumerate(firing):
            calm = quiet[min(index, len(quiet) - 1)] if quiet else none
            candidates[Case(_series(world), _series(calm))] = None
            for other in quiet[:2]:
                candidates[Case(_series(world), _series(other))] = None
        solved = solved or bool(firing)
        if firing:
            candidates[Case(_series(firing[0]), ())] = None
        elif not apart:
            for world in _any(expression, at(moments.firing)):
                calm = quiet[0] if quiet else none
                candidates[Case(_series(world), _series(calm))] = None
    # Values that make it quiet are worth more than the end of its series.
    ordered = sorted(candidates, key=lambda case: bool(case.firing and not case.quiet))
    together = label_series(expression, suffix, extra, apart=False, recorded=recorded)
    start = World(Surroundings(together, moments.firing, ages, reach, offsets))
    unsolved = None if solved else _unsolved(expression, start)
    comes_to = _left_of(unsolved, start) if isinstance(unsolved, Binary) else None
    return Cases(tuple(ordered), ages, reach, conflicts, unsolved, comes_to)


def _unsolved(expression: Expression, start: World) -> Expression:
    """The innermost part that the search finds nothing for."""
    for child in children(expression):
        if not isinstance(child, Window | Constant) and next(_firing(child, start), None) is None:
            return _unsolved(child, start)
    return expression


def _left_of(binary: Binary, start: World) -> float | None:
    found = next(_firing(binary.left, start), None)
    value = known(binary.left, found) if found is not None else None
    return value if isinstance(value, float) else None


_OF_NATIVE = (
    "histogram_avg",
    "histogram_count",
    "histogram_sum",
    "histogram_fraction",
    "histogram_stddev",
    "histogram_stdvar",
)


def _native_histograms(expression: Expression) -> str:
    """The function that needs native histograms, if there is one: classic ones have metrics that end in `_bucket`."""
    for part in parts(expression):
        if isinstance(part, Call) and part.function in _OF_NATIVE:
            return part.function
        if isinstance(part, Call) and part.function == "histogram_quantile":
            names = [selector.name or "_bucket" for selector in selectors_in(part)]
            by_le = any("le" in below.labels for below in parts(part) if isinstance(below, Aggregate) and below.by)
            if not by_le and not any(name.endswith("_bucket") or ":" in name for name in names):
                return part.function
    return ""


def _firing(expression: Expression, world: World) -> Iterator[World]:
    for found in BoundedSearch(_STEPS).aim(expression, Goal(), world):
        if known(expression, found) is not EMPTY:
            yield found


def _quiet(expression: Expression, world: World) -> Iterator[World]:
    for found in BoundedSearch(_STEPS).void(expression, world):
        if isinstance(known(expression, found), float):
            continue
        yield found


def _any(expression: Expression, world: World) -> Iterator[World]:
    """When nothing is found: plain values, and rising and falling ones."""
    cells = dict.fromkeys(world.at.labelling.of(part) for part in parts(expression) if isinstance(part, Selector))
    plain = [Programme(value) for value in _ANY]
    moving = [Programme(1e6 + 10 * world.at.reach, slope) for slope in (10.0, -10.0)]
    for programme in (*plain, *moving, Programme(1.0, toggle=1.0)):
        fed = world
        for cell in cells:
            fed = fed.feeding(cell, programme)
        yield fed


def _series(world: World) -> tuple[FedSeries, ...]:
    found: list[FedSeries] = []
    for cell, fed in world.fed.items():
        copies = world.copies.get(cell)
        for index in range(copies.count if copies else 1):
            labels = {NAME: cell.name, **dict(cell.labels)}
            shift = 0.0
            if copies and index:
                labels[copies.label] = f"{labels.get(copies.label, copies.label)}-{index}"
                shift = copies.spread * index
            found += _of_one(labels, fed, shift, world.at.reach)
    return tuple(found)


def _of_one(labels: dict[str, str], fed: Fed, shift: float, reach: float) -> Iterator[FedSeries]:
    if isinstance(fed, Programme):
        programme = replace(fed, level=fed.level + shift) if shift else fed
        yield FedSeries(tuple(sorted(labels.items())), programme)
    elif isinstance(fed, Buckets):
        for bound, below in fed.bounds():
            slope = fed.slope if below else 0.0
            le = "+Inf" if bound == float("inf") else f"{bound:g}"
            yield FedSeries(tuple(sorted({**labels, "le": le}.items())), Programme(slope * (reach + 60), slope))


__all__ = ["Case", "Cases", "Cell", "Moments", "cases_of"]
