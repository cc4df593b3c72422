"""Between real labs: the map of names, what only one side has, and which rules and panels break, and why."""

from __future__ import annotations

from collections import Counter

import pytest

from lab.comparison.portability.analysis import portability
from lab.comparison.portability.broken_queries import broken_by, move
from lab.comparison.portability.queries import WrittenQuery
from lab.comparison.portability.side_view import SideView
from lab.comparison.record import MetricName, Portability
from lab.language.dialect import Dialect, Meaning
from lab.why.inventory import Inventory, Metric, Series
from tests.comparison.captured_sides import captured, queries_of

NOW = 1_760_000_000.0
TARGET_DOWN = WrittenQuery("alert", "TargetDown", "rules/targets.yml", "up == 0")
GENERIC = WrittenQuery("panel", "Series", "any.json", 'count({job="api"})')


@pytest.fixture(scope="module")
def pull_and_push() -> Portability:
    sides = {"pull": "prom-pull", "push": "otel-direct"}
    return portability({side: captured(name, *queries_of(name)).view for side, name in sides.items()})


def test_written_queries_rules_and_panels() -> None:
    found = queries_of("prom-pull")
    assert Counter((each.kind, each.file) for each in found) == {
        ("alert", "scenarios/prom-pull/rules/http.yml"): 1,
        ("panel", "scenarios/dashboards/http-red.json"): 15,
    }
    assert "$" not in "".join(each.query for each in found)


def test_written_queries_recording_rules() -> None:
    kinds = Counter(each.kind for each in queries_of("slo"))
    assert kinds["recording rule"] > 3
    assert kinds["alert"] >= 2


def test_portability_meanings(pull_and_push: Portability) -> None:
    called = {each.meaning: each.by_side for each in pull_and_push.meanings}
    labels = {
        "pull": {"method": "method", "route": "path", "status": "status"},
        "push": {"method": "http_method", "route": "http_target", "status": "http_status_code"},
    }
    assert called["request count"] == {
        "pull": MetricName(metric="http_requests_total", type="counter", labels=labels["pull"]),
        "push": MetricName(metric="http_server_duration_milliseconds_count", type="histogram", labels=labels["push"]),
    }
    assert {side: (each.metric, each.unit) for side, each in called["request duration"].items()} == {
        "pull": ("http_request_duration_seconds", "s"),
        "push": ("http_server_duration_milliseconds", "ms"),
    }
    assert {side: each.metric for side, each in called["request duration (_bucket)"].items()} == {
        "pull": "http_request_duration_seconds_bucket",
        "push": "http_server_duration_milliseconds_bucket",
    }
    assert list(called) == [
        "request count",
        "request duration",
        "request duration (_bucket)",
        "request duration (_sum)",
        "request duration (_count)",
        "requests in progress",
    ]


def test_portability_meaning_without_metric() -> None:
    pull, push = captured("prom-pull").view, captured("otel-direct").view
    mistaken = SideView(pull.dialect, push.inventory, push.app_labels)
    assert {each.meaning: set(each.by_side) for each in portability({"pull": mistaken, "push": push}).meanings} == {
        "request count": {"push"},
        "request duration": {"push"},
        "requests in progress": {"push"},
    }


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
    broken = {(each.written_for, each.kind, each.name): each.cause for each in pull_and_push.broken}
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
    found = portability(views)
    assert [(each.name, each.on, each.cause) for each in found.broken] == [
        ("TargetDown", "push", "up: no such metric; nothing is scraped here"),
    ]
    assert found.working == 3


def test_portability_exported_job_behind_a_collector() -> None:
    named = WrittenQuery(
        "alert", "Slow", "own.yml", 'sum(rate(http_server_duration_milliseconds_sum{job="api"}[4s])) > 9e9'
    )
    views = {
        "direct": captured("otel-direct", *queries_of("otel-direct"), named).view,
        "collector": captured("otel-collector-scrape").view,
    }
    assert views["collector"].app_labels == {"exported_job": "api"}
    found = portability(views)
    # A dashboard lets one choose another job; a rule does not. No 404 was sent to the one: that is nothing broken.
    assert [(each.name, each.cause) for each in found.broken] == [
        (
            "Slow",
            'http_server_duration_milliseconds_sum{job="api"}: job is "otel-collector" here; exported_job is "api"',
        )
    ]
    assert found.working == 13
    assert found.labels_only_on["collector"] == ("exported_job", "instance", "otel_scope_name", "otel_scope_version")


def side(*metrics: tuple[str, dict[str, str]], queries: tuple[WrittenQuery, ...] = (), **called: Meaning) -> SideView:
    held: dict[str, Metric] = {}
    for name, labels in metrics:
        before = held[name].series if name in held else ()
        held[name] = Metric((*before, Series({"job": "api", **labels}, NOW, True)), len(before) + 1)
    dialect = Dialect(title="", meanings={"request count": called["count"]}) if called else None
    return SideView(dialect, Inventory("prometheus", NOW - 60, NOW, held), {"job": "api"}, queries)


OLD = Meaning(metric="old_total", type="counter", labels={"status": "code"})
NEW = Meaning(metric="new_total", type="counter", labels={"status": "status"})
HOME = side(
    ("old_total", {"code": "200"}),
    ("old_total", {"code": "500"}),
    ("same", {"code": "500", "zone": "a"}),
    ("same", {"code": "200", "zone": "b"}),
    ("other", {"code": "500"}),
    queries=(
        WrittenQuery("recording rule", "job:old:rate", "r.yml", "sum by (job) (rate(old_total[1m]))"),
        WrittenQuery("recording rule", "job:same:sum", "r.yml", "sum by (job) (same)"),
        WrittenQuery("alert", "Old", "r.yml", "old_total > 1"),
        WrittenQuery("alert", "Same", "r.yml", "same > 1"),
    ),
    count=OLD,
)
AWAY = side(
    ("new_total", {"status": "200"}),
    ("same", {"status": "200", "zone": "a"}),
    ("same", {"status": "500", "zone": "b"}),
    ("other", {"kind": "x"}),
    count=NEW,
)
GONE = "old_total: no such metric; here it is new_total"


@pytest.mark.parametrize(
    ("query", "causes"),
    [
        pytest.param("same", (), id="it is there"),
        pytest.param("same > 1e9", (), id="nothing passes"),
        pytest.param("same - same > 0", (), id="nothing passes of a difference"),
        pytest.param("old_total", (GONE,), id="another name"),
        pytest.param("rate(old_total[1m]) / rate(old_total[1m])", (GONE,), id="said once"),
        pytest.param("same / on (job) group_left () old_total", (GONE,), id="one side of an operation"),
        pytest.param("never_total", (), id="nobody ever had it"),
        pytest.param('old_total{code="404"}', (GONE,), id="a status that never came, of a metric that is gone"),
        pytest.param('new_total{status="404"} or same', (), id="a status that never came"),
        pytest.param('same{code="500"}', ('same{code="500"}: no such label; status is "500"',), id="another label"),
        pytest.param('same{code=~"5.."}', ('same{code=~"5.."}: no such label',), id="another label, by a pattern"),
        pytest.param(
            'same{job="api",zone="c"} or same{zone=~"a|b"}', (), id="a value that neither side has, of a label of both"
        ),
        pytest.param("old_total or vector(0)", (GONE,), id="a number hides the loss"),
        pytest.param("sum(old_total) or sum(same) * 0", (GONE,), id="a zero that was there hides the loss"),
        pytest.param("old_total or new_total", (), id="written for both"),
        pytest.param("new_total or old_total", (), id="written for both, the other first"),
        pytest.param("absent(same)", (), id="absent of what is there"),
        pytest.param("absent(old_total)", (f"{GONE}, so absent is always true",), id="absent of what has gone"),
        pytest.param("absent(never_total)", (), id="absent of what never was"),
        pytest.param("same unless old_total", (f"{GONE}, so unless removes nothing",), id="unless"),
        pytest.param("job:same:sum > 1", (), id="recorded from what is there"),
        pytest.param(
            "job:old:rate > 1", (f"job:old:rate, recorded by a rule: {GONE}",), id="recorded from what is gone"
        ),
        pytest.param('ALERTS{alertname="Same"}', (), id="an alert that does not fire"),
        pytest.param('ALERTS{alertname="Old"}', (f"ALERTS, recorded by a rule: {GONE}",), id="an alert that is broken"),
        pytest.param("ALERTS", (), id="alerts, of which one lives"),
        pytest.param("vector(1)", (), id="no selector at all"),
        pytest.param(
            "sum by (code) (same) * on (code) sum by (code) (other)",
            (),
            id="without the label both sides are one series",
        ),
    ],
)
def test_broken_by(query: str, causes: tuple[str, ...]) -> None:
    moved = move("home", "away", {"home": HOME, "away": AWAY})
    assert broken_by(WrittenQuery("alert", "it", "r.yml", query), moved) == causes


def test_broken_by_label_mismatch() -> None:
    home = side(("a", {"zone": "1"}), ("b", {"zone": "1"}))
    away = side(("a", {"zone": "1"}), ("b", {"place": "1"}))
    (said,) = broken_by(
        WrittenQuery("alert", "it", "r.yml", "a * b"), move("home", "away", {"home": home, "away": away})
    )
    assert said == "`*` pairs series that agree in all labels, and no two do"


def test_portability_panel_with_several_queries() -> None:
    panel = tuple(
        WrittenQuery("panel", "Both", "d.json", query) for query in ("same", "old_total", "rate(old_total[1m])")
    )
    rules = tuple(WrittenQuery("alert", "Burn", "r.yml", query) for query in ("same > 1", "same > 2"))
    home = SideView(HOME.dialect, HOME.inventory, HOME.app_labels, (*panel, *rules))
    found = portability({"home": home, "away": AWAY})
    assert [(each.name, each.query, each.cause) for each in found.broken] == [("Both", "old_total", GONE)]
    assert found.working == 2
