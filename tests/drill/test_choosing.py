"""Choosing cases by answers in the form of Prometheus' range queries of two points."""

from __future__ import annotations

from lab.drill.choosing import choose
from lab.drill.solving.cases import Moments
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
