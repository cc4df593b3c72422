"""Whether what a comparison measured exceeds a threshold. `thresholds` parses them."""

from __future__ import annotations

import operator
import statistics
from collections.abc import Callable, Iterator, Mapping

from lab.comparison.measures import MEASURES
from lab.comparison.record import ComparisonRecord
from lab.comparison.table import Column, Key, table_of
from lab.comparison.thresholds import Limit, Operand, Operator, Threshold
from lab.errors import UsageError
from lab.language.suggestions import did_you_mean

_COMPARE: Mapping[Operator, Callable[[float, float], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


def exceeded(threshold: Threshold, record: ComparisonRecord) -> str | None:
    """The first side and size that exceeds it, with its value and the limit; None when none does.

    Compares medians, and the worst repetition of a measure that is `worst`. Raises UsageError if nothing was measured.
    """
    operand = threshold.operand
    for side in _sides(operand, record):
        for key, column in _columns(Operand(operand.measure, side, operand.of), record, threshold):
            limit, limit_text = _limit(threshold.limit, key, record, threshold)
            value = _value(column, operand.measure, largest=threshold.operator in (">", ">="))
            if _COMPARE[threshold.operator](value, limit):
                return f"{side}: {key} is {_text(value, column.unit)} (fail if {threshold.operator} {limit_text})"
    return None


def _limit(limit: Limit, key: Key, record: ComparisonRecord, threshold: Threshold) -> tuple[float, str]:
    """The limit and its text. A limit that is a measure with sizes is taken at the size of `key`."""
    if limit.times is None:
        return limit.number, _text(limit.number, MEASURES[key.measure].unit)
    columns = _columns(limit.times, record, threshold)
    column = next((column for other, column in columns if other.size == key.size), columns[0][1])
    value = limit.number * _value(column, limit.times.measure, largest=threshold.operator in ("<", "<="))
    return value, f"{limit.number:g} * {limit.times} = {_text(value, column.unit)}"


def _sides(operand: Operand, record: ComparisonRecord) -> Iterator[str]:
    """The named side, else all; for a part, the sides that have it."""
    names = [side.name for side in record.sides]
    if operand.side:
        _check_side(operand.side, names)
        yield operand.side
        return
    measured_on = (
        [name for name in names if _find(Operand(operand.measure, name, operand.of), record)] if operand.of else []
    )
    yield from measured_on or names


def _columns(operand: Operand, record: ComparisonRecord, threshold: Threshold) -> list[tuple[Key, Column]]:
    _check_side(operand.side, [side.name for side in record.sides])
    if columns := _find(operand, record):
        return columns
    all_parts = _find(Operand(operand.measure, operand.side), record, any_part=True)
    parts = sorted({key.of for key, _ in all_parts if key.of})
    known = f"known: {', '.join(f'{operand.measure}[{part}]' for part in parts)}" if parts else ""
    raise UsageError(
        f"{threshold.text!r} cannot be judged: {Operand(operand.measure, '', operand.of)} was not measured on "
        f"{operand.side}",
        remedy=known or "remove the threshold, or measure it: 'steady', 'faults' or 'sizes' of the comparison file",
    )


def _find(operand: Operand, record: ComparisonRecord, any_part: bool = False) -> list[tuple[Key, Column]]:
    table = table_of(record.valid_repetitions(operand.side))
    columns = [
        (key, column)
        for key, column in table.items()
        if key.measure == operand.measure and (any_part or key.of == operand.of)
    ]
    return sorted(columns, key=lambda entry: entry[0].position)


def _check_side(side: str, names: list[str]) -> None:
    if side not in names:
        raise UsageError(f"unknown side {side!r}{did_you_mean(side, names)}")


def _value(column: Column, measure: str, *, largest: bool) -> float:
    if not MEASURES[measure].worst:
        return statistics.median(column.values)
    return max(column.values) if largest else min(column.values)


def _text(value: float, unit: str) -> str:
    return f"{value:.4g}" if unit in ("", "count") else f"{value:.4g} {unit}"
