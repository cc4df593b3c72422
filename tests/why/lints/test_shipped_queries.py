"""No review finds anything in the rules, panels and expectations that lab ships: each finding there would be a false
alarm, or a mistake of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from lab.errors import UsageError
from lab.why.lints.absence import review_absence
from lab.why.lints.aggregation_order import review_aggregation_order
from lab.why.lints.counters import review_counters
from lab.why.lints.grouping_labels import review_grouping_labels
from lab.why.lints.lucky_matching import review_lucky_matching
from lab.why.lints.quantiles import review_quantiles
from lab.why.lints.ratios import review_ratios
from lab.why.lints.short_windows import review_short_windows
from lab.why.lints.whole_numbers import review_whole_numbers
from lab.why.model import ExplainContext
from lab.why.parser import parse
from lab.why.reviews import REVIEWS
from tests.why.captured_labs import captured_lab

SCENARIOS = Path(__file__).parents[3] / "scenarios"
# The expectations that look at NaN, infinities and bounds on purpose are of review_values, which needs values.
STATIC = (
    review_quantiles,
    review_counters,
    review_aggregation_order,
    review_ratios,
    review_whole_numbers,
    review_absence,
    review_short_windows,
)
WITH_SERIES = (review_grouping_labels, review_lucky_matching)
# Quantiles of all observations of a lab that has just started: right, and said.
OF_ALL_TIME = (
    'traces_span_metrics_duration_milliseconds_bucket{service_name="api"',
    'sum by (le) (http_request_duration_seconds_bucket{path="/api/orders"})',
)
# As guides have it: one restart more or less is no matter to them.
OF_GUIDES = ("increase(kube_pod_container_status_restarts_total[1h]) > 3",)
KEYS = ("expr", "series", "absent", "labels", "is", "same_as")


def shipped_queries() -> Iterator[tuple[str, str]]:
    for file in sorted(SCENARIOS.rglob("*")):
        if file.suffix in (".yml", ".yaml"):
            document = list(yaml.load_all(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader))
        elif file.suffix == ".json":
            document = json.loads(file.read_text(encoding="utf-8"))
        else:
            continue
        for query in _queries(document):
            yield file.relative_to(SCENARIOS).as_posix(), query


def _queries(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key in KEYS and isinstance(value, str):
                yield value.replace("$__rate_interval", "1m").replace("$__interval", "1m").replace("$__range", "1h")
            else:
                yield from _queries(value)
    elif isinstance(node, list):
        for value in node:
            yield from _queries(value)


QUERIES = sorted(set(shipped_queries()))


def test_shipped_queries_are_many() -> None:
    assert len(QUERIES) > 250


def test_reviews_are_static_or_need_series_or_values() -> None:
    assert {*STATIC, *WITH_SERIES} < set(REVIEWS)


@pytest.mark.parametrize("lab", ["prom-pull", "otel-direct"])
def test_review_of_shipped_queries_finds_nothing(lab: str) -> None:
    inventory = captured_lab(lab).inventory
    found = []
    for file, query in QUERIES:
        try:
            ctx = ExplainContext(parse(query), inventory, {})
        except UsageError:
            continue
        reviews = [*STATIC, *(WITH_SERIES if file.startswith(lab) else ())]
        found += [f"{file}: {query}: {finding.message}" for one in reviews for finding in one(ctx)]
    assert not [line for line in found if not any(query in line for query in (*OF_ALL_TIME, *OF_GUIDES))], "\n".join(
        found
    )
