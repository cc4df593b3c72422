"""The kinds: one file each, known by its leading key, documented for people who write scenarios."""

from __future__ import annotations

from importlib import import_module
from typing import get_args

import pytest
from pydantic import TypeAdapter

from lab.expectations import KINDS, AnyExpectation, leading_key
from lab.expectations.expectation import Expectation, Group
from lab.expectations.registry import register
from lab.expectations.series import SeriesExpectation


def test_kinds_are_in_alphabetical_order() -> None:
    names = [kind.kind for kind in KINDS]

    assert names == sorted(names)
    assert len(names) >= 21


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_each_kind_has_a_file_and_a_field_of_its_name(kind: type[Expectation]) -> None:
    module = import_module(f"lab.expectations.{kind.kind}")

    assert kind.__module__ == module.__name__
    assert module.__doc__ is not None and module.__doc__.startswith(f"`{kind.kind}`: ")
    assert kind.kind in kind.model_fields


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_each_kind_is_documented(kind: type[Expectation]) -> None:
    assert kind.__doc__ and kind.__doc__.strip().endswith(".")
    assert kind.group in get_args(Group)
    assert kind.reasons
    undocumented = [name for name, field in kind.model_fields.items() if not field.description]
    assert undocumented == []


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ({"series": "up", "labels": {}}, "series"),
        ({"within": "5s", "labels": "up"}, "labels"),
        ({"within": "5s"}, None),
        ("series", None),
        (SeriesExpectation(series="up"), "series"),
    ],
)
def test_leading_key(raw: object, key: str | None) -> None:
    assert leading_key(raw) == key


def test_the_leading_key_decides_the_model() -> None:
    read = TypeAdapter(AnyExpectation).validate_python({"series": "up"})

    assert read == SeriesExpectation(series="up")


def test_two_kinds_cannot_have_the_same_key() -> None:
    with pytest.raises(ValueError, match="two kinds of expectation begin with 'series'"):
        register(SeriesExpectation)
