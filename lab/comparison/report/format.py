"""Measured values as text: with readable units, as ratios, and in lists."""

from __future__ import annotations

from collections.abc import Sequence

from lab.comparison.record import Intervals
from lab.comparison.stats.summary_stats import Summary
from lab.report.formatting import plain_number

_BINARY = ("B", "KiB", "MiB", "GiB", "TiB")
_TIMES_FROM = 1.5  # from here on a ratio is "1.8 times", below it is "23 % more"


def value_text(value: float, unit: str) -> str:
    """Three significant digits, in units of `Measurement.unit`."""
    match unit:
        case "bytes":
            return _bytes(value)
        case "bytes/s":
            return f"{_bytes(value)}/s"
        case "s":
            return _seconds(value)
        case "ms":
            return _seconds(value / 1e3)
        case "us":
            return _seconds(value / 1e6)
        case "share":
            return f"{_digits(value * 100)} %"
        case "millicores":
            return f"{_digits(value)}m"
        case "1/s":
            return f"{_digits(value)}/s"
        case "count" | "":
            return f"{value:,.0f}" if value == round(value) else _digits(value)
        case _:
            return f"{_digits(value)} {unit}"


def summary_value_text(value: float, summary: Summary, unit: str) -> str:
    """One value of a summary; `> limit` when it is censored."""
    if summary.limit is not None and summary.is_censored(value):
        return f"> {value_text(summary.limit, unit)}"
    return value_text(value, unit)


def ratio_text(ratio: float) -> str:
    """How much more the larger of two is, followed by a noun: `1.8 times the`, `23 % more`."""
    if ratio >= _TIMES_FROM:
        return f"{_digits(ratio, 2)} times the"
    return f"{_digits((ratio - 1) * 100, 2)} % more"


def list_text(items: Sequence[str]) -> str:
    """One, two and three."""
    return f"{', '.join(items[:-1])} and {items[-1]}" if len(items) > 1 else "".join(items)


def intervals_text(intervals: Intervals) -> str:
    scrape, export, lookback = (
        _seconds(seconds) for seconds in (intervals.scrape, intervals.export, intervals.lookback)
    )
    return f"scrape interval {scrape}, export interval {export}, lookback {lookback}"


def _bytes(value: float) -> str:
    power = 0
    while power < len(_BINARY) - 1 and abs(value) >= 1000 * 1024**power:
        power += 1
    return f"{_digits(value / 1024**power)} {_BINARY[power]}"


def _seconds(value: float) -> str:
    size = abs(value)
    if size == 0 or size >= 0.9995:
        return f"{_digits(value)} s"
    return f"{_digits(value * 1e3)} ms" if size >= 0.9995e-3 else f"{_digits(value * 1e6)} µs"


def _digits(value: float, digits: int = 3) -> str:
    return plain_number(float(f"{value:.{digits}g}")) if abs(value) < 10.0**digits else f"{value:,.0f}"
