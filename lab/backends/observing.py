"""Takes an ask to the backend that can answer it, and brings back what was said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lab.backends import notification_sink, prometheus
from lab.backends.http import Answer
from lab.record.observation import Ask, InstantQuery, MetricNames, Observation, RangeQuery, Received, Rules, Targets

ROLE_PROMETHEUS = "prometheus"
ROLE_NOTIFICATIONS = "notifications"


@dataclass(frozen=True, slots=True)
class Backends:
    """`endpoint` gives the address of the service that plays a role, None when the lab has none."""

    endpoint: Callable[[str], str | None]
    now: Callable[[], float]

    def observe(self, ask: Ask) -> Observation:
        """Never raises: a backend that cannot be asked is an observation too."""
        at = self.now()
        answer = self._ask(ask, at)
        return Observation(ask=ask, at=at, answer=answer.json, error=answer.error, refused=answer.refused)

    def _ask(self, ask: Ask, at: float) -> Answer:
        role = ROLE_NOTIFICATIONS if isinstance(ask, Received) else ROLE_PROMETHEUS
        url = self.endpoint(role)
        if url is None:
            return Answer(error=f"no service of this lab plays the role {role!r}, or it is not running")
        match ask:
            case InstantQuery():
                return prometheus.instant(url, ask, at)
            case RangeQuery():
                return prometheus.range_(url, ask)
            case MetricNames():
                return prometheus.metric_names(url, ask, at)
            case Targets():
                return prometheus.targets(url, ask)
            case Rules():
                return prometheus.rules(url)
            case Received():
                return notification_sink.received(url, ask)
