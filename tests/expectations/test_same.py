"""The same samples in several backends: paired by all labels, compared by value, raw samples also by timestamp."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from lab.expectations.same import SameExpectation
from lab.language import reasons
from lab.queries.prometheus import QueryAt, RangeQuery
from tests.expectations.captured_answers import SETTLED, Case, holds, judged, misses

BOTH = "the same in one and other"
HISTOGRAM = {"count": "3", "sum": "0.7", "buckets": [[0, "0.5", "1", "3"]]}
MANY = [[18.25, "1"], [19.25, "1"]]


def same(query: str = "x", **more: Any) -> SameExpectation:
    return SameExpectation.model_validate({"same": query, "in": ("one", "other"), **more})


def vector(*series: tuple[dict[str, str], str | dict[str, Any]]) -> dict[str, Any]:
    result = [
        {"metric": labels, "value" if isinstance(value, str) else "histogram": [20.0, value]}
        for labels, value in series
    ]
    return {"resultType": "vector", "result": result}


def matrix(values: list[list[Any]], key: str = "values") -> dict[str, Any]:
    return {"resultType": "matrix", "result": [{"metric": {"__name__": "x"}, key: values}]}


A, B = {"__name__": "x", "path": "/a"}, {"__name__": "x", "path": "/b"}
SCOPED = {**A, "otel_scope_name": "s"}

CASES = {
    "equal": Case(same(), (vector((A, "1"), (B, "2")), vector((B, "2"), (A, "1"))), holds(BOTH, "2 series in each")),
    "NaN is the same as NaN": Case(same(), (vector((A, "NaN")), vector((A, "NaN"))), holds(BOTH, "1 series in each")),
    "scalars": Case(
        same("1"),
        ({"resultType": "scalar", "result": [20.0, "1"]},) * 2,
        holds(BOTH, "1 series in each"),
    ),
    "native histograms": Case(
        same(), (vector((A, HISTOGRAM)), vector((A, HISTOGRAM))), holds(BOTH, "1 series in each")
    ),
    "raw samples": Case(same("x[3s]"), (matrix(MANY), matrix(MANY)), holds(BOTH, "1 series, 2 samples in each")),
    "ignored labels": Case(
        same(ignoring=("otel_scope_name",)), (vector((SCOPED, "1")), vector((A, "1"))), holds(BOTH, "1 series in each")
    ),
    "within what they may be apart": Case(
        same(differ_by=2), (vector((A, "7")), vector((A, "5"))), holds(f"{BOTH}, at most 2 apart", "1 series in each")
    ),
    "beyond it": Case(
        same(differ_by=2),
        (vector((A, "8")), vector((A, "5"))),
        misses(
            reasons.WRONG_VALUE,
            f"{BOTH}, at most 2 apart",
            'x{path="/a"}: 8 in one, 5 in other',
            difference="1 difference in 1 series",
        ),
    ),
    "every difference is listed": Case(
        same(),
        (vector((A, "1"), (B, "2")), vector((A, "3"))),
        misses(
            reasons.MISSING_SERIES,
            BOTH,
            'only one has x{path="/b"}; x{path="/a"}: 1 in one, 3 in other',
            difference="2 differences in 2 series",
        ),
    ),
    "labels of one only": Case(
        same(),
        (vector((SCOPED, "1")), vector((A, "1"))),
        misses(
            reasons.MISSING_SERIES,
            BOTH,
            'only one has x{otel_scope_name="s", path="/a"}; only other has x{path="/a"}',
            difference="2 differences in 2 series",
            hint="only one has the labels otel_scope_name; name them in 'ignoring' if that is meant",
        ),
    ),
    "no longer unique": Case(
        same(ignoring=("path",)),
        (vector((A, "1"), (B, "1")), vector((A, "1"))),
        misses(
            reasons.WRONG_LABELS,
            BOTH,
            "one has 2 series x, which one is meant?",
            difference="1 difference in 1 series",
        ),
    ),
    "other histograms": Case(
        same(),
        (vector((A, HISTOGRAM)), vector((A, {**HISTOGRAM, "count": "4"}))),
        misses(
            reasons.WRONG_VALUE,
            BOTH,
            'x{path="/a"}: histogram {"buckets": [[0, "0.5", "1", "3"]], "count": "3", "sum": "0.7"} in one, '
            'histogram {"buckets": [[0, "0.5", "1", "3"]], "count": "4", "sum": "0.7"} in other',
            difference="1 difference in 1 series",
        ),
    ),
    "a sample less": Case(
        same("x[3s]"),
        (matrix(MANY), matrix(MANY[:1])),
        misses(
            reasons.WRONG_VALUE,
            BOTH,
            "x: only one has a sample at 19.250",
            difference="1 difference in 1 series",
        ),
    ),
    "other values": Case(
        same("x[3s]"),
        (matrix(MANY), matrix([[18.25, "1"], [19.25, "0"]])),
        misses(reasons.WRONG_VALUE, BOTH, "x: 1 in one, 0 in other at 19.250", difference="1 difference in 1 series"),
    ),
    "nothing in one": Case(
        same(),
        (vector(), vector((A, "1"))),
        misses(
            reasons.NO_SERIES,
            BOTH,
            "one has no series, other has 1",
            hint="does anything send it there? the query was x",
        ),
    ),
    "nothing in both": Case(
        same(),
        (vector(), vector()),
        misses(
            reasons.NO_SERIES,
            BOTH,
            "one and other have no series",
            hint="does anything send it there? the query was x",
        ),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Case) -> None:
    assert judged(case) == case.judgement


END = round(SETTLED.now, 3)
LAGGING = f"{BOTH}, at most 4s behind"


def over(*values: tuple[dict[str, str], tuple[float | None, ...]]) -> dict[str, Any]:
    """A sample each second, the latest now, as it is seen every tenth of a second; None where there is none."""
    result = []
    for labels, known in values:
        tenths = [value for value in known[:-1] for _ in range(10)] + [known[-1]]
        moments = [round(END - 0.1 * ago, 3) for ago in reversed(range(len(tenths)))]
        points = [[at, str(value)] for at, value in zip(moments, tenths, strict=True) if value is not None]
        result.append({"metric": labels, "values": points})
    return {"resultType": "matrix", "result": result}


BEHIND = {
    "not behind": ((A, (1, 2, 3, 4, 5)), (A, (1, 2, 3, 4, 5)), "1 series in each, at most 0 ms behind"),
    "the second is behind": ((A, (1, 2, 3, 4, 5)), (A, (0, 1, 2, 3, 4)), "1 series in each, at most 100 ms behind"),
    "the first is behind": ((A, (0, 0, 1, 2, 3)), (A, (1, 2, 3, 4, 5)), "1 series in each, at most 1.1 s behind"),
    "new in one": ((A, (None, None, 1, 1, 1)), (A, (None, None, None, 1, 1)), "1 series in each, at most 0 ms behind"),
}


@pytest.mark.parametrize(("one", "other", "actual"), BEHIND.values(), ids=BEHIND)
def test_behind(one: Any, other: Any, actual: str) -> None:
    expected = holds(LAGGING, actual)

    assert judged(Case(same(behind="4s"), (over(one), over(other)), expected)) == expected


def test_behind_does_not_miss_series_that_just_came_or_went() -> None:
    first = over((A, (1, 1, 1, 1, 1)), (B, (None, None, None, 1, 1)))
    expected = holds(LAGGING, "2 series in each, at most 1.1 s behind")

    assert judged(Case(same(behind="4s"), (first, over((A, (1, 1, 1, 1, 1)))), expected)) == expected


def test_too_far_behind() -> None:
    first, other = over((A, (3, 4, 5, 6, 7)), (B, (1, 1, 1, 1, 1))), over((A, (0, 0, 0, 1, 2)))
    expected = misses(
        reasons.MISSING_SERIES,
        LAGGING,
        'only one has x{path="/b"}; x{path="/a"}: 7 in one, 2 in other',
        difference="2 differences in 2 series",
    )

    assert judged(Case(same(behind="4s"), (first, other), expected)) == expected


def test_queries_of_backends_that_may_be_behind_end_at_the_same_moment() -> None:
    first, second = same(behind="4s").queries(SETTLED)

    assert (first, second) == tuple(
        RangeQuery(query="x", start=round(END - 4, 3), end=END, step=0.1, ask=service) for service in ("one", "other")
    )


def test_raw_samples_are_not_behind() -> None:
    with pytest.raises(ValidationError, match="raw samples have timestamps"):
        same("x[3s]", behind="2s")


def test_queries_are_for_the_same_moment() -> None:
    first, second = same().queries(SETTLED)

    assert (first, second) == tuple(QueryAt(query="x", time=SETTLED.now, ask=service) for service in ("one", "other"))


def test_third_service_is_compared_with_the_first() -> None:
    three = SameExpectation.model_validate({"same": "x", "in": ("a", "b", "c")})
    answers = (vector((A, "1")), vector((A, "1")), vector((A, "2")))
    actual = 'x{path="/a"}: 1 in a, 2 in c'
    expected = misses(reasons.WRONG_VALUE, "the same in a and b and c", actual, difference="1 difference in 1 series")

    assert judged(Case(three, answers, expected)) == expected


@pytest.mark.parametrize(
    ("services", "message"), [(("a",), "at least 2"), (("a", "a"), "'in' names a service twice")], ids=["one", "twice"]
)
def test_services_must_be_several(services: tuple[str, ...], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        SameExpectation.model_validate({"same": "x", "in": services})
