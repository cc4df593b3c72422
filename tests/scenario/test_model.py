"""What a scenario may say beyond the types of its keys. The messages in context are in broken/."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from lab.scenario.model import ComponentUse, Load, MixEntry, Mutant, Step

LOAD = {"name": "l", "to": "api", "rate": "50/s", "for": "10s", "mix": {"GET /": 1}}
CHANGE = {"in": "a.yml", "set": {"a": 1}}


def test_load_weights_are_short_for_an_entry() -> None:
    load = Load.model_validate({**LOAD, "mix": {"GET /": 8, "POST /x": {"weight": 2, "route": "/y"}}})

    assert load.mix == {"GET /": MixEntry(weight=8), "POST /x": MixEntry(weight=2, route="/y")}
    assert (load.rate, load.for_) == (50.0, 10.0)


@pytest.mark.parametrize(
    ("step", "actions"),
    [
        ({}, ()),
        ({"load": LOAD}, ("load",)),
        ({"change": (CHANGE,)}, ("change",)),
        ({"fault": {"kill": "api"}}, ("fault",)),
    ],
)
def test_step_actions(step: dict[str, Any], actions: tuple[str, ...]) -> None:
    assert Step.model_validate({"name": "s", **step}).actions() == actions


@pytest.mark.parametrize(
    ("model", "data", "message"),
    [
        pytest.param(
            Step,
            {"name": "s", "load": LOAD, "fault": {"kill": "api"}},
            "a step can have one action, not load and fault",
            id="two actions",
        ),
        pytest.param(
            Step,
            {"name": "s", "throughout": {"x": {"series": "up"}}},
            "'throughout' needs an action in the same step",
            id="throughout without an action",
        ),
        pytest.param(
            Step, {"name": "s", "change": ({"set": {"a": 1}},)}, "'change' needs 'in'", id="change without a file"
        ),
        pytest.param(Load, {**LOAD, "mix": {"FETCH /": 1}}, "'FETCH /' is not a request", id="a method"),
        pytest.param(Load, {**LOAD, "mix": {"GET /?a=b": 1}}, "put query parameters into 'query'", id="a query"),
        pytest.param(Mutant, {"patch": (CHANGE,), "fails": {}}, "'fails' must name the expectations", id="no failure"),
        pytest.param(
            ComponentUse,
            {"service": {"privileged": True}},
            "a scenario may not set 'privileged' of a service",
            id="a privileged service",
        ),
        pytest.param(
            ComponentUse,
            {"service": {"volumes": ["/var/run/docker.sock:/var/run/docker.sock"]}},
            "may not mount the Docker socket; use the component docker-proxy",
            id="the Docker socket",
        ),
    ],
)
def test_model_invalid(model: type[BaseModel], data: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(data)

    assert message in str(caught.value)
