"""Every YAML block is a file that lab accepts, or a part of such a file on the same page."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lab.audit.baseline import read_baseline
from lab.scenario.reading import read_model
from lab.stack.model import Component
from tests.docs.pages import CHECKOUT, Block, all_blocks

BLOCKS = all_blocks("yaml")
FILES = [block for block in BLOCKS if block.title]
PARTS = [block for block in BLOCKS if not block.title]


def of_kind(end: str) -> list[Block]:
    return [block for block in FILES if block.title.endswith(end)]


def lines(text: str) -> str:
    """The text without what indents each of its lines, and without empty ones."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


@pytest.mark.parametrize("block", of_kind("scenario.yaml"), ids=str)
def test_lab_check_accepts_scenario(block: Block, tmp_path: Path) -> None:
    folder = tmp_path / Path(block.title).parent
    if block.page.name == "your-stack.md":
        if shutil.which("docker") is None:
            pytest.skip("Docker Compose reads the Compose file of this page")
        shutil.copytree(CHECKOUT / "tests" / "compose_projects" / "shop", folder)
    else:
        shutil.copytree(CHECKOUT / "scenarios" / "prom-pull", folder)
    (folder / "pagerduty-key").write_text("made up", encoding="utf-8")
    monitoring = tmp_path / "monitoring"
    shutil.copytree(CHECKOUT / "scenarios" / "prom-pull" / "rules", monitoring / "rules")
    shutil.copy(CHECKOUT / "scenarios" / "dashboards" / "http-red.json", monitoring)
    for other in FILES:
        if other.page == block.page and other.title.startswith("monitoring/"):
            (tmp_path / other.title).write_text(other.text, encoding="utf-8")
    (tmp_path / block.title).write_text(block.text, encoding="utf-8")
    check = [sys.executable, "-m", "lab.cli.main", "check", folder.name]
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    done = subprocess.run(check, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("block", of_kind("component.yaml"), ids=str)
def test_component_is_valid(block: Block) -> None:
    read_model(block.text, block.title, Component)


@pytest.mark.parametrize("block", of_kind("baseline.yml"), ids=str)
def test_baseline_is_valid(block: Block) -> None:
    assert read_baseline(block.text, block.title)


@pytest.mark.parametrize("block", PARTS, ids=str)
def test_part_stands_in_a_file_of_the_page(block: Block) -> None:
    files = [file for file in FILES if file.page == block.page]
    assert any(lines(block.text) in lines(file.text) for file in files)


def test_every_file_is_of_a_kind_that_is_checked() -> None:
    workflows = (".github/workflows/telemetry.yml", ".github/workflows/audit.yml")  # see test_shell_examples
    checked = ("scenario.yaml", "component.yaml", "baseline.yml", *workflows)
    pages = {block.page for block in of_kind("scenario.yaml")}
    others = [file for file in FILES if not file.title.endswith(checked)]
    assert [str(file) for file in others if not (file.title.startswith("monitoring/") and file.page in pages)] == []
