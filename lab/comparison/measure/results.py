"""Collects what one repetition measures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from lab.comparison.measure.prom_queries import PromQueries
from lab.comparison.measures import Measure
from lab.comparison.record import MeasuredValue, QueryAnswer, WireCheckResult
from lab.record.event import LoadTruth
from lab.why.inventory import Inventory

Source: TypeAlias = Literal["engine", "component", "query", "clock"]


def measured_value(
    measure: Measure, value: float, source: Source, of: str = "", within: str = "", *, censored: bool = False
) -> MeasuredValue:
    return MeasuredValue(
        name=measure.id, value=value, unit=measure.unit, source=source, of=of, within=within, censored=censored
    )


@dataclass(slots=True)
class RepetitionResult:
    """`invalid_reason`: why it does not count. `remark`: what a reader must know beside the numbers. `inventory`: the
    series that Prometheus had after the load."""

    measurements: list[MeasuredValue] = field(default_factory=list)
    wire_checks: tuple[WireCheckResult, ...] = ()
    invalid_reason: str = ""
    remark: str = ""
    load: LoadTruth | None = None
    inventory: Inventory | None = None
    queries: PromQueries | None = None
    answers: tuple[QueryAnswer, ...] = ()

    def add(self, measure: Measure, value: float, source: Source = "query", *, censored: bool = False) -> None:
        self.measurements.append(measured_value(measure, value, source, censored=censored))
