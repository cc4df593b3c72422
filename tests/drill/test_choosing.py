"""Choosing cases by answers in the form of Prometheus' range queries of two points."""

from __future__ import annotations

from lab.drill.choosing import Choice, choose, explain
from lab.drill.solving.cases import Cases, Moments
from lab.queries.answer import Answer
from tests.drill.drilled import rule_of

MOMENTS = Moments(2000.0, 1000.0)


def answer(points: int, **labels: str) -> Answer:
    values = [[2002.0, "1"], [2120.0, "1"]][:points]
    return Answer(json={"data": {"result": [{"metric": labels, "values": values}] if points else []}})


def test_choose_the_first_case_that_fires_and_calms() -> None:
    def ask(query: str, start: float, end: float) -> Answer:
        firing = start > MOMENTS.firing
        if '"1.0"' in query:
            return answer(1 if firing else 0)  # not true for all of the drill
        return answer(2 if firing or '"1.1"' in query else 0)

    (choice,) = choose([(rule_of("x > 1"), range(4))], MOMENTS, ask)
    assert choice.isolated is not None and choice.isolated.case == 2 and choice.calms


def test_choose_a_case_that_fires_only() -> None:
    (choice,) = choose([(rule_of("x > 1"), range(2))], MOMENTS, lambda query, start, end: answer(2))
    assert choice.isolated is not None and not choice.calms


def test_explain_a_refused_query() -> None:
    rule = rule_of("x > 1")
    (choice,) = choose(
        [(rule, range(2))], MOMENTS, lambda query, start, end: Answer(error="many-to-many", refused=True)
    )
    assert choice.isolated is None
    text = explain(choice, Cases((), (), 0.0), MOMENTS, lambda query, start, end: answer(0))
    assert text == "Prometheus refuses the query: many-to-many"


def test_explain_sides_that_do_not_match() -> None:
    def ask(query: str, start: float, end: float) -> Answer:
        if " / " in query:
            return answer(0)
        return answer(2, **({"a": "1"} if query.startswith("x") else {"b": "2"}))

    text = explain(Choice(rule_of("x / y > 1"), None), Cases((), (), 0.0), MOMENTS, ask)
    assert text == 'the sides of \'/\' never match in x / y: left has {a="1"}, right has {b="2"}'


def test_explain_values() -> None:
    def ask(query: str, start: float, end: float) -> Answer:
        return answer(0 if "==" in query else 2)

    text = explain(Choice(rule_of("count(x) == 0"), None), Cases((), (), 0.0), MOMENTS, ask)
    assert text == "no values were found for which count(x) == 0; left was 1, right was 1"


def test_explain_conflicting_matchers() -> None:
    cases = Cases((), (), 0.0, ("no value of a satisfies a",))
    assert (
        explain(Choice(rule_of("x > 1"), None), cases, MOMENTS, lambda *asked: answer(0)) == "no value of a satisfies a"
    )
