"""The whole Markdown of example records, and text that must not become markup."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lab.comparison.report.markdown import comparison_markdown
from lab.comparison.verdicts import compare
from tests.comparison.report.example_records import (
    RECORDS,
    baseline,
    hostile,
)
from tests.report.approval import assert_approved

APPROVED = Path(__file__).with_name("approved")


@pytest.mark.parametrize("name", RECORDS)
def test_comparison_markdown_whole(name: str, tmp_path: Path) -> None:
    record = RECORDS[name]()
    assert_approved(f"markdown_{name}", comparison_markdown(record, compare(record)), tmp_path, APPROVED)


def test_comparison_markdown_escapes() -> None:
    record = hostile()
    text = comparison_markdown(record, compare(record))
    assert "<script" not in text
    for table in re.split(r"\n\n", text):
        rows = [line for line in table.splitlines() if line.startswith("| ")]
        assert len({line.count("|") for line in rows}) <= 1


def test_comparison_markdown_of_a_baseline() -> None:
    record, earlier = baseline()
    assert "pull: median of" in comparison_markdown(record, earlier)
