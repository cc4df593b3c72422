"""Queries that the backend rejects."""

from __future__ import annotations

import pytest

from lab.why import refusals
from lab.why.explain import explain
from lab.why.model import Cause, Finding
from tests.why.captured_labs import captured_lab
from tests.why.queries import SCRAPED

QUERY = SCRAPED["query that the backend rejects"]


def test_explain_refusal_repeats_what_no_explainer_knows() -> None:
    lab = captured_lab("prom-pull")
    [finding] = explain(QUERY, lab.inventory, {}, lab.evaluate).findings
    assert finding.message.startswith("the backend rejected the query: ")


def test_explain_refusal_first_explainer_that_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    known = Finding(Cause.REFUSED, "because")
    monkeypatch.setattr(refusals, "REFUSALS", (lambda error, ctx: (), lambda error, ctx: (known,)))
    lab = captured_lab("prom-pull")
    assert explain(QUERY, lab.inventory, {}, lab.evaluate).findings == (known,)
