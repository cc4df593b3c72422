"""Questions to the audited Prometheus, each asked once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from lab.audit.asking import MAX_VALUES, PrometheusAsk
from lab.audit.budget import Budget, BudgetedService, Limits
from lab.audit.system import OUT_OF_BUDGET, LoadedRule, System
from lab.why.evaluation import QueryResult, Sample
from lab.why.inventory import Inventory, Target
from tests.audit.small_prometheus import NOW, SmallPrometheus

TARGET = Target("api", {"job": "api"}, "http://api/metrics", "up")
RULES = (LoadedRule("alerting", "Down", "g", "f", "up == 0", hold=60.0), LoadedRule("recording", "r", "g", "f", "up"))


@contextmanager
def asking(prometheus: SmallPrometheus, **limits: int) -> Iterator[PrometheusAsk]:
    with prometheus:
        system = System(
            prometheus.bare, NOW, "prometheus", frozenset({"a", "b"}), series={"a": 3}, targets=(TARGET,), rules=RULES
        )
        yield PrometheusAsk(BudgetedService(prometheus.endpoint, Budget(Limits(**limits))), system)


def test_values_in_order_and_once() -> None:
    prometheus = SmallPrometheus(vectors={"a": [({"x": "1"}, 2.0)], "b": []})
    with asking(prometheus) as ask:
        known = QueryResult((Sample({"x": "1"}, 2.0),))
        assert ask.values(["a", "b", "a"]) == [known, QueryResult(), known]
        assert ask.values(["a"]) == [known]
    assert sorted(params["query"][0] for _, _, params in prometheus.asked) == ["a", "b"]
    assert prometheus.asked[0][2]["time"] == [str(NOW)]


def test_values_that_are_refused() -> None:
    with asking(SmallPrometheus({"query": 422})) as ask:
        assert ask.values(["a +"]) == [QueryResult(error="no such path")]


def test_values_of_something_else() -> None:
    with asking(SmallPrometheus({"query": {"result": 7}})) as ask:
        assert ask.values(["a"])[0].error.startswith("not an answer of Prometheus")


def test_values_without_budget() -> None:
    with asking(SmallPrometheus(), queries=0) as ask:
        assert ask.values(["a"])[0].error.startswith(OUT_OF_BUDGET)
        assert str(ask.has_series(["a"])[0]).startswith(OUT_OF_BUDGET)
        assert str(ask.label_values("job", "a")).startswith(OUT_OF_BUDGET)
        assert str(ask.label_names("a")).startswith(OUT_OF_BUDGET)
        assert str(ask.inventory(["a"])).startswith(OUT_OF_BUDGET)


def test_has_series_asks_the_index_for_one_name() -> None:
    prometheus = SmallPrometheus({"label/__name__/values": ["a"]})
    with asking(prometheus) as ask:
        assert ask.has_series(['a{x="1"}'], since=NOW - 3600) == [True]
    assert prometheus.asked[0][2] == {
        "match[]": ['a{x="1"}'],
        "start": [str(NOW - 3600)],
        "end": [str(NOW)],
        "limit": ["1"],
    }


def test_has_series_of_none() -> None:
    with asking(SmallPrometheus({"label/__name__/values": []})) as ask:
        assert ask.has_series(["a", "a"]) == [False, False]


@pytest.mark.parametrize(("label", "path"), [("job", "job"), ("http.method_x", "U__http_2e_method__x")])
def test_label_values(label: str, path: str) -> None:
    prometheus = SmallPrometheus({f"label/{path}/values": [str(n) for n in range(MAX_VALUES + 5)]})
    with asking(prometheus) as ask:
        values = ask.label_values(label, "a")
    assert len(values) == MAX_VALUES
    assert values[0] == "0"


def test_label_names() -> None:
    with asking(SmallPrometheus({"labels": ["__name__", "job", "path"]})) as ask:
        assert ask.label_names("a") == ["job", "path"]


def test_inventory_reads_only_the_metrics_that_are_asked_for() -> None:
    series = [{"__name__": "a", "x": str(n)} for n in range(3)]
    prometheus = SmallPrometheus(
        {"series": series, "query_range": {"resultType": "matrix", "result": []}},
        {"timestamp(a)": [({"x": "0"}, NOW - 5), ({"x": "1"}, NOW - 6)]},
    )
    with asking(prometheus) as ask:
        inventory = ask.inventory(["a"])
    assert isinstance(inventory, Inventory)
    assert [(one.labels["x"], one.last, one.live) for one in inventory.metrics["a"].series] == [
        ("0", NOW - 5, True),
        ("1", NOW - 6, True),
        ("2", None, False),
    ]
    assert (inventory.metrics["a"].count, inventory.metrics["b"].series) == (3, ())
    assert (inventory.targets, inventory.rules[0].name, inventory.alerts[0].hold) == ((TARGET,), "r", 60.0)
    assert inventory.searched


def test_inventory_of_a_metric_that_is_not_there() -> None:
    with asking(SmallPrometheus({"series": []})) as ask:
        inventory = ask.inventory(["gone"])
    assert isinstance(inventory, Inventory)
    assert set(inventory.metrics) == {"a", "b"}


def test_inventory_of_a_metric_with_more_series_than_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that a part of the query selects are read all the same."""
    monkeypatch.setattr("lab.audit.asking.MAX_SERIES", 2)
    series = [{"__name__": "a", "x": str(n)} for n in range(3)]
    prometheus = SmallPrometheus({"series": series})
    with asking(prometheus) as ask:
        inventory = ask.inventory(["a"], ['a{x="2"}'])
    assert isinstance(inventory, Inventory)
    assert {one.labels["x"] for one in inventory.metrics["a"].series} == {"0", "1", "2"}
    assert all(one.live for one in inventory.metrics["a"].series)
    assert [params["match[]"][0] for _, path, params in prometheus.asked if path.endswith("series")] == [
        "a",
        'a{x="2"}',
    ]
