"""The values of repetitions as columns."""

from __future__ import annotations

import math

from lab.comparison.table import Key, table_of
from tests.comparison.records import measured, repetitions


def test_table_of_columns() -> None:
    parts = (
        *repetitions("pull", {"memory": [1, 2, 3], "memory[api]": [1, 1]}),
        *repetitions("pull", {"size.memory": [7]}, "size", 1000),
    )
    table = table_of(parts)
    assert {str(key): column.values for key, column in table.items()} == {
        "memory": (1, 2, 3),
        "memory[api]": (1, 1),
        "size.memory at 1,000": (7,),
    }
    assert {column.unit for column in table.values()} == {"bytes"}


def test_table_of_ignores_invalid_and_infinite_values() -> None:
    parts = (
        *repetitions("pull", {"memory": [1, math.inf, math.nan]}),
        *repetitions("pull", {"memory": [9]}, invalid_reason="the load was not sent"),
    )
    (column,) = table_of(parts).values()
    assert column.values == (1,)


def test_table_of_first_of_repeated_values() -> None:
    (one,) = repetitions("pull", {"memory": [1]})
    repeated = one.model_copy(update={"measurements": (measured("memory", 1), measured("memory", 2))})
    (column,) = table_of([repeated]).values()
    assert column.values == (1,)


def test_table_of_censored_values() -> None:
    parts = repetitions("pull", {"crash.detected": [0.5, 8.0], "partition.detected": [1.0]}, "faults", limit=8.0)
    limits = {key.measure: column.limit for key, column in table_of(parts).items()}
    assert limits == {"crash.detected": 8.0, "partition.detected": None}


def test_key_position() -> None:
    keys = [
        Key("steady", "cpu.loaded", "", 0),
        Key("steady", "cpu.loaded", "api", 0),
        Key("steady", "memory", "", 0),
        Key("steady", "unknown", "", 0),
        Key("faults", "crash.detected", "", 0),
        Key("size", "size.cpu", "", 1000),
        Key("size", "size.cpu", "", 9000),
    ]
    assert sorted({*keys}, key=lambda key: key.position) == keys
