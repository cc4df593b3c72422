"""What a series does around the moment at which a rule is evaluated."""

from __future__ import annotations

import bisect
import math
from collections.abc import Sequence
from dataclasses import dataclass

LOOKBACK_S = 300.0  # of Prometheus: how old the sample of an instant selector may be


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a series did until `age` seconds before the moment: its value then, and its slope."""

    age: float
    level: float
    slope: float = 0.0


@dataclass(frozen=True, slots=True)
class Programme:
    """The values of a series: `level` at the moment, changing by `slope` a second.

    `clock`: its values are `level` plus the time of each sample, as those of a timestamp that is renewed all the time.
    `toggle`: is added to every other sample. `ends`: it has no samples in the last so many seconds.
    """

    level: float = 1.0
    slope: float = 0.0
    clock: bool = False
    toggle: float = 0.0
    earlier: Earlier | None = None
    ends: float | None = None

    def value(self, age: float, index: int, moment: float) -> float | None:
        """`age`: seconds before the moment, negative after it. `index`: of the sample."""
        if self.ends is not None and age < self.ends:
            return None
        if self.earlier is not None and age >= self.earlier.age:
            value = self.earlier.level - self.earlier.slope * (age - self.earlier.age)
        else:
            value = self.level - self.slope * age
        return value + (moment - age if self.clock else 0.0) + (self.toggle if index % 2 else 0.0)

    def at(self, age: float, moment: float) -> float | None:
        """What an instant selector sees."""
        if self.ends is not None and age < self.ends:
            return self.value(self.ends, 0, moment) if self.ends - age < LOOKBACK_S else None
        return self.value(age, 0, moment)


@dataclass(frozen=True, slots=True)
class Copies:
    """A series stands for `count` series that differ in `label`, and in their values by `spread`."""

    count: int
    label: str
    spread: float = 0.0


@dataclass(frozen=True, slots=True)
class Buckets:
    """The buckets of a classic histogram, all of whose observations are near `value`: `slope` of them a second."""

    value: float
    slope: float = 10.0

    def bounds(self) -> tuple[tuple[float, bool], ...]:
        """Upper bounds, and whether the observations are below each."""
        value = self.value
        below, above = (value * 0.999, value * 1.001) if value > 0 else (value - 1e-3, value)
        return ((below, False), (above, True), (math.inf, True))


@dataclass(frozen=True, slots=True)
class FedSeries:
    """A series that is fed: its labels with its name, and what it does."""

    labels: tuple[tuple[str, str], ...]
    programme: Programme


def window(
    programme: Programme, ages: Sequence[float], age: float, seconds: float, moment: float
) -> list[tuple[float, float]]:
    """The samples of a range that ends `age` seconds before the moment, oldest first: seconds and value. `ages`: those
    of all samples, the oldest first."""
    # A range is open at its start and closed at its end.
    first = bisect.bisect_right(ages, -(age + seconds), key=lambda a: -a)
    last = bisect.bisect_right(ages, -age, key=lambda a: -a)
    samples = []
    for index in range(first, last):
        value = programme.value(ages[index], index, moment)
        if value is not None:
            samples.append((-ages[index], value))
    return samples
