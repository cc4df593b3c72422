"""Comparison records as the tests need them: of given values, and of a machine that varies as real ones do."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from lab.comparison.measures import MEASURES
from lab.comparison.record import ComparisonRecord, MeasuredValue, Repetition, SideRecord, WireCheckResult
from lab.comparison.result import ComparisonResult, Row
from lab.record.run_record import Versions

Values = Mapping[str, Sequence[float]]  # measure, or measure[of] -> a value for each repetition

PASSED = WireCheckResult(claim="is scraped", passed=True, expected="GET /metrics", actual="GET /metrics")
FAILED = WireCheckResult(claim="is scraped", passed=False, expected="GET /metrics", actual="POST /v1/metrics")


def measured(name: str, value: float, limit: float | None = None) -> MeasuredValue:
    measure, _, of = name.removesuffix("]").partition("[")
    unit = MEASURES[measure].unit if measure in MEASURES else "count"
    censored = limit is not None and value >= limit
    return MeasuredValue(name=measure, of=of, value=value, unit=unit, source="engine", censored=censored)


def repetitions(
    side: str, values: Values, phase: Any = "steady", size: int = 0, limit: float | None = None, **rest: Any
) -> tuple[Repetition, ...]:
    """`limit`: where a measurement ends; values that reach it are censored."""
    count = max(map(len, values.values()), default=0)
    return tuple(
        Repetition(
            side=side,
            number=number + 1,
            phase=phase,
            size=size,
            started=0,
            ended=1,
            measurements=tuple(
                measured(name, column[number], limit) for name, column in values.items() if number < len(column)
            ),
            **rest,
        )
        for number in range(count)
    )


def record(parts: Iterable[Repetition], **rest: Any) -> ComparisonRecord:
    """The sides in the order of their first repetition; `transports`: side -> transport."""
    all_parts = tuple(parts)
    transports = rest.pop("transports", {})
    names = rest.pop("names", None) or list(dict.fromkeys(repetition.side for repetition in all_parts))
    given = {
        "name": "pull-vs-push",
        "title": "pull or push",
        "why": "for tests",
        "started": 0,
        "ended": 1,
        "versions": Versions(lab="1", system="Linux x86_64"),
        **rest,
    }
    sides = tuple(
        SideRecord(name=name, scenario=name, title=name, transport=transports.get(name, "pull"), plan_digest="0")
        for name in names
    )
    return ComparisonRecord(sides=sides, repetitions=all_parts, **given)


def two_sides(first: Values, other: Values, **rest: Any) -> ComparisonRecord:
    return record((*repetitions("pull", first), *repetitions("push", other)), **rest)


def _heavy(middle: float, spread: float) -> Callable[[random.Random], float]:
    """Lognormal, and one in twenty far out: another process woke up."""

    def draw(rng: random.Random) -> float:
        outlier = rng.choice((1.5, 2.0, 3.0)) if rng.random() < 0.05 else 1.0
        return middle * math.exp(rng.gauss(0, spread)) * outlier

    return draw


def _polled(middle: float, spread: float, step: float = 0.02) -> Callable[[random.Random], float]:
    """Only as fine as the polling, and now and then a whole interval later."""

    def draw(rng: random.Random) -> float:
        late = 1.0 if rng.random() < 0.05 else 0.0
        return round((middle + rng.gauss(0, spread) + late) / step) * step

    return draw


def _rare(count: int, share: float) -> Callable[[random.Random], float]:
    return lambda rng: float(rng.randint(1, count)) if rng.random() < share else 0.0


def _of_two(one: float, two: float, share: float) -> Callable[[random.Random], float]:
    return lambda rng: two if rng.random() < share else one


_PARTS = ("api", "prometheus")
_STEADY: Mapping[str, Callable[[random.Random], float]] = {
    "cpu.idle": _heavy(12, 0.12),
    "cpu.loaded": _heavy(60, 0.06),
    "memory": _heavy(150e6, 0.04),
    "network.idle": _heavy(4e3, 0.01),
    "network.loaded": _heavy(9e3, 0.02),
    "samples.idle": _of_two(1200.0, 1500.0, 0.2),
    "samples.loaded": _heavy(1300, 0.015),
    "series.app": lambda _: 139.0,
    "series.head": _of_two(812.0, 813.0, 0.4),
    "disk": _heavy(900e3, 0.05),
    "freshness.p50": _polled(0.52, 0.04),
    "freshness.p95": _polled(0.98, 0.04),
    "freshness.max": _polled(1.04, 0.03),
    "lost": _rare(3, 0.05),
    "duplicates": lambda _: 0.0,
    "query_error.rate": _heavy(0.01, 0.6),
    "query_error.ratio": _heavy(0.02, 0.6),
    "query_error.p95": _heavy(0.08, 0.2),
    **{f"cpu.idle[{part}]": _heavy(6, 0.15) for part in _PARTS},
    **{f"cpu.loaded[{part}]": _heavy(30, 0.08) for part in _PARTS},
    **{f"memory[{part}]": _heavy(75e6, 0.05) for part in _PARTS},
    **{
        f"network.{when}[scrape{way}]": _heavy(4e3, 0.02)
        for when in ("idle", "loaded")
        for way in ("", ": to", ": from")
    },
    **{f"samples.{when}[prometheus]": _heavy(1300, 0.02) for when in ("idle", "loaded")},
}
_FAULTS: Mapping[str, Callable[[random.Random], float]] = {
    "crash.detected": lambda rng: rng.uniform(0.05, 1.05),
    "crash.lost": lambda rng: float(rng.randint(0, 20)),
    "partition.detected": lambda rng: rng.uniform(1.0, 2.0),
    "partition.lost": _rare(20, 0.3),
    "partition.gap": lambda rng: rng.uniform(3.0, 5.0),
    "restart.recovered": _heavy(1.6, 0.1),
    "restart.lost": _rare(10, 0.3),
    "restart.gap": _heavy(2.0, 0.15),
}


def drawn(side: str, seed: int, count: int = 20) -> tuple[Repetition, ...]:
    """Steady repetitions of one side: some forty rows with tails, outliers and coarse clocks."""
    return _drawn(side, seed, count, _STEADY, "steady")


def drawn_faults(side: str, seed: int, count: int = 20) -> tuple[Repetition, ...]:
    return _drawn(side, seed, count, _FAULTS, "faults")


def _drawn(
    side: str, seed: int, count: int, draws: Mapping[str, Callable[[random.Random], float]], phase: str
) -> tuple[Repetition, ...]:
    rng = random.Random(f"{phase} {seed}")
    values: dict[str, list[float]] = {name: [] for name in draws}
    for _ in range(count):
        # What slows a repetition down slows all of it down.
        slow = math.exp(rng.gauss(0, 0.03))
        for name, draw in draws.items():
            timed = name.startswith("cpu")
            values[name].append(draw(rng) * (slow if timed else 1.0))
    return repetitions(side, values, phase)


def changed(parts: Iterable[Repetition], change: Callable[[MeasuredValue], float]) -> tuple[Repetition, ...]:
    """The same repetitions with other values, as if a difference had been injected."""
    return tuple(
        repetition.model_copy(
            update={"measurements": tuple(m.model_copy(update={"value": change(m)}) for m in repetition.measurements)}
        )
        for repetition in parts
    )


def winners(result: ComparisonResult) -> tuple[Row, ...]:
    """The rows that name a winner."""
    return tuple(row for pair in result.pairs for row in pair.rows if row.winner)


def renamed(parts: Iterable[Repetition], side: str) -> tuple[Repetition, ...]:
    return tuple(repetition.model_copy(update={"side": side}) for repetition in parts)
