"""Reviews of queries that return data."""

from __future__ import annotations

import pytest

from lab.why import reviews
from lab.why.explain import explain
from lab.why.model import Cause, Finding, Proposal
from lab.why.parser import parse
from lab.why.text import format_text
from tests.why.captured_labs import captured_lab


def test_review_finding_of_a_query_that_returns_data(monkeypatch: pytest.MonkeyPatch) -> None:
    finding = Finding(Cause.SUSPICIOUS, "up is a gauge", (), (Proposal(parse("up == 1")),))
    monkeypatch.setattr(reviews, "REVIEWS", (lambda ctx: (finding,),))
    lab = captured_lab("prom-pull")
    text = format_text(explain("up", lab.inventory, {}))
    assert text == (
        "1 series at the end of the run, judged by labels (a record has no values): up\n"
        "  up is a gauge\n    instead: up == 1\n"
    )
