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
from lab.drill.solving.timing import ranges_of, reach_of, sample_ages
from lab.drill.solving.world import EMPTY, Fed, Surroundings, World, known
from lab.why.expression import NAME, Expression, Selector, parts

_STEPS = 3000  # of one search
_FIRING = 4  # worlds of one labelling that are tried
_ANY = (1.0, 0.0, 1e3, 1e12, -1.0)


@dataclass(frozen=True, slots=True)
class Case:
    """`firing`, `quiet`: the series at the moment at which the rule should fire, and at the one at which not."""

    firing: tuple[FedSeries, ...]
    quiet: tuple[FedSeries, ...]


@dataclass(frozen=True, slots=True)
class Cases:
    """`ages`: when samples are needed, seconds before a moment, the oldest first. `conflicts`: why selectors match no
    series."""

    candidates: tuple[Case, ...]
    ages: tuple[float, ...]
    reach: float
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Moments:
    """Unix seconds."""

    firing: float
    quiet: float


def cases_of(expression: Expression, suffix: str, extra: Iterable[str], moments: Moments) -> Cases:
    ranges = ranges_of(expression)
    ages, reach = sample_ages(ranges), reach_of(ranges)
    offsets = tuple(sorted({found.age for found in ranges}))
    candidates: dict[Case, None] = {}
    conflicts: tuple[str, ...] = ()
    for apart in (False, True):
        labelling = label_series(expression, suffix, extra, apart=apart)
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
        if firing:
            candidates[Case(_series(firing[0]), ())] = None
        elif not apart:
            for world in _any(expression, at(moments.firing)):
                calm = quiet[0] if quiet else none
                candidates[Case(_series(world), _series(calm))] = None
    return Cases(tuple(candidates), ages, reach, conflicts)


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
        yield FedSeries(tuple(sorted(labels.items())), replace(fed, level=fed.level + shift))
    elif isinstance(fed, Buckets):
        for bound, below in fed.bounds():
            slope = fed.slope if below else 0.0
            le = "+Inf" if bound == float("inf") else f"{bound:g}"
            yield FedSeries(tuple(sorted({**labels, "le": le}.items())), Programme(slope * (reach + 60), slope))


__all__ = ["Case", "Cases", "Cell", "Moments", "cases_of"]
