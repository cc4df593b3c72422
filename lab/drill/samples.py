"""The samples of cases as OpenMetrics text, for `promtool tsdb create-blocks-from openmetrics`."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lab.drill.isolation import LABEL
from lab.drill.solving.cases import Case, Moments
from lab.drill.solving.series import FedSeries
from lab.language.promql import selector
from lab.why.expression import NAME


@dataclass(frozen=True, slots=True)
class LabelledCase:
    """`label`: the value of the label that isolates it. `ages`: when its series have samples, in seconds before each
    moment, the oldest first."""

    label: str
    case: Case
    ages: tuple[float, ...]


def openmetrics(cases: Iterable[LabelledCase], moments: Moments) -> str:
    by_metric: dict[str, list[str]] = {}  # in OpenMetrics, the samples of a metric are contiguous
    for labelled in cases:
        series: dict[tuple[tuple[str, str], ...], list[str]] = {}
        for fed, moment in (
            *((one, moments.quiet) for one in labelled.case.quiet),
            *((one, moments.firing) for one in labelled.case.firing),
        ):
            series.setdefault(fed.labels, []).extend(_samples(fed, labelled.ages, moment))
        for labels, samples in series.items():
            values = dict(labels)
            name = values.pop(NAME)
            written = selector(name, {**values, LABEL: labelled.label})
            by_metric.setdefault(name, []).extend(f"{written} {sample}" for sample in samples)
    return "".join(f"{line}\n" for lines in by_metric.values() for line in lines) + "# EOF\n"


def _samples(fed: FedSeries, ages: Iterable[float], moment: float) -> Iterator[str]:
    for index, age in enumerate(ages):
        value = fed.programme.value(age, index, moment)
        if value is not None:
            yield f"{_number(value)} {moment - age:.3f}"


def _number(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    return f"{value:.17g}" if math.isfinite(value) else f"{'+' if value > 0 else '-'}Inf"
