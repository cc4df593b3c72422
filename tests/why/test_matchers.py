"""Matchers that match no series; the approved texts of test_explain have the other cases."""

from __future__ import annotations

from dataclasses import replace

from lab.why.explain import explain
from lab.why.inventory import Metric, Series
from tests.why.captured_labs import captured_lab


def test_explain_matchers_part_of_the_series_recorded() -> None:
    lab = captured_lab("prom-pull")
    series = tuple(Series({"shard": str(number)}, lab.inventory.taken_at, True) for number in range(3))
    inventory = replace(lab.inventory, metrics={"x_total": Metric(series, 50)})
    [finding] = explain('x_total{shard="9"}', inventory, {}).findings
    head = 'shard="9" matches none of the 3 recorded series of x_total (of 50)'
    assert finding.message == f'{head}: shard is "0", "1", "2"'


def test_explain_matchers_many_long_values() -> None:
    lab = captured_lab("prom-pull")
    series = tuple(Series({"path": f"/{number}/" + "x" * 90}, lab.inventory.taken_at, True) for number in range(10))
    inventory = replace(lab.inventory, metrics={"x_total": Metric(series, 10)})
    [finding] = explain('x_total{path="/"}', inventory, {}).findings
    assert finding.message.endswith('..." and 2 more')
    assert "x" * 58 not in finding.message


def test_explain_matchers_job_whose_target_is_down() -> None:
    lab = captured_lab("prom-pull")
    down = tuple(replace(target, health="down", error="refused") for target in lab.inventory.targets)
    metrics = {"other": Metric((Series({"job": "worker"}, lab.inventory.taken_at, True),), 1)}
    [finding] = explain('other{job="api"}', replace(lab.inventory, targets=down, metrics=metrics), {}).findings
    assert "target http://api:8000/metrics is down: refused" in finding.details
