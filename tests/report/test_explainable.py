"""Which query of a failed expectation is explained."""

from __future__ import annotations

from typing import Any

from lab.errors import Place
from lab.expectations.alert import AlertExpectation
from lab.language import reasons
from lab.queries.prometheus import Exemplars, RangeQuery, Targets
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement, Status, Verdict
from lab.report.explainable import Explainable, explainable, selector_without_exemplars
from tests.expectations.captured_answers import SETTLED, rules

RULES = rules("rules")
ACTIVE = {"result": [{"metric": {"alertname": "HighHTTPErrorRate"}, "values": [[1.0, "1"]]}]}


def _never_fired(states: Any) -> Verdict:
    queries = AlertExpectation(alert="HighHTTPErrorRate", goes=("firing",)).queries(SETTLED)
    answers = (states, RULES, states)
    evidence = tuple(
        Observation(query=query, at=SETTLED.now, answer=answer) for query, answer in zip(queries, answers, strict=True)
    )
    judgement = Judgement(status=Status.FAILED, reason=reasons.NEVER_FIRED, expected="", actual="")
    return Verdict(
        step="s",
        name="n",
        kind="alert",
        where=Place("scenario.yaml", 1, 1),
        judgement=judgement,
        attempts=1,
        elapsed_ms=1,
        evidence=evidence,
    )


def test_explainable_expression_of_an_alert_that_never_fired() -> None:
    query = next(rule["query"] for rule in RULES if rule["name"] == "HighHTTPErrorRate")
    assert explainable(_never_fired({"result": []})) == Explainable(query, SETTLED.now)


def test_explainable_not_an_alert_that_was_pending() -> None:
    assert explainable(_never_fired(ACTIVE)) is None


def test_explainable_not_what_passed() -> None:
    one = _never_fired({"result": []})
    passed = one.judgement.model_copy(update={"status": Status.PASSED})
    assert explainable(one.model_copy(update={"judgement": passed})) is None


def _failed(query: Query, reason: reasons.Reason) -> Verdict:
    judgement = Judgement(status=Status.FAILED, reason=reason, expected="", actual="")
    return Verdict(
        step="s",
        name="n",
        kind="targets",
        where=Place("scenario.yaml", 1, 1),
        judgement=judgement,
        attempts=1,
        elapsed_ms=1,
        evidence=(Observation(query=query, at=5.0, answer=[]),),
    )


def test_explainable_job_without_targets() -> None:
    verdict = _failed(Targets(job="api"), reasons.NO_TARGET)
    assert explainable(verdict) == Explainable('up{job="api"}', 5.0, certain=False)


def test_explainable_alert_without_a_rule() -> None:
    query = RangeQuery(query='ALERTS{alertname="X"}', start=0.0, end=1.0, step=1.0)
    assert explainable(_failed(query, reasons.NO_RULE)) == Explainable('ALERTS{alertname="X"}', 5.0)
    assert explainable(_failed(Targets(job="api"), reasons.NO_RULE)) is None


def test_selector_without_exemplars() -> None:
    query = Exemplars(selector="x_bucket", start=0.0, end=1.0)
    assert selector_without_exemplars(_failed(query, reasons.NO_SERIES)) == "x_bucket"
    assert selector_without_exemplars(_failed(query, reasons.WRONG_LABELS)) == ""
    assert selector_without_exemplars(_failed(Targets(job="api"), reasons.NO_SERIES)) == ""
