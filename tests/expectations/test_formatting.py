"""How judgements write labels, values and lists."""

import math

import pytest

from lab.expectations.formatting import first_of, format_labels, format_value, on_one_line


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (0.0, "0"),
        (-3.0, "-3"),
        (0.25, "0.25"),
        (1 / 3, "0.333333"),
        (1e20, "1e+20"),
        (math.nan, "NaN"),
        (math.inf, "+Inf"),
        (-math.inf, "-Inf"),
    ],
)
def test_format_value(value: float, word: str) -> None:
    assert format_value(value) == word


@pytest.mark.parametrize(
    ("labels", "word"),
    [
        ({}, "{}"),
        ({"__name__": "up"}, "up"),
        ({"job": "api"}, '{job="api"}'),
        ({"__name__": "up", "job": "api", "instance": "a:1"}, 'up{instance="a:1", job="api"}'),
    ],
)
def test_format_labels(labels: dict[str, str], word: str) -> None:
    assert format_labels(labels) == word


def test_first_of() -> None:
    assert first_of([str(number) for number in range(9)], 3) == "0; 1; 2; and 6 more"
    assert first_of(["only"]) == "only"
    assert first_of([]) == ""


def test_on_one_line() -> None:
    assert on_one_line("a\n  b\tc ", 5) == "a b c"
    assert on_one_line("a\n  b\tc ", 4) == "a b ..."
