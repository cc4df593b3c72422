"""Metrics and labels translated from one dialect to another."""

from __future__ import annotations

from lab.language.dialect import Dialect
from lab.why.dialects import local_label, translations
from lab.why.expression import to_promql
from lab.why.parser import parse
from tests.why.captured_labs import captured_lab


def dialects() -> dict[str, Dialect]:
    return dict(captured_lab("otel-direct").dialects)


def test_translations_counter_and_histogram_count() -> None:
    there = translations("http_requests_total", dialects(), {"http_server_duration_milliseconds_count"})
    back = translations("http_server_duration_milliseconds_count", dialects(), {"http_requests_total"})
    names = [translation.new for translation in (*there, *back)]
    assert names == ["http_server_duration_milliseconds_count", "http_requests_total"]


def test_apply_grouping_and_matching() -> None:
    [translation] = translations("http_requests_total", dialects(), {"http_server_duration_milliseconds_count"})
    query = parse('sum by (path) (rate(http_requests_total{status="500",job="api"}[1m])) / on (path) x')
    assert to_promql(translation.apply(query)) == (
        'sum by (http_target) (rate(http_server_duration_milliseconds_count{http_status_code="500",job="api"}[1m]))'
        " / on (http_target) x"
    )


def test_describe_other_unit() -> None:
    name = "http_request_duration_seconds_bucket"
    [translation] = translations(name, dialects(), {"http_server_duration_milliseconds_bucket"})
    assert translation.describe(parse("x")).endswith("in ms instead of s")


def test_local_label() -> None:
    assert local_label("status", "http_server_duration_milliseconds_count", dialects()) == ("http_status_code",)
