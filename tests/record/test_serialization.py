"""Records as JSON: readable again, whatever they hold."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from lab.queries.prometheus import InstantQuery
from lab.record.observation import Observation
from lab.record.run_record import RunRecord
from lab.record.serialization import to_json
from tests.record.example_record import WHOLE


def test_to_json_of_a_usual_record_is_that_of_pydantic() -> None:
    assert to_json(WHOLE, indent=2) == WHOLE.model_dump_json(indent=2)
    assert RunRecord.model_validate_json(to_json(WHOLE)) == WHOLE


def nested(depth: int) -> Any:
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "answer",
    ["half \ud800", {"\udfff": ["\ud800", math.inf, -math.inf, math.nan, 1.5, None, True]}, nested(5000), 10**4000],
    ids=["text", "object", "deep", "long number"],
)
def test_to_json_is_always_readable(answer: Any) -> None:
    odd = Observation(query=InstantQuery(query="up \ud800"), at=0.0, answer=answer, error="bad \ud800")
    for text in (to_json(odd), to_json(odd, indent=2)):
        text.encode()
        json.loads(text)
        assert Observation.model_validate_json(text).error == "bad \ufffd"


def test_to_json_of_a_record_with_an_odd_text() -> None:
    odd = WHOLE.model_copy(update={"title": "a \ud800 title"})
    read = RunRecord.model_validate_json(to_json(odd, indent=2))
    assert read == WHOLE.model_copy(update={"title": "a \ufffd title"})
