"""The series of single metrics, with the time of the last sample of each as far as it is known."""

from __future__ import annotations

from typing import Any

from lab.backends.partial_inventory import MetricReader
from lab.backends.service import Service
from lab.why.inventory import Metric
from tests.audit.small_prometheus import NOW, SmallPrometheus

SERIES = [{"__name__": "a", "x": "1"}, {"__name__": "a", "x": "2"}]


def read(prometheus: SmallPrometheus, most: int = 100, count: int = 0, name: str = "a") -> Metric | str:
    with prometheus:
        return MetricReader(Service(prometheus.bare), NOW, most).read(name, count)


def by_x(metric: Metric | str) -> dict[str, tuple[float | None, bool]]:
    assert isinstance(metric, Metric), metric
    return {series.labels["x"]: (series.last, series.live) for series in metric.series}


def test_read_live_series() -> None:
    vectors: Any = {"timestamp(a)": [({"x": "1"}, NOW - 3), ({"x": "2"}, NOW - 4)]}
    prometheus = SmallPrometheus({"series": SERIES}, vectors)
    metric = read(prometheus)
    assert by_x(metric) == {"1": (NOW - 3, True), "2": (NOW - 4, True)}
    assert len(prometheus.asked) == 2
    assert prometheus.asked[0][2]["limit"] == ["100"]


def test_read_series_that_ended() -> None:
    """A range query over the last hour gives the minute in which it ended, and another one the second."""
    ended = {"metric": {"__name__": "a", "x": "2"}, "values": [[NOW - 600, "1"], [NOW - 540, "1"]]}
    prometheus = SmallPrometheus(
        {"series": SERIES, "query_range": {"resultType": "matrix", "result": [ended]}},
        {"timestamp(a)": [({"x": "1"}, NOW - 3)]},
    )
    assert by_x(read(prometheus)) == {"1": (NOW - 3, True), "2": (NOW - 540, False)}


def test_read_more_series_than_wanted() -> None:
    """Which of them are live is not asked: the answer would be as large as what is not wanted."""
    prometheus = SmallPrometheus({"series": SERIES})
    metric = read(prometheus, most=1, count=7)
    assert by_x(metric) == {"1": (None, True)}
    assert isinstance(metric, Metric) and metric.count == 7
    assert len(prometheus.asked) == 1


def test_read_says_that_there_are_more_where_it_does_not_know_how_many() -> None:
    metric = read(SmallPrometheus({"series": SERIES}), most=1)
    assert isinstance(metric, Metric)
    assert len(metric.series) < metric.count


def test_read_of_a_name_that_must_be_quoted() -> None:
    prometheus = SmallPrometheus({"series": []})
    assert read(prometheus, name="http.requests") == Metric((), 0)
    assert prometheus.asked[0][2]["match[]"] == ['{"http.requests"}']


def test_read_of_what_is_refused_or_no_prometheus() -> None:
    assert read(SmallPrometheus({"series": 422})) == "no such path"
    strange = SmallPrometheus({"series": [{"__name__": "a", "x": "1"}], "query": {"result": {}}})
    assert str(read(strange)).startswith("not an answer of Prometheus")


def test_more() -> None:
    with SmallPrometheus({"series": [*SERIES, {"__name__": "b"}]}) as prometheus:
        reader = MetricReader(Service(prometheus.bare), NOW, 1)
        metric = reader.read("a")
        assert isinstance(metric, Metric)
        more = reader.more({"a": metric}, ['a{x="2"}'])
    assert [series.labels["x"] for series in more["a"].series] == ["1", "2"]
    assert more["a"].count == metric.count
