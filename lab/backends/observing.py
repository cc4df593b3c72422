"""Takes an ask to the backend that can answer it, and brings back what was said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lab.backends import alertmanager, grafana, jaeger, loki, notification_sink, page, prometheus
from lab.backends.http import Answer
from lab.record.observation import (
    Ask,
    Exemplars,
    GrafanaDashboard,
    GrafanaDatasource,
    GrafanaQuery,
    HeldAlerts,
    InstantQuery,
    LogLines,
    LogRange,
    LogValue,
    MetricNames,
    Observation,
    Page,
    RangeQuery,
    Received,
    Rules,
    ScrapePools,
    Targets,
    Traces,
)

ROLE_TRACES = "traces"
ROLES: Mapping[type, str] = {
    Received: "notifications",
    HeldAlerts: "alertmanager",
    LogLines: "loki",
    LogValue: "loki",
    LogRange: "loki",
    Traces: ROLE_TRACES,
    GrafanaDatasource: "grafana",
    GrafanaDashboard: "grafana",
    GrafanaQuery: "grafana",
}


@dataclass(frozen=True, slots=True)
class Backends:
    """`endpoint` gives the address of the service that plays a role, `address` that of a service's port (the
    container's); None when the lab has none."""

    endpoint: Callable[[str], str | None]
    now: Callable[[], float]
    address: Callable[[str, int], str | None]

    def observe(self, ask: Ask) -> Observation:
        """Never raises: a backend that cannot be asked is an observation too."""
        at = self.now()
        answer = self._ask(ask, at)
        return Observation(ask=ask, at=at, answer=answer.json, error=answer.error, refused=answer.refused)

    def _ask(self, ask: Ask, at: float) -> Answer:
        if isinstance(ask, Page):
            url = self.address(ask.service, ask.port)
            missing = f"{ask.service!r} is not running, or has no port {ask.port}"
        else:
            role = ROLES.get(type(ask), "prometheus")
            url = self.endpoint(role)
            missing = f"no service of this lab plays the role {role!r}, or it is not running"
        if url is None:
            return Answer(error=missing)
        match ask:
            case InstantQuery():
                return prometheus.instant(url, ask, at)
            case RangeQuery():
                return prometheus.range_(url, ask)
            case MetricNames():
                return prometheus.metric_names(url, ask, at)
            case Targets():
                return prometheus.targets(url, ask)
            case ScrapePools():
                return prometheus.scrape_pools(url)
            case Rules():
                return prometheus.rules(url)
            case Exemplars():
                return prometheus.exemplars(url, ask, self.endpoint(ROLE_TRACES))
            case Received():
                return notification_sink.received(url, ask)
            case HeldAlerts():
                return alertmanager.held(url)
            case Page():
                return page.page(url, ask)
            case LogLines():
                return loki.lines(url, ask)
            case LogValue():
                return loki.value(url, ask, at)
            case LogRange():
                return loki.range_(url, ask)
            case Traces():
                return jaeger.traces(url, ask)
            case GrafanaDatasource():
                return grafana.datasource(url, ask)
            case GrafanaDashboard():
                return grafana.dashboard(url, ask)
            case GrafanaQuery():
                return grafana.query(url, ask)
