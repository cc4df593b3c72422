"""Type, unit and help of metrics, of all targets together and of each."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from lab.expectations.metadata import NO_METADATA, WRONG_METADATA, MetadataExpectation
from lab.language import reasons
from lab.queries.metadata import MetricMetadata, TargetMetadata
from tests.expectations.captured_answers import SETTLED, Case, holds, judged, misses

COUNTER = {"type": "counter", "unit": "", "help": "Requests."}
OF_API = {"target": {"job": "api", "instance": "api:8000"}, **COUNTER}
OF_API_2 = {"target": {"job": "api", "instance": "api-2:8000"}, **COUNTER, "type": "gauge"}
SERIES = {"resultType": "vector", "result": [{"metric": {"__name__": "x"}, "value": [20, "1"]}]}
NOTHING = {"resultType": "vector", "result": []}


def metadata(metrics: Any, **more: Any) -> MetadataExpectation:
    return MetadataExpectation.model_validate({"metadata": metrics, **more})


NONE = metadata({"x": "none"}, **{"while": "x"})
HINT = (
    "pushed series have no metadata; the name is that of the family: without _bucket, _sum and _count, and "
    "without the _total of OpenMetrics' counters"
)

CASES = {
    "as expected": Case(
        metadata({"x": {"type": "counter", "unit": "", "help": "/Req/"}}),
        ([COUNTER],),
        holds("x is counter, unit '', help '/Req/'", "1 metric, for example x: counter, no unit, 'Requests.'"),
    ),
    "other type and unit": Case(
        metadata({"x": {"type": "gauge", "unit": "bytes"}}),
        ([COUNTER],),
        misses(WRONG_METADATA, "x is gauge, unit 'bytes'", "x has type 'counter', not gauge, unit '', not bytes"),
    ),
    "two targets say different things": Case(
        metadata({"x": {"type": "counter"}}),
        ([COUNTER, {**COUNTER, "type": "gauge"}],),
        misses(WRONG_METADATA, "x is counter", "x has type 'gauge', not counter"),
    ),
    "no metadata": Case(
        metadata({"x": {"type": "counter"}}), ([],), misses(NO_METADATA, "x is counter", "x has no metadata", hint=HINT)
    ),
    "by target": Case(
        metadata({"x": {"type": "counter"}}, targets='{job="api"}'),
        ([OF_API, OF_API_2],),
        misses(
            WRONG_METADATA,
            'x is counter of targets {job="api"}',
            'x of {instance="api-2:8000", job="api"} has type \'gauge\', not counter',
        ),
    ),
    "none, as expected": Case(
        NONE, ([], SERIES), holds("x has no metadata, while x is there", "no metadata of 1 metric")
    ),
    "none, and no series either": Case(
        NONE,
        ([], NOTHING),
        misses(
            reasons.CONTROL_MISSING,
            "x has no metadata, while x is there",
            "no metadata, and no series from the control",
            hint="that there is none proves nothing while the control returns nothing: x",
        ),
    ),
    "some instead of none": Case(
        NONE,
        ([COUNTER], SERIES),
        misses(WRONG_METADATA, "x has no metadata, while x is there", "x has metadata: counter, no unit, 'Requests.'"),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Case) -> None:
    assert judged(case) == case.judgement


def test_queries() -> None:
    both = {"x": {"type": "counter"}, "y": {"type": "gauge"}}

    assert metadata(both).queries(SETTLED) == (MetricMetadata(metric="x"), MetricMetadata(metric="y"))
    assert metadata({"x": {"type": "counter"}}, targets="{}").queries(SETTLED) == (
        TargetMetadata(metric="x", targets="{}"),
    )


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"metadata": {"x": "none"}}, "an empty lab has no metadata either"),
        ({"metadata": {"x": {"type": "counter"}}, "while": "x"}, "'while' is the control"),
        ({"metadata": {"x": {"type": "counted"}}}, "type"),
    ],
)
def test_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        MetadataExpectation.model_validate(given)
