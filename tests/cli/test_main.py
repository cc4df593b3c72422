"""The `lab` command as a shell sees it: its help, version, completion, exit codes and errors."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lab import __version__
from lab.cli import main
from lab.errors import CannotStart
from tests.plan.planned import CHECKOUT

COMMANDS = (
    *("list", "check", "render", "run", "up", "load", "ps", "logs", "down"),
    *("report", "why", "compare", "doctor", "schema", "images"),
)


def lab(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from lab.cli.main import main; main()", *arguments]
    return subprocess.run(command, cwd=CHECKOUT, env={**os.environ, **env}, capture_output=True, text=True, check=False)


def complete(line: str) -> list[str]:
    """What bash completes the last word of a line with."""
    words = line.split(" ")
    env = {"_LAB_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    return lab(**env).stdout.split()


def test_help_names_every_command() -> None:
    output = lab("--help").stdout
    assert [name for name in COMMANDS if f"\n  {name} " not in output] == []


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
    ("line", "expected"),
    [
        ("lab run prom-", ["prom-pull"]),
        ("lab up otel-d", ["otel-direct"]),
        ("lab check pull-vs-push-", ["pull-vs-push-at-scale"]),
        ("lab images get notif", ["notification_sink"]),
        ("lab sch", ["schema"]),
    ],
)
def test_completion(line: str, expected: list[str]) -> None:
    assert complete(line) == expected


def test_completion_of_runs_and_labs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "runs" / "prom-pull-1").mkdir(parents=True)
    (tmp_path / "runs" / "prom-pull-1" / "run.json").touch()
    (tmp_path / "state" / "labs" / "lab-prom-pull-2").mkdir(parents=True)
    monkeypatch.setenv("LAB_RUNS", str(tmp_path / "runs"))
    monkeypatch.setenv("LAB_STATE", str(tmp_path / "state"))
    assert complete("lab report prom") == ["prom-pull-1"]
    assert complete("lab down lab-") == ["lab-prom-pull-2"]


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


def test_an_error_ends_with_its_exit_code(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(**_: object) -> None:
        raise CannotStart("no engine answers", remedy="start one", evidence="dial unix: refused")

    monkeypatch.setattr(main, "app", fail)
    with pytest.raises(SystemExit) as caught:
        main.main()
    assert caught.value.code == 4
    assert capsys.readouterr().err == "dial unix: refused\nno engine answers\nhint: start one\n"


def test_an_internal_error_says_where_its_log_is(
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
