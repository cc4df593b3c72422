"""Matchers that match no series; the approved texts of test_explain have the other cases."""

from __future__ import annotations

from dataclasses import replace

from lab.why.explain import explain
from lab.why.expression import to_promql
from lab.why.inventory import Metric, Series
from lab.why.refused_samples import RefusedSamples
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


def test_explain_matchers_missing_label_that_must_not_be_empty() -> None:
    lab = captured_lab("prom-pull")
    [finding] = explain('up{image!=""}', lab.inventory, {}).findings
    assert finding.details[0] == 'a missing label is the same as an empty one: leave image!="" out'
    assert [to_promql(proposal.query) for proposal in finding.proposals] == ["up"]


def test_explain_matchers_label_renamed() -> None:
    """Such as pod_name of cAdvisor, which became pod."""
    lab = captured_lab("prom-pull")
    series = (Series({"pod": "api-1", "container": "api"}, lab.inventory.taken_at, True),)
    inventory = replace(lab.inventory, metrics={"x_total": Metric(series, 1)})
    [finding] = explain('x_total{pod_name="api-1",container="api"}', inventory, {}).findings
    assert [to_promql(proposal.query) for proposal in finding.proposals] == ['x_total{pod="api-1",container="api"}']


def test_explain_matchers_namespace_that_was_exported() -> None:
    """As kube-state-metrics has it without honor_labels."""
    lab = captured_lab("prom-pull")
    labels = {"namespace": "monitoring", "exported_namespace": "shop", "pod": "kube-state-metrics-0"}
    inventory = replace(lab.inventory, metrics={"kube_pod_info": Metric((Series(labels, 1.0, True),), 1)})
    [finding] = explain('kube_pod_info{namespace="shop"}', inventory, {}).findings
    assert [to_promql(proposal.query) for proposal in finding.proposals] == ['kube_pod_info{exported_namespace="shop"}']


def test_explain_matchers_job_that_drops_the_metric() -> None:
    """The job is in the configuration, so that another job's name is not proposed."""
    lab = captured_lab("prom-pull")
    series = Series({"job": "worker"}, lab.inventory.taken_at, True)
    rule = {"source_labels": ["__name__"], "regex": "oth.*", "action": "drop"}
    inventory = replace(
        lab.inventory,
        metrics={"other": Metric((series,), 1)},
        pools={"api": 0},
        scrape_configs={"api": {"metric_relabel_configs": [rule]}},
    )
    [finding] = explain('other{job="api"}', inventory, {}).findings
    assert finding.details[0].startswith("metric_relabel_configs of job api drop it where exposed: drop where __name__")
    assert not finding.proposals


def test_explain_matchers_job_whose_samples_are_refused() -> None:
    lab = captured_lab("prom-pull")
    series = Series({"job": "worker"}, lab.inventory.taken_at, True)
    refused = (RefusedSamples("out of order", "api", "http://api:8000/metrics", 1), RefusedSamples("out of order", "b"))
    inventory = replace(lab.inventory, metrics={"other": Metric((series,), 1)}, refused=refused)
    [finding] = explain('other{job="api"}', inventory, {}).findings
    [refusal] = [detail for detail in finding.details if detail.startswith("Prometheus refuses")]
    assert "target http://api:8000/metrics (out of order)" in refusal
