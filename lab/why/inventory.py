"""What a Prometheus stores, as one value: metrics with their series, targets and rules; and the lab's stopped services.

`lab.backends.inventory` fetches it, `serialization` stores it in the record of a run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from lab.why.expression import NAME, Matcher, Selector
from lab.why.forbidden import Forbidden
from lab.why.refused_samples import RefusedSamples
from lab.why.topology import Topology
from lab.why.unselected import Unselected

LOOKBACK_S = 300.0
SCRAPE_METRICS = ("up", "scrape_")  # prefixes of series that Prometheus writes for each scrape, also a failed one

_TARGET_LABELS = ("job", "instance")


@dataclass(frozen=True, slots=True)
class Series:
    """`labels` without the name. `last`: the time of its newest sample (unix seconds), None when unknown.

    `live`: whether an instant query returns it.
    """

    labels: Mapping[str, str]
    last: float | None
    live: bool


NamedSeries: TypeAlias = tuple[str, Series]


@dataclass(frozen=True, slots=True)
class Metric:
    """`count`: the number of its series; a record may hold fewer of them."""

    series: tuple[Series, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Target:
    """`health`: up, down or unknown. `interval`, `timeout` and `took` (the last scrape) in seconds. `discovered`: the
    labels before relabeling."""

    pool: str
    labels: Mapping[str, str]
    url: str
    health: str
    error: str = ""
    interval: float = 0.0
    timeout: float = 0.0
    took: float = 0.0
    discovered: Mapping[str, str] = field(default_factory=dict)

    @property
    def job(self) -> str:
        return self.labels.get("job", self.pool)


@dataclass(frozen=True, slots=True)
class DroppedTarget:
    """A target that service discovery found and relabeling dropped."""

    pool: str
    discovered: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AlertingRule:
    """`state`: inactive, pending, firing or unknown (not evaluated yet). `hold` in seconds: its `for`. `labels`:
    those it adds, as templates."""

    name: str
    query: str = ""
    state: str = ""
    error: str = ""
    hold: float = 0.0
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RecordingRule:
    name: str
    query: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class Inventory:
    """Times are unix seconds: `started` is the lab's, `taken_at` the time of the inventory.

    `pools`: the scrape jobs of the configuration -> how many of their targets relabeling dropped; `dropped` has some of
    those. `scrape_configs`: job -> its part of the loaded configuration, as Prometheus reads it. `stopped`: services of
    the lab that are not running -> their state. `omitted`: how many metrics a record leaves out. `types`: the type of a
    metric, as its target declares it (counter, gauge ...). `refused`: samples that the store did not take.
    `features`: the feature flags of Prometheus; None when unknown. `forbidden`: what the Kubernetes API refused it.
    `unselected`: objects of the Prometheus operator that are left out of its configuration, or find no target.
    `searched`: it is not a lab's, and `started` says how far back its series were looked for.
    """

    service: str
    started: float
    taken_at: float
    metrics: Mapping[str, Metric]
    lookback: float = LOOKBACK_S
    targets: tuple[Target, ...] = ()
    pools: Mapping[str, int] = field(default_factory=dict)
    rules: tuple[RecordingRule, ...] = ()
    alerts: tuple[AlertingRule, ...] = ()
    stopped: Mapping[str, str] = field(default_factory=dict)
    omitted: int = 0
    dropped: tuple[DroppedTarget, ...] = ()
    scrape_configs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    topology: Topology = field(default_factory=Topology)
    types: Mapping[str, str] = field(default_factory=dict)
    refused: tuple[RefusedSamples, ...] = ()
    features: tuple[str, ...] | None = None
    forbidden: tuple[Forbidden, ...] = ()
    unselected: tuple[Unselected, ...] = ()
    searched: bool = False

    def metric_names(self, matchers: Iterable[Matcher]) -> Iterator[str]:
        """The metrics whose name passes the matchers."""
        name_matchers = [m for m in matchers if m.label == NAME]
        return (name for name in self.metrics if all(m.accepts(name) for m in name_matchers))

    def select(self, selector: Selector) -> list[NamedSeries]:
        """All series that the selector matches, live or ended."""
        groups = selector.either or (selector.matchers,)
        names = {name: self.metrics[name] for group in groups for name in self.metric_names(group)}
        return [
            (name, series)
            for name, metric in names.items()
            for series in metric.series
            if any(passes(group, name, series) for group in groups)
        ]

    def target_of(self, series: Series) -> Target | None:
        """The target that the series was scraped from; None when it was pushed or the target is gone."""
        source = [series.labels.get(label) for label in _TARGET_LABELS]
        return next((t for t in self.targets if [t.labels.get(label) for label in _TARGET_LABELS] == source), None)

    def has_samples_of(self, target: Target) -> bool:
        """Whether any scrape of the target has succeeded."""
        return any(
            self.target_of(series) is target
            for name, metric in self.metrics.items()
            if not name.startswith(SCRAPE_METRICS)
            for series in metric.series
        )

    def as_of(self, moment: float, *, faulted: bool) -> Inventory:
        """The inventory of an earlier moment, as far as it is known. `faulted`: a fault was injected since, so that a
        target that is down now may have been up then."""
        metrics = {
            name: replace(m, series=tuple(_series_at(s, moment) for s in m.series)) for name, m in self.metrics.items()
        }
        targets = tuple(
            replace(target, health="unknown", error="") if faulted and self.has_samples_of(target) else target
            for target in self.targets
        )
        stopped = {} if faulted else self.stopped
        return replace(self, taken_at=moment, metrics=metrics, targets=targets, stopped=stopped)


def _series_at(series: Series, moment: float) -> Series:
    if series.last is None or series.last < moment:
        return series
    return replace(series, last=moment, live=True)


def passes(matchers: Iterable[Matcher], name: str, series: Series) -> bool:
    return all(m.accepts(name if m.label == NAME else series.labels.get(m.label, "")) for m in matchers)
