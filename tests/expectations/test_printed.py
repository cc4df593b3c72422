"""What a container printed: a number of lines, or none while it prints others."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from lab.expectations.printed import NOT_PRINTED, PrintedExpectation
from lab.language import reasons
from lab.queries.printed import PrintedLines
from tests.expectations.captured_answers import SETTLED, Case, after, holds, judged, misses


def printed(**more: Any) -> PrintedExpectation:
    return PrintedExpectation.model_validate({"printed": "otel", "lines": "/fail/", **more})


def found(matching: int, *lines: str) -> dict[str, Any]:
    return {"lines": list(lines), "matching": matching, "printed": 30}


NEVER = printed(**{"count": "== 0", "for": "3s", "while": "/ready/"})
NEVER_TEXT = "lines of otel that match /fail/ == 0, for 3s, while it prints /ready/"
SOME = "lines of otel that match /fail/: at least one"

CASES = {
    "some": Case(printed(), (found(2, "it failed"),), holds(SOME, "2 of 30 lines, for example it failed")),
    "none": Case(printed(), (found(0),), misses(NOT_PRINTED, SOME, "0 of 30 lines")),
    "another number": Case(
        printed(count="== 1"),
        (found(2, "it failed"),),
        misses(reasons.WRONG_LINES, "lines of otel that match /fail/ == 1", "2 of 30 lines, for example it failed"),
    ),
    "none, as expected": Case(NEVER, (found(0), found(1, "ready")), holds(NEVER_TEXT, "0 of 30 lines")),
    "none, and the control neither": Case(
        NEVER,
        (found(0), found(0)),
        misses(
            reasons.CONTROL_MISSING,
            NEVER_TEXT,
            "0 of 30 lines",
            hint="that there is none proves nothing while it does not print /ready/",
        ),
    ),
    "none so far": Case(
        NEVER,
        (found(0), found(1, "ready")),
        misses(reasons.CONTROL_MISSING, NEVER_TEXT, "watched for 1.0 s so far: 0 of 30 lines"),
        after(1.0),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Case) -> None:
    assert judged(case) == case.judgement


@pytest.mark.parametrize(
    ("more", "since"), [({}, SETTLED.lab_started), ({"since": "step"}, SETTLED.step_started)], ids=["start", "step"]
)
def test_queries_since(more: dict[str, Any], since: float) -> None:
    assert printed(**more).queries(SETTLED) == (PrintedLines(service="otel", expression="fail", since=since),)


def test_queries_of_a_whole_line() -> None:
    (query,) = printed(lines="a.b").queries(SETTLED)

    assert query == PrintedLines(service="otel", expression=r"^a\.b$", since=SETTLED.lab_started)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"count": "== 0"}, "a container that prints nothing passes too"),
        ({"count": "<= 3", "for": "1s"}, "a container that prints nothing passes too"),
        ({"for": "1s"}, "belong to a 'count' that may be 0"),
        ({"count": "equals the load"}, "which the load does not count"),
    ],
)
def test_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        printed(**given)
