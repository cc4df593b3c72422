"""How labels, values and lists are put into words, and when a text matches."""

import math

import pytest

from lab.expectations.results import matches, mismatches, points_of, series_of, shortened, spell_labels, spell_value
from tests.expectations.answers import prometheus


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
def test_values_are_spelled_as_prometheus_does(value: float, word: str) -> None:
    assert spell_value(value) == word


@pytest.mark.parametrize(
    ("labels", "word"),
    [
        ({}, "{}"),
        ({"__name__": "up"}, "up"),
        ({"job": "api"}, '{job="api"}'),
        ({"__name__": "up", "job": "api", "instance": "a:1"}, 'up{instance="a:1", job="api"}'),
    ],
)
def test_labels_are_spelled_as_prometheus_does(labels: dict[str, str], word: str) -> None:
    assert spell_labels(labels) == word


@pytest.mark.parametrize(
    ("pattern", "value", "matched"),
    [
        ("api", "api", True),
        ("api", "api:8000", False),
        ("/api/", "the api", True),
        ("/^api$/", "api:8000", False),
        ("/", "/", True),
        ("//", "anything", True),
        ("/.*/", None, False),
        ("", "", True),
        ("", None, False),
    ],
)
def test_a_text_or_a_regular_expression(pattern: str, value: str | None, matched: bool) -> None:
    assert matches(pattern, value) is matched


def test_mismatches_name_what_is_there() -> None:
    wanted = {"job": "api", "status": "/^5/", "team": "shop"}
    assert mismatches(wanted, {"job": "api", "status": "404"}) == ["status is '404', not '/^5/'", "team is missing"]


def test_long_lists_are_shortened() -> None:
    assert shortened([str(number) for number in range(9)], 3) == "0; 1; 2; and 6 more"
    assert shortened(["only"]) == "only"
    assert shortened([]) == ""


def test_scalars_and_native_histograms_are_series_too() -> None:
    assert series_of(prometheus("instant_scalar")) == [({}, 1.0)]
    ((labels, points),) = points_of(prometheus("range_native_histogram"))
    assert labels["__name__"] == "prometheus_http_request_duration_seconds"
    assert [at for at, _ in points] == [1795249714.816 + index / 2 for index in range(5)]
    assert all(math.isnan(value) for _, value in points)
