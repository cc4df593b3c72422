"""Every YAML block is a file that lab accepts, or a part of such a file on the same page."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from lab.commands.resolve import check_all
from lab.scenario.reading import read_model
from lab.stack.folders import Folders
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
def test_scenario_plans_with_its_mutants(block: Block, tmp_path: Path) -> None:
    folder = tmp_path / Path(block.title).parent
    shutil.copytree(CHECKOUT / "scenarios" / "prom-pull", folder)
    (tmp_path / block.title).write_text(block.text, encoding="utf-8")
    folders = Folders((tmp_path, CHECKOUT), tmp_path)

    mutants = yaml.safe_load(block.text).get("mutants", {})
    assert check_all((folders.scenario(folder.name),), folders) == 1 + len(mutants)


@pytest.mark.parametrize("block", of_kind("component.yaml"), ids=str)
def test_component_is_valid(block: Block) -> None:
    read_model(block.text, block.title, Component)


@pytest.mark.parametrize("block", PARTS, ids=str)
def test_part_stands_in_a_file_of_the_page(block: Block) -> None:
    files = [file for file in FILES if file.page == block.page]
    assert any(lines(block.text) in lines(file.text) for file in files)


def test_every_file_is_of_a_kind_that_is_checked() -> None:
    checked = ("scenario.yaml", "component.yaml", ".github/workflows/telemetry.yml")
    assert [str(file) for file in FILES if not file.title.endswith(checked)] == []
