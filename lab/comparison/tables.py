"""The values of one side, put together from its repetitions: one entry for each measure, part, phase and size."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from lab.comparison.measures import MEASURES
from lab.comparison.record import Repetition

_PHASES = ("steady", "faults", "size")
_ORDER = {name: place for place, name in enumerate(MEASURES)}


@dataclass(frozen=True, slots=True)
class Key:
    """`of`: a component or link, empty for the total. `size`: of the phase `size`, else 0."""

    phase: str
    measure: str
    of: str
    size: int

    @property
    def place(self) -> tuple[int, int, str, int, str]:
        """As a reader meets them: the steady time first, each measure in one place, its total before its parts."""
        phase = _PHASES.index(self.phase) if self.phase in _PHASES else len(_PHASES)
        return phase, _ORDER.get(self.measure, len(_ORDER)), self.measure, self.size, self.of


@dataclass(frozen=True, slots=True)
class Column:
    """The values of one key in the order of the repetitions that have it."""

    unit: str
    values: tuple[float, ...]


Table: TypeAlias = Mapping[Key, Column]


def table_of(repetitions: Iterable[Repetition]) -> Table:
    """Of the repetitions that count. What is no finite number was not measured."""
    found: dict[Key, tuple[str, list[float]]] = {}
    for repetition in repetitions:
        taken: set[Key] = set()
        for each in repetition.measurements:
            key = Key(repetition.phase, each.name, each.of, repetition.size)
            if key not in taken and not repetition.invalid_reason and math.isfinite(each.value):
                taken.add(key)
                found.setdefault(key, (each.unit, []))[1].append(each.value)
    return {key: Column(unit, tuple(values)) for key, (unit, values) in found.items()}
