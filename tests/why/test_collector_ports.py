"""Scrapes that a Collector refuses, with the sentence of Prometheus 3.15."""

from __future__ import annotations

import pytest

from lab.why.collector_ports import why_collector_refuses
from lab.why.inventory import Inventory, Target
from lab.why.topology import Collector, Topology

LOCAL = Collector("collector", {"8889": {"endpoint": "localhost:8889"}})
IDLE = Collector("collector", {"8889": {"endpoint": "0.0.0.0:8889"}}, unused=("8889",))
OPEN = Collector("collector", {"8889": {"endpoint": "0.0.0.0:8889"}})


def refused(port: int, error: str = "connect: connection refused") -> Target:
    url = f"http://collector:{port}/metrics"
    return Target("c", {}, url, "down", f'Get "{url}": dial tcp 192.168.176.2:{port}: {error}')


@pytest.mark.parametrize(
    ("collector", "target", "why"),
    [
        pytest.param(
            LOCAL, refused(8889), "exporter of collector listens on localhost, inside its own", id="localhost"
        ),
        pytest.param(IDLE, refused(8889), "with port 8889 is in no pipeline, so it is not started", id="pipeline"),
        pytest.param(OPEN, refused(9090), "exporter of collector has port 8889, not 9090", id="other port"),
        pytest.param(OPEN, refused(8888), "the own metrics of collector are on localhost", id="own metrics"),
    ],
)
def test_why_collector_refuses(collector: Collector, target: Target, why: str) -> None:
    assert why in why_collector_refuses(target, _inventory(collector))


@pytest.mark.parametrize(
    ("collector", "target"),
    [
        pytest.param(OPEN, refused(8889), id="nothing wrong with its configuration"),
        pytest.param(LOCAL, refused(8889, "i/o timeout"), id="other error"),
        pytest.param(Collector("other"), refused(8889), id="no Collector"),
    ],
)
def test_why_collector_refuses_is_empty(collector: Collector, target: Target) -> None:
    assert why_collector_refuses(target, _inventory(collector)) == ""


def _inventory(collector: Collector) -> Inventory:
    return Inventory("prometheus", 0.0, 0.0, {}, topology=Topology({}, (), (collector,)))
