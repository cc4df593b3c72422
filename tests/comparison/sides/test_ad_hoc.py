"""Comparisons nobody wrote: what the files of scenarios tell of their ways, and what they do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.comparison.sides.ad_hoc import ad_hoc
from lab.comparison.sides.network_links import Way, way_of
from lab.comparison.sides.planning import every_side
from lab.errors import UsageError
from lab.plan.planning import plan
from tests.plan.planned import FOLDERS, SMALL, written


@pytest.mark.parametrize(
    ("scenario", "way"),
    [
        pytest.param("prom-pull", Way("scraped", {"metrics": ("prometheus", "api")}, "api"), id="it is scraped"),
        pytest.param("otel-direct", Way("pushed", {"metrics": ("api", "prometheus")}), id="it pushes"),
        pytest.param(
            "otel-collector-scrape",
            Way(
                "pushed, then scraped",
                {"push": ("api", "otel-collector"), "metrics": ("prometheus", "otel-collector")},
            ),
            id="what it pushes to is scraped",
        ),
        pytest.param("docker-sd", None, id="targets are discovered"),
    ],
)
def test_ways_told_by_the_files(scenario: str, way: Way | None) -> None:
    assert way_of(plan(FOLDERS.scenario(scenario), FOLDERS), "api", "prometheus") == way


def test_what_is_pushed_may_be_pushed_on(tmp_path: Path) -> None:
    text = (
        SMALL.replace("api: {use: fastapi_prometheus}", "api: {use: fastapi_otel, env: {TO: 'http://relay:4318'}}")
        + "  relay: {use: otel-collector, files: {config: relay.yaml}}\nsteps: [{name: look}]\n"
    )
    relay = "exporters: {prometheusremotewrite: {endpoint: 'http://prometheus:9090/api/v1/write'}}\n"
    config = "scrape_configs: []\n"

    made = plan(written(tmp_path, text, {"relay.yaml": relay, "prometheus.yml": config}), FOLDERS)

    assert way_of(made, "api", "prometheus") == Way(
        "pushed", {"push": ("api", "relay"), "write": ("relay", "prometheus")}
    )


def test_two_scenarios_as_they_are() -> None:
    comparison, document, source = ad_hoc({"prom-pull": "prom-pull", "otel-direct": "otel-direct"}, FOLDERS)
    pull, push = every_side(comparison, document, source, FOLDERS)

    assert source.name == "prom-pull-vs-otel-direct"
    assert comparison.steady is not None and comparison.steady.event == "POST /api/orders"
    assert list(comparison.load.mix) == ["GET /api/items/{id}", "GET /api/slow", "GET /api/boom"]
    assert (comparison.load.rate, comparison.load.for_) == (60, 5)
    assert (pull.side.noticed, push.side.noticed) == (
        'up{job="api"} == 0',
        "absent(http_server_duration_milliseconds_count)",
    )
    for side in (pull, push):
        assert [s.name for s in side.plan.services if not s.on_demand] == ["prometheus", "api"]
        assert "alerting" not in side.plan.service("prometheus").files[0].text
        assert "--query.lookback-delta=5s" in side.plan.service("prometheus").compose["command"]
        assert [check.name for check in side.plan.steps[0].wait] == ["every label set starts at 0"]
        assert side.side.proves == {}


def test_the_load_goes_to_whoever_is_the_application() -> None:
    names = {"prom-pull": "prom-pull", "fastapi-vs-go": "fastapi-vs-go"}
    comparison, document, source = ad_hoc(names, FOLDERS)

    loads = [side.load for side in every_side(comparison, document, source, FOLDERS)]

    assert [load.service for load in loads if load] == ["api", "api-python"]


@pytest.mark.parametrize(
    ("other", "said"),
    [
        pytest.param(
            "docker-sd",
            "how samples get from 'api' to 'prometheus' is not told by the files of docker-sd",
            id="targets are discovered",
        ),
        pytest.param("traces", "traces names no dialect that has 'request count'", id="no dialect"),
        pytest.param("node-exporter", "node-exporter has no application that is sent a load", id="no application"),
    ],
)
def test_what_the_files_do_not_tell_is_for_a_comparison_file(other: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        ad_hoc({"prom-pull": "prom-pull", other: other}, FOLDERS)

    assert caught.value.message == said
    assert caught.value.remedy.startswith("write scenarios/NAME/comparison.yaml, with the 'links'")


def test_a_scenario_without_a_load_has_none_to_share() -> None:
    with pytest.raises(UsageError, match="node-exporter sends no load that could be shared"):
        ad_hoc({"node-exporter": "node-exporter", "prom-pull": "prom-pull"}, FOLDERS)
