"""The names that are offered for one that is not there, the nearest first."""

from __future__ import annotations

import pytest

from lab.language.dialect import Dialect
from lab.why.expression import spell
from lab.why.nearest import nearest
from lab.why.parsing import parse
from lab.why.translation import label_here, translations
from tests.why.states import state

KNOWN = (
    "http_requests_total",
    "http_requests_created",
    "http_request_duration_seconds_bucket",
    "http_request_duration_seconds_count",
    "up",
)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param("http_request_total", ("http_requests_total",), id="a letter is missing"),
        pytest.param("http.requests.total", ("http_requests_total",), id="dots"),
        pytest.param("http_requests", ("http_requests_total",), id="without its ending"),
        pytest.param("requests_total", ("http_requests_total",), id="without its first word"),
        pytest.param(
            "http_request_duration",
            ("http_request_duration_seconds_count", "http_request_duration_seconds_bucket"),
            id="the count of a histogram before its buckets",
        ),
        pytest.param("node_load1", (), id="nothing is near"),
    ],
)
def test_nearest(word: str, expected: tuple[str, ...]) -> None:
    assert nearest(word, KNOWN, len(expected) or 3) == expected


def dialects() -> dict[str, Dialect]:
    return dict(state("otel-direct").dialects)


def test_a_counter_is_the_count_of_a_histogram_elsewhere_and_the_other_way_round() -> None:
    there = translations("http_requests_total", dialects(), {"http_server_duration_milliseconds_count"})
    back = translations("http_server_duration_milliseconds_count", dialects(), {"http_requests_total"})
    assert [each.new for each in (*there, *back)] == ["http_server_duration_milliseconds_count", "http_requests_total"]


def test_a_query_is_put_into_the_other_dialect_also_where_it_groups() -> None:
    [found] = translations("http_requests_total", dialects(), {"http_server_duration_milliseconds_count"})
    query = parse('sum by (path) (rate(http_requests_total{status="500",job="api"}[1m])) / on (path) x')
    assert spell(found.applied(query)) == (
        'sum by (http_target) (rate(http_server_duration_milliseconds_count{http_status_code="500",job="api"}[1m]))'
        " / on (http_target) x"
    )


def test_the_same_part_of_a_histogram_in_another_unit() -> None:
    [found] = translations(
        "http_request_duration_seconds_bucket", dialects(), {"http_server_duration_milliseconds_bucket"}
    )
    assert found.told(parse("x")).endswith("in ms and not in s")


def test_a_label_of_another_dialect() -> None:
    assert label_here("status", "http_server_duration_milliseconds_count", dialects()) == ("http_status_code",)
