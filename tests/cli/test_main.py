"""The `lab` command as a shell sees it: its help, version, exit codes and errors."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lab import __version__
from lab.cli import main
from lab.errors import CannotStart, EngineUnavailable
from tests.plan.planned import CHECKOUT

COMMANDS = (
    *("list", "check", "render", "run", "up", "load", "ps", "logs", "down"),
    *("report", "why", "compare", "doctor", "schema", "images"),
)


def lab(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from lab.cli.main import main; main()", *arguments]
    return subprocess.run(command, cwd=CHECKOUT, env={**os.environ, **env}, capture_output=True, text=True, check=False)


def test_help_names_every_command() -> None:
    output = lab("--help").stdout
    assert [name for name in COMMANDS if f"\n  {name} " not in output] == []


def test_help_sentences_are_whole() -> None:
    assert "..." not in lab("--help").stdout.split("Commands:")[1]


def test_version() -> None:
    assert lab("--version").stdout == f"lab {__version__}\n"


def test_help_imports_no_library_but_typer() -> None:
    script = (
        "import sys; sys.argv[1:] = ['--help']\n"
        "from lab.cli.main import app\n"
        "app(standalone_mode=False)\n"
        "print(sorted({'pydantic', 'rich', 'yaml', 'requests', 'python_on_whales'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", script], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert result.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("run",), 2, "name the scenarios to run, or give --all"),
        (("check", "prom-pul"), 2, "there is no scenario 'prom-pul'; did you mean 'prom-pull'?\nhint: lab list"),
        (("render", "prom-pull"), 2, "Missing option '--to'"),
        (("report", "nothing"), 2, "there is no run 'nothing' in "),
    ],
)
def test_wrong_arguments(arguments: tuple[str, ...], code: int, message: str) -> None:
    result = lab(*arguments)
    assert (result.returncode, result.stdout) == (code, "")
    assert message in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        *(("ps",), ("down",), ("logs", "prom-pull"), ("load", "prom-pull"), ("up", "prom-pull"), ("run", "prom-pull")),
        *(("why", "up"), ("compare", "pull-vs-push"), ("images", "list"), ("images", "get", "prometheus")),
    ],
)
def test_without_an_engine(arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/docker.sock")
    monkeypatch.setenv("LAB_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("LAB_RUNS", str(tmp_path / "runs"))
    with pytest.raises(EngineUnavailable, match="no Docker Engine answers"):
        main.app(arguments, standalone_mode=False)


def test_error_ends_with_its_exit_code(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(**_: object) -> None:
        raise CannotStart("no engine answers", remedy="start one", evidence="dial unix: refused")

    monkeypatch.setattr(main, "app", fail)
    with pytest.raises(SystemExit) as caught:
        main.main()
    assert caught.value.code == 4
    assert capsys.readouterr().err == "dial unix: refused\nno engine answers\nhint: start one\n"


def test_internal_error_names_its_log(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def fail(**_: object) -> None:
        raise ZeroDivisionError("in lab")

    monkeypatch.setenv("LAB_STATE", str(tmp_path))
    monkeypatch.setattr(main, "app", fail)
    with pytest.raises(SystemExit) as caught:
        main.main()
    assert caught.value.code == 3
    message = "internal error: ZeroDivisionError: in lab\nplease report it with {file}\n"
    assert capsys.readouterr().err == message.format(file=tmp_path / "internal-error.log")
    assert "ZeroDivisionError: in lab" in (tmp_path / "internal-error.log").read_text()
