"""Whether what a comparison measured breaks a demand. How a demand is written is `demands`."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from lab.comparison.measures import MEASURES
from lab.comparison.record import ComparisonRecord
from lab.comparison.tables import Column, Key, table_of
from lab.comparison.thresholds import Demand, Limit, Selected, Sign
from lab.errors import UsageError
from lab.language.suggestions import did_you_mean


def broken(demand: Demand, record: ComparisonRecord) -> str | None:
    """What is and what must not be, of the first side and size that breaks it; None when none does.

    Medians are looked at, and of what can be lost the worst repetition. Raises UsageError where nothing was measured.
    """
    for side in _sides(demand.what, record):
        for key, column in _columns(Selected(demand.what.measure, side, demand.what.of), record, demand):
            limit, words = _limit(demand.limit, key, record, demand)
            value = _value(column, demand.what.measure, demand.sign)
            if _is(value, demand.sign, limit):
                return f"{side}: {_spelled(key)} is {_said(value, column.unit)}; demanded: not {demand.sign} {words}"
    return None


def _limit(limit: Limit, key: Key, record: ComparisonRecord, demand: Demand) -> tuple[float, str]:
    """Of the same size, where the measure has sizes."""
    if limit.times is None:
        return limit.number, _said(limit.number, MEASURES[key.measure].unit)
    columns = _columns(limit.times, record, demand)
    column = next((column for other, column in columns if other.size == key.size), columns[0][1])
    value = limit.number * _value(column, limit.times.measure, "<" if demand.sign[0] == ">" else ">")
    return value, f"{limit.number:g} * {limit.times} = {_said(value, column.unit)}"


def _sides(what: Selected, record: ComparisonRecord) -> Iterator[str]:
    """The one that is named, or all; of a part only those that have it."""
    names = [side.name for side in record.sides]
    if what.side:
        _check_side(what.side, names)
        yield what.side
        return
    having = [name for name in names if _found(Selected(what.measure, name, what.of), record)] if what.of else []
    yield from having or names


def _columns(what: Selected, record: ComparisonRecord, demand: Demand) -> list[tuple[Key, Column]]:
    _check_side(what.side, [side.name for side in record.sides])
    found = _found(what, record)
    if found:
        return found
    parts = sorted({key.of for key, _ in _found(Selected(what.measure, what.side), record, any_part=True) if key.of})
    have = f"there is: {', '.join(f'{what.measure}[{part}]' for part in parts)}" if parts else ""
    raise UsageError(
        f"{demand.text!r} cannot be judged: no {Selected(what.measure, '', what.of)} was measured on {what.side}",
        remedy=have or "leave the demand out, or measure it: steady, faults or sizes of the comparison file",
    )


def _found(what: Selected, record: ComparisonRecord, any_part: bool = False) -> list[tuple[Key, Column]]:
    table = table_of(each for each in record.repetitions if each.side == what.side)
    found = [
        (key, column)
        for key, column in table.items()
        if key.measure == what.measure and (any_part or key.of == what.of)
    ]
    return sorted(found, key=lambda entry: entry[0].place)


def _check_side(side: str, names: list[str]) -> None:
    if side not in names:
        raise UsageError(f"no side is called {side!r}{did_you_mean(side, names)}")


def _value(column: Column, measure: str, sign: Sign) -> float:
    if not MEASURES[measure].worst:
        return statistics.median(column.values)
    return max(column.values) if sign[0] == ">" else min(column.values)


def _is(value: float, sign: Sign, limit: float) -> bool:
    match sign:
        case ">":
            return value > limit
        case ">=":
            return value >= limit
        case "<":
            return value < limit
        case "<=":
            return value <= limit


def _spelled(key: Key) -> str:
    part = f"[{key.of}]" if key.of else ""
    return f"{key.measure}{part}" + (f" at {key.size:,}" if key.size else "")


def _said(value: float, unit: str) -> str:
    return f"{value:.4g}" if unit in ("", "count") else f"{value:.4g} {unit}"
