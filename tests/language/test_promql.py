from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.language.dialect import Meaning
from lab.language.promql import (
    counted_metric,
    is_range,
    label_name,
    meaning_query,
    promql_error,
    quoted,
    seconds_of,
    selector,
)


def meaning(metric: str, type_: str = "counter", **labels: str) -> Meaning:
    return Meaning.model_validate({"metric": metric, "type": type_, "labels": labels})


@pytest.mark.parametrize(
    ("made", "where", "by", "query"),
    [
        pytest.param(meaning("x_total"), {}, (), "x_total", id="bare"),
        pytest.param(meaning("x_total"), {"job": "api"}, (), 'x_total{job="api"}', id="with a label"),
        pytest.param(meaning("x", "gauge"), {"a": "1", "b": "2"}, (), 'x{a="1",b="2"}', id="with two"),
        pytest.param(meaning("x", "histogram"), {}, (), "x_count", id="a histogram is counted"),
        pytest.param(meaning("x", "summary"), {}, (), "x_count", id="a summary is counted"),
        pytest.param(
            meaning("x_total", route="path", status="code"),
            {"job": "api"},
            ("route", "status"),
            'sum by (path, code) (x_total{job="api"})',
            id="summed by labels of the meaning",
        ),
        pytest.param(
            meaning("http.requests", route="http.route"),
            {"service.name": 'a"b'},
            ("route",),
            'sum by ("http.route") ({"http.requests","service.name"="a\\"b"})',
            id="names with dots",
        ),
    ],
)
def test_meaning_query(made: Meaning, where: dict[str, str], by: tuple[str, ...], query: str) -> None:
    assert meaning_query(made, where, by) == query
    assert promql_error(query) is None


@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1).filter(lambda text: "\0" not in text))
def test_selector_parses_with_any_value(value: str) -> None:
    assert promql_error(f"x{{a={quoted(value)}}}") is None


@pytest.mark.parametrize(
    ("name", "spelled"), [("path", "path"), ("_x9", "_x9"), ("a.b", '"a.b"'), ("9x", '"9x"'), ("a:b", '"a:b"')]
)
def test_label_name(name: str, spelled: str) -> None:
    assert label_name(name) == spelled


def test_selector_and_counted_metric() -> None:
    assert selector("a:b", {}) == "a:b"
    assert selector("a.b", {}) == '{"a.b"}'
    assert counted_metric(meaning("x", "gauge")) == "x"


@pytest.mark.parametrize(
    ("query", "right"),
    [
        pytest.param("up", True, id="selector"),
        pytest.param("sum(rate(x[5m])) by (job)", True, id="aggregation"),
        pytest.param("sum(", False, id="half"),
        pytest.param("", False, id="nothing"),
        pytest.param("up ==", False, id="half a comparison"),
        pytest.param("rate(x)", False, id="a range is missing"),
        pytest.param("x[5m]", False, id="a range"),
        pytest.param("(x[5m:1m])", False, id="a subquery"),
    ],
)
def test_promql_error(query: str, right: bool) -> None:
    said = promql_error(query)

    assert (said is None) == right
    assert said is None or "\n" not in said


@pytest.mark.parametrize(
    ("query", "ranged"),
    [
        pytest.param("x[5m]", True, id="range"),
        pytest.param('((x{job="api"}[5m] offset 1h))', True, id="in brackets, of earlier"),
        pytest.param("x[5m:1m]", True, id="subquery"),
        pytest.param("rate(x[5m])", False, id="in a function"),
        pytest.param("x", False, id="selector"),
        pytest.param("x[5m", False, id="does not parse"),
    ],
)
def test_is_range(query: str, ranged: bool) -> None:
    assert is_range(query) == ranged


@pytest.mark.parametrize(
    ("duration", "seconds"),
    [
        pytest.param("15s", 15.0, id="seconds"),
        pytest.param("1h30m", 5400.0, id="two units"),
        pytest.param("1w", 604800.0, id="a week"),
        pytest.param("1y", 31536000.0, id="a year"),
        pytest.param("500ms", 0.5, id="milliseconds"),
        pytest.param("0", 0.0, id="zero needs no unit"),
        pytest.param(0, 0.0, id="zero as a number"),
        pytest.param(15, None, id="a number"),
        pytest.param("15", None, id="no unit"),
        pytest.param("1.5s", None, id="no fractions there"),
        pytest.param("", None, id="nothing"),
        pytest.param(None, None, id="null"),
        pytest.param("${X}", None, id="a variable"),
    ],
)
def test_seconds_of(duration: object, seconds: float | None) -> None:
    assert seconds_of(duration) == seconds
