"""The last lines of log queries, in order and harmless."""

from __future__ import annotations

from typing import Any

import pytest

from lab.record.observation import Observation
from lab.report.html.log_lines import LogExcerpt, log_excerpt
from tests.expectations.captured_answers import loki
from tests.report.log_answers import BEGAN, LINES, RATE, observed, stream


def excerpt(*observations: Observation) -> LogExcerpt:
    lines = log_excerpt(observations, BEGAN)
    assert lines is not None
    return lines


def test_log_excerpt_order() -> None:
    lines = excerpt(observed(LINES, loki("lines_extracted")))
    assert lines.summary == "3 lines"
    assert lines.text.splitlines() == [f"{at:>6} s  ERROR: the answer could not be stored" for at in (2.4, 3.6, 4.8)]


def test_log_excerpt_of_many_lines() -> None:
    lines = excerpt(observed(LINES, stream(*(f"line {n}" for n in range(100)))))
    assert lines.summary == "100 lines or more, the last 20"
    assert [line.split()[-1] for line in lines.text.splitlines()] == [str(n) for n in range(80, 100)]


def test_log_excerpt_of_several_queries() -> None:
    lines = excerpt(observed(LINES, stream("a", "c")), observed(LINES, stream("b")))
    assert lines.summary == "3 lines"
    assert [line.split()[-1] for line in lines.text.splitlines()] == ["a", "b", "c"]


def test_log_excerpt_long_and_hostile_lines() -> None:
    lines = excerpt(observed(LINES, stream("\x1b[31mred\x00\n", "x" * 1000)))
    assert lines.text == f"   0.0 s  red\n   1.0 s  {'x' * 297}..."


def test_log_excerpt_without_lines() -> None:
    assert excerpt(observed(LINES, loki("lines_none"))) == LogExcerpt("no lines in this window", "")


@pytest.mark.parametrize("answer", [None, [], {}, {"result": None}, {"result": [7, {"values": [[], ["x", "y"]]}]}])
def test_log_excerpt_of_another_shape(answer: Any) -> None:
    assert excerpt(observed(LINES, answer)).summary == "no lines in this window"


def test_log_excerpt_of_other_queries() -> None:
    assert log_excerpt([observed(RATE, loki("range_errors"))], BEGAN) is None
