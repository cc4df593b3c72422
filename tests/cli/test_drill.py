from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from lab.cli.main import app
from lab.errors import EngineUnavailable, Problems, UsageError

RULES = "groups:\n  - name: g\n    rules:\n      - {alert: A, expr: up == 0}\n"


def drill(*arguments: str) -> None:
    result = CliRunner().invoke(app, ["drill", *arguments])
    if isinstance(result.exception, Exception) and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 2, result.output


@pytest.mark.parametrize(
    "arguments", [(), ("alerts", "--rules", "*.yml"), ("alerts", "--alertmanager", "alertmanager.yml")]
)
def test_drill_needs_rules_or_a_scenario(arguments: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="name a scenario, or give --rules"):
        drill(*arguments)


def test_drill_names_what_is_wrong_with_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="no file matches"):
        drill("--rules", "*.yml")
    (tmp_path / "rules.yml").write_text(RULES.replace("== 0", "=="))
    with pytest.raises(Problems, match=r"rules\.yml:4:20: PromQL does not parse"):
        drill("--rules", "*.yml")


def test_drill_without_an_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/docker.sock")
    monkeypatch.setenv("LAB_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("LAB_RUNS", str(tmp_path / "runs"))
    (tmp_path / "rules.yml").write_text(RULES)
    with pytest.raises(EngineUnavailable, match="no Docker Engine answers"):
        drill("--rules", "rules.yml")
    assert not (tmp_path / "runs").exists()
