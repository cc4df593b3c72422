"""The command line of `lab init`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from lab.cli.main import main
from tests.compose_projects.copies import copied_shop


def run(monkeypatch: pytest.MonkeyPatch, folder: Path, *words: str) -> int:
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "argv", ["lab", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_init_of_a_file_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, tmp_path, "init", "compose.yaml") == 2
    assert "there is no file 'compose.yaml'" in capfd.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.engine  # docker must be there
def test_init_writes_a_scenario_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    copied_shop(tmp_path)
    assert run(monkeypatch, tmp_path, "init", "shop/docker-compose.yml") == 0
    assert (
        "wrote shop/scenarios/shop/scenario.yaml; start it with: lab run shop/scenarios/shop/" in capfd.readouterr().out
    )
    assert run(monkeypatch, tmp_path, "check", "shop/scenarios/shop/") == 0
    assert run(monkeypatch, tmp_path, "init", "shop/docker-compose.yml") == 2
    assert "shop/scenarios/shop/scenario.yaml exists" in capfd.readouterr().err
