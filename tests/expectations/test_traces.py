"""Traces of a service, over captured answers of Jaeger."""

from typing import Any

import pytest

from lab.expectations.traces import TracesCheck, TracesExpectation
from lab.language import reasons
from lab.queries.traces import Traces
from lab.record.observation import Observation
from lab.record.verdict import Status
from tests.expectations.captured_answers import Case, after, holds, jaeger, judged, misses, sent, unsure

ITEM = "GET /api/items/{id}"
SENT = after(20.0, sent(items=2, boom=1, orders=1, slow=1))
ALL, ITEMS, SEND = jaeger("traces_all"), jaeger("traces_items"), jaeger("traces_send")


def traces(**wish: Any) -> TracesCheck:
    expectation = TracesExpectation.model_validate({"traces": "api", **wish})
    about_load = expectation.number is not None and expectation.number.about_load
    return TracesCheck(expectation, "shopping" if about_load else None)


def first(answer: Any) -> str:
    ids: str = answer[0]["traceID"]
    return ids


CASES = {
    "at least one": Case(
        traces(), (ALL,), holds("traces of api: at least one", f"5 traces, for example {first(ALL)}: GET /api/slow")
    ),
    "none": Case(
        traces(),
        ([],),
        misses(
            reasons.NO_TRACES,
            "traces of api: at least one",
            "no traces",
            hint="does anything send spans as service 'api'?",
        ),
    ),
    "none with such a span": Case(
        traces(operation=ITEM),
        ([],),
        misses(
            reasons.NO_TRACES,
            f"traces of api that begin with {ITEM}: at least one",
            "no traces",
            hint="does anything send spans as service 'api'? leave out 'operation' to see whether it has traces other "
            f"than '{ITEM}'",
        ),
    ),
    "the operation is not the root's": Case(
        traces(operation=f"{ITEM} http send"),
        (SEND,),
        misses(
            reasons.NO_TRACES,
            f"traces of api that begin with {ITEM} http send: at least one",
            f"no trace has this root span; there are {ITEM}",
        ),
    ),
    "as many as the load sent": Case(
        traces(number="equals the load"),
        (ALL,),
        holds("traces of api: equals the load (5)", f"5 traces, for example {first(ALL)}: GET /api/slow"),
        SENT,
    ),
    "of one operation, as many as the load sent there": Case(
        traces(operation=ITEM, number="equals the load", route="/items"),
        (ITEMS,),
        holds(
            f"traces of api that begin with {ITEM}: equals the load (2), counting only requests to /items",
            f"2 traces, for example {first(ITEMS)}: {ITEM}",
        ),
        SENT,
    ),
    "too few, and more may come": Case(
        traces(number="equals the load"),
        (ITEMS,),
        misses(reasons.WRONG_VALUE, "traces of api: equals the load (5)", "2 traces", difference="3 missing"),
        SENT,
    ),
    "too many": Case(
        traces(number="== 3"),
        (ALL,),
        misses(reasons.WRONG_VALUE, "traces of api: == 3", "5 traces", difference="2 too many", final=True),
    ),
    "too many of an operation, of which some may be no roots": Case(
        traces(number="== 1", operation=ITEM),
        (ITEMS,),
        misses(
            reasons.WRONG_VALUE,
            f"traces of api that begin with {ITEM}: == 1",
            "2 traces",
            difference="1 too many",
        ),
    ),
    "no load": Case(
        traces(number="equals the load"),
        (ALL,),
        unsure(reasons.LOAD_OFF, "traces of api: equals the load", "no load was sent", final=True),
        after(20.0, None),
    ),
    "attributes of roots, as text": Case(
        traces(operation=ITEM, every={"http.status_code": "200", "retried": "false", "span.kind": "/serv/"}),
        (ITEMS,),
        holds(
            f"traces of api that begin with {ITEM}: at least one, every root span has http.status_code = 200, "
            "every root span has retried = false, every root span has span.kind = /serv/",
            f"2 traces, for example {first(ITEMS)}: {ITEM}",
        ),
    ),
    "a wrong attribute": Case(
        traces(every={"http.status_code": "/^2/"}),
        (ALL,),
        misses(
            reasons.WRONG_LABELS,
            "traces of api: at least one, every root span has http.status_code = /^2/",
            "GET /api/boom: http.status_code is '500', not '/^2/'",
            difference="1 of 5 root spans",
        ),
    ),
    "an attribute that is not there": Case(
        traces(operation=ITEM, every={"http.response.status_code": "200"}),
        (ITEMS,),
        misses(
            reasons.WRONG_LABELS,
            f"traces of api that begin with {ITEM}: at least one, every root span has http.response.status_code = 200",
            f"{ITEM}: http.response.status_code is missing; {ITEM}: http.response.status_code is missing",
            difference="2 of 2 root spans",
            hint="it has: http.method, http.route, http.status_code, internal.span.format, otel.scope.name, "
            "otel.scope.version, retried, span.kind",
        ),
    ),
    "spans in each": Case(
        traces(operation=ITEM, spans="== 2"),
        (ITEMS,),
        holds(
            f"traces of api that begin with {ITEM}: at least one, spans in each == 2",
            f"2 traces, for example {first(ITEMS)}: {ITEM}",
        ),
    ),
    "too few spans in one": Case(
        traces(spans="== 2"),
        (ALL,),
        misses(
            reasons.WRONG_VALUE,
            "traces of api: at least one, spans in each == 2",
            f"{first(ALL)} has 1 span",
            difference="1 of 5 traces",
        ),
    ),
    "too many spans in each": Case(
        traces(spans="< 2"),
        (ITEMS,),
        misses(
            reasons.WRONG_VALUE,
            "traces of api: at least one, spans in each < 2",
            f"{ITEMS[0]['traceID']} has 2 spans; {ITEMS[1]['traceID']} has 2 spans",
            difference="2 of 2 traces",
            final=True,
        ),
    ),
    "all that is wrong": Case(
        traces(number="== 6", every={"http.status_code": "/^2/"}, spans="== 2"),
        (ALL,),
        misses(
            reasons.WRONG_VALUE,
            "traces of api: == 6, every root span has http.status_code = /^2/, spans in each == 2",
            f"5 traces; GET /api/boom: http.status_code is '500', not '/^2/'; {first(ALL)} has 1 span",
            difference="1 missing; 1 of 5 root spans; 1 of 5 traces",
        ),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Case) -> None:
    assert judged(case) == case.judgement


def test_judge_when_the_limit_is_reached() -> None:
    """Some of what the backend gave only passes through the operation: there may be more that begin with it."""
    asked = Traces(service="api", operation=ITEM, start=0.0, end=20.0, limit=len(ALL))
    answer = (Observation(query=asked, at=20.0, answer=ALL),)
    number = sum(any(root.operation == ITEM for root in trace.roots()) for trace in Traces.read(ALL))
    judgement = traces(operation=ITEM, number=f"== {number}").judge(answer, SENT)
    assert 0 < number < len(ALL)
    assert (judgement.status, judgement.actual) == (
        Status.FAILED,
        f"{number} traces or more: the limit of one query",
    )
