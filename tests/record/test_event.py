from __future__ import annotations

from typing import get_args

import pytest
from pydantic import TypeAdapter

from lab.record.event import Event, Failed, LoadCount, LoadTruth
from tests.record.example_record import EVERYTHING

TRUTH = LoadTruth(
    name="shopping",
    asked=10,
    sent=10,
    dropped=0,
    started=0.0,
    ended=5.0,
    counts=(
        LoadCount(method="GET", route="/products", status="200", count=6),
        LoadCount(method="GET", route="/boom", status="500", count=3),
        LoadCount(method="POST", route="/orders", status="200", count=1),
    ),
)


@pytest.mark.parametrize(
    ("labels", "count"),
    [({}, 10), ({"status": "200"}, 7), ({"status": "200", "method": "GET"}, 6), ({"route": "/missing"}, 0)],
)
def test_load_truth_total(labels: dict[str, str], count: int) -> None:
    assert TRUTH.total(**labels) == count


@pytest.mark.parametrize("event", EVERYTHING, ids=lambda event: event.event)
def test_event_round_trip(event: Event) -> None:
    adapter: TypeAdapter[Event] = TypeAdapter(Event)
    assert adapter.validate_json(adapter.dump_json(event)) == event


def test_examples_have_every_event() -> None:
    kinds = set(get_args(get_args(Event)[0]))
    assert {type(event) for event in EVERYTHING} | {Failed} == kinds
