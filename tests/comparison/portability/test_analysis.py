"""Between real labs: what only one side has, and which rules and panels break, and why."""

from __future__ import annotations

from collections import Counter

from lab.comparison.portability.analysis import portability
from lab.comparison.portability.queries import WrittenQuery
from lab.comparison.portability.side_view import SideView
from lab.comparison.record import Portability
from tests.comparison.captured_sides import captured, queries_of
from tests.comparison.portability.example_sides import AWAY, GONE, HOME

TARGET_DOWN = WrittenQuery("alert", "TargetDown", "rules/targets.yml", "up == 0")


GENERIC = WrittenQuery("panel", "Series", "any.json", 'count({job="api"})')


def test_portability_only_on_one_side(pull_and_push: Portability) -> None:
    assert pull_and_push.shared == ()
    assert {"up", "scrape_duration_seconds", "http_requests_total"} <= {*pull_and_push.only_on["pull"]}
    assert {"target_info", "http_server_duration_milliseconds_count"} <= {*pull_and_push.only_on["push"]}
    assert {"instance", "path", "status"} <= {*pull_and_push.labels_only_on["pull"]}
    assert {"http_target", "http_status_code", "http_host"} <= {*pull_and_push.labels_only_on["push"]}
    # An alert has the application's labels too, but comes from Prometheus.
    assert "ALERTS" not in pull_and_push.only_on["pull"]


def test_portability_broken_both_ways(pull_and_push: Portability) -> None:
    assert pull_and_push.working == 0
    broken = {(query.written_for, query.kind, query.name): query.cause for query in pull_and_push.broken}
    assert Counter(key[:2] for key in broken) == {
        ("pull", "alert"): 1,
        ("pull", "panel"): 12,
        ("push", "alert"): 1,
        ("push", "panel"): 12,
    }
    counted = "http_requests_total: no such metric; here it is http_server_duration_milliseconds_count"
    assert broken["pull", "alert", "HighHTTPErrorRate"] == counted
    assert broken["pull", "panel", "Failed now"] == counted
    assert broken["pull", "panel", "Duration"] == (
        "http_request_duration_seconds_bucket: no such metric; here it is http_server_duration_milliseconds_bucket"
    )
    assert broken["push", "alert", "HighHTTPErrorRate"] == (
        "http_server_duration_milliseconds_count: no such metric; "
        "here it is http_requests_total or http_request_duration_seconds_count"
    )
    assert broken["push", "panel", "P95 now"] == (
        "http_server_duration_milliseconds_bucket: no such metric; here it is http_request_duration_seconds_bucket"
    )


def test_portability_generic_queries_work() -> None:
    views = {
        "pull": captured("prom-pull", TARGET_DOWN, GENERIC).view,
        "push": captured("otel-direct").view,
        "collector": captured("otel-collector-scrape").view,
    }
    result = portability(views)
    assert [(query.name, query.on, query.cause) for query in result.broken] == [
        ("TargetDown", "push", "up: no such metric; nothing is scraped here"),
    ]
    assert result.working == 3


def test_portability_exported_job_behind_a_collector() -> None:
    named = WrittenQuery(
        "alert", "Slow", "own.yml", 'sum(rate(http_server_duration_milliseconds_sum{job="api"}[4s])) > 9e9'
    )
    views = {
        "direct": captured("otel-direct", *queries_of("otel-direct"), named).view,
        "collector": captured("otel-collector-scrape").view,
    }
    assert views["collector"].app_labels == {"exported_job": "api"}
    result = portability(views)
    # A dashboard lets one choose another job; a rule does not. No 404 was sent to the one: that is nothing broken.
    assert [(query.name, query.cause) for query in result.broken] == [
        (
            "Slow",
            'http_server_duration_milliseconds_sum{job="api"}: job is "otel-collector" here; exported_job is "api"',
        )
    ]
    assert result.working == 13
    assert result.labels_only_on["collector"] == ("exported_job", "instance", "otel_scope_name", "otel_scope_version")


def test_portability_of_contrasts() -> None:
    views = {
        "pull": captured("prom-pull", TARGET_DOWN, GENERIC).view,
        "push": captured("otel-direct").view,
        "collector": captured("otel-collector-scrape", GENERIC).view,
    }
    result = portability(
        views, contrasts={"way": ("push", "collector"), "names": ("pull", "push"), "no": ("push", "x")}
    )

    assert {(query.written_for, query.on) for query in result.broken} == {("pull", "push")}
    way, names = result.differences
    assert (way.title, way.working, names.title, names.working) == ("way", 1, "names", 1)
    assert (set(way.only_on), set(names.only_on)) == ({"push", "collector"}, {"pull", "push"})
    assert "http_server_duration_milliseconds_count" in way.shared
    assert "http_server_duration_milliseconds_count" in names.only_on["push"]
    assert result.working == 2


def test_portability_panel_with_several_queries() -> None:
    panel = tuple(
        WrittenQuery("panel", "Both", "d.json", query) for query in ("same", "old_total", "rate(old_total[1m])")
    )
    rules = tuple(WrittenQuery("alert", "Burn", "r.yml", query) for query in ("same > 1", "same > 2"))
    home = SideView(HOME.dialect, HOME.inventory, HOME.app_labels, (*panel, *rules))
    result = portability({"home": home, "away": AWAY})
    assert [(query.name, query.query, query.cause) for query in result.broken] == [("Both", "old_total", GONE)]
    assert result.working == 2
