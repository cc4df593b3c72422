"""Unvalidated values read as the type they should have."""

from __future__ import annotations

import pytest

from lab.language.json_values import mapping, mappings, shape


@pytest.mark.parametrize(("value", "expected"), [({"a": 1}, {"a": 1}), (None, {}), ([{"a": 1}], {}), ("a", {})])
def test_mapping(value: object, expected: dict[str, int]) -> None:
    assert mapping(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [([{"a": 1}, 7, None, {}], [{"a": 1}, {}]), (None, []), ({"a": 1}, []), ("ab", [])]
)
def test_mappings(value: object, expected: list[dict[str, int]]) -> None:
    assert mappings(value) == expected


def test_shape_of_what_a_message_cannot_quote() -> None:
    assert [shape(value) for value in (None, {}, [], (), "text", 0, False)] == [
        "null",
        "a mapping",
        "a list",
        "a list",
        "",
        "",
        "",
    ]
