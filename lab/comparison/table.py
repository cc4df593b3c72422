"""The values of one side, collected from its repetitions: one column for each measure, part, phase and size."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from lab.comparison.measures import MEASURES
from lab.comparison.record import MeasuredValue, Phase, Repetition

PHASES: tuple[Phase, ...] = ("steady", "faults", "size")
_ORDER = {name: position for position, name in enumerate(MEASURES)}


@dataclass(frozen=True, slots=True)
class Key:
    """`of`: a component or network link, empty for the total. `size`: of the phase `size`, else 0."""

    phase: Phase
    measure: str
    of: str
    size: int

    @property
    def position(self) -> tuple[int, int, str, int, str]:
        """In a report: by phase, then by measure, each total before its parts."""
        return PHASES.index(self.phase), _ORDER.get(self.measure, len(_ORDER)), self.measure, self.size, self.of

    def __str__(self) -> str:
        part = f"[{self.of}]" if self.of else ""
        return f"{self.measure}{part}" + (f" at {self.size:,}" if self.size else "")


@dataclass(frozen=True, slots=True)
class Column:
    """The values of one key, in the order of the repetitions. `within`: the part that the key's `of` is a share of.

    `limit`: where censored measurements ended; None when none is censored.
    """

    unit: str
    values: tuple[float, ...]
    within: str = ""
    limit: float | None = None


Table: TypeAlias = Mapping[Key, Column]


def table_of(repetitions: Iterable[Repetition]) -> Table:
    """Of the valid repetitions; a value that is not finite counts as not measured."""
    by_key: dict[Key, list[MeasuredValue]] = {}
    for repetition in repetitions:
        seen: set[Key] = set()
        for value in repetition.measurements:
            key = Key(repetition.phase, value.name, value.of, repetition.size)
            if key not in seen and not repetition.invalid_reason and math.isfinite(value.value):
                seen.add(key)
                by_key.setdefault(key, []).append(value)
    return {key: _column(values) for key, values in by_key.items()}


def _column(values: list[MeasuredValue]) -> Column:
    limit = min((value.value for value in values if value.censored), default=None)
    return Column(values[0].unit, tuple(value.value for value in values), values[0].within, limit)
