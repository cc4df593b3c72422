"""Data sources of Grafana, over recorded answers: there or not, as expected or not, well, ill or not to be checked."""

from typing import Any

import pytest

from lab.expectations.datasource import DatasourceExpectation
from lab.language import reasons
from tests.backends.grafana_replay import recorded
from tests.expectations.captured_answers import Case, holds, judged, misses

LISTED = {each["uid"]: each for each in recorded("03-datasources")}
WELL = {"settings": recorded("04-datasource-by-uid"), "health": recorded("05-datasource-health-prometheus-ok")}
DOWN = {"settings": LISTED["promdown"], "health": recorded("05b-datasource-health-prometheus-down")}
UNCHECKED = {"settings": LISTED["am"], "health": recorded("05d-datasource-health-alertmanager-no-backend")}
NONE = {"settings": recorded("04b-datasource-by-uid-missing"), "health": None}
OK = "OK: Successfully queried the Prometheus API."
REFUSED = (
    'ERROR: Post "http://127.0.0.1:19999/api/v1/query": dial tcp 127.0.0.1:19999: connect: connection refused - '
    "There was an error returned querying the Prometheus API."
)
PROM = "Prometheus, prometheus at http://127.0.0.1:19091"


def source(uid: str = "prom", **more: Any) -> DatasourceExpectation:
    return DatasourceExpectation.model_validate({"datasource": uid, **more})


CASES = {
    "there": Case(source(), (WELL,), holds("a data source prom", PROM)),
    "all that can be said of it": Case(
        source(type="prometheus", url="http://127.0.0.1:19091/", read_only=True, healthy=True),
        (WELL,),
        holds(
            "a data source prom, of type prometheus, at http://127.0.0.1:19091/, read-only, healthy",
            f"{PROM}, {OK}",
        ),
    ),
    "not there": Case(
        source("nope"),
        (NONE,),
        misses(
            reasons.NOT_THERE,
            "a data source nope",
            "Data source not found",
            hint="is its file in the slot 'datasources' of grafana, with this uid?",
        ),
    ),
    "all misses at once": Case(
        source(type="loki", url="http://loki:3100", read_only=False, healthy=False),
        (WELL,),
        misses(
            reasons.WRONG_VALUE,
            "a data source prom, of type loki, at http://loki:3100, not read-only, not healthy",
            f"its type is 'prometheus'; its URL is 'http://127.0.0.1:19091'; it is read-only; its health is {OK}",
        ),
    ),
    "one that can be changed": Case(
        source(read_only=True),
        ({**WELL, "settings": {**WELL["settings"], "readOnly": False}},),
        misses(reasons.WRONG_VALUE, "a data source prom, read-only", "it can be changed"),
    ),
    "ill": Case(
        source("promdown", healthy=True),
        (DOWN,),
        misses(
            reasons.WRONG_VALUE,
            "a data source promdown, healthy",
            f"its health is {REFUSED}",
            hint="can Grafana reach http://127.0.0.1:19999?",
        ),
    ),
    "at a host that does not exist": Case(
        source("promdown", healthy=True),
        ({**DOWN, "health": {"status": "ERROR", "message": "Post: dial tcp: lookup nobody: no such host"}},),
        misses(
            reasons.WRONG_VALUE,
            "a data source promdown, healthy",
            "its health is ERROR: Post: dial tcp: lookup nobody: no such host",
            hint="can Grafana reach http://127.0.0.1:19999?",
            final=True,
        ),
    ),
    "ill, as expected": Case(
        source("promdown", healthy=False),
        (DOWN,),
        holds("a data source promdown, not healthy", f"PromDown, prometheus at http://127.0.0.1:19999, {REFUSED}"),
    ),
    "ill, and nobody asked": Case(
        source("promdown"),
        (DOWN,),
        holds("a data source promdown", "PromDown, prometheus at http://127.0.0.1:19999"),
    ),
    "what cannot be checked is not ill": Case(
        source("am", healthy=False),
        (UNCHECKED,),
        misses(
            reasons.WRONG_VALUE,
            "a data source am, not healthy",
            "Grafana has no health check for the type 'alertmanager'",
            hint="leave out 'healthy', or expect something of the component itself",
            final=True,
        ),
    ),
    "what cannot be checked is there": Case(
        source("am", type="alertmanager"),
        (UNCHECKED,),
        holds("a data source am, of type alertmanager", "Alertmanager, alertmanager at http://127.0.0.1:19093"),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Case) -> None:
    assert judged(case) == case.judgement
