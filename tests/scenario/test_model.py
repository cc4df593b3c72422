"""What a scenario may say beyond the types of its keys. The messages in context are in broken/."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from lab.scenario.component_use import ComponentUse
from lab.scenario.model import Mutant, Step

LOAD = {"name": "l", "to": "api", "rate": "50/s", "for": "10s", "mix": {"GET /": 1}}
CHANGE = {"in": "a.yml", "set": {"a": 1}}


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
