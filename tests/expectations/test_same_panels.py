"""Panels of two dashboards: paired by title, refId and labels, compared by what they show."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from lab.expectations.same_panels import Bounds, SamePanelsExpectation
from lab.language.reasons import MISSING_SERIES, NO_SERIES, WRONG_VALUE, Reason
from tests.expectations.examples_of_kinds import PLACE, Example, examples, plan_context

BOARD = """{"title": "x", "panels": [{"title": "P", "type": "timeseries", "datasource": "prometheus",
 "targets": [{"refId": "A", "expr": "%s"}]}]}"""


def example(**more: Any) -> Example:
    passing = examples("same_panels")["passes"]
    expectation = passing.expectation.model_copy(update=more)
    context = plan_context({"files": {"original.json": BOARD % "a", "translation.json": BOARD % "b"}})
    check = expectation.plan(lambda *keys: PLACE, 15.0, context)
    assert check is not None
    return Example(expectation, check, passing.ctx, (), passing.judgement)


def answer(*series: tuple[dict[str, str], str]) -> Any:
    return {"resultType": "matrix", "result": [{"metric": m, "values": [[20, v]]} for m, v in series]}


class Shown(NamedTuple):
    """What the panels show: labels and value of each series. `reason`: of the failure, None when they agree."""

    one: list[tuple[dict[str, str], str]]
    other: list[tuple[dict[str, str], str]]
    reason: Reason | None = None


CASES = {
    "within the tolerance": Shown([({"path": "a"}, "1")], [({"http_target": "a"}, "1.05")]),
    "too far apart": Shown([({"path": "a"}, "1")], [({"http_target": "a"}, "1.2")], WRONG_VALUE),
    "0/0": Shown([({"path": "a"}, "NaN")], [({"http_target": "a"}, "NaN")], WRONG_VALUE),
    "other labels": Shown([({"path": "a"}, "1")], [({"http_target": "b"}, "1")], MISSING_SERIES),
    "one series less": Shown(
        [({"path": "a"}, "1"), ({"path": "b"}, "1")], [({"http_target": "a"}, "1")], MISSING_SERIES
    ),
    "no labels": Shown([({"path": "a"}, "1")], [({}, "1")], MISSING_SERIES),
    "nothing in the translation": Shown([({"path": "a"}, "1")], [], NO_SERIES),
    "nothing at all": Shown([], [], NO_SERIES),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Shown) -> None:
    judgement = example().judge(answer(*case.one), answer(*case.other))
    assert judgement.status == ("failed" if case.reason else "passed")
    assert judgement.reason == case.reason


@pytest.mark.parametrize(
    ("one", "other", "agrees"),
    [
        ("0.24", "0.48", True),  # (0.1, 0.25] and (0.1, 0.5] overlap
        ("0.24", "0.09", False),  # (0.1, 0.25] and (-Inf, 0.1] do not
        ("0.24", "240", False),
        ("9", "2", True),
        ("NaN", "0.2", False),
    ],
)
def test_quantiles_agree_when_their_buckets_overlap(one: str, other: str, agrees: bool) -> None:
    bounds = Bounds(original=(0.1, 0.25, 1.0), translation=(0.1, 0.5, 1.0))
    judgement = example(buckets=bounds, labels={}).judge(answer(({}, one)), answer(({}, other)))
    assert judgement.status == ("passed" if agrees else "failed")
    assert judgement.expected == "1 panel of translation.json in the buckets of the original"


def test_plan_reports_what_does_not_fit() -> None:
    board = BOARD % "a"
    other = board.replace('"A"', '"B"')
    asked = board.replace(
        '"panels"', '"templating": {"list": [{"name": "v", "type": "query", "query": "q"}]}, "panels"'
    )
    files = {"a.json": board, "b.json": other, "c.json": asked.replace('"a"}', '"a{v=\\"$v\\"}"}')}
    for second, titles, message in (
        ("b.json", (), "b.json has no query A in a panel 'P'"),
        ("a.json", ("Q",), "a.json has no panel 'Q'"),
        ("c.json", (), "c.json has variables whose values are asked for; give them in 'as_with'"),
    ):
        context = plan_context({"files": files})
        expectation = SamePanelsExpectation(**{"same_panels": "a.json", "as": second, "titles": titles})
        expectation.plan(lambda *keys: PLACE, 15.0, context)
        assert message in str(context.problems.problems[0])
