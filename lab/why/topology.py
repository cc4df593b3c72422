"""How telemetry gets from a lab's applications to its Prometheus, as far as the configuration says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Application:
    """A service that sends metrics by OTLP. `name` is its `service.name`, `attributes` are its other resource
    attributes, `sends_to` is the host of its endpoint. `temporality`: the preference of its SDK, empty by default."""

    service: str
    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    sends_to: str = ""
    temporality: str = ""


@dataclass(frozen=True, slots=True)
class Collector:
    """`prometheus`: port of each `prometheus` exporter -> its settings. `writes_to`: hosts that it sends metrics to, by
    remote write or OTLP. `own_metrics`: host:port of the reader for its own metrics; empty when there is none.
    `unused`: ports of `prometheus` exporters that are in no pipeline, and so do not listen."""

    service: str
    prometheus: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    writes_to: tuple[str, ...] = ()
    own_metrics: str = "localhost:8888"
    unused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topology:
    """`services`: all services of the lab -> their component."""

    services: Mapping[str, str] = field(default_factory=dict)
    applications: tuple[Application, ...] = ()
    collectors: tuple[Collector, ...] = ()

    def collector(self, host: str) -> Collector | None:
        return next((collector for collector in self.collectors if collector.service == host), None)

    def behind(self, collector: Collector) -> tuple[Application, ...]:
        """The applications that send to this Collector."""
        return tuple(one for one in self.applications if one.sends_to == collector.service)
