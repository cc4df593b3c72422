"""What differs between the sides of a comparison."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lab.comparison.measure.side_setup import app_labels_of, first_wait, measured_services, queries_of
from lab.errors import UsageError
from tests.comparison.measure.simulation import lab_at, side_of

URL = "http://127.0.0.1:9"


@pytest.mark.parametrize(
    ("side", "metric"), [("pull", "http_requests_total"), ("push", "http_server_duration_milliseconds")]
)
def test_queries_of_both_dialects(side: str, metric: str) -> None:
    plan = side_of("pull-vs-push", side)
    queries = queries_of(plan, lab_at(URL, plan))
    assert queries.request_count is not None and queries.request_count.metric == metric
    assert queries.app_labels == {"job": "api"}
    assert queries.storage is not None and queries.storage.name == "prometheus"


def test_queries_of_side_without_dialect() -> None:
    plan = replace(side_of("pull-vs-push", "pull"), dialect=None)
    with pytest.raises(UsageError, match="the dialect of pull does not define 'request count'"):
        queries_of(plan, lab_at(URL, plan))


def test_app_labels_of_a_scenario_that_selects_nothing() -> None:
    plan = side_of("pull-vs-push", "pull")
    first, *rest = plan.plan.steps
    without_wait = replace(plan, plan=replace(plan.plan, steps=(replace(first, wait=()), *rest)))
    assert first_wait(plan)
    assert app_labels_of(without_wait) == {}


def test_measured_services() -> None:
    plan = side_of("pull-vs-push", "push")
    lab = lab_at(URL, plan)
    assert measured_services(plan, lab) == ("prometheus", "api")
    assert measured_services(plan, replace(lab, left_out={"api": "no image"})) == ("prometheus",)
