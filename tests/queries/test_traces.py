"""Queries of Jaeger, against captured answers of a real one."""

from __future__ import annotations

from typing import Any

import pytest

from lab.queries.traces import Span, Trace, Traces
from lab.record.observation import Observation
from tests.backends.small_backend import Reply
from tests.expectations.captured_answers import JAEGER, jaeger
from tests.queries.sending import FOREIGN, NOW, captured, observe_reply, requests_of

ALL = Traces(service="api", start=NOW - 10, end=NOW)
ITEMS = ALL.model_copy(update={"operation": "GET /api/items/{id}"})


@pytest.mark.parametrize(("name", "answer"), [("traces_all", jaeger("traces_all")), ("traces_none", [])])
def test_traces_answer(name: str, answer: Any) -> None:
    assert observe_reply(captured(JAEGER, name), ALL) == Observation(query=ALL, at=NOW, answer=answer)


@pytest.mark.parametrize(
    ("query", "operation"), [(ALL, {}), (ITEMS, {"operation": ["GET /api/items/{id}"]})], ids=["all", "of an operation"]
)
def test_traces_request(query: Traces, operation: dict[str, list[str]]) -> None:
    times = {"start": ["1795260438250000"], "end": ["1795260448250000"]}  # microseconds

    assert requests_of(query) == [("/api/traces", {"service": ["api"], **operation, **times, "limit": ["1500"]})]


def test_traces_refused() -> None:
    error = "parameter 'service' is required"

    assert observe_reply(captured(JAEGER, "traces_refused"), ALL) == Observation(
        query=ALL, at=NOW, error=error, refused=True
    )


@pytest.mark.parametrize("text", FOREIGN)
@pytest.mark.parametrize("status", [200, 500])
def test_traces_foreign_answer(text: str, status: int) -> None:
    observation = observe_reply(Reply(status, text), ALL)

    assert (observation.answer, observation.refused) == (None, False)
    assert observation.error.startswith("URL")


def test_read_spans() -> None:
    span = {
        "spanID": "b",
        "operationName": "GET /",
        "references": [{"refType": "CHILD_OF", "spanID": "a"}],
        "tags": [{"key": "http.status", "value": 200}, {"key": "error", "value": True}],
    }

    (trace,) = Traces.read([{"traceID": "1", "spans": [span]}])

    assert trace == Trace("1", (Span("b", "GET /", ("a",), {"http.status": "200", "error": "true"}),))


@pytest.mark.parametrize(
    ("parents", "roots"),
    [
        pytest.param([(), ("0",)], ["0"], id="one root"),
        pytest.param([("x",), ("0",)], ["0"], id="the parent has not arrived"),
        pytest.param([(), ()], ["0", "1"], id="two roots"),
        pytest.param([], [], id="no spans"),
    ],
)
def test_roots(parents: list[tuple[str, ...]], roots: list[str]) -> None:
    spans = tuple(Span(str(index), "work", ids, {}) for index, ids in enumerate(parents))

    assert [span.id for span in Trace("1", spans).roots()] == roots
