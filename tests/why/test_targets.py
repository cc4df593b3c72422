"""What targets and scrape jobs say."""

from __future__ import annotations

from lab.why.inventory import Inventory, Target
from lab.why.targets import describe_target, format_target
from lab.why.topology import Topology

TOPOLOGY = Topology({"prometheus": "prometheus", "shop": "fastapi_prometheus"})


def test_format_target_and_empty_job() -> None:
    assert format_target("http://api:8000/metrics", "unknown", "") == "target http://api:8000/metrics is unknown"


def test_describe_target_with_the_meaning_of_its_error() -> None:
    error = 'Get "http://shoop:8000/metrics": dial tcp: lookup shoop on 127.0.0.11:53: no such host'
    target = Target("api", {"job": "api"}, "http://shoop:8000/metrics", "down", error)
    inventory = Inventory("prometheus", 0.0, 0.0, {}, topology=TOPOLOGY)
    assert describe_target(target, inventory, "; again") == [
        f"target http://shoop:8000/metrics is down: {error}; again",
        "no service is called shoop; did you mean shop:8000?",
    ]
