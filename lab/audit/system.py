"""What an audit knows about the audited system before it asks about single queries, and how it asks.

`fetching` fills it from the APIs; the checks read it. Nothing in here is specific to one product: one that lacks an API
(Thanos, Cortex, Mimir, VictoriaMetrics) leaves the part empty and says so in `absent`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from lab.why.evaluation import QueryResult
from lab.why.inventory import DroppedTarget, Inventory, Target


@dataclass(frozen=True, slots=True)
class LoadedRule:
    """A rule as the rules API lists it. `kind`: alerting or recording. `hold`, `interval` (of its group) and `took`
    (its last evaluation) in seconds. `file` is the path that Prometheus names. `state` of an alerting rule: inactive,
    pending, firing or unknown. `active_since`: unix seconds of its oldest alert; None without one."""

    kind: str
    name: str
    group: str
    file: str
    query: str
    labels: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)
    hold: float = 0.0
    interval: float = 0.0
    took: float = 0.0
    state: str = ""
    error: str = ""
    active_since: float | None = None
    evaluated: bool = True


@dataclass(frozen=True, slots=True)
class System:
    """Times in unix seconds. `metrics`: the names of all metrics with samples now (or within the lookback). `types`:
    metric -> its type as a target declares it, with samples or without. `series`: metric -> its number of series, as
    far as the API tells it cheaply. `scrape_configs`: job -> its part of the loaded configuration. `absent`: APIs that
    this product does not have -> what is therefore not audited. `product`: prometheus, thanos, mimir, cortex,
    victoria-metrics or unknown. `features`: the feature flags of Prometheus; None when not known. `total`: how many
    series there are; 0 when not known."""

    address: str
    at: float
    product: str
    metrics: frozenset[str]
    types: Mapping[str, str] = field(default_factory=dict)
    series: Mapping[str, int] = field(default_factory=dict)
    targets: tuple[Target, ...] = ()
    dropped: tuple[DroppedTarget, ...] = ()
    pools: Mapping[str, int] = field(default_factory=dict)
    scrape_configs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    rules: tuple[LoadedRule, ...] = ()
    alertmanagers: int | None = None  # how many Prometheus sends to; None when not known
    lookback: float = 300.0
    absent: Mapping[str, str] = field(default_factory=dict)
    version: str = ""
    features: tuple[str, ...] | None = None
    total: int = 0


class Ask(Protocol):
    """Questions to the audited Prometheus, several at a time, all counted against the budget. Where it is exhausted,
    the result has an error that begins with OUT_OF_BUDGET."""

    def values(self, queries: Sequence[str]) -> list[QueryResult]:
        """Each query at the time of the audit, in the order given."""
        ...

    def has_series(self, selectors: Sequence[str], *, since: float | None = None) -> list[bool | str]:
        """Whether each selector matches a series between `since` (default: the lookback before the audit) and the
        audit, by the index alone, which is cheap however many series there are; a text says why it is not known."""
        ...

    def label_values(self, label: str, selector: str) -> list[str] | str:
        """At most 1000 values of a label among the series of a selector; a text says why they are not known."""
        ...

    def label_names(self, selector: str) -> list[str] | str:
        """The labels that the series of a selector have, without the name; a text says why they are not known."""
        ...

    def inventory(self, metrics: Sequence[str], selectors: Sequence[str] = ()) -> Inventory | str:
        """Everything `lab why` needs to explain queries that read these metrics: their series, at most 2000, the names
        of all others, targets and rules. `selectors`: of which some series are read in any case, where there are more.
        """
        ...


OUT_OF_BUDGET = "the audit's budget is spent"
