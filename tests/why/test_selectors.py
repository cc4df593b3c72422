"""Selectors without data: metrics that never existed, and series that ended."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lab.why.explain import explain
from lab.why.inventory import RecordingRule, Series
from lab.why.model import Cause
from lab.why.text import summary
from tests.why.captured_labs import captured_lab


@pytest.mark.parametrize(
    ("dropped", "detail"),
    [
        pytest.param(
            2, "scrape job api has no targets: service discovery found 2 targets, relabeling dropped all", id="dropped"
        ),
        pytest.param(0, "scrape job api has no targets: service discovery found none", id="not discovered"),
    ],
)
def test_explain_selector_job_without_targets(dropped: int, detail: str) -> None:
    lab = captured_lab("prom-pull-wrong-port")
    inventory = replace(lab.inventory, targets=(), pools={"api": dropped})
    assert explain('http_requests_total{job="api"}', inventory, {}).findings[0].details == (detail,)


def test_explain_selector_recording_rule() -> None:
    lab = captured_lab("prom-pull")
    inventory = replace(lab.inventory, rules=(RecordingRule("job:errors:rate5m", "sum by (job) (rate(nope[5m]))"),))
    assert summary(explain("job:errors:rate5m", inventory, {})).endswith(
        "it is recorded by a rule, sum by (job) (rate(nope[5m])), which returns nothing: nope has had no sample since "
        "the lab started 12 s ago"
    )


def test_explain_selector_target_no_longer_discovered() -> None:
    lab = captured_lab("prom-pull-killed")
    explanation = explain("http_requests_total", replace(lab.inventory, targets=()), {})
    assert explanation.findings[0].cause is Cause.ENDED
    assert explanation.findings[0].details[0] == "scrape job api no longer has this target"


def test_explain_selector_pushed_series_after_the_lookback() -> None:
    lab = captured_lab("otel-direct-killed")
    metric = lab.inventory.metrics["target_info"]
    ended = tuple(Series(series.labels, lab.inventory.taken_at - 301, live=False) for series in metric.series)
    metrics = {**lab.inventory.metrics, "target_info": replace(metric, series=ended)}
    [finding] = explain("target_info", replace(lab.inventory, metrics=metrics), {}).findings
    assert finding.cause is Cause.LOOKBACK
    assert finding.message == "target_info had 1 series and has none now: the last sample is 5 min 1 s old"
    assert finding.details == (
        "service api is not running: exited with 137",
        "no target has job api: queries return pushed series for 5m after their last sample",
    )
