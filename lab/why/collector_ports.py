"""Why a Collector refuses a scrape: what its configuration says about the port."""

from __future__ import annotations

from urllib.parse import urlsplit

from lab.why.inventory import Inventory, Target
from lab.why.topology import Collector

_OWN_CONTAINER = ("localhost", "127.0.0.1", "[::1]")


def why_collector_refuses(target: Target, inventory: Inventory) -> str:
    """One sentence; empty for other errors, other targets, and where the configuration does not tell."""
    address = urlsplit(target.url)
    collector = inventory.topology.collector(address.hostname or "")
    if collector is None or "connection refused" not in target.error:
        return ""
    return _of_port(str(address.port or 80), collector)


def _of_port(port: str, collector: Collector) -> str:
    service = collector.service
    if port in collector.unused:
        return (
            f"the prometheus exporter of {service} with port {port} is in no pipeline, so it is not started: add "
            "it to the exporters of service.pipelines.metrics"
        )
    if port in collector.prometheus:
        host = str(collector.prometheus[port].get("endpoint", "")).rpartition(":")[0]
        if host in _OWN_CONTAINER:
            return (
                f"the prometheus exporter of {service} listens on {host}, inside its own container: set endpoint: "
                f"0.0.0.0:{port}"
            )
        return ""
    host, _, own = collector.own_metrics.rpartition(":")
    if port == own and host in _OWN_CONTAINER:
        return (
            f"the own metrics of {service} are on {host}, inside its own container: set host: 0.0.0.0 of the reader in "
            "service.telemetry.metrics.readers"
        )
    used = [one for one in collector.prometheus if one not in collector.unused]
    return f"the prometheus exporter of {service} has port {' and '.join(used)}, not {port}" if used else ""
