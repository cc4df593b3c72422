"""What the actions of a step may say."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from lab.scenario.actions import Call, Fault, Silence


@pytest.mark.parametrize("verb", list(Fault.model_fields))
def test_fault_chosen(verb: str) -> None:
    assert Fault.model_validate({verb: "api"}).chosen() == [(verb, "api")]


def test_call_defaults() -> None:
    call = Call.model_validate({"to": "api", "path": "/-/reload"})

    assert (call.method, call.json_, call.body, call.status, call.says) == ("POST", None, None, None, None)


@pytest.mark.parametrize(
    ("model", "data", "message"),
    [
        pytest.param(Fault, {}, "a fault needs exactly one of kill, stop", id="no fault"),
        pytest.param(Fault, {"kill": "a", "pause": "b"}, "a fault needs exactly one of", id="two faults"),
        pytest.param(
            Call,
            {"to": "a", "path": "/", "json": {}, "body": ""},
            "give either 'json' or 'body', not both",
            id="two bodies",
        ),
        pytest.param(Call, {"to": "a", "path": "reload"}, "String should match pattern", id="a relative path"),
        pytest.param(Call, {"to": "a", "path": "/", "says": "/(/"}, "is not a regular expression", id="a pattern"),
        pytest.param(Silence, {"matchers": {}, "for": "1m"}, "at least 1 item", id="no matchers"),
        pytest.param(Silence, {"matchers": {"a": "b"}, "for": "0s"}, "greater than 0", id="no length"),
    ],
)
def test_action_invalid(model: type[BaseModel], data: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(data)

    assert message in str(caught.value)
