"""Scrape targets, over captured answers of the targets API: up, down, not yet scraped, none."""

from typing import Any

import pytest

from lab.scenario.expectations import TargetsExpectation
from lab.scenario.reasons import Reason
from tests.judge.answers import Case, holds, judged, misses, targets

UP = targets("targets_up")
DOWN = targets("targets_down")
UNKNOWN = targets("targets_unknown")
NONE = targets("targets_none")
URL = "http://api:8000/metrics"
ERROR = 'Get "http://api:8000/metrics": dial tcp: lookup api on 127.0.0.11:53: no such host'
ADVICE = "is there a scrape config with this job_name?"


def are(state: str = "up", **more: Any) -> TargetsExpectation:
    return TargetsExpectation.model_validate({"targets": "api", "are": state, **more})


CASES = {
    "up": Case(are(), (UP,), holds("every target up", f"{URL} up")),
    "one, and up": Case(are(count=1), (UP,), holds("1 targets, each up", f"{URL} up")),
    "down": Case(are("down"), (DOWN,), holds("every target down", f"{URL} down ({ERROR})")),
    "down, and says why": Case(
        are("down", last_error="refused|no such host"),
        (DOWN,),
        holds("every target down, its last error saying /refused|no such host/", f"{URL} down ({ERROR})"),
    ),
    "down, and says something else": Case(
        are("down", last_error="deadline exceeded"),
        (DOWN,),
        misses(
            Reason.WRONG_VALUE,
            "every target down, its last error saying /deadline exceeded/",
            f"{URL} down ({ERROR})",
        ),
    ),
    "not yet scraped": Case(are("unknown"), (UNKNOWN,), holds("every target unknown", f"{URL} unknown")),
    "up is awaited, not yet scraped": Case(
        are(), (UNKNOWN,), misses(Reason.TARGET_DOWN, "every target up", f"{URL} unknown")
    ),
    "down is awaited, not yet scraped": Case(
        are("down"), (UNKNOWN,), misses(Reason.WRONG_VALUE, "every target down", f"{URL} unknown")
    ),
    "up is awaited, down": Case(are(), (DOWN,), misses(Reason.TARGET_DOWN, "every target up", f"{URL} down ({ERROR})")),
    "down is awaited, up": Case(are("down"), (UP,), misses(Reason.TARGET_UP, "every target down", f"{URL} up")),
    "every one, not just the first": Case(
        are(), (UP + DOWN,), misses(Reason.TARGET_DOWN, "every target up", f"{URL} down ({ERROR})")
    ),
    "fewer than awaited": Case(
        are(count=2), (UP,), misses(Reason.MISSING_SERIES, "2 targets, each up", f"1 targets: {URL} up", off="-1")
    ),
    "more than awaited": Case(
        are(count=1),
        (UP + UP,),
        misses(Reason.UNEXPECTED_SERIES, "1 targets, each up", f"2 targets: {URL} up; {URL} up", off="+1"),
    ),
    "none": Case(are(), (NONE,), misses(Reason.NO_TARGET, "every target up", "no target", advice=ADVICE)),
    "none though a count is awaited": Case(
        are(count=1), (NONE,), misses(Reason.NO_TARGET, "1 targets, each up", "no target", advice=ADVICE)
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_targets_are_judged(case: Case) -> None:
    assert judged(case) == case.judgement
