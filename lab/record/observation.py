"""What is asked of a backend and what it said, as raw as it came. Whether it is right is for `lab.judge`."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field


class Recorded(BaseModel):
    """A frozen value that goes into run.json and can be read back from it."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, ser_json_inf_nan="strings")


class InstantQuery(Recorded):
    """The value of a PromQL query now."""

    ask: Literal["instant"] = "instant"
    query: str


class RangeQuery(Recorded):
    """The values of a PromQL query from `start` to `end` (unix seconds), every `step` seconds."""

    ask: Literal["range"] = "range"
    query: str
    start: float
    end: float
    step: float


class MetricNames(Recorded):
    """The metric names a selector has had since `start` (unix seconds)."""

    ask: Literal["names"] = "names"
    selector: str
    start: float


class Targets(Recorded):
    """The active targets of a scrape job."""

    ask: Literal["targets"] = "targets"
    job: str


class Rules(Recorded):
    """The loaded alerting rules."""

    ask: Literal["rules"] = "rules"


class Received(Recorded):
    """The notifications that arrived since `since` (unix seconds)."""

    ask: Literal["received"] = "received"
    since: float


class ScrapePools(Recorded):
    """The names of all scrape jobs Prometheus knows."""

    ask: Literal["pools"] = "pools"


class Exemplars(Recorded):
    """The exemplars of a selector; with `label`, whether the trace that each one names can be opened."""

    ask: Literal["exemplars"] = "exemplars"
    selector: str
    start: float
    end: float
    label: str = ""


class HeldAlerts(Recorded):
    """The alerts Alertmanager holds now, suppressed ones among them."""

    ask: Literal["held"] = "held"


class Page(Recorded):
    """A GET request to a service's port."""

    ask: Literal["page"] = "page"
    service: str
    port: int
    path: str


class LogLines(Recorded):
    """The lines a LogQL log query finds from `start` to `end` (unix seconds), at most `limit`."""

    ask: Literal["lines"] = "lines"
    query: str
    start: float
    end: float
    limit: int = 5000


class LogValue(Recorded):
    """The value of a LogQL metric query now."""

    ask: Literal["log-value"] = "log-value"
    query: str


class LogRange(Recorded):
    """The values of a LogQL metric query from `start` to `end` (unix seconds), every `step` seconds."""

    ask: Literal["log-range"] = "log-range"
    query: str
    start: float
    end: float
    step: float


class Traces(Recorded):
    """The traces of a service that began between `start` and `end` (unix seconds)."""

    ask: Literal["traces"] = "traces"
    service: str
    operation: str = ""
    start: float
    end: float
    limit: int = 1500


class GrafanaDatasource(Recorded):
    ask: Literal["datasource"] = "datasource"
    uid: str


class GrafanaDashboard(Recorded):
    ask: Literal["dashboard"] = "dashboard"
    uid: str


class GrafanaQuery(Recorded):
    """A panel's query, asked of Grafana as a browser would: from `start` to `end`, a point every `step` seconds."""

    ask: Literal["grafana-query"] = "grafana-query"
    ref: str
    type: str  # of the data source: prometheus or loki
    uid: str  # of the data source; empty for the default one of its type
    query: str
    start: float
    end: float
    step: float


Ask: TypeAlias = Annotated[
    InstantQuery
    | RangeQuery
    | MetricNames
    | Targets
    | Rules
    | Received
    | ScrapePools
    | Exemplars
    | HeldAlerts
    | Page
    | LogLines
    | LogValue
    | LogRange
    | Traces
    | GrafanaDatasource
    | GrafanaDashboard
    | GrafanaQuery,
    Field(discriminator="ask"),
]


class Observation(Recorded):
    """`answer` is the backend's own JSON, or None with `error` when it refused or could not be reached.

    Shapes of `answer`: instant and range: the `data` of the Prometheus HTTP API (`resultType`, `result`); names and
    pools: a list of words; targets: a list of active targets of the targets API; rules: a list of alerting rules of
    the rules API; received: a list of {"at", "via", "receiver", "body"} with the body verbatim; exemplars: {"series":
    the `data` of the exemplars API, "opened": trace id -> bool}; held: the list of Alertmanager's API v2; page:
    {"status", "text", "json"}; lines, log-value and log-range: `resultType` and `result` of Loki's query API; traces:
    the `data` of Jaeger's query API; datasource: {"settings", "health"}; dashboard: the answer of the dashboards API;
    grafana-query: the entry of `results` for this query. `refused` tells that the backend answered and
    will say the same again (a bad query), and that asking again is of no use.
    """

    ask: Ask
    at: float
    answer: Any = None
    error: str = ""
    refused: bool = False
