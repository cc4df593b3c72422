from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lab.plan.actions import RequestPlan
from lab.plan.loads import interleave, load_plan, loads_file, request_plan
from lab.scenario.load import Load, MixEntry

weights = st.lists(st.integers(1, 30), min_size=1, max_size=8)


@given(weights)
def test_interleave_has_the_weights(given_weights: list[int]) -> None:
    order = interleave(given_weights)

    assert len(order) == sum(given_weights)
    assert [order.count(index) for index in range(len(given_weights))] == given_weights


@given(weights)
def test_interleave_is_even(given_weights: list[int]) -> None:
    """After any number of requests, each entry is less than its share plus the number of the others away."""
    order, total = interleave(given_weights), sum(given_weights)
    for sent in range(1, total + 1):
        for index, weight in enumerate(given_weights):
            share = sent * weight / total
            assert abs(order[:sent].count(index) - share) < max(1, len(given_weights) - 1)


@given(weights, st.integers(0, 5))
def test_interleave_is_deterministic(given_weights: list[int], cycles: int) -> None:
    assert interleave(given_weights) == interleave(tuple(given_weights))


@pytest.mark.parametrize(
    ("given_weights", "order"),
    [
        pytest.param([1], (0,), id="one"),
        pytest.param([1, 1], (0, 1), id="two alike"),
        pytest.param([3, 1], (0, 0, 1, 0), id="three to one"),
        pytest.param([2, 4], (1, 0, 1, 1, 0, 1), id="two to four"),
    ],
)
def test_interleave_examples(given_weights: list[int], order: tuple[int, ...]) -> None:
    assert interleave(given_weights) == order


@pytest.mark.parametrize(
    ("key", "entry", "request_"),
    [
        pytest.param("GET /", {}, RequestPlan("GET", "/", "/", "", None), id="plain"),
        pytest.param(
            "GET /api/items/{id}",
            {"query": {"a b": "c&d", "x": "é"}},
            RequestPlan("GET", "/api/items/{id}", "/api/items/{id}", "?a+b=c%26d&x=%C3%A9", None),
            id="query",
        ),
        pytest.param("POST /orders", {}, RequestPlan("POST", "/orders", "/orders", "", "{}"), id="an empty body"),
        pytest.param(
            "PUT /orders", {"body": [1, "é"]}, RequestPlan("PUT", "/orders", "/orders", "", '[1, "\\u00e9"]'), id="body"
        ),
        pytest.param("DELETE /orders", {}, RequestPlan("DELETE", "/orders", "/orders", "", None), id="no body"),
    ],
)
def test_request_plan(key: str, entry: dict[str, object], request_: RequestPlan) -> None:
    assert request_plan(key, MixEntry.model_validate({"weight": 1, **entry})) == request_


def test_load_mix_invalid_requests() -> None:
    with pytest.raises(ValidationError) as caught:
        Load.model_validate(
            {
                "name": "x",
                "to": "api",
                "rate": "1/s",
                "for": "1s",
                "mix": {"get /": 1, "GET /": 1, "GET /?a=1": 1, "FETCH /": 1, "GET x": 1, "GET": 1},
            }
        )

    assert [error["input"] for error in caught.value.errors()] == ["get /", "GET /?a=1", "FETCH /", "GET x", "GET"]
    assert caught.value.errors()[0]["msg"].endswith(
        "'get /' is not a request; write method and path, for example 'GET /api/items/{id}', "
        "and put query parameters into 'query'"
    )


def _load(mix: dict[str, object]) -> Load:
    return Load.model_validate({"name": "x", "to": "api", "rate": "1/s", "for": "1s", "mix": mix})


def test_load_plan_values_take_turns() -> None:
    mix = {"GET /slow": {"weight": 2, "query": {"seconds": ("0.1", "0.2", "0.4"), "x": "y"}}, "GET /fast": 1}
    made = load_plan(_load(mix), 80)

    queries = [request.query for request in made.requests]
    assert queries == ["?seconds=0.1&x=y", "?seconds=0.2&x=y", "?seconds=0.4&x=y", ""]
    assert made.order == (0, 3, 1, 2, 3, 0, 1, 3, 2)


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(1, 6)), min_size=1, max_size=4))
def test_load_plan_sends_each_value_equally_often(entries: list[tuple[int, int]]) -> None:
    values = {index: tuple(map(str, range(number))) for index, (_, number) in enumerate(entries)}
    made = load_plan(
        _load({f"GET /{i}": {"weight": weight, "query": {"q": values[i]}} for i, (weight, _) in enumerate(entries)}), 80
    )

    weights = sum(weight for weight, _ in entries)
    for index, (weight, number) in enumerate(entries):
        sent = [made.order.count(at) for at, request in enumerate(made.requests) if request.path == f"/{index}"]
        assert sent == [len(made.order) // weights * weight // number] * number


@pytest.mark.parametrize(
    ("mix", "message"),
    [
        pytest.param(
            {"GET /": {"weight": 1, "query": {"a": ("1", "2"), "b": ("1", "2")}}},
            "only one query parameter may have a list of values, not a and b",
            id="two lists",
        ),
        pytest.param(
            {
                f"GET /{number}": {"weight": 100, "query": {"a": tuple(map(str, range(number)))}}
                for number in (11, 13, 17)
            },
            "with its lists of values a mix begins again after at most 10,000 requests, not 729,300; "
            "give the lists the same length",
            id="a long cycle",
        ),
    ],
)
def test_load_mix_invalid_lists(mix: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        _load(mix)

    assert caught.value.errors()[0]["msg"].removeprefix("Value error, ") == message


def test_loads_file() -> None:
    load = Load.model_validate(
        {
            "name": "rush",
            "to": "api",
            "rate": "90/m",
            "for": "2m",
            "mix": {"GET /a": {"weight": 2, "query": {"q": "1"}}, "POST /b": 1},
        }
    )
    made = load_plan(load, 8000)

    assert made.asked == 180
    assert json.loads(loads_file((made,))) == {
        "rush": {
            "url": "http://api:8000",
            "rate": 1.5,
            "seconds": 120.0,
            "users": 10,
            "order": [0, 1, 0],
            "requests": [
                {"method": "GET", "path": "/a", "query": "?q=1", "body": None},
                {"method": "POST", "path": "/b", "query": "", "body": "{}"},
            ],
        }
    }
    assert '"order": [0, 1, 0],\n' in loads_file((made,)), "a cycle is one line, however long"
    assert loads_file((made,)).endswith("}\n")


@pytest.mark.parametrize(("rate", "users"), [("1/s", 10), ("5/s", 10), ("50/s", 100), ("1000/s", 200)])
def test_loads_file_users_follow_the_rate(rate: str, users: int) -> None:
    load = Load.model_validate({"name": "x", "to": "api", "rate": rate, "for": "1s", "mix": {"GET /": 1}})

    assert json.loads(loads_file((load_plan(load, 80),)))["x"]["users"] == users
