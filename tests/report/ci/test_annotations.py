"""GitHub annotations of recorded runs."""

from __future__ import annotations

import re
from pathlib import Path

from lab.report.ci.annotations import workflow_commands
from tests.report.approval import assert_approved
from tests.report.records import hostile
from tests.report.stories import STORIES, passed


def test_workflow_commands(tmp_path: Path) -> None:
    text = "".join(f"{name}\n{workflow_commands(story())}" for name, story in STORIES.items())
    assert_approved("annotations", text, tmp_path)


def test_workflow_commands_of_a_passed_run() -> None:
    assert workflow_commands(passed()) == ""


def test_workflow_commands_escape() -> None:
    lines = workflow_commands(hostile()).splitlines()
    assert lines
    assert all(line.startswith("::error ") for line in lines)
    properties = [line.split("::", 2)[1] for line in lines]
    for text in properties:
        assert re.fullmatch(r"error (?:file=[^,:\n]*,line=1,col=1,)?title=[^,:\n]*", text)
