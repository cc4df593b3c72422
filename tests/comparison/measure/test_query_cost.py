"""What a query costs by the statistics of Prometheus, and queries that cost nothing because they fail."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any, cast

import pytest

from lab.comparison.measure.query_cost import RUNS, measure_query_cost, measure_query_time
from lab.comparison.measure.results import RepetitionResult
from lab.queries.answer import UnexpectedAnswer
from lab.run.clock import Clock
from tests.backends.small_backend import Reply, SmallBackend
from tests.comparison.measure.simulation import ManualClock, lab_at, manual_clock, side_of

PUSH = side_of("pull-vs-push-at-scale", "push", 10_000)
SERIES = [{"metric": {"service_version": "1.0.0"}, "values": [[140, "50"]]}]


def body(seconds: float, samples: int, result: Any = SERIES) -> str:
    """As Prometheus answers with `stats=all`, less the keys that are not read."""
    stats = {"timings": {"execTotalTime": seconds}, "samples": {"totalQueryableSamples": samples}}
    return json.dumps({"status": "success", "data": {"resultType": "matrix", "result": result, "stats": stats}})


def measured(reply: Reply) -> tuple[RepetitionResult, list[Any]]:
    result = RepetitionResult()
    with SmallBackend(reply) as prometheus:
        measure_query_cost("sum(x)", lab_at(prometheus.url, PUSH), 100.0, 140.0, result)
    return result, prometheus.asked


def test_cost_of_a_query() -> None:
    result, asked = measured(Reply(200, body(0.02, 80)))

    assert {value.name: value.value for value in result.measurements} == {
        "size.query_time": 0.02,
        "size.query_samples": 80.0,
    }
    assert result.invalid_reason == ""
    assert len(asked) == RUNS
    assert {path for path, _ in asked} == {"/api/v1/query_range"}


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(422, json.dumps({"status": "error", "error": "many-to-many"})), "the timed query many-to-many"),
        (Reply(200, body(0.1, 0, [])), "the timed query returned no data"),
    ],
    ids=["refused", "nothing"],
)
def test_a_query_without_an_answer_makes_the_repetition_invalid(reply: Reply, reason: str) -> None:
    result, _ = measured(reply)
    assert (result.invalid_reason, result.measurements) == (reason, [])


def test_an_answer_without_statistics_is_not_read() -> None:
    strange = {"status": "success", "data": {"resultType": "matrix", "result": SERIES, "stats": {}}}
    with pytest.raises(UnexpectedAnswer, match="unexpected answer of Prometheus"):
        measured(Reply(200, json.dumps(strange)))


def test_time_of_a_query_by_the_clock() -> None:
    clock, result = ManualClock(), RepetitionResult()
    queries: Any = SimpleNamespace(value=lambda query: clock.pause(0.25) or 7.0)
    measure_query_time("sum(x)", queries, cast("Clock", clock), result)

    assert [(value.name, value.value) for value in result.measurements] == [("query.time", 0.25)]


def test_time_of_a_query_without_data() -> None:
    result = RepetitionResult()
    queries: Any = SimpleNamespace(value=lambda query: None)
    measure_query_time("sum(x)", queries, manual_clock(), result)

    assert (result.invalid_reason, result.measurements) == ("the timed query returned no data", [])
