"""The same three questions in each dialect, their true answers from the load, and how far an answer may be off.

`rate` divides by the length of its window, not of the load: the true rate is the load's count per second of the window.
Between the samples and the ends of the window, `rate` extrapolates.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from lab.comparison.portability.side_view import has_labels
from lab.comparison.record import QueryAnswer
from lab.comparison.sides.steps import REQUEST_COUNT
from lab.language.dialect import Dialect, Meaning
from lab.language.promql import counted_metric
from lab.language.requested_duration import requested_duration
from lab.plan.actions import LoadPlan
from lab.record.event import LoadTruth
from lab.why.expression import NAME, Matcher, Selector
from lab.why.inventory import Inventory

REQUEST_RATE, ERROR_RATIO, P95_DURATION = "request rate", "error ratio", "p95 duration"
UNITS = {REQUEST_RATE: "1/s", ERROR_RATIO: "share", P95_DURATION: "s"}  # of the truth and of every recorded answer
DURATION = "request duration"  # with the request count, the meanings that the questions use
_SECONDS = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}
_QUANTILE = 0.95
_LEAST_DISTANCE = 0.01  # share of the requests that must lie between the quantile and another duration


@dataclass(frozen=True, slots=True)
class Question:
    """`unit`: of what the query returns, which may be another than the truth's."""

    name: str
    unit: str
    query: str


def window(load: LoadTruth, at: float, interval: float) -> int:
    """The range in seconds that `rate` needs to cover all of the load and the moment before it. `at`: when the query is
    sent (unix seconds), long after the last request was counted; `interval`: seconds between two samples."""
    return math.ceil(at - load.started + 2 * interval)


def questions(dialect: Dialect, app_labels: Mapping[str, str], seconds: int) -> tuple[Question, ...]:
    """The questions whose metrics the dialect names. `app_labels`: of the application; `seconds`: the window."""
    result = []
    counter, duration = dialect.meanings.get(REQUEST_COUNT), dialect.meanings.get(DURATION)
    if counter is not None:
        total = _rate(counted_metric(counter), app_labels, seconds)
        result.append(Question(REQUEST_RATE, UNITS[REQUEST_RATE], total))
        if status := counter.labels.get("status"):
            failed = _rate(counted_metric(counter), app_labels, seconds, Matcher(status, "=~", "5.."))
            result.append(Question(ERROR_RATIO, UNITS[ERROR_RATIO], f"({failed} or vector(0)) / {total}"))
    if duration is not None and duration.type == "histogram" and duration.unit in _SECONDS:
        buckets = _rate(_bucket_metric(duration), app_labels, seconds, by="le")
        result.append(Question(P95_DURATION, duration.unit, f"histogram_quantile({_QUANTILE}, {buckets})"))
    return tuple(result)


def _rate(metric: str, labels: Mapping[str, str], seconds: int, *more: Matcher, by: str = "") -> str:
    matchers = (Matcher(NAME, "=", metric), *(Matcher(label, "=", value) for label, value in labels.items()), *more)
    return f"sum{f' by ({by}) ' if by else ''}(rate({Selector(matchers).bare()}[{seconds}s]))"


def _bucket_metric(meaning: Meaning) -> str:
    return f"{meaning.metric}_bucket"


def truths(load: LoadTruth, plan: LoadPlan, seconds: int) -> dict[str, float]:
    """Question -> its true answer, in `UNITS`. Without the quantile when the load does not determine it."""
    total = load.total()
    if not total:
        return {}
    failed = sum(entry.count for entry in load.counts if entry.status.startswith("5"))
    truth = {REQUEST_RATE: total / seconds, ERROR_RATIO: failed / total}
    durations = Counter(requested_duration(plan.requests[plan.order[n % len(plan.order)]].query) for n in range(total))
    quantile = _quantile(durations)
    return truth if quantile is None else {**truth, P95_DURATION: quantile}


def _quantile(durations: Mapping[float, int]) -> float | None:
    """`durations`: requested seconds -> number of requests. None when the quantile falls on requests without a
    requested duration, whose time is unknown, or so near to another duration that a few slow responses move it."""
    ordered = sorted(durations)
    reached = list(accumulate(durations[duration] for duration in ordered))
    rank, distance = _QUANTILE * reached[-1], max(1.0, _LEAST_DISTANCE * reached[-1])
    at = next(index for index, number in enumerate(reached) if number >= rank)
    below = reached[at - 1] if at else 0
    if not ordered[at] or rank - below < distance or reached[at] - rank < distance:
        return None
    return ordered[at]


def bucket_bounds(dialect: Dialect, inventory: Inventory, app_labels: Mapping[str, str]) -> tuple[float, ...]:
    """The upper bounds of the buckets of durations, in seconds, without +Inf."""
    meaning = dialect.meanings.get(DURATION)
    metric = inventory.metrics.get(_bucket_metric(meaning)) if meaning is not None else None
    if meaning is None or metric is None:
        return ()
    labels = (series.labels for series in metric.series if has_labels(series, app_labels))
    bounds = {float(own["le"]) * _SECONDS.get(meaning.unit, 1.0) for own in labels if "le" in own}
    return tuple(sorted(bound for bound in bounds if math.isfinite(bound)))


def tolerances(
    truth: Mapping[str, float], elapsed: float, interval: float, bounds: Sequence[float]
) -> dict[str, float]:
    """How far each answer may be off because of the query alone. `elapsed`: seconds from the beginning of the load to
    the question; `interval`: seconds between two samples.

    Rate: samples cover at least `elapsed` less one interval, and are extrapolated by up to an interval at each end. A
    window that begins long before the series does not change that. Error ratio: both rates are extrapolated equally at
    the end, but not at the beginning if a series began at 0. Quantile: anywhere in its bucket.
    """
    covered = max(elapsed - interval, interval)
    shares = {REQUEST_RATE: 2 * interval / covered, ERROR_RATIO: interval / covered}
    allowed = {question: truth[question] * share for question, share in shares.items() if question in truth}
    if P95_DURATION in truth:
        allowed[P95_DURATION] = _within_bucket(truth[P95_DURATION], bounds)
    return allowed


def _within_bucket(duration: float, bounds: Sequence[float]) -> float:
    """A response takes a little longer than requested, so that one requested to take exactly a bound is in the next
    bucket. Beyond the last bound, Prometheus returns that bound."""
    at = bisect_right(bounds, duration)
    lower = bounds[at - 1] if at else 0.0
    upper = bounds[at] if at < len(bounds) else duration
    return max(duration - lower, upper - duration)


def query_answer(question: Question, side: str, value: float | None, truth: float, tolerance: float) -> QueryAnswer:
    """`value` is converted to the unit of the truth."""
    if value is not None and not math.isfinite(value):
        value = None
    if value is not None and question.name == P95_DURATION:
        value *= _SECONDS[question.unit]
    return QueryAnswer(
        question=question.name,
        side=side,
        query=question.query,
        unit=UNITS[question.name],
        value=value,
        truth=truth,
        tolerance=tolerance,
    )
