from __future__ import annotations

import re
from pathlib import Path

import pytest

from lab.report.ci.annotations import workflow_commands
from lab.report.ci.step_summary import step_summary
from tests.report.approval import assert_approved
from tests.report.records import STORIES, hostile, passed


@pytest.mark.parametrize("story", STORIES)
def test_each_run_alone(story: str, tmp_path: Path) -> None:
    assert_approved(f"step_summary_{story}", step_summary([STORIES[story]()]), tmp_path)


def test_many_runs(tmp_path: Path) -> None:
    assert_approved("step_summary_many", step_summary([make() for make in STORIES.values()]), tmp_path)


def test_text_from_elsewhere_is_no_markup() -> None:
    text = step_summary([hostile()])
    assert "<script" not in text
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert {line.count("|") for line in rows} == {7, 5}  # verdicts, and scaled times


def test_annotations(tmp_path: Path) -> None:
    text = "".join(f"{story}\n{workflow_commands(make())}" for story, make in STORIES.items())
    assert_approved("annotations", text, tmp_path)


def test_a_good_run_has_no_annotations() -> None:
    assert workflow_commands(passed()) == ""


def test_no_text_starts_a_command_of_its_own() -> None:
    lines = workflow_commands(hostile()).splitlines()
    assert lines
    assert all(line.startswith("::error ") for line in lines)
    properties = [line.split("::", 2)[1] for line in lines]
    for each in properties:
        assert re.fullmatch(r"error (?:file=[^,:\n]*,line=1,col=1,)?title=[^,:\n]*", each)
