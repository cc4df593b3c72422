"""A meaning becomes the query of the dialect; how its values are judged is in test_value_check."""

from __future__ import annotations

from typing import Any

import pytest

from lab.errors import Place
from lab.expectations.meaning import MeaningExpectation
from lab.expectations.plan_context import PlanContext
from lab.expectations.value_check import ValueCheck
from lab.language.dialect import Dialect
from lab.language.problem_collector import ProblemCollector
from lab.plan.files import FileTexts
from tests.expectations.captured_answers import Case, condition, holds, prometheus

DIALECT = Dialect.model_validate(
    {
        "title": "a test",
        "meanings": {
            "request count": {
                "metric": "http_requests_total",
                "type": "counter",
                "labels": {"route": "http_route", "team": "owner"},
            },
            "duration": {"metric": "http.duration", "type": "histogram", "unit": "s"},
        },
    }
)
AT = Place("s.yaml", 1, 1)


def planned(dialect: Dialect | None = DIALECT, **said: Any) -> tuple[ValueCheck | None, list[str]]:
    texts = FileTexts(lambda name: None, str, dialect, ())
    ctx = PlanContext(dialect, {}, texts, {}, {}, ProblemCollector())
    expectation = MeaningExpectation.model_validate({"meaning": "request count", **said})
    check = expectation.plan(lambda *keys: AT, 5.0, ctx)
    return check, [problem.message for problem in ctx.problems.problems]


def test_plan_knows_the_labels_of_the_load() -> None:
    check, problems = planned(by=("route", "team"), every="> 0", where={"job": "api"})

    assert problems == []
    assert check == ValueCheck(
        query='sum by (http_route, owner) (http_requests_total{job="api"})',
        every=condition("> 0"),
        any=None,
        exactly=None,
        load_labels={"http_route": "route"},
        meaning="request count",
    )


def test_plan_the_count_of_a_histogram() -> None:
    check, _ = planned(meaning="duration", **{"for": "2s"})

    assert check is not None
    assert (check.query, check.for_) == ('{"http.duration_count"}', 2.0)


@pytest.mark.parametrize(
    ("dialect", "said", "problem"),
    [
        (None, {}, "'meaning' needs a 'dialect' in the scenario"),
        (
            DIALECT,
            {"meaning": "request counts"},
            "the dialect has no meaning 'request counts'; did you mean 'request count'?",
        ),
        (DIALECT, {"by": ("rout",)}, "'request count' has no label 'rout'; did you mean 'route'?"),
    ],
)
def test_plan_what_the_dialect_does_not_have(dialect: Dialect | None, said: dict[str, Any], problem: str) -> None:
    assert planned(dialect, **said) == (None, [problem])


CASES = {
    "counted": Case(
        ValueCheck("sum(x)", condition(">= 1"), None, None, meaning="request count"),
        (prometheus("instant_scalar"),),
        holds("every series >= 1", "{} = 1"),
    ),
}
