"""Every command of a shell block or a captured output exists, with the options it is given."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from docs.generate.captures import TEXTS
from tests.docs.command_lines import commands, refuse
from tests.docs.pages import CHECKOUT, PAGES, Block, all_blocks

BLOCKS = all_blocks("sh")
WORKFLOWS = [block for block in all_blocks("yaml") if block.title.startswith(".github/workflows/")]
CAPTURED = sorted(TEXTS.glob("*.txt"))


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_block_has_only_commands_that_exist(block: Block) -> None:
    assert [wrong for command in commands(block.text) if (wrong := refuse(command))] == []


@pytest.mark.parametrize("file", CAPTURED, ids=lambda file: file.name)
def test_captured_output_is_of_a_command_that_exists(file: Path) -> None:
    first, *_ = file.read_text(encoding="utf-8").splitlines()
    (command,) = commands(first)
    assert refuse(command) == ""


def steps(workflow: str) -> list[dict]:
    return [step for job in yaml.safe_load(workflow)["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("block", WORKFLOWS, ids=str)
def test_workflow_to_copy_calls_commands_that_exist(block: Block) -> None:
    runs = [step["run"] for step in steps(block.text) if "run" in step]
    assert any(command.startswith(("lab run", "lab audit")) for command in runs)
    assert [wrong for run in runs for command in commands(run) if (wrong := refuse(command))] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(CHECKOUT)))
def test_commands_in_sentences_exist(page: Path) -> None:
    spans = re.findall(r"`((?:lab|make) [^`]+)`", page.read_text(encoding="utf-8"))
    refused = {span: refuse(span) for span in spans if "COMMAND" not in span}
    # A sentence may name a command without what it needs.
    assert {span: wrong for span, wrong in refused.items() if wrong and not wrong.startswith("Missing")} == {}


def test_workflow_of_the_project_calls_commands_that_exist() -> None:
    workflow = (CHECKOUT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    runs = [step["run"] for step in steps(workflow) if "run" in step]
    assert "make test" in "\n".join(runs)
    assert [wrong for run in runs for command in commands(run) if (wrong := refuse(command))] == []
