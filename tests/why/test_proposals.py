"""Proposals are evaluated before they are printed."""

from __future__ import annotations

from collections.abc import Mapping

from lab.why.evaluation import QueryResult, Sample
from lab.why.model import Cause, ExplainContext, Finding, Proposal
from lab.why.parser import parse
from lab.why.proposals import first_empty, keep_answered
from tests.why.captured_labs import captured_lab

REFUSED, EMPTY, ANSWERED, QUERY = "refused_total", "empty_total", "answered_total", "x"
ANSWERS: Mapping[str, QueryResult] = {
    REFUSED: QueryResult(error="many-to-many matching not allowed"),
    EMPTY: QueryResult(),
    ANSWERED: QueryResult((Sample({}, 1.0), Sample({"a": "b"}, 2.0))),
    QUERY: QueryResult((Sample({}, 1.0),)),
}


def _context() -> ExplainContext:
    return ExplainContext(parse(QUERY), captured_lab("prom-pull").inventory, {}, ANSWERS.__getitem__)


def _finding(*queries: str) -> Finding:
    return Finding(Cause.MATCHER, "message", proposals=tuple(Proposal(parse(query)) for query in queries))


def test_keep_answered_only_the_first_that_returns_data() -> None:
    kept = keep_answered(_finding(REFUSED, EMPTY, ANSWERED), _context())
    assert kept.proposals == (Proposal(parse(ANSWERED), "", 2),)


def test_keep_answered_neither_refused_nor_empty_nor_the_query_itself() -> None:
    assert keep_answered(_finding(REFUSED, EMPTY, QUERY), _context()).proposals == ()


def test_first_empty_is_explained_next() -> None:
    assert first_empty(_finding(REFUSED, EMPTY), _context()) == parse(EMPTY)
    assert first_empty(_finding(REFUSED), _context()) is None
