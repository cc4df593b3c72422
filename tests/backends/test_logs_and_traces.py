"""What Loki's, Jaeger's and Prometheus' answers about lines, traces and exemplars become."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lab.backends.observing import Backends
from lab.queries.loki import LogLines, LogRange, LogValue
from lab.queries.prometheus import Exemplars
from lab.queries.query import Query
from lab.queries.traces import Traces
from lab.record.observation import Observation
from tests.backends.small_backend import Reply, SmallBackend
from tests.expectations import captured_answers
from tests.expectations.captured_answers import JAEGER, LOKI, PROMETHEUS

NOW = 1795260448.25
LINES = LogLines(query='{container="log_writer"}', start=NOW - 10, end=NOW)
VALUE = LogValue(query="rate(x)")
RANGE = LogRange(query="rate(x)", start=NOW - 10, end=NOW, step=0.5)
TRACES = Traces(service="api", start=NOW - 10, end=NOW)
ITEMS = TRACES.model_copy(update={"operation": "GET /api/items/{id}"})
BARE = Exemplars(selector="up", start=NOW - 10, end=NOW)
OPEN = BARE.model_copy(update={"label": "trace_id"})
ASKS: dict[str, Query] = {"lines": LINES, "value": VALUE, "range": RANGE, "traces": TRACES, "exemplars": BARE}


def reply(file: Path) -> Reply:
    whole = json.loads(file.read_text(encoding="utf-8"))
    text = whole["body"] if isinstance(whole["body"], str) else json.dumps(whole["body"])
    return Reply(whole["status"], text)


def captured(folder: Path, name: str) -> Reply:
    return reply(folder / f"{name}.json")


def backends(endpoint: Callable[[str], str | None]) -> Backends:
    return Backends(endpoint, lambda: NOW, lambda service, port: None)


def answered(said: Reply, ask: Query) -> Observation:
    with SmallBackend(said) as backend:
        found = backends(lambda role: backend.url).observe(ask)
        return found.model_copy(update={"error": found.error.replace(backend.url, "URL")})


GOOD: dict[str, tuple[Path, str, Query, Any]] = {
    "lines, without the statistics": (LOKI, "lines", LINES, captured_answers.loki("lines")),
    "no lines": (LOKI, "lines_none", LINES, {"resultType": "streams", "result": []}),
    "values of logs": (LOKI, "value_by_route", VALUE, captured_answers.loki("value_by_route")),
    "no values of logs": (LOKI, "value_none", VALUE, {"resultType": "vector", "result": []}),
    "values of logs over time": (LOKI, "range_errors", RANGE, captured_answers.loki("range_errors")),
    "traces": (JAEGER, "traces_all", TRACES, captured_answers.jaeger("traces_all")),
    "no traces": (JAEGER, "traces_none", TRACES, []),
    "exemplars": (
        PROMETHEUS,
        "exemplars",
        BARE,
        {"series": captured_answers.body(PROMETHEUS / "exemplars.json")["data"], "opened": {}},
    ),
    "no exemplars": (PROMETHEUS, "exemplars_none", OPEN, {"series": [], "opened": {}}),
}


@pytest.mark.parametrize(("folder", "name", "ask", "answer"), GOOD.values(), ids=GOOD)
def test_an_answer_is_brought_back(folder: Path, name: str, ask: Query, answer: Any) -> None:
    assert answered(captured(folder, name), ask) == Observation(query=ask, at=NOW, answer=answer)


ASKED: dict[str, tuple[Query, str, dict[str, list[str]]]] = {
    "lines, in nanoseconds, the last first": (
        LINES,
        "/loki/api/v1/query_range",
        {
            "query": ['{container="log_writer"}'],
            "start": ["1795260438250000000"],
            "end": ["1795260448250000000"],
            "limit": ["5000"],
            "direction": ["backward"],
        },
    ),
    "values of logs, at the moment of asking": (
        VALUE,
        "/loki/api/v1/query",
        {"query": ["rate(x)"], "time": ["1795260448250000000"]},
    ),
    "values of logs over time": (
        RANGE,
        "/loki/api/v1/query_range",
        {"query": ["rate(x)"], "start": ["1795260438250000000"], "end": ["1795260448250000000"], "step": ["0.5"]},
    ),
    "lines until before they began": (
        LINES.model_copy(update={"end": NOW - 20, "limit": 7}),
        "/loki/api/v1/query_range",
        {
            "query": ['{container="log_writer"}'],
            "start": ["1795260438250000000"],
            "end": ["1795260438250000000"],
            "limit": ["7"],
            "direction": ["backward"],
        },
    ),
    "traces of any operation, in microseconds": (
        TRACES,
        "/api/traces",
        {"service": ["api"], "start": ["1795260438250000"], "end": ["1795260448250000"], "limit": ["1500"]},
    ),
    "traces of an operation": (
        ITEMS,
        "/api/traces",
        {
            "service": ["api"],
            "operation": ["GET /api/items/{id}"],
            "start": ["1795260438250000"],
            "end": ["1795260448250000"],
            "limit": ["1500"],
        },
    ),
    "exemplars": (
        BARE,
        "/api/v1/query_exemplars",
        {"query": ["up"], "start": ["1795260438.25"], "end": ["1795260448.25"]},
    ),
}


@pytest.mark.parametrize(("ask", "path", "parameters"), ASKED.values(), ids=ASKED)
def test_what_is_asked_over_the_wire(ask: Query, path: str, parameters: dict[str, list[str]]) -> None:
    with SmallBackend(Reply(200, "{}")) as backend:
        backends(lambda role: backend.url).observe(ask)
        assert backend.asked == [(path, parameters)]


REFUSED: dict[str, tuple[Path, str, Query, str]] = {
    "LogQL that does not parse": (
        LOKI,
        "refused_syntax",
        LINES,
        "parse error at line 1, col 24: syntax error: unexpected $end, expecting } or ,",
    ),
    "a log query, asked for a value": (
        LOKI,
        "refused_lines_now",
        VALUE,
        "log queries are not supported as an instant query type, please change your query to a range query type",
    ),
    "a metric query, asked for lines": (
        LOKI,
        "range_errors",
        LINES,
        'it returns values, not lines: {container="log_writer"}',
    ),
    "a log query, asked for values over time": (LOKI, "lines", RANGE, "it returns lines, not values: rate(x)"),
    "no service": (JAEGER, "traces_refused", TRACES, "parameter 'service' is required"),
    "a selector that does not parse": (
        PROMETHEUS,
        "refused_exemplars",
        BARE,
        "1:6: parse error: unexpected end of input inside braces",
    ),
}


@pytest.mark.parametrize(("folder", "name", "ask", "error"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_is_told_from_silence(folder: Path, name: str, ask: Query, error: str) -> None:
    assert answered(captured(folder, name), ask) == Observation(query=ask, at=NOW, error=error, refused=True)


def test_lines_that_a_stage_of_the_query_cannot_read_are_a_refusal() -> None:
    found = answered(captured(LOKI, "refused_pipeline"), VALUE)
    assert (found.refused, found.error.partition(":")[0]) == (True, "pipeline error")


@pytest.mark.parametrize("ask", ASKS.values(), ids=ASKS)
@pytest.mark.parametrize(
    "text", ['{"status": "success", "data": null}', '{"data": {}}', "{}", "[]", "7", '"x"', "null", ""]
)
@pytest.mark.parametrize("status", [200, 500])
def test_whatever_comes_back_observing_never_raises(ask: Query, text: str, status: int) -> None:
    found = answered(Reply(status, text), ask)
    assert (found.answer, found.refused) == (None, False)
    assert found.error.startswith(("URL", "not an answer of"))


def test_each_asks_the_role_that_can_answer_it() -> None:
    asked: list[str] = []

    def endpoint(role: str) -> None:
        asked.append(role)

    for ask in ASKS.values():
        backends(endpoint).observe(ask)
    assert asked == ["loki", "loki", "loki", "traces", "prometheus"]


IDS = ("d94e5efaf89fc43c5fa52f8b2b19b8f8", "8b0e7153bf7c3706d85c524e44006655")


def looked_up(said: Reply, exemplars: Reply | None = None) -> tuple[Observation, list[str]]:
    """The observation, with a Jaeger that always answers so, and the paths it was asked for."""
    with SmallBackend(exemplars or captured(PROMETHEUS, "exemplars")) as prometheus, SmallBackend(said) as jaeger:
        urls = {"prometheus": prometheus.url, "traces": jaeger.url}
        found = backends(lambda role: urls[role]).observe(OPEN)
        return found.model_copy(update={"error": found.error.replace(jaeger.url, "URL")}), [p for p, _ in jaeger.asked]


LOOKED_UP = {
    "there": (captured(JAEGER, "traces_items"), True),
    "not there": (captured(JAEGER, "trace_none"), False),
    "an id that no trace can have": (captured(JAEGER, "trace_refused"), False),
}


@pytest.mark.parametrize(("said", "there"), LOOKED_UP.values(), ids=LOOKED_UP)
def test_the_traces_that_exemplars_name_are_looked_up(said: Reply, there: bool) -> None:
    found, paths = looked_up(said)
    assert (found.answer["opened"], found.error) == (dict.fromkeys(IDS, there), "")
    assert paths == [f"/api/traces/{trace}" for trace in IDS]


@pytest.mark.parametrize("said", [Reply(404, "404 page not found"), Reply(503, ""), Reply(200, "[]")])
def test_a_trace_is_not_missing_because_nobody_can_tell(said: Reply) -> None:
    found, paths = looked_up(said)
    assert (found.answer, found.refused, len(paths)) == (None, False, 1)
    assert found.error.startswith(f"URL/api/traces/{IDS[0]} answered {said.status}")


def test_no_more_than_a_hundred_traces_are_looked_up_each_once_and_quoted() -> None:
    exemplars = [{"labels": {"trace_id": f"a/{n % 130}"}, "value": "1", "timestamp": NOW} for n in range(260)]
    many = {"status": "success", "data": [{"seriesLabels": {}, "exemplars": exemplars}]}
    found, paths = looked_up(captured(JAEGER, "trace_refused"), Reply(200, json.dumps(many)))
    assert len(found.answer["opened"]) == 100
    assert paths == [f"/api/traces/a%2F{n}" for n in range(100)]


def test_without_a_service_for_traces_none_can_be_opened() -> None:
    with SmallBackend(captured(PROMETHEUS, "exemplars")) as prometheus:
        found = backends({"prometheus": prometheus.url}.get).observe(OPEN)
    assert found.error == "no component provides the role 'traces', or it is not running"
