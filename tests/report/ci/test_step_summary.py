"""Step summaries of recorded runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.report.ci.step_summary import step_summary
from tests.report.approval import assert_approved
from tests.report.records import hostile
from tests.report.stories import STORIES


@pytest.mark.parametrize("story", STORIES)
def test_step_summary_of_a_run(story: str, tmp_path: Path) -> None:
    assert_approved(f"step_summary_{story}", step_summary([STORIES[story]()]), tmp_path)


def test_step_summary_of_many_runs(tmp_path: Path) -> None:
    assert_approved("step_summary_many", step_summary([story() for story in STORIES.values()]), tmp_path)


def test_step_summary_escapes() -> None:
    text = step_summary([hostile()])
    assert "<script" not in text
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert {line.count("|") for line in rows} == {7, 5}  # verdicts, and scaled times
