"""What a part of a query returns, as far as its translation has to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Buckets:
    """Bounds of the source's buckets and of the target's. `times`: a bound of the source times this is one there."""

    source: tuple[float, ...]
    target: tuple[float, ...]
    times: float

    @property
    def are_the_same(self) -> bool:
        return [round(bound * self.times, 9) for bound in self.source] == [round(bound, 9) for bound in self.target]


@dataclass(frozen=True, slots=True)
class Vector:
    """`labels`: labels of the source that the series have, by their name in the target, None where it has none.

    What must be done before anything but a sum sees the series: `extra`, labels of the target to be summed over;
    `lost`, labels whose series are one series in the target; `merged`, such labels that seldom split series; `status`,
    the label with codes whose classes are meant.

    `exponent`: 1 for values in the target's unit of time or size, which times `factor` are in the source's; -1 for
    values per such a unit. `foreign`: some series are of no translated metric. `adds_up`: a sum of such series is one.
    """

    labels: Mapping[str, str | None] = field(default_factory=dict)
    extra: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    status: str = ""
    exponent: int = 0
    factor: float = 1.0
    buckets: Buckets | None = None
    foreign: bool = False
    scalar: bool = False
    adds_up: bool = True

    @property
    def multiplier(self) -> float:
        """What its values are multiplied by to be those of the source."""
        return self.factor**self.exponent


SCALAR = Vector(scalar=True)
FOREIGN = Vector(foreign=True)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A metric that a translated rule records. `refused`: why its rule could not be translated; empty when it was."""

    vector: Vector
    refused: str = ""
