"""The same three questions in each dialect, what the load makes of their truth, and how far an answer may be off.

`rate` divides by the length of its window, not of the load: the true rate is the load's count by the window's seconds.
What lies between the samples and the ends of the window, `rate` makes up for by stretching what it saw.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from urllib.parse import parse_qs

from lab.comparison.portability.views import is_of
from lab.comparison.record import Answered
from lab.comparison.sides.steps import COUNT
from lab.language.dialect import Dialect, Meaning
from lab.language.promql import counted_metric
from lab.plan.actions import LoadPlan, RequestPlan
from lab.record.event import LoadTruth
from lab.why.expression import NAME, Matcher, Selector
from lab.why.inventory import Inventory

RATE, ERRORS, P95 = "request rate", "error ratio", "p95 duration"
UNITS = {RATE: "1/s", ERRORS: "share", P95: "s"}  # of the truth, and of every answer once it is told
DURATION = "request duration"  # with the request count, the meanings that are asked about
ASKED_DURATION = "seconds"  # the parameter by which a request says how long its answer shall take
_SECONDS = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}
_QUANTILE = 0.95
_CLEAR = 0.01  # share of the requests that must lie between the quantile and another duration


@dataclass(frozen=True, slots=True)
class Question:
    """`unit`: of what the query returns, which may be another than the truth's."""

    question: str
    unit: str
    query: str


def window(load: LoadTruth, asked: float, interval: float) -> int:
    """The seconds that `rate` must reach back from `asked` to see how things were before the load. It must see all of
    the load: `asked` is when its last request has long been counted."""
    return math.ceil(asked - load.started + 2 * interval)


def questions(dialect: Dialect, where: Mapping[str, str], seconds: int) -> tuple[Question, ...]:
    """Those that the dialect has words for. `where`: the labels of the application's series."""
    asked = []
    counted, timed = dialect.meanings.get(COUNT), dialect.meanings.get(DURATION)
    if counted is not None:
        every = _rate(counted_metric(counted), where, seconds)
        asked.append(Question(RATE, UNITS[RATE], every))
        if status := counted.labels.get("status"):
            failed = _rate(counted_metric(counted), where, seconds, Matcher(status, "=~", "5.."))
            asked.append(Question(ERRORS, UNITS[ERRORS], f"({failed} or vector(0)) / {every}"))
    if timed is not None and timed.type == "histogram" and timed.unit in _SECONDS:
        buckets = _rate(_buckets(timed), where, seconds, by="le")
        asked.append(Question(P95, timed.unit, f"histogram_quantile({_QUANTILE}, {buckets})"))
    return tuple(asked)


def _rate(metric: str, where: Mapping[str, str], seconds: int, *more: Matcher, by: str = "") -> str:
    matchers = (Matcher(NAME, "=", metric), *(Matcher(label, "=", value) for label, value in where.items()), *more)
    return f"sum{f' by ({by}) ' if by else ''}(rate({Selector(matchers).bare()}[{seconds}s]))"


def _buckets(meaning: Meaning) -> str:
    return f"{meaning.metric}_bucket"


def truths(load: LoadTruth, plan: LoadPlan, seconds: int) -> dict[str, float]:
    """Question -> what the load says is true, in `UNITS`. Without the quantile when the load does not decide it."""
    total = load.total()
    if not total:
        return {}
    failed = sum(each.count for each in load.counts if each.status.startswith("5"))
    true = {RATE: total / seconds, ERRORS: failed / total}
    quantile = _quantile(Counter(_asked_duration(plan.requests[plan.order[n % len(plan.order)]]) for n in range(total)))
    return true if quantile is None else {**true, P95: quantile}


def _quantile(asked: Mapping[float, int]) -> float | None:
    """Of durations in seconds and how many requests asked for each. None when it falls on those that asked for nothing,
    which take as long as they take, or so near to another duration that a few slow answers decide."""
    ordered = sorted(asked)
    reached = list(accumulate(asked[duration] for duration in ordered))
    rank, clear = _QUANTILE * reached[-1], max(1.0, _CLEAR * reached[-1])
    at = next(index for index, count in enumerate(reached) if count >= rank)
    below = reached[at - 1] if at else 0
    if not ordered[at] or rank - below < clear or reached[at] - rank < clear:
        return None
    return ordered[at]


def _asked_duration(request: RequestPlan) -> float:
    try:
        return float(parse_qs(request.query.removeprefix("?"))[ASKED_DURATION][0])
    except (KeyError, ValueError):
        return 0.0


def bounds(dialect: Dialect, held: Inventory, where: Mapping[str, str]) -> tuple[float, ...]:
    """The upper bounds of the buckets of durations, in seconds; +Inf is left out."""
    meaning = dialect.meanings.get(DURATION)
    found = held.metrics.get(_buckets(meaning)) if meaning is not None else None
    if meaning is None or found is None:
        return ()
    ours = (each.labels for each in found.series if is_of(each, where))
    les = {float(labels["le"]) * _SECONDS.get(meaning.unit, 1.0) for labels in ours if "le" in labels}
    return tuple(sorted(le for le in les if math.isfinite(le)))


def tolerances(true: Mapping[str, float], lasted: float, interval: float, buckets: Sequence[float]) -> dict[str, float]:
    """How far each answer may be off by the way it is asked alone. `lasted`: seconds from the beginning of the load to
    the question; `interval`: seconds between two samples.

    Rate: samples cover at least what `lasted`, less one interval, and what they cover is stretched by up to an interval
    at each end. A window that begins long before the series did changes nothing of that. Error ratio: both rates are
    stretched alike at the end, but at the beginning a series that began at 0 is not. Quantile: anywhere in its bucket.
    """
    covered = max(lasted - interval, interval)
    off = {RATE: 2 * interval / covered, ERRORS: interval / covered}
    found = {question: true[question] * share for question, share in off.items() if question in true}
    if P95 in true:
        found[P95] = _in_bucket(true[P95], buckets)
    return found


def _in_bucket(duration: float, buckets: Sequence[float]) -> float:
    """An answer takes a little longer than asked, so that one asked to last as long as a bound is in the next bucket.
    Beyond the last bound, that bound is what Prometheus answers."""
    at = bisect_right(buckets, duration)
    lower = buckets[at - 1] if at else 0.0
    upper = buckets[at] if at < len(buckets) else duration
    return max(duration - lower, upper - duration)


def answered(question: Question, side: str, value: float | None, truth: float, tolerance: float) -> Answered:
    """In the unit of the truth."""
    if value is not None and not math.isfinite(value):
        value = None
    if value is not None and question.question == P95:
        value *= _SECONDS[question.unit]
    return Answered(
        question=question.question,
        side=side,
        query=question.query,
        unit=UNITS[question.question],
        value=value,
        truth=truth,
        tolerance=tolerance,
    )
