"""Estimates measured times for the intervals of production.

A formula is first compared with what was measured with the lab's own intervals, and predicts only where that confirms
it. The formulas are in `formulas`; the intervals of production are in the comparison file.
"""

from __future__ import annotations

from dataclasses import dataclass

from lab.comparison.formulas import Range
from lab.comparison.measures import MEASURES, Measure
from lab.comparison.record import ComparisonRecord, SideRecord
from lab.comparison.stats.summary_stats import Summary, summarize
from lab.comparison.table import Table, table_of


@dataclass(frozen=True, slots=True)
class Prediction:
    """One measure of one side. `formula`: its text. `expected`: with the lab's intervals; `production`: with those of
    production, None where the formula is not confirmed or does not apply.

    `confirmed`: whether the measured median is within one interval of the formula; None when either is missing, or when
    the measurement ended before the time that the formula gives.
    `overhead`: seconds that were measured on top of the formula, included in `production`.
    """

    side: str
    measure: Measure
    formula: str
    expected: Range | None
    measured: Summary | None
    confirmed: bool | None
    production: Range | None
    overhead: float
    ignores: str

    @property
    def outcome(self) -> str:
        """`confirmed`, `not confirmed`, or why that cannot be said."""
        match self.confirmed, self.expected:
            case None, None:
                return "no formula"
            case None, _:
                return "measured for too short a time"
            case confirmed, _:
                return "confirmed" if confirmed else "not confirmed"


def predictions(record: ComparisonRecord) -> tuple[Prediction, ...]:
    """By measure, then by side; only of what was measured."""
    tables = {side.name: table_of(record.valid_repetitions(side.name)) for side in record.sides}
    candidates = (
        _prediction(measure, side, tables[side.name], record) for measure in MEASURES.values() for side in record.sides
    )
    return tuple(prediction for prediction in candidates if prediction is not None and prediction.measured is not None)


def _prediction(measure: Measure, side: SideRecord, table: Table, record: ComparisonRecord) -> Prediction | None:
    if measure.formula is None or side.transport is None:
        return None
    in_lab = measure.formula(side.transport, record.lab_intervals)
    in_production = measure.formula(side.transport, record.production_intervals)
    column = next((column for key, column in table.items() if key.measure == measure.id and not key.of), None)
    measured = summarize(column.values, column.limit) if column else None
    confirmed, overhead = None, 0.0
    if in_lab.value is not None and measured is not None:
        ended_before = measured.is_censored(measured.median) and in_lab.value.typical + in_lab.period >= measured.median
        confirmed = None if ended_before else abs(measured.median - in_lab.value.typical) <= in_lab.period
        if confirmed and in_lab.has_overhead:
            overhead = max(0.0, measured.median - in_lab.value.typical)
    production = in_production.value.plus(overhead) if confirmed and in_production.value is not None else None
    return Prediction(
        side.name, measure, in_lab.text, in_lab.value, measured, confirmed, production, overhead, in_lab.ignores
    )
