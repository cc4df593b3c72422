"""Metrics whose number of series grows all the time, and the label that does it: ids, addresses, raw paths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lab.audit.context import AuditContext
from lab.audit.model import Finding, FindingClass, NotAudited, Subject
from lab.audit.registry import CheckDescription, register
from lab.language.promql import label_name, selector
from lab.language.quantities import format_duration
from lab.why.evaluation import QueryResult

_NAME = "growing-label"
MOST = 20  # metrics that are looked at, those with the most series
MIN_SERIES = 100
MAX_SERIES = 50_000  # of a metric whose series are counted: Prometheus needs a kilobyte for each
FACTOR = 1.5  # by which it has grown in the window, and by at least MIN_SERIES
WINDOW_S = 3600.0  # unless --since is longer
MAX_WINDOW_S = 86_400.0
MIN_SHARE = 0.2  # of the growth in each half of the window: what is deployed once grows once


@dataclass(frozen=True, slots=True)
class _Growth:
    metric: str
    before: int
    now: int


@register(
    CheckDescription(
        _NAME,
        (FindingClass.COSTLY,),
        "The number of series of a metric grows all the time, because a label gets new values: ids, addresses, paths.",
        "Remove the label at the application, or replace its values by few: the route instead of the path.",
    )
)
def check(context: AuditContext) -> Iterator[Finding | NotAudited]:
    system = context.system
    window = WINDOW_S if context.since is None else min(max(system.at - context.since, WINDOW_S), MAX_WINDOW_S)
    sized = sorted(((number, name) for name, number in system.series.items() if number >= MIN_SERIES), reverse=True)
    for number, name in sized:
        if number > MAX_SERIES:
            reason = f"its {number:,} series are too many to be counted without harm to {system.product}"
            yield NotAudited(f"whether the series of {name} grow", reason)
    names = [name for number, name in sized if number <= MAX_SERIES][:MOST]
    for growth in _growing(names, window, context):
        yield from _findings(growth, window, context)


def _growing(names: Sequence[str], window: float, context: AuditContext) -> list[_Growth]:
    halves = ("", f" offset {format_duration(window / 2)}", f" offset {format_duration(window)}")
    queries = [f"count({selector(name, {})}{half})" for name in names for half in halves]
    counts = [_number(result) for result in context.ask.values(queries)]
    growths = []
    for index, name in enumerate(names):
        now, middle, before = counts[3 * index : 3 * index + 3]
        if not before or now - before < MIN_SERIES or now < FACTOR * before:
            continue
        if min(middle - before, now - middle) >= MIN_SHARE * (now - before):
            growths.append(_Growth(name, before, now))
    return growths


def _findings(growth: _Growth, window: float, context: AuditContext) -> Iterator[Finding]:
    """A metric that grows with its targets grows by design."""
    metric = selector(growth.metric, {})
    names = context.ask.label_names(metric)
    own = {label for target in context.system.targets for label in target.labels}
    labels = [] if isinstance(names, str) else [name for name in names if name not in own and name != "le"]
    ago = f" offset {format_duration(window)}"
    queries = [f"count(count by ({label_name(of)}) ({metric}{shift}))" for of in labels for shift in ("", ago)]
    counts = [_number(result) for result in context.ask.values(queries)]
    grown = [(counts[2 * i] - counts[2 * i + 1], i) for i in range(len(labels))]
    most, index = max(grown, default=(0, 0))
    if counts and most >= MIN_SERIES / 2 and counts[2 * index] >= FACTOR * max(counts[2 * index + 1], 1):
        yield _finding(growth, labels[index], counts[2 * index], counts[2 * index + 1], window, context)


def _finding(growth: _Growth, label: str, now: int, before: int, window: float, context: AuditContext) -> Finding:
    ago = f"{format_duration(window)} ago"
    message = (
        f"it has {now:,} values in {growth.metric}, and had {before:,} {ago}: its series have grown from "
        f"{growth.before:,} to {growth.now:,}"
    )
    values = context.ask.label_values(label, selector(growth.metric, {}))
    details = () if isinstance(values, str) else (f"for example {', '.join(values[:3])}",)
    fix = f"remove {label} at the application, or give it few values: the route instead of the path, no ids"
    subject = Subject("label", label, growth.metric)
    return Finding(_NAME, FindingClass.COSTLY, subject, message, details, fix, series=growth.now)


def _number(result: QueryResult) -> int:
    return int(result.samples[0].value or 0) if result.samples else 0
