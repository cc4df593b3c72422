"""Metric names of a selector, over the captured names of an application."""

import pytest

from lab.expectations.metrics import MetricsCheck
from lab.language import reasons
from tests.expectations.captured_answers import Case, holds, judged, misses, prometheus

ALL = tuple(prometheus("names"))


def names(
    exactly: tuple[str, ...] | None = None,
    at_least: tuple[str, ...] | None = None,
    none_of: tuple[str, ...] | None = None,
) -> MetricsCheck:
    return MetricsCheck('{job="api"}', exactly, at_least, none_of)


def nothing(expected: str) -> Case:
    """Whatever is expected of names, that there are none at all does not meet it."""
    subjects = {
        "exactly these 1 metric names": names(exactly=("up",)),
        "exactly these 0 metric names": names(exactly=()),
        "at least these 1 metric names": names(at_least=("up",)),
        "none of these 1 metric names": names(none_of=("up",)),
    }
    advice = 'does anything send them? the selector was {job="api"}'
    judgement = misses(reasons.NO_SERIES, expected, "no metric names at all", hint=advice)
    return Case(subjects[expected], (prometheus("names_none"),), judgement)


CASES = {
    "exactly these": Case(
        names(exactly=ALL), (list(ALL),), holds(f"exactly these {len(ALL)} metric names", f"{len(ALL)} metric names")
    ),
    "exactly these, in any order": Case(
        names(exactly=ALL[::-1]),
        (list(ALL),),
        holds(f"exactly these {len(ALL)} metric names", f"{len(ALL)} metric names"),
    ),
    "one is called otherwise": Case(
        names(exactly=(*(name for name in ALL if name != "http_requests_total"), "http_request_total")),
        (list(ALL),),
        misses(
            reasons.MISSING_SERIES,
            f"exactly these {len(ALL)} metric names",
            f"{len(ALL)} names, missing: http_request_total, not expected: http_requests_total",
            difference="1 missing, 1 too many",
            hint="is http_request_total now called http_requests_total?",
            missing=("http_request_total",),
        ),
    ),
    "one more": Case(
        names(exactly=ALL[1:]),
        (list(ALL),),
        misses(
            reasons.UNEXPECTED_SERIES,
            f"exactly these {len(ALL) - 1} metric names",
            f"{len(ALL)} names, not expected: {ALL[0]}",
            difference="0 missing, 1 too many",
        ),
    ),
    "at least these": Case(
        names(at_least=("up", "python_info")),
        (list(ALL),),
        holds("at least these 2 metric names", f"{len(ALL)} metric names"),
    ),
    "not even these": Case(
        names(at_least=("up", "target_info")),
        (list(ALL),),
        misses(
            reasons.MISSING_SERIES,
            "at least these 2 metric names",
            f"{len(ALL)} names, missing: target_info",
            difference="1 missing, 0 too many",
            missing=("target_info",),
        ),
    ),
    "none of these": Case(
        names(none_of=("target_info",)),
        (list(ALL),),
        holds("none of these 1 metric names", f"{len(ALL)} metric names"),
    ),
    "one of these": Case(
        names(none_of=("target_info", "up")),
        (list(ALL),),
        misses(
            reasons.UNEXPECTED_SERIES,
            "none of these 2 metric names",
            f"{len(ALL)} names, not expected: up",
            difference="0 missing, 1 too many",
        ),
    ),
    "at least these and none of those": Case(
        names(at_least=("target_info",), none_of=("up",)),
        (list(ALL),),
        misses(
            reasons.MISSING_SERIES,
            "at least these 1 metric names, none of these 1 metric names",
            f"{len(ALL)} names, missing: target_info, not expected: up",
            difference="1 missing, 1 too many",
            missing=("target_info",),
        ),
    ),
    "nothing there, exactly": nothing("exactly these 1 metric names"),
    "nothing there, though nothing is listed": nothing("exactly these 0 metric names"),
    "nothing there, at least": nothing("at least these 1 metric names"),
    "nothing there, none of": nothing("none of these 1 metric names"),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Case) -> None:
    assert judged(case) == case.judgement
