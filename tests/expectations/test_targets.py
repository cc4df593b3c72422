"""Scrape targets, over captured answers of the targets API: up, down, not yet scraped, none, gone."""

from typing import Any

import pytest

from lab.expectations.targets import TargetsExpectation
from lab.language import reasons
from tests.expectations.captured_answers import Case, holds, judged, misses, prometheus, targets

UP = targets("targets_up")
DOWN = targets("targets_down")
UNKNOWN = targets("targets_unknown")
NONE = targets("targets_none")
TWO = targets("targets_files")
FEWER = targets("targets_files_fewer")
POOLS = prometheus("pools")["scrapePools"]
BOTH_SCRAPED = {
    "resultType": "matrix",
    "result": [{"metric": target["labels"], "values": [[1795249495.125, "1"]]} for target in TWO],
}
NONE_SCRAPED = prometheus("range_none")
FIRST, SECOND = "http://jc-prom:9090/metrics", "http://jc-blackbox:9115/metrics"
THERE = "does service discovery still list it, and how often does it refresh?"
NEVER = "expect it to be up in an earlier step; did service discovery ever list it?"
URL = "http://api:8000/metrics"
ERROR = 'Get "http://api:8000/metrics": dial tcp: lookup api on 127.0.0.11:53: no such host'
ADVICE = "no scrape config has this job_name, discovery found no target, or relabeling dropped all of them"
NO_ADDRESS = "api has no address in a network of Prometheus: it is misspelt, not running, or in another network"


def files(state: str, **labels: str) -> TargetsExpectation:
    return TargetsExpectation.model_validate({"targets": "files", "are": state, "labels": labels})


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
            reasons.WRONG_VALUE,
            "every target down, its last error saying /deadline exceeded/",
            f"{URL} down ({ERROR})",
        ),
    ),
    "not yet scraped": Case(are("unknown"), (UNKNOWN,), holds("every target unknown", f"{URL} unknown")),
    "up is awaited, not yet scraped": Case(
        are(), (UNKNOWN,), misses(reasons.TARGET_DOWN, "every target up", f"{URL} unknown")
    ),
    "down is awaited, not yet scraped": Case(
        are("down"), (UNKNOWN,), misses(reasons.WRONG_VALUE, "every target down", f"{URL} unknown")
    ),
    "up is awaited, down": Case(
        are(), (DOWN,), misses(reasons.TARGET_DOWN, "every target up", f"{URL} down ({ERROR})", hint=NO_ADDRESS)
    ),
    "down is awaited, up": Case(are("down"), (UP,), misses(reasons.TARGET_UP, "every target down", f"{URL} up")),
    "every one, not just the first": Case(
        are(), (UP + DOWN,), misses(reasons.TARGET_DOWN, "every target up", f"{URL} down ({ERROR})", hint=NO_ADDRESS)
    ),
    "fewer than awaited": Case(
        are(count=2),
        (UP,),
        misses(reasons.MISSING_SERIES, "2 targets, each up", f"1 targets: {URL} up", difference="-1"),
    ),
    "more than awaited": Case(
        are(count=1),
        (UP + UP,),
        misses(reasons.UNEXPECTED_SERIES, "1 targets, each up", f"2 targets: {URL} up; {URL} up", difference="+1"),
    ),
    "none": Case(are(), (NONE,), misses(reasons.NO_TARGET, "every target up", "no target", hint=ADVICE)),
    "none though a count is awaited": Case(
        are(count=1), (NONE,), misses(reasons.NO_TARGET, "1 targets, each up", "no target", hint=ADVICE)
    ),
    "only those with these labels": Case(
        files("up", team="shop", instance="/blackbox/"),
        (TWO,),
        holds("every target with team = shop, instance = /blackbox/ up", f"{SECOND} up"),
    ),
    "none with these labels": Case(
        files("up", instance="elsewhere:1"),
        (TWO,),
        misses(
            reasons.NO_TARGET,
            "every target with instance = elsewhere:1 up",
            f"no target with these labels: {FIRST} up; {SECOND} up",
        ),
    ),
    "only those with these labels are counted": Case(
        files("up", instance="/prom/").model_copy(update={"count": 2}),
        (TWO,),
        misses(
            reasons.MISSING_SERIES,
            "2 targets with instance = /prom/, each up",
            f"1 targets: {FIRST} up",
            difference="-1",
        ),
    ),
    "one is gone": Case(
        files("gone", instance="/blackbox/"),
        (FEWER, POOLS, BOTH_SCRAPED),
        holds("no target with instance = /blackbox/ in the job files", "other targets of the job: 1"),
    ),
    "all are gone": Case(
        files("gone"), (NONE, POOLS, BOTH_SCRAPED), holds("no target in the job files", "other targets of the job: 0")
    ),
    "gone, but never was there": Case(
        files("gone", instance="/elsewhere/"),
        (TWO, POOLS, BOTH_SCRAPED),
        misses(
            reasons.CONTROL_MISSING,
            "no target with instance = /elsewhere/ in the job files",
            "no such target was scraped since the lab started",
            hint=NEVER,
        ),
    ),
    "one is still there": Case(
        files("gone", instance="/blackbox/"),
        (TWO, POOLS, BOTH_SCRAPED),
        misses(
            reasons.UNEXPECTED_SERIES,
            "no target with instance = /blackbox/ in the job files",
            f"{SECOND} up",
            difference="1 still there",
            hint=THERE,
        ),
    ),
    "gone, but nobody knows the job": Case(
        are("gone"),
        (NONE, POOLS, NONE_SCRAPED),
        misses(
            reasons.NO_TARGET, "no target in the job api", "no job api; there are: blackbox, files, self", hint=ADVICE
        ),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Case) -> None:
    assert judged(case) == case.judgement
