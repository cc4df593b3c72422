"""`up == 1` that filters a target out says what is wrong with it."""

from __future__ import annotations

from dataclasses import replace

from lab.why.down_targets import down_targets
from lab.why.explain import explain
from lab.why.inventory import Target
from lab.why.parser import parse
from tests.why.captured_labs import captured_lab


def test_down_targets_last_error() -> None:
    lab = captured_lab("prom-pull-killed")
    [finding] = explain("up == 1", lab.inventory, lab.dialects, lab.evaluate).findings
    assert finding.details[-1].startswith("target http://api:8000/metrics is down: Get")


def test_down_targets_only_those_selected() -> None:
    inventory = captured_lab("prom-pull").inventory
    down = [
        Target(f"job{n}", {"job": f"job{n}"}, f"http://job{n}:80/metrics", "down", "connection refused")
        for n in range(5)
    ]
    inventory = replace(inventory, targets=(*inventory.targets, *down))
    assert down_targets(parse('sum(up{job="job1"}) > 0'), inventory) == (
        "target http://job1:80/metrics is down: connection refused",
    )
    assert down_targets(parse("up == 1"), inventory)[-1] == "and 2 more targets are down"
    assert down_targets(parse("nope > 1"), inventory) == ()
