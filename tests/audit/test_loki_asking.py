"""Questions to the audited Loki."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from lab.audit.budget import Budget, BudgetedService, Limits
from lab.audit.loki_asking import LokiAsk
from lab.audit.system import OUT_OF_BUDGET
from lab.why.evaluation import QueryResult, Sample
from tests.audit.small_prometheus import NOW, SmallPrometheus

HOUR_AGO, END = str(round((NOW - 3600) * 1e9)), str(round(NOW * 1e9))


@contextmanager
def asking(data: Mapping[str, Any], **limits: int) -> Iterator[tuple[LokiAsk, SmallPrometheus]]:
    with SmallPrometheus(data, prefix="/loki") as loki:
        yield LokiAsk(BudgetedService(loki.endpoint, Budget(Limits(**limits))), NOW), loki


def test_values_of_a_metric_query() -> None:
    vector = {"resultType": "vector", "result": [{"metric": {"app": "shop"}, "value": [NOW, "3"]}]}
    with asking({"query": vector}) as (ask, loki):
        assert ask.values(['sum by (app) (rate({app="shop"}[5m]))']) == [QueryResult((Sample({"app": "shop"}, 3.0),))]
    assert loki.asked[0][2]["time"] == [END]


def test_values_of_a_log_query_are_its_streams() -> None:
    streams = {"resultType": "streams", "result": [{"stream": {"app": "shop"}, "values": [["1", "line"]]}]}
    with asking({"query_range": streams}) as (ask, loki):
        assert ask.values(['{app="shop"} |= "x"']) == [QueryResult((Sample({"app": "shop"}),))]
    assert loki.asked[0][2]["start"] == [HOUR_AGO]


def test_values_that_are_refused() -> None:
    with asking({"query": 400}) as (ask, _):
        assert ask.values(["sum("]) == [QueryResult(error="no such path")]


def test_has_series() -> None:
    with asking({"series": [{"app": "shop"}]}) as (ask, loki):
        assert ask.has_series(['{app="shop"}'], since=NOW - 60) == [True]
    assert loki.asked[0][2]["start"] == [str(round((NOW - 60) * 1e9))]
    with asking({"series": []}) as (ask, _):
        assert ask.has_series(['{app="shop"}']) == [False]


def test_labels() -> None:
    with asking({"label/app/values": ["shop"], "labels": ["app", "level"]}) as (ask, _):
        assert ask.label_values("app", '{app=~".+"}') == ["shop"]
        assert ask.label_names('{app=~".+"}') == ["app", "level"]


def test_without_budget() -> None:
    with asking({}, queries=0) as (ask, _):
        assert ask.values(["{a=`b`}"])[0].error.startswith(OUT_OF_BUDGET)
        assert str(ask.has_series(["{a=`b`}"])[0]).startswith(OUT_OF_BUDGET)


def test_there_is_no_inventory() -> None:
    with asking({}) as (ask, _):
        assert ask.inventory(["a"]) == "Loki has streams, not metrics"
