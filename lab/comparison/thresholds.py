"""Parses `--fail-on`: `freshness.p95 > 3s` fails the comparison if it is true. Evaluated in `threshold_check`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

from lab.comparison.measures import MEASURES, RENAMED, measure_and_part, unknown_measure
from lab.errors import UsageError

Operator: TypeAlias = Literal[">", ">=", "<", "<="]

_ALIASES = {
    "loss": "lost",
    "crash.loss": "crash.lost",
    "partition.loss": "partition.lost",
    "restart.loss": "restart.lost",
}
_OPERAND = r"(?:[^<>=!\[\]]|\[[^\[\]]*\])+"  # brackets may hold 'link: from -> to'
_THRESHOLD = re.compile(rf"(?P<left>{_OPERAND}?)\s*(?P<operator>>=|<=|>|<)\s*(?P<right>{_OPERAND})")
_NUMBER = r"\d+(?:\.\d+)?"
_PLAIN = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<unit>[A-Za-zµ%/]*)")
_TIMES = re.compile(rf"(?P<factor>{_NUMBER})\s*\*\s*(?P<of>.+)|(?P<of_first>.+?)\s*\*\s*(?P<factor_last>{_NUMBER})")
_WITH_SIDE = (re.compile(r"([^:]+?)\s*:\s*(.+)"), re.compile(r"(\S+)\s+(.+)"), re.compile(r"([^.]+)\.(.+)"))

# Unit of a measure -> the units that a threshold may use, with their factors. An empty name allows a plain number.
_UNITS: Mapping[str, Mapping[str, float]] = {
    "s": {"ms": 1e-3, "s": 1.0, "m": 60.0},
    "us": {"": 1.0, "us": 1.0, "µs": 1.0, "ms": 1e3},
    "millicores": {"": 1.0, "m": 1.0, "%": 10.0},
    "bytes": {"B": 1.0, "KiB": 1024.0, "MiB": 1024.0**2, "GiB": 1024.0**3},
    "bytes/s": {"B/s": 1.0, "KiB/s": 1024.0, "MiB/s": 1024.0**2, "B": 1.0, "KiB": 1024.0, "MiB": 1024.0**2},
    "1/s": {"": 1.0, "/s": 1.0},
    "count": {"": 1.0},
    "share": {"": 1.0, "%": 0.01},
}
_EXAMPLES = {"s": "3s or 300ms", "bytes": "200MiB", "bytes/s": "20KiB/s"}


@dataclass(frozen=True, slots=True)
class Operand:
    """A measure, of one side or (`side` empty) of any, of a part or (`of` empty) in total."""

    measure: str
    side: str = ""
    of: str = ""

    def __str__(self) -> str:
        return (f"{self.side}: " if self.side else "") + self.measure + (f"[{self.of}]" if self.of else "")


@dataclass(frozen=True, slots=True)
class Limit:
    """`number` itself, or `number` times another operand."""

    number: float
    times: Operand | None = None


@dataclass(frozen=True, slots=True)
class Threshold:
    """Exceeded when `operand` `operator` `limit` is true. `text` as it was given."""

    text: str
    operand: Operand
    operator: Operator
    limit: Limit


def parse_threshold(text: str) -> Threshold:
    """Raises UsageError, with a suggestion where a name is misspelled."""
    match = _THRESHOLD.fullmatch(text.strip())
    if match is None:
        raise UsageError(
            f"{text!r} is not a threshold",
            remedy="write when to fail, for example 'freshness.p95 > 3s', 'loss > 0' or 'push: cpu.loaded > 20m'",
        )
    operand = _operand(match["left"].strip(), text)
    return Threshold(
        text.strip(), operand, cast("Operator", match["operator"]), _limit(match["right"].strip(), operand, text)
    )


def _operand(written: str, text: str) -> Operand:
    name, of = measure_and_part(written)
    if (known := _known_measure(name)) is not None:
        return Operand(known, "", of)
    candidates = [match.groups() for pattern in _WITH_SIDE if (match := pattern.fullmatch(name))]
    if (
        old := next((word for word in (name, *(measure for _, measure in candidates)) if word in RENAMED), None)
    ) is not None:
        raise UsageError(f"{text!r}: {unknown_measure(old)}")
    for side, measure in candidates:
        if (known := _known_measure(measure)) is not None:
            return Operand(known, side, of)
    # A side given with a colon or a space is clear; one given with a dot might be a part of a misspelled measure.
    unknown = candidates[0][1] if candidates and re.search(r"[:\s]", name) else name
    raise UsageError(f"{text!r}: {unknown_measure(unknown, tuple(_ALIASES))}")


def _known_measure(name: str) -> str | None:
    name = _ALIASES.get(name, name)
    return name if name in MEASURES else None


def _limit(written: str, operand: Operand, text: str) -> Limit:
    unit = MEASURES[operand.measure].unit
    if (plain := _PLAIN.fullmatch(written)) is not None:
        return Limit(_in_unit(float(plain["number"]), plain["unit"], operand.measure, text))
    factor, other = 1.0, written
    if (product := _TIMES.fullmatch(written)) is not None:
        factor = float(product["factor"] or product["factor_last"])
        other = (product["of"] or product["of_first"]).strip()
    times = _operand(other, text)
    if MEASURES[times.measure].unit != unit:
        raise UsageError(
            f"{text!r}: {operand.measure} is in {unit}, {times.measure} in {MEASURES[times.measure].unit}",
            remedy="compare measures of the same unit",
        )
    if not times.side:
        raise UsageError(
            f"{text!r}: {times.measure} of which side?", remedy=f"name the side, for example 'pull: {times.measure}'"
        )
    return Limit(factor, times)


def _in_unit(number: float, unit: str, measure: str, text: str) -> float:
    expected = MEASURES[measure].unit
    factors = _UNITS[expected]
    if unit in factors:
        return number * factors[unit]
    if number == 0 and not unit:
        return 0.0
    problem = f"{unit!r} is not a unit of {measure}" if unit else f"{measure} is in {expected}"
    units = ", ".join(name for name in factors if name)
    if example := _EXAMPLES.get(expected):
        remedy = f"write for example {example}"
    else:
        remedy = f"write a number{f', or one in {units}' if units else ' without a unit'}"
    raise UsageError(f"{text!r}: {problem}", remedy=remedy)
