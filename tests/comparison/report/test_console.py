"""The whole console output of example records."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from lab.comparison.record import ComparisonRecord
from lab.comparison.report.console import print_comparison
from lab.comparison.verdicts import compare
from tests.comparison.report.example_records import (
    ALL,
    RECORDS,
    pull_vs_push,
)
from tests.report.approval import assert_approved

APPROVED = Path(__file__).with_name("approved")


REPORT = "lab-runs/pull-vs-push/comparison.html"


def console_text(record: ComparisonRecord, *, width: int = 100, colour: bool = False) -> str:
    out = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        _environ={},
    )
    print_comparison(out, record, compare(record), REPORT)
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


@pytest.mark.parametrize("name", RECORDS)
def test_print_comparison_whole(name: str, tmp_path: Path) -> None:
    assert_approved(f"console_{name}", console_text(RECORDS[name]()), tmp_path, APPROVED)


@pytest.mark.parametrize("name", ALL)
def test_print_comparison_width(name: str) -> None:
    text = console_text(ALL[name]())
    assert [line for line in text.splitlines() if len(line.rstrip()) > 100 and not line.startswith("took")] == []
    assert "\x1b" not in text


def test_print_comparison_colours() -> None:
    text = console_text(pull_vs_push(), colour=True)
    assert "\x1b[32mpull is better" in text
    assert "\x1b[33minconclusive" in text
