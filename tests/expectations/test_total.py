"""The total of a counter's raw samples held against what the loads sent, lost and doubled as numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from lab.errors import Place
from lab.expectations.eval_context import EvalContext
from lab.expectations.total import DOUBLED, LOST, TotalExpectation
from lab.language import reasons
from lab.record.event import LoadCount, LoadTruth
from tests.expectations.captured_answers import Case, holds, judged, misses, unsure
from tests.expectations.examples_of_kinds import plan_context

LABELS = {"route": "http_target"}
PLACE = Place("scenario.yaml", 1, 1)


def total(**more: Any) -> TotalExpectation:
    return TotalExpectation.model_validate({"total": "requests_total", "load_labels": LABELS, **more})


def truth(name: str = "all", ended: float = 10.0, **counts: int) -> LoadTruth:
    sent = sum(counts.values())
    entries = tuple(LoadCount(method="GET", route=f"/{n}", status="200", count=c) for n, c in counts.items())
    return LoadTruth(name=name, asked=sent, sent=sent, dropped=0, started=1.0, ended=ended, counts=entries)


def series(**values: list[float]) -> dict[str, Any]:
    """A sample every second, from second 2."""
    result = [
        {"metric": {"http_target": f"/{name}"}, "values": [[2.0 + at, str(v)] for at, v in enumerate(numbers)]}
        for name, numbers in values.items()
    ]
    return {"resultType": "matrix", "result": result}


def ctx(load: LoadTruth | None, *loads: LoadTruth, now: float = 20.0) -> EvalContext:
    return EvalContext(now, 0.0, 0.0, load, loads={each.name: each for each in loads})


LOAD = truth(items=10, orders=2)
OUTAGE = truth("outage", items=4)
INVALID = LOAD.model_copy(update={"invalid_reason": "2 requests were dropped"})
ALL = "12 sent, 12 counted, 0 lost and 0 doubled"


def wanted(lost: str = "== 0", doubled: str = "== 0", by: str = " by route") -> str:
    return f"the total of the loads{by}, lost {lost}, doubled {doubled}"


def explained(actual: str) -> str:
    return f"{actual} besides 4 that are explained"


OUTAGE_LOST = wanted("== 0 besides all of outage")

CASES = {
    "all of it": Case(total(), (series(items=[6, 10], orders=[2]),), holds(wanted(), ALL), ctx(LOAD)),
    "all of it, over a reset": Case(
        total(),
        (series(items=[6, 4], orders=[2]),),
        holds(wanted(), f"{ALL}, 1 reset in 2 series"),
        ctx(LOAD),
    ),
    "all of it, in deltas": Case(
        total(samples="delta"), (series(items=[6, 4], orders=[2]),), holds(wanted(), ALL), ctx(LOAD)
    ),
    "lost, which label sets and how much of them": Case(
        total(),
        (series(items=[6, 3], orders=[1]),),
        misses(
            LOST,
            wanted(),
            "12 sent, 10 counted, 2 lost and 0 doubled (/items: 9 of 10; /orders: 1 of 2), 1 reset in 2 series",
            difference="2 lost, expected == 0",
        ),
        ctx(LOAD),
    ),
    "a whole label set lost": Case(
        total(),
        (series(items=[6, 10]),),
        misses(
            LOST,
            wanted(),
            "12 sent, 10 counted, 2 lost and 0 doubled (/orders: 0 of 2)",
            difference="2 lost, expected == 0",
        ),
        ctx(LOAD),
    ),
    "the label does not exist": Case(
        total(load_labels={"route": "path"}),
        (series(items=[10]),),
        misses(
            LOST,
            wanted(),
            '10 sent, 10 counted, 10 lost and 10 doubled (/items: 0 of 10; "": 10 of 0)',
            difference="10 lost, expected == 0",
            hint="the series have no label path; they have: http_target",
        ),
        ctx(truth(items=10)),
    ),
    "doubled": Case(
        total(),
        (series(items=[6, 12], orders=[2]),),
        misses(
            DOUBLED,
            wanted(),
            "12 sent, 14 counted, 0 lost and 2 doubled (/items: 12 of 10)",
            difference="2 doubled, expected == 0",
        ),
        ctx(LOAD),
    ),
    "doubled, where nothing was sent": Case(
        total(),
        (series(items=[10], orders=[2], boom=[1]),),
        misses(
            DOUBLED,
            wanted(),
            "12 sent, 13 counted, 0 lost and 1 doubled (/boom: 1 of 0)",
            difference="1 doubled, expected == 0",
        ),
        ctx(LOAD),
    ),
    "lost and doubled cancel each other out without labels": Case(
        total(load_labels={}), (series(items=[9], orders=[3]),), holds(wanted(by=""), ALL), ctx(LOAD)
    ),
    "lost and doubled as explained": Case(
        total(lost="== 1", doubled="== 1"),
        (series(items=[9], orders=[3]),),
        holds(
            wanted("== 1", "== 1"),
            "12 sent, 12 counted, 1 lost and 1 doubled (/items: 9 of 10; /orders: 3 of 2)",
        ),
        ctx(LOAD),
    ),
    "more lost than explained": Case(
        total(lost="== 1"),
        (series(items=[8], orders=[2]),),
        misses(
            LOST,
            wanted("== 1"),
            "12 sent, 10 counted, 2 lost and 0 doubled (/items: 8 of 10)",
            difference="2 lost, expected == 1",
        ),
        ctx(LOAD),
    ),
    "less lost than explained": Case(
        total(lost="== 1"),
        (series(items=[10], orders=[2]),),
        misses(reasons.WRONG_VALUE, wanted("== 1"), ALL, difference="0 lost, expected == 1"),
        ctx(LOAD),
    ),
    "all of a load lost, as explained": Case(
        total(lost_loads=("outage",)),
        (series(items=[6], orders=[2]),),
        holds(OUTAGE_LOST, explained("12 sent, 8 counted, 0 lost and 0 doubled")),
        ctx(LOAD, OUTAGE),
    ),
    "a part of it came after all": Case(
        total(lost_loads=("outage",)),
        (series(items=[6, 8], orders=[2]),),
        misses(
            DOUBLED,
            OUTAGE_LOST,
            explained("12 sent, 10 counted, 0 lost and 2 doubled") + " (/items: 8 of 6)",
            difference="2 doubled, expected == 0",
        ),
        ctx(LOAD, OUTAGE),
    ),
    "still growing": Case(
        total(lost="== 1"),
        (series(items=[6, 9], orders=[2]),),
        misses(
            reasons.CONTROL_MISSING,
            wanted("== 1"),
            "not settled yet: 12 sent, 11 counted, 1 lost and 0 doubled (/items: 9 of 10), 3 of them in the last 2s",
        ),
        ctx(truth(ended=1.0, items=10, orders=2), now=4.5),
    ),
    "the load has just ended": Case(
        total(),
        (series(items=[10], orders=[2]),),
        misses(reasons.CONTROL_MISSING, wanted(), f"not settled yet: {ALL}, 0 of them in the last 2s"),
        ctx(LOAD, now=11.9),
    ),
    "no series": Case(
        total(),
        (series(),),
        misses(
            reasons.NO_SERIES,
            wanted(),
            "no series",
            hint="does anything send it? the selector was requests_total",
        ),
        ctx(LOAD),
    ),
    "no load": Case(
        total(), (series(items=[10]),), unsure(reasons.LOAD_OFF, wanted(), "no load was sent", final=True), ctx(None)
    ),
    "a load that is no truth": Case(
        total(),
        (series(items=[10]),),
        unsure(reasons.LOAD_OFF, wanted(), "2 requests were dropped", final=True),
        ctx(INVALID),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judgement(case: Case) -> None:
    assert judged(case) == case.judgement


def test_query_has_every_sample_since_the_start_of_the_lab() -> None:
    (query,) = total().queries(EvalContext(20.3, 15.0, 2.0))

    assert query.model_dump()["query"] == "requests_total[20s]"


@pytest.mark.parametrize("key", ["lost", "doubled"])
def test_model_refuses_a_loss_that_is_no_number(key: str) -> None:
    with pytest.raises(ValidationError, match="are numbers of requests"):
        total(**{key: "equals the load"})


@pytest.mark.parametrize(
    ("check", "problem"),
    [
        (
            total(lost_loads=("outrage",)),
            "no load in this or an earlier step is called 'outrage'; did you mean 'outage'?",
        ),
        (total(total="sum(requests_total)"), "PromQL does not parse: "),
        (total(total="requests_total[5m]"), "PromQL does not parse: "),
    ],
)
def test_plan_reports_what_does_not_exist(check: TotalExpectation, problem: str) -> None:
    load = {"name": "outage", "counts": [{"method": "GET", "route": "/items", "status": "200", "count": 1}]}
    plan_ctx = replace(plan_context({"load": load}), load_names=("outage",))

    check.plan(lambda *keys: PLACE, 15.0, plan_ctx)

    assert [p.message for p in plan_ctx.problems.problems if p.message.startswith(problem)]


def test_plan_needs_a_load() -> None:
    plan_ctx = plan_context({})

    assert total().plan(lambda *keys: PLACE, 15.0, plan_ctx) is None
    assert [p.message for p in plan_ctx.problems.problems] == ["'total' needs a load in this or an earlier step"]
