"""What measured times become with the intervals of production: a formula for each way a sample takes to be stored.

A formula is first held against what was measured with the lab's own intervals, and predicts only in so far as that
confirms it. Which intervals a side is run with in production is the comparison file's business.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass

from lab.comparison.record import ComparisonRecord, Intervals
from lab.comparison.tables import Key, table_of

_SCRAPE_TIMEOUT = 10.0  # Prometheus' own default, and never more than the interval


@dataclass(frozen=True, slots=True)
class Expectable:
    """Seconds: what is typical, and the ends between which single events lie."""

    low: float
    typical: float
    high: float


@dataclass(frozen=True, slots=True)
class Formula:
    """`words` say it for any intervals. `value` is None where the intervals alone do not decide; `left_out` says why.

    `period`: the interval that a measurement may be off by, as one of them began at no particular moment.
    """

    quantity: str
    words: str
    value: Expectable | None
    period: float
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Predicted:
    """A quantity of one side: by the formula with the lab's intervals, as measured, and by the formula in production.

    `confirmed`: whether the measured median is within one interval of the formula; None when one of them is missing.
    `overhead`: seconds that were measured on top of the formula, and are part of `production`.
    """

    side: str
    path: str
    quantity: str
    words: str
    expected: Expectable | None
    measured: float | None
    confirmed: bool | None
    production: Expectable | None
    overhead: float
    left_out: str
    said: str


def predicted(record: ComparisonRecord) -> tuple[Predicted, ...]:
    """Of each side the freshness and how long a dead application and a cut network go unnoticed."""
    found = []
    for side in record.sides:
        table = table_of(each for each in record.repetitions if each.side == side.name)
        here, there = formulas(side.path, record.measured_with), formulas(side.path, record.production)
        for lab, production in zip(here, there, strict=True):
            phase = "steady" if lab.quantity.startswith("freshness") else "faults"
            column = table.get(Key(phase, lab.quantity, "", 0))
            measured = statistics.median(column.values) if column else None
            found.append(_predicted(side.name, side.path, lab, production, measured))
    return tuple(found)


def formulas(path: str, intervals: Intervals) -> tuple[Formula, ...]:
    """For `freshness.p50`, `freshness.max`, `dead.noticed` and `cut.noticed`, in this order; none for another path."""
    match path:
        case "scraped":
            return _scraped(intervals.scrape)
        case "pushed":
            return _pushed(intervals.export, intervals.lookback)
        case "pushed, then scraped":
            return _both(intervals.export, intervals.scrape)
    return ()


def _scraped(scrape: float) -> tuple[Formula, ...]:
    timeout = min(_SCRAPE_TIMEOUT, scrape)
    half = scrape / 2
    return (
        Formula("freshness.p50", "half a scrape interval", Expectable(0, half, scrape), scrape),
        Formula("freshness.max", "a scrape interval", Expectable(0, scrape, scrape), scrape),
        Formula(
            "dead.noticed",
            "at the next scrape, which is refused at once: nothing to a scrape interval",
            Expectable(0, half, scrape),
            scrape,
        ),
        Formula(
            "cut.noticed",
            "at the next scrape, when that has timed out: a scrape timeout to a scrape interval more",
            Expectable(timeout, half + timeout, scrape + timeout),
            scrape,
            f"a scrape timeout other than {timeout:g} s; where the name is no longer found, the scrape fails at once",
        ),
    )


def _pushed(export: float, lookback: float) -> tuple[Formula, ...]:
    oldest = max(0.0, lookback - export)
    absence = Expectable(oldest, (oldest + lookback) / 2, lookback)
    words = "by absence, when the last sample is as old as the lookback: the lookback less up to an export interval"
    left_out = "a rule's own 'for', and stale markers, which an application that shuts down in order may send"
    return (
        Formula("freshness.p50", "half an export interval", Expectable(0, export / 2, export), export),
        Formula("freshness.max", "an export interval", Expectable(0, export, export), export),
        Formula("dead.noticed", words, absence, export, left_out),
        Formula("cut.noticed", words, absence, export, left_out),
    )


def _both(export: float, scrape: float) -> tuple[Formula, ...]:
    both = export + scrape
    expiry = (
        "when the collector drops what no longer comes: its metric_expiration, less up to an export interval, and "
        "up to a scrape interval more"
    )
    left_out = "metric_expiration of the collector, 5m unless it is set, since it is no interval of either side"
    return (
        Formula("freshness.p50", "half an export and half a scrape interval", Expectable(0, both / 2, both), both),
        Formula(
            "freshness.max",
            "an export and a scrape interval",
            Expectable(max(export, scrape), both, both),
            both,
            "how the two stand to each other, which stays as it is while both run: the slowest may come sooner",
        ),
        Formula("dead.noticed", expiry, None, both, left_out),
        Formula("cut.noticed", expiry, None, both, left_out),
    )


def _predicted(side: str, path: str, lab: Formula, production: Formula, measured: float | None) -> Predicted:
    confirmed, overhead, later = None, 0.0, production.value
    if lab.value is not None and measured is not None:
        confirmed = abs(measured - lab.value.typical) <= lab.period
        if confirmed and lab.quantity.startswith("freshness"):
            # The work that is done on the way takes as long in production.
            overhead = max(0.0, measured - lab.value.typical)
    if later is not None and overhead:
        later = Expectable(later.low + overhead, later.typical + overhead, later.high + overhead)
    said = _said(lab, measured, confirmed, later)
    return Predicted(
        side, path, lab.quantity, lab.words, lab.value, measured, confirmed, later, overhead, lab.left_out, said
    )


def _said(lab: Formula, measured: float | None, confirmed: bool | None, later: Expectable | None) -> str:
    if lab.value is None or later is None:
        seen = f"; measured here: {measured:.3g} s" if measured is not None else ""
        return f"{lab.words}{seen}; not predicted without {lab.left_out}"
    if confirmed is None or measured is None:
        held = "not measured, so that nothing confirms it"
    elif confirmed:
        held = f"{measured:.3g} s measured, {lab.value.typical:.3g} s by the formula: confirmed within {lab.period:g} s"
    else:
        held = f"{measured:.3g} s measured, {lab.value.typical:.3g} s by the formula: NOT confirmed, do not rely on it"
    return f"{lab.words}; {held}; in production {later.typical:.3g} s ({later.low:.3g} to {later.high:.3g} s)"
