"""Explanations as text."""

from __future__ import annotations

from lab.why.model import Cause, Explanation, Finding, Proposal
from lab.why.parser import parse
from lab.why.text import format_text, summary

FINDING = Finding(Cause.MATCHER, "nothing matches", ("first detail", "second"), (Proposal(parse("up"), "a note", 2),))


def test_format_text_finding() -> None:
    assert format_text(Explanation("x", 0, (FINDING,))) == (
        "no data: x\n  nothing matches\n    first detail\n    second\n    instead: up  (2 series)\n      a note\n"
    )


def test_format_text_record() -> None:
    text = format_text(Explanation("x", 2, evaluated=False))
    assert text == "2 series at the end of the run, judged by labels (a record has no values): x\n"


def test_format_text_without_findings() -> None:
    assert format_text(Explanation("1 > 2", 0)) == "no data: 1 > 2\n  no cause found\n"


def test_summary() -> None:
    assert summary(Explanation("x", 0, (FINDING,))) == "nothing matches; first detail"
    assert summary(Explanation("x", 0)) == ""
