"""Log lines and traces that lead to each other, over answers of Loki and Jaeger in the shape of captured ones."""

from typing import Any

import pytest

from lab.expectations.correlated import CorrelationExpectation
from lab.language import reasons
from tests.expectations.captured_answers import JAEGER, LOKI, Case, body, holds, judged, misses

QUERY = '{service_name="api"}'
EXPECTED = "every line has the trace_id of a trace of api, and every trace has a line"
BOTH = CorrelationExpectation.model_validate({"correlated": QUERY, "with": "api"})
OTLP = body(LOKI / "lines_otlp.json")["data"]
ORDERS = "5b8efff798038103d269b633813fc60c"  # of all three captured lines
NO_SUCH_LINES = {"resultType": "streams", "result": []}


def lines(*ids: str) -> Any:
    """The captured stream, once with each of these trace ids."""
    (stream,) = OTLP["result"]
    streams = [{**stream, "stream": {**stream["stream"], "trace_id": id_}} for id_ in ids]
    return {**OTLP, "result": streams}


def traces(*ids: str) -> Any:
    """A captured trace, once with each of these ids."""
    one = body(JAEGER / "traces_all.json")["data"][0]
    return [{**one, "traceID": id_} for id_ in ids]


def test_captured_lines_have_the_trace_id_as_a_label() -> None:
    assert [stream["stream"]["trace_id"] for stream in OTLP["result"]] == [ORDERS]


CASES = {
    "one leads to the other": Case(
        BOTH,
        (OTLP, traces(ORDERS)),
        holds(EXPECTED, f"1 traces with their lines, for example {ORDERS}"),
    ),
    "no lines": Case(
        BOTH,
        (NO_SUCH_LINES, traces(ORDERS)),
        misses(reasons.NO_LINES, EXPECTED, "no lines", hint=f"the query was {QUERY}"),
    ),
    "no traces": Case(
        BOTH,
        (OTLP, body(JAEGER / "traces_none.json")["data"]),
        misses(reasons.NO_TRACES, EXPECTED, "no traces", hint="does anything send spans as service 'api'?"),
    ),
    "a line of a trace that is not there": Case(
        BOTH,
        (lines("a1", "b2"), traces("a1")),
        misses(reasons.NO_TRACES, EXPECTED, "no trace b2", difference="1 of 2 trace ids in lines"),
    ),
    "a trace without a line": Case(
        BOTH,
        (lines("a1"), traces("a1", "b2", "c3")),
        misses(reasons.NO_LINES, EXPECTED, "no line of trace b2; c3", difference="2 of 3 traces have no line"),
    ),
    "zeros are no trace id": Case(
        CorrelationExpectation.model_validate({"correlated": QUERY, "with": "api", "label": "otelTraceID"}),
        (
            {**OTLP, "result": [{"stream": {"otelTraceID": "0"}, "values": [["1", "at the start"]]}]},
            traces("a1"),
        ),
        misses(
            reasons.WRONG_LABELS,
            "every line has the otelTraceID of a trace of api, and every trace has a line",
            'no trace id in {otelTraceID="0"}; no line of trace a1',
            difference="1 of 1 streams have no otelTraceID; 1 of 1 traces have no line",
            hint="does the logging set-up of this version put the trace id into its records?",
            final=True,
        ),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Case) -> None:
    assert judged(case) == case.judgement
