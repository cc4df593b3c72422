"""What a backend holds, as one value: metrics with their series, targets, rules, and what of the lab does not run.

Gathering it is for `lab.backends.inventory`, keeping it in a run's record for `recorded`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from lab.why.expression import NAME, Matcher, Selector

LOOKBACK_S = 300.0
OF_THE_SCRAPE = ("up", "scrape_")  # series that Prometheus itself makes of a scrape, also of one that fails


@dataclass(frozen=True, slots=True)
class Series:
    """`labels` without the name. `last`: when its newest sample was taken (unix seconds), None when that is unknown.

    `there`: whether an instant query finds it.
    """

    labels: Mapping[str, str]
    last: float | None
    there: bool


@dataclass(frozen=True, slots=True)
class Metric:
    """`count`: of all its series; a record may hold fewer."""

    series: tuple[Series, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Target:
    """`health`: up, down or unknown. `interval` in seconds."""

    pool: str
    labels: Mapping[str, str]
    url: str
    health: str
    error: str = ""
    interval: float = 0.0

    @property
    def job(self) -> str:
        return self.labels.get("job", self.pool)


@dataclass(frozen=True, slots=True)
class RecordingRule:
    name: str
    query: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class Inventory:
    """Times are unix seconds: `started` is the lab's, `asked` the moment that all of this is about.

    `pools`: the scrape jobs of the configuration -> how many of their targets relabelling dropped. `stopped`: services
    of the lab that do not run -> how they stand. `omitted`: metrics that a record has no room for.
    """

    service: str
    started: float
    asked: float
    metrics: Mapping[str, Metric]
    lookback: float = LOOKBACK_S
    targets: tuple[Target, ...] = ()
    pools: Mapping[str, int] = field(default_factory=dict)
    rules: tuple[RecordingRule, ...] = ()
    alerts: tuple[str, ...] = ()
    stopped: Mapping[str, str] = field(default_factory=dict)
    omitted: int = 0

    def named(self, matchers: Iterable[Matcher]) -> Iterator[str]:
        """The metrics whose name passes."""
        about_name = [m for m in matchers if m.label == NAME]
        return (name for name in self.metrics if all(m.accepts(name) for m in about_name))

    def found(self, selector: Selector) -> list[tuple[str, Series]]:
        """Name and series of all that it selects, whether an instant query still finds them or not."""
        groups = selector.either or (selector.matchers,)
        names = {name: self.metrics[name] for group in groups for name in self.named(group)}
        return [
            (name, each)
            for name, metric in names.items()
            for each in metric.series
            if any(passes(group, name, each) for group in groups)
        ]

    def target_of(self, series: Series) -> Target | None:
        """The target that it was scraped from; None when it has none, or has none any more."""
        same = ("job", "instance")
        return next((t for t in self.targets if all(t.labels.get(key) == series.labels.get(key) for key in same)), None)

    def delivered(self, target: Target) -> bool:
        """Whether anything ever came from it, besides what Prometheus itself says of a scrape."""
        return any(
            self.target_of(each) is target
            for name, metric in self.metrics.items()
            if not name.startswith(OF_THE_SCRAPE)
            for each in metric.series
        )

    def label_names(self) -> tuple[str, ...]:
        every = (each.labels for metric in self.metrics.values() for each in metric.series)
        return tuple(Counter(label for labels in every for label in labels))

    def as_of(self, moment: float, *, faulted: bool) -> Inventory:
        """As far as it can be told of an earlier moment. `faulted`: something was done to the lab since, so that what
        does not answer now may have answered then."""
        metrics = {
            name: replace(m, series=tuple(_then(s, moment) for s in m.series)) for name, m in self.metrics.items()
        }
        targets = tuple(
            replace(target, health="unknown", error="") if faulted and self.delivered(target) else target
            for target in self.targets
        )
        stopped = {} if faulted else self.stopped
        return replace(self, asked=moment, metrics=metrics, targets=targets, stopped=stopped)


def _then(series: Series, moment: float) -> Series:
    if series.last is None or series.last < moment:
        return series
    return replace(series, last=moment, there=True)


def passes(matchers: Iterable[Matcher], name: str, series: Series) -> bool:
    return all(m.accepts(name if m.label == NAME else series.labels.get(m.label, "")) for m in matchers)
