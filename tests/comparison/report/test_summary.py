"""What is claimed of sides that failed a wire check."""

from __future__ import annotations

from lab.comparison.report.markdown import comparison_markdown
from lab.comparison.report.summary import summary_lines
from lab.comparison.verdicts import compare
from tests.comparison.report.example_records import (
    unlike_its_claim,
)


def test_summary_lines_of_a_failed_wire_check() -> None:
    record = unlike_its_claim()
    lines = summary_lines(record, compare(record))
    assert not [line for line in lines if line.startswith(("push", "pull", "equivalent"))]
    assert "is better" not in comparison_markdown(record, compare(record))
