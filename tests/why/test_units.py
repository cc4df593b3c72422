"""Numbers of a query, converted to the unit of the metric."""

from __future__ import annotations

import pytest

from lab.why.expression import to_promql
from lab.why.parser import parse
from lab.why.units import Conversion, converted_bound, factor, unit_of

NAMES = ("x_milliseconds", "x_milliseconds_sum", "x_milliseconds_count", "x_milliseconds_bucket")
TO_MS = Conversion(NAMES, "s", "ms", ("250.0", "500.0"))


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("http_request_duration_seconds_bucket", "seconds"),
        ("http_server_duration_milliseconds", "milliseconds"),
        ("node_cpu_seconds_total", "seconds"),
        ("process_resident_memory_bytes", "bytes"),
        ("http_requests_total", ""),
        ("requests_in_s", ""),
    ],
)
def test_unit_of(name: str, unit: str) -> None:
    assert unit_of(name) == unit


def test_factor() -> None:
    assert factor("s", "ms") == pytest.approx(1000)
    assert factor("milliseconds", "seconds") == pytest.approx(0.001)
    assert factor("bytes", "seconds") is None
    assert factor("", "seconds") == 1


@pytest.mark.parametrize(
    ("query", "converted"),
    [
        ("x_milliseconds > 0.5", "x_milliseconds > 500"),
        ("0.5 < x_milliseconds", "500 < x_milliseconds"),
        (
            "histogram_quantile(0.95, sum by (le) (rate(x_milliseconds_bucket[1m]))) > 0.5",
            "histogram_quantile(0.95, sum by (le) (rate(x_milliseconds_bucket[1m]))) > 500",
        ),
        (
            "rate(x_milliseconds_sum[1m]) / rate(x_milliseconds_count[1m]) > bool 0.5",
            "rate(x_milliseconds_sum[1m]) / rate(x_milliseconds_count[1m]) > bool 500",
        ),
        ("rate(x_milliseconds_count[1m]) > 0.5", "rate(x_milliseconds_count[1m]) > 0.5"),
        (
            "rate(x_milliseconds_count[1m]) / rate(x_milliseconds_sum[1m]) < 2",
            "rate(x_milliseconds_count[1m]) / rate(x_milliseconds_sum[1m]) < 0.002",
        ),
        ("count(x_milliseconds) > 5", "count(x_milliseconds) > 5"),
        ("x_milliseconds > 0", "x_milliseconds > 0"),
        ("x_milliseconds > 0.1 * 5", "x_milliseconds > 0.1 * 5 * 1000"),
        ("x_milliseconds + 0.5 > 1", "x_milliseconds + 500 > 1000"),
        ("clamp_max(x_milliseconds, 2)", "clamp_max(x_milliseconds, 2000)"),
        (
            "histogram_fraction(0, 0.2, rate(x_milliseconds_bucket[1m])) < 0.99",
            "histogram_fraction(0, 200, rate(x_milliseconds_bucket[1m])) < 0.99",
        ),
        ('x_milliseconds_bucket{le="0.5"} > 3', 'x_milliseconds_bucket{le="500.0"} > 3'),
        ('x_milliseconds_bucket{le="0.3"}', 'x_milliseconds_bucket{le="0.3"}'),
        ("up > 0.5", "up > 0.5"),
    ],
)
def test_conversion_apply(query: str, converted: str) -> None:
    expression, note = TO_MS.apply(parse(query))
    assert to_promql(expression) == converted
    assert note or query == converted


def test_conversion_of_values_that_are_not_compared() -> None:
    expression, note = TO_MS.apply(parse("avg(x_milliseconds)"))
    assert to_promql(expression) == "avg(x_milliseconds)"
    assert note == "its values are in milliseconds, 1000 times those in seconds"


def test_conversion_note() -> None:
    _, note = TO_MS.apply(parse("x_milliseconds > 0.5"))
    assert note == "numbers are converted from seconds to milliseconds (times 1000)"


def test_conversion_same_unit() -> None:
    assert Conversion(NAMES, "ms", "milliseconds").apply(parse("x_milliseconds > 1"))[1] == ""


def test_converted_bound() -> None:
    assert converted_bound("1", 1.0, ("1.0", "+Inf")) == "1.0"
    assert converted_bound("a", 1.0, ("1.0",)) == ""
