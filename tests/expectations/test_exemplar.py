"""Exemplars and the traces they name, over captured answers of Prometheus."""

from typing import Any

import pytest

from lab.expectations.exemplar import EXEMPLAR_CHAIN, ExemplarExpectation
from lab.language import reasons
from tests.expectations.captured_answers import PROMETHEUS, Case, body, holds, judged, misses

BUCKETS = "http_server_duration_seconds_bucket"
BOOM, ITEM = "d94e5efaf89fc43c5fa52f8b2b19b8f8", "8b0e7153bf7c3706d85c524e44006655"
OPEN = ExemplarExpectation(exemplar=BUCKETS, opens="a trace")
FIRST = (
    '{shop="books", span_id="eee19b7ec3c1b174", trace_id="%s"} = 0.04 of %s{http_route="/api/items/{id}", job="shop", '
    'le="+Inf"}'
)


def answer(name: str, **opened: bool) -> Any:
    return {"series": body(PROMETHEUS / f"{name}.json")["data"], "opened": opened}


CASES = {
    "there are some": Case(
        ExemplarExpectation(exemplar=BUCKETS),
        (answer("exemplars"),),
        holds("exemplars with a trace_id", f"2 exemplars, for example {FIRST % (BOOM, BUCKETS)}"),
    ),
    "each opens a trace": Case(
        OPEN,
        (answer("exemplars", **{BOOM: True, ITEM: True}),),
        holds(
            "exemplars with a trace_id, and each opens a trace",
            f"2 exemplars, for example {FIRST % (BOOM, BUCKETS)}; all of 2 traces open",
        ),
    ),
    "more than are looked up": Case(
        OPEN,
        (answer("exemplars", **{BOOM: True}),),
        holds(
            "exemplars with a trace_id, and each opens a trace",
            f"2 exemplars, for example {FIRST % (BOOM, BUCKETS)}; the 1 looked up of 2 traces open",
        ),
    ),
    "one opens none": Case(
        OPEN,
        (answer("exemplars", **{BOOM: True, ITEM: False}),),
        misses(
            reasons.NO_TRACES,
            "exemplars with a trace_id, and each opens a trace",
            f"no trace {ITEM}",
            difference="1 of 2 traces do not open",
            hint="is the trace sampled, and sent to where it is looked for?",
        ),
    ),
    "none": Case(
        OPEN,
        (answer("exemplars_none"),),
        misses(
            reasons.NO_SERIES,
            "exemplars with a trace_id, and each opens a trace",
            "no exemplars",
            hint=f"{EXEMPLAR_CHAIN}; asked for {BUCKETS}",
        ),
    ),
    "one names no trace, another one that is not there": Case(
        OPEN,
        (answer("exemplars_unnamed", **{ITEM: False}),),
        misses(
            reasons.WRONG_LABELS,
            "exemplars with a trace_id, and each opens a trace",
            '{shop="books"} of db_duration_seconds_bucket{http_route="/api/items/{id}", job="shop", le="0.03"}; '
            f"no trace {ITEM}",
            difference="1 of 2 exemplars have no trace_id; 1 of 1 traces do not open",
            hint="is the trace sampled, and sent to where it is looked for?",
        ),
    ),
    "another label": Case(
        ExemplarExpectation(exemplar=BUCKETS, label="shop"),
        (answer("exemplars_unnamed"),),
        holds(
            "exemplars with a shop",
            f"2 exemplars, for example {FIRST % (ITEM, 'db_duration_seconds_bucket')}",
        ),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Case) -> None:
    assert judged(case) == case.judgement
