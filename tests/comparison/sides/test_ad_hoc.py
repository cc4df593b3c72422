"""Comparisons without a comparison file: what the files of scenarios say, and the errors when they say too little."""

from __future__ import annotations

import pytest

from lab.comparison.sides.ad_hoc import ad_hoc_comparison
from lab.comparison.sides.planning import plan_sides
from lab.errors import UsageError
from tests.plan.planned import FOLDERS


def test_ad_hoc_comparison_two_scenarios() -> None:
    file = ad_hoc_comparison({"prom-pull": "prom-pull", "otel-direct": "otel-direct"}, FOLDERS)
    pull, push = plan_sides(file, FOLDERS)
    comparison = file.comparison

    assert file.source.name == "prom-pull-vs-otel-direct"
    assert comparison.steady is not None and comparison.steady.event == "POST /api/orders"
    assert list(comparison.load.mix) == ["GET /api/items/{id}", "GET /api/slow", "GET /api/boom"]
    assert (comparison.load.rate, comparison.load.for_) == (60, 5)
    assert (pull.side.detection_query, push.side.detection_query) == (
        'up{job="api"} == 0',
        "absent(http_server_duration_milliseconds_count)",
    )
    for side in (pull, push):
        assert [s.name for s in side.plan.services if not s.on_demand] == ["prometheus", "api"]
        assert "alerting" not in side.plan.service("prometheus").files[0].text
        assert "--query.lookback-delta=5s" in side.plan.service("prometheus").compose["command"]
        assert [check.name for check in side.plan.steps[0].wait] == ["every label set starts at 0"]
        assert side.side.wire_checks == {}


def test_ad_hoc_comparison_load_goes_to_the_application() -> None:
    names = {"prom-pull": "prom-pull", "fastapi-vs-go": "fastapi-vs-go"}
    loads = [side.load for side in plan_sides(ad_hoc_comparison(names, FOLDERS), FOLDERS)]

    assert [load.service for load in loads if load] == ["api", "api-python"]


@pytest.mark.parametrize(
    ("other", "message"),
    [
        pytest.param(
            "docker-sd",
            "the files of docker-sd do not say how samples get from 'api' to 'prometheus'",
            id="targets are discovered",
        ),
        pytest.param("traces", "the dialect of traces does not define 'request count'", id="no dialect"),
        pytest.param("node-exporter", "node-exporter has no application that receives a load", id="no application"),
    ],
)
def test_ad_hoc_comparison_files_do_not_say_enough(other: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        ad_hoc_comparison({"prom-pull": "prom-pull", other: other}, FOLDERS)

    assert caught.value.message == message
    assert caught.value.remedy.startswith("write scenarios/NAME/comparison.yaml, with 'network_links'")


def test_ad_hoc_comparison_no_load_to_share() -> None:
    with pytest.raises(UsageError, match="node-exporter sends no load that the sides could share"):
        ad_hoc_comparison({"node-exporter": "node-exporter", "prom-pull": "prom-pull"}, FOLDERS)
