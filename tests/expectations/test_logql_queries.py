"""LogQL of the kind that an expectation needs: a log query or a metric query."""

from __future__ import annotations

import pytest

from lab.errors import Place
from lab.expectations.logql_queries import check_logql
from lab.expectations.plan_context import PlanContext
from lab.language.problem_collector import ProblemCollector
from lab.plan.files import FileTexts

LINES, VALUES = '{container="api"}', 'sum(rate({container="api"} [1m]))'


@pytest.mark.parametrize(
    ("query", "lines", "messages"),
    [
        (LINES, True, []),
        (VALUES, False, []),
        (VALUES, True, ["a metric query returns values, not lines; use 'logql'"]),
        (
            LINES,
            False,
            ["a log query returns lines, not values; use 'logs', or count them, for example sum(rate(...))"],
        ),
        ("{a", True, ["LogQL does not parse: { is not closed"]),
        ("", False, ["LogQL does not parse: the query is empty"]),
    ],
)
def test_check_logql(query: str, lines: bool, messages: list[str]) -> None:
    ctx = PlanContext(None, {}, FileTexts({}.get, str, None, ()), {}, {}, ProblemCollector())

    check_logql(query, Place("s.yaml", 1, 1), ctx, lines=lines)

    assert [problem.message for problem in ctx.problems.problems] == messages
