"""Queries of the parts of a classic histogram, where there is a native one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lab.why.evaluation import QueryResult, Sample
from lab.why.explain import explain
from lab.why.expression import to_promql
from lab.why.inventory import Inventory
from lab.why.model import Cause, Finding
from tests.plan.planned import FOLDERS
from tests.why.collector_lab import collector_inventory, with_series

NATIVE = 'request_duration_seconds{job="native"}'


def inventory(declared: str = "histogram") -> Inventory:
    """One native histogram, and under another job the same as a classic one."""
    stored = with_series(collector_inventory(), "request_duration_seconds", {"job": "native", "path": "/a"})
    for suffix in ("_bucket", "_count", "_sum"):
        bound = {"le": "0.5"} if suffix == "_bucket" else {}
        stored = with_series(stored, f"request_duration_seconds{suffix}", {"job": "classic", "path": "/a", **bound})
    return replace(stored, types={"request_duration_seconds": declared})


def evaluate(query: str) -> QueryResult:
    """As a backend would: what reads the native histogram returns something."""
    return QueryResult((Sample({}, 0.2),) if NATIVE[:-1] in query else ())


def findings(query: str, stored: Inventory | None = None) -> tuple[Finding, ...]:
    return explain(query, stored or inventory(), FOLDERS.dialects(), evaluate=evaluate).findings


@pytest.mark.parametrize(
    ("query", "better"),
    [
        pytest.param(
            'histogram_quantile(0.9, sum by (le) (rate(request_duration_seconds_bucket{job="native"}[5m])))',
            f"histogram_quantile(0.9, sum(rate({NATIVE}[5m])))",
            id="quantile",
        ),
        pytest.param(
            'histogram_quantile(0.9, sum by (le, path) (rate(request_duration_seconds_bucket{job="native"}[5m])))',
            f"histogram_quantile(0.9, sum by (path) (rate({NATIVE}[5m])))",
            id="quantile by path",
        ),
        pytest.param(
            'sum(rate(request_duration_seconds_count{job="native"}[5m]))',
            f"sum(histogram_count(rate({NATIVE}[5m])))",
            id="rate of count",
        ),
        pytest.param(
            'request_duration_seconds_sum{job="native"}',
            f"histogram_sum({NATIVE})",
            id="sum",
        ),
    ],
)
def test_explain_native_histogram_proposes_the_native_query(query: str, better: str) -> None:
    [finding] = findings(query)

    assert finding.cause is Cause.NEVER_SENT
    assert finding.message.startswith(f"{NATIVE} is a native histogram, which has no _")
    assert [to_promql(proposal.query) for proposal in finding.proposals] == [better]


def test_explain_native_histogram_share_below_a_bound() -> None:
    [finding] = findings('rate(request_duration_seconds_bucket{job="native",le="0.5"}[5m])')

    assert finding.details == (
        f"the share of observations up to a bound is histogram_fraction(0, bound, rate({NATIVE}[5m]))",
    )


@pytest.mark.parametrize(
    ("query", "declared", "is_native"),
    [
        pytest.param('request_duration_seconds_count{job="native"}', "histogram", True, id="declared a histogram"),
        pytest.param('request_duration_seconds_count{job="native"}', "gauge", False, id="a gauge of that name"),
        pytest.param('request_duration_seconds_bucket{job="nobody"}', "histogram", False, id="a job without it"),
    ],
)
def test_explain_native_histogram_in_a_record(query: str, declared: str, is_native: bool) -> None:
    found = explain(query, inventory(declared), FOLDERS.dialects()).findings

    assert any("native histogram" in finding.message for finding in found) is is_native


def test_explain_native_histogram_in_a_record_proposes_a_quantile() -> None:
    query = 'histogram_quantile(0.9, sum by (le) (rate(request_duration_seconds_bucket{job="native"}[5m])))'
    [finding] = explain(query, inventory(), FOLDERS.dialects()).findings

    assert [to_promql(p.query) for p in finding.proposals] == [f"histogram_quantile(0.9, sum(rate({NATIVE}[5m])))"]
