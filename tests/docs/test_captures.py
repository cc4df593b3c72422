"""What is captured for the pages can be run: scenarios, mutants and changed paths exist. Pictures are small."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from docs.generate import captures
from lab.cli.main import app
from tests.docs.pages import CHECKOUT


@pytest.mark.parametrize("command", captures.RUN_COMMANDS.values(), ids=captures.RUN_COMMANDS)
def test_captured_run_can_be_planned(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CHECKOUT)
    _, scenario, *options = shlex.split(command)
    done = CliRunner().invoke(app, ["render", scenario, "--to", str(tmp_path / "plain"), *options])
    assert done.exit_code == 0, done.exception


@pytest.mark.parametrize("picture", sorted(captures.PICTURES.glob("*.png")), ids=lambda file: file.name)
def test_picture_is_small(picture: Path) -> None:
    assert picture.stat().st_size <= captures.MOST_BYTES
