"""Labels of every or any series, over the captured counters of an application."""

import pytest

from lab.expectations.label_condition import LabelCondition
from lab.expectations.labels import LabelsExpectation
from lab.language import reasons
from tests.expectations.captured_answers import Case, holds, judged, misses, prometheus

QUERY = 'http_requests_total{job="api"}'
COUNTERS = prometheus("instant_requests")
ALL = ("instance", "job", "method", "path", "status")
FIRST = 'http_requests_total{instance="api:8000", job="api", method="GET", path="/api/items/{id}", status="200"}'
ORDERS = 'http_requests_total{instance="api:8000", job="api", method="POST", path="/api/orders", status="201"}'
UNMATCHED = 'http_requests_total{instance="api:8000", job="api", method="GET", path="unmatched", status="404"}'


def every(**condition: object) -> LabelsExpectation:
    return LabelsExpectation(labels=QUERY, every=LabelCondition.model_validate(condition))


def any_(**condition: object) -> LabelsExpectation:
    return LabelsExpectation(labels=QUERY, any=LabelCondition.model_validate(condition))


SEEN = f"5 series, for example {FIRST}"
CASES = {
    "exactly these, the name aside": Case(
        every(exactly=ALL),
        (COUNTERS,),
        holds("every series has exactly the labels instance, job, method, path, status", SEEN),
    ),
    "one label more": Case(
        every(exactly=ALL[:-1]),
        (prometheus("instant_up"),),
        misses(
            reasons.WRONG_LABELS,
            "every series has exactly the labels instance, job, method, path",
            'up{instance="api:8000", job="api"}: no label method, no label path',
            difference="1 of 1 series",
        ),
    ),
    "one label too many": Case(
        every(exactly=("job",)),
        (prometheus("instant_up"),),
        misses(
            reasons.WRONG_LABELS,
            "every series has exactly the labels job",
            'up{instance="api:8000", job="api"}: also has the label instance',
            difference="1 of 1 series",
        ),
    ),
    "has and lacks": Case(
        every(have=("path",), lack=("exported_job",)),
        (COUNTERS,),
        holds("every series has path, lacks exported_job", SEEN),
    ),
    "does not have": Case(
        every(have=("team",)),
        (prometheus("instant_up"),),
        misses(
            reasons.WRONG_LABELS,
            "every series has team",
            'up{instance="api:8000", job="api"}: no label team',
            difference="1 of 1 series",
        ),
    ),
    "does not lack": Case(
        every(lack=("instance",)),
        (prometheus("instant_up"),),
        misses(
            reasons.WRONG_LABELS,
            "every series lacks instance",
            'up{instance="api:8000", job="api"}: has the label instance',
            difference="1 of 1 series",
        ),
    ),
    "equal, as text and as a regular expression": Case(
        every(equal={"job": "api", "path": "/^(/api/.*|unmatched)$/"}),
        (COUNTERS,),
        holds("every series job = api, path = /^(/api/.*|unmatched)$/", SEEN),
    ),
    "every one, not just the first": Case(
        every(equal={"path": "/^/api/"}),
        (COUNTERS,),
        misses(
            reasons.WRONG_LABELS,
            "every series path = /^/api/",
            "; ".join(f"{who}: path is {path!r}, not '/^/api/'" for who, path in [(UNMATCHED, "unmatched")]),
            difference="1 of 5 series",
        ),
    ),
    "a text is no regular expression": Case(
        every(equal={"job": "a.i"}),
        (prometheus("instant_up"),),
        misses(
            reasons.WRONG_LABELS,
            "every series job = a.i",
            "up{instance=\"api:8000\", job=\"api\"}: job is 'api', not 'a.i'",
            difference="1 of 1 series",
        ),
    ),
    "any one is enough": Case(any_(equal={"method": "POST"}), (COUNTERS,), holds("any series method = POST", SEEN)),
    "not any one": Case(
        any_(equal={"team": "shop"}),
        (prometheus("instant_up"),),
        misses(
            reasons.WRONG_LABELS,
            "any series team = shop",
            'up{instance="api:8000", job="api"}: team is missing',
            difference="1 of 1 series",
        ),
    ),
    "every one of none is not met": Case(
        every(exactly=ALL),
        (prometheus("instant_none"),),
        misses(
            reasons.NO_SERIES,
            "every series has exactly the labels instance, job, method, path, status",
            "no series",
            hint=f"the query was {QUERY}",
        ),
    ),
    "lacking something takes a series": Case(
        any_(lack=("team",)),
        (prometheus("instant_gone"),),
        misses(reasons.NO_SERIES, "any series lacks team", "no series", hint=f"the query was {QUERY}"),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Case) -> None:
    assert judged(case) == case.judgement
