"""What a load of a scenario may say. The messages in context are in broken/."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from lab.scenario.load import Load, MixEntry, turns

LOAD = {"name": "l", "to": "api", "rate": "50/s", "for": "10s", "mix": {"GET /": 1}}


def test_load_weights_are_short_for_an_entry() -> None:
    load = Load.model_validate({**LOAD, "mix": {"GET /": 8, "POST /x": {"weight": 2, "route": "/y"}}})

    assert load.mix == {"GET /": MixEntry(weight=8), "POST /x": MixEntry(weight=2, route="/y")}
    assert (load.rate, load.for_) == (50.0, 10.0)


@pytest.mark.parametrize(
    ("mix", "message"),
    [
        pytest.param({"FETCH /": 1}, "'FETCH /' is not a request", id="a method"),
        pytest.param({"GET /?a=b": 1}, "put query parameters into 'query'", id="a query"),
        pytest.param({"GET /": 600, "GET /x": 401}, "at most 1,000, not 1,001; divide them all", id="a long cycle"),
        pytest.param(
            {
                "GET /": {"weight": 500, "query": {"a": tuple(map(str, range(19)))}},
                "GET /x": {"weight": 500, "query": {"a": tuple(map(str, range(17)))}},
            },
            "give the lists the same length",
            id="lists that do not fit",
        ),
    ],
)
def test_load_invalid(mix: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Load.model_validate({**LOAD, "mix": mix})

    assert message in str(caught.value)


def test_meanwhile_is_one_fault_before_the_end_of_the_load() -> None:
    load = Load.model_validate({**LOAD, "meanwhile": {"kill": "prometheus", "after": "1s"}})
    assert load.meanwhile is not None
    assert (load.meanwhile.chosen(), load.meanwhile.after) == ([("kill", "prometheus")], 1.0)
    for meanwhile, message in (
        ({"kill": "prometheus", "after": "10s"}, "'after' must be less than 'for'"),
        ({"after": "1s"}, "a fault needs exactly one of kill, stop,"),
        ({"kill": "prometheus", "stop": "prometheus", "after": "1s"}, "a fault needs exactly one of"),
        ({"kill": "prometheus"}, "after"),
    ):
        with pytest.raises(ValidationError) as caught:
            Load.model_validate({**LOAD, "meanwhile": meanwhile})
        assert message in str(caught.value)


def test_turns_until_every_list_begins_again() -> None:
    mix = {"GET /": MixEntry(weight=2, query={"a": ("1", "2", "3", "4")}), "GET /x": MixEntry(weight=1)}
    assert turns(mix) == 2
