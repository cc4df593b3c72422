"""Queries of Loki, against captured answers of a real one."""

from __future__ import annotations

from typing import Any

import pytest

from lab.queries.loki import LogLines, LogRange, LogValue
from lab.queries.query import Query
from lab.record.observation import Observation
from tests.backends.small_backend import Reply
from tests.expectations.captured_answers import LOKI, loki
from tests.queries.sending import FOREIGN, NOW, Request, captured, observe_reply, requests_of

LINES = LogLines(query='{container="log_writer"}', start=NOW - 10, end=NOW)
VALUE = LogValue(query="rate(x)")
RANGE = LogRange(query="rate(x)", start=NOW - 10, end=NOW, step=0.5)

ANSWERS: dict[str, tuple[str, Query, Any]] = {
    "lines, without the statistics": ("lines", LINES, loki("lines")),
    "no lines": ("lines_none", LINES, {"resultType": "streams", "result": []}),
    "values": ("value_by_route", VALUE, loki("value_by_route")),
    "no values": ("value_none", VALUE, {"resultType": "vector", "result": []}),
    "a range of values": ("range_errors", RANGE, loki("range_errors")),
}


@pytest.mark.parametrize(("name", "query", "answer"), ANSWERS.values(), ids=ANSWERS)
def test_loki_answer(name: str, query: Query, answer: Any) -> None:
    assert observe_reply(captured(LOKI, name), query) == Observation(query=query, at=NOW, answer=answer)


REQUESTS: dict[str, tuple[Query, Request]] = {
    "lines, in nanoseconds, the last first": (
        LINES,
        (
            "/loki/api/v1/query_range",
            {
                "query": ['{container="log_writer"}'],
                "start": ["1795260438250000000"],
                "end": ["1795260448250000000"],
                "limit": ["5000"],
                "direction": ["backward"],
            },
        ),
    ),
    "lines, with an end before the start": (
        LINES.model_copy(update={"end": NOW - 20, "limit": 7}),
        (
            "/loki/api/v1/query_range",
            {
                "query": ['{container="log_writer"}'],
                "start": ["1795260438250000000"],
                "end": ["1795260438250000000"],
                "limit": ["7"],
                "direction": ["backward"],
            },
        ),
    ),
    "values, now": (VALUE, ("/loki/api/v1/query", {"query": ["rate(x)"], "time": ["1795260448250000000"]})),
    "a range of values": (
        RANGE,
        (
            "/loki/api/v1/query_range",
            {"query": ["rate(x)"], "start": ["1795260438250000000"], "end": ["1795260448250000000"], "step": ["0.5"]},
        ),
    ),
}


@pytest.mark.parametrize(("query", "request_"), REQUESTS.values(), ids=REQUESTS)
def test_loki_request(query: Query, request_: Request) -> None:
    assert requests_of(query) == [request_]


REFUSED: dict[str, tuple[str, Query, str]] = {
    "a syntax error": (
        "refused_syntax",
        LINES,
        "parse error at line 1, col 24: syntax error: unexpected $end, expecting } or ,",
    ),
    "a log query, sent for a value": (
        "refused_lines_now",
        VALUE,
        "log queries are not supported as an instant query type, please change your query to a range query type",
    ),
    "a metric query, sent for lines": (
        "range_errors",
        LINES,
        'it returns values, not lines: {container="log_writer"}',
    ),
    "a log query, sent for a range of values": ("lines", RANGE, "it returns lines, not values: rate(x)"),
}


@pytest.mark.parametrize(("name", "query", "error"), REFUSED.values(), ids=REFUSED)
def test_loki_refused(name: str, query: Query, error: str) -> None:
    assert observe_reply(captured(LOKI, name), query) == Observation(query=query, at=NOW, error=error, refused=True)


def test_loki_refused_pipeline() -> None:
    observation = observe_reply(captured(LOKI, "refused_pipeline"), VALUE)

    assert (observation.refused, observation.error.partition(":")[0]) == (True, "pipeline error")


@pytest.mark.parametrize("query", [LINES, VALUE, RANGE], ids=lambda query: query.kind)
@pytest.mark.parametrize("text", FOREIGN)
@pytest.mark.parametrize("status", [200, 500])
def test_loki_foreign_answer(query: Query, text: str, status: int) -> None:
    observation = observe_reply(Reply(status, text), query)

    assert (observation.answer, observation.refused) == (None, False)
    assert observation.error.startswith(("URL", "not an answer of"))
