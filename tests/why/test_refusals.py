"""Queries that the backend rejects."""

from __future__ import annotations

import pytest

from lab.why import refusals
from lab.why.evaluation import QueryResult, Sample
from lab.why.explain import explain
from lab.why.expression import to_promql
from lab.why.model import Cause, Finding
from tests.why.captured_labs import captured_lab
from tests.why.queries import SCRAPED

QUERY = SCRAPED["query that the backend rejects"]


def test_explain_refusal_repeats_what_no_explainer_knows() -> None:
    lab = captured_lab("prom-pull")
    [finding] = explain("up", lab.inventory, {}, lambda query: QueryResult(error="out of memory")).findings
    assert finding.message == "the backend rejected the query: out of memory"


def test_explain_refusal_marks_the_place_of_a_syntax_error() -> None:
    lab = captured_lab("prom-pull")
    error = 'invalid parameter "query": 1:4: parse error: unexpected end of input'
    [finding] = explain("up + up", lab.inventory, {}, lambda query: QueryResult(error=error)).findings
    assert finding.details == ("up + up", "   ^ unexpected end of input")


def test_explain_refusal_of_or_between_matchers() -> None:
    lab = captured_lab("prom-pull")
    error = 'parse error: unexpected identifier "or" in label matching, expected "," or "}"'
    query = 'up{job="a" or job="api"}'
    answers = {query: QueryResult(error=error), 'up{job="a"} or up{job="api"}': QueryResult((Sample({}, 1.0),))}
    [finding] = explain(query, lab.inventory, {}, answers.__getitem__).findings
    assert [to_promql(proposal.query) for proposal in finding.proposals] == ['up{job="a"} or up{job="api"}']


def test_explain_refusal_first_explainer_that_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    known = Finding(Cause.REFUSED, "because")
    monkeypatch.setattr(refusals, "REFUSALS", (lambda error, ctx: (), lambda error, ctx: (known,)))
    lab = captured_lab("prom-pull")
    assert explain(QUERY, lab.inventory, {}, lab.evaluate).findings == (known,)
