"""Explanations by answers in the form of Prometheus' range queries of two points."""

from __future__ import annotations

import pytest

from lab.drill.choosing import Ask, Choice
from lab.drill.explaining import explain
from lab.drill.solving.cases import Cases, Moments, cases_of
from lab.queries.answer import Answer
from tests.drill.drilled import rule_of
from tests.drill.test_choosing import answer

MOMENTS = Moments(2000.0, 1000.0)
NOTHING = Cases((), (), 0.0)


def explained(query: str, ask: Ask, cases: Cases = NOTHING, error: str = "") -> str:
    return explain([Choice(rule_of(query), None, error=error)], {1: cases}, MOMENTS, ask)[1]


def nothing(query: str, start: float, end: float) -> Answer:
    return answer(0)


def test_refused_query() -> None:
    assert explained("x > 1", nothing, error="many-to-many") == "Prometheus refuses the query: many-to-many"


def test_conflicting_matchers() -> None:
    cases = Cases((), (), 0.0, ("no value of a satisfies a",))
    assert explained("x > 1", nothing, cases) == "no value of a satisfies a"


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        (
            "count by (job) (x) == 0",
            "count by (job) (x) == 0 is never true: without series, count has no result instead of 0; absent() is true "
            "then",
        ),
        (
            "sum(x == 0) > 0 and y > 1",
            "no series were found for which sum(x == 0) > 0 is true: its left side came to 0",
        ),
    ],
)
def test_part_that_no_series_make_true(query: str, reason: str) -> None:
    rule = rule_of(query)
    assert explained(query, nothing, cases_of(rule.parsed, "1", (), MOMENTS)) == reason


@pytest.mark.parametrize(
    ("query", "left", "right", "difference"),
    [
        ("x / y > 1", {"a": "1"}, {"b": "2"}, "only the left side has a, only the right side has b"),
        ("x / y > 1", {"a": "1"}, {"a": "2"}, "a is '1' on the left and '2' on the right"),
        ("x / on (a) y > 1", {"a": "1", "b": "1"}, {"c": "3"}, "only the left side has a"),
        ("x / ignoring (a) y > 1", {"a": "1", "b": "1"}, {"a": "3"}, "only the left side has b"),
    ],
)
def test_sides_that_do_not_match(query: str, left: dict[str, str], right: dict[str, str], difference: str) -> None:
    def ask(asked: str, start: float, end: float) -> Answer:
        return answer(0) if " / " in asked else answer(2, **(left if asked.startswith("x") else right))

    text = query.removesuffix(" > 1")
    expected = f"the sides of '/' never match in {text}: {difference}; give on() or ignoring()"
    assert explained(query, ask) == expected


def test_values() -> None:
    def ask(query: str, start: float, end: float) -> Answer:
        return answer(0 if ">" in query else 2)

    assert explained("x > y", ask) == "no values were found for which x > y is true: left was 1, right was 1"
