"""The `lab` command as a shell sees it: its help, version, exit codes and errors."""

from __future__ import annotations

import errno
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
    *("report", "why", "translate", "compare", "drill", "doctor", "schema", "kubectl", "images"),
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


@pytest.mark.parametrize(
    "env", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}]
)
def test_list_prints_what_the_encoding_lacks(env: dict[str, str], tmp_path: Path) -> None:
    folder = project_with(tmp_path, "title: größer\nwhy: w\ncomponents: {a: {image: 'x:1'}}\nsteps: [{name: look}]\n")
    result = lab_in(folder, "list", **env)
    assert (result.returncode, result.stderr) == (0, "")
    assert "gr\\xf6\\xdfer" in result.stdout


def test_check_in_a_deleted_folder(tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    script = "import os; os.rmdir(os.getcwd()); from lab.cli.main import main; main()"
    command = [sys.executable, "-c", script, "check"]
    env = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    result = subprocess.run(command, cwd=tmp_path / "gone", env=env, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert result.stderr == "the current folder no longer exists\nhint: change to a folder that does\n"


def test_list_of_one_bad_scenario_among_good_ones(tmp_path: Path) -> None:
    folder = project_with(
        tmp_path, "title: [/] and [red]\nwhy: w\ncomponents: {a: {image: 'x:1'}}\nsteps: [{name: look}]\n"
    )
    good = "title: '[/] and [red]'\nwhy: w\ncomponents: {a: {image: 'x:1'}}\nsteps: [{name: look}]\n"
    (folder / "scenarios" / "good").mkdir()
    (folder / "scenarios" / "good" / "scenario.yaml").write_text(good)
    (folder / "scenarios" / "bytes").mkdir()
    (folder / "scenarios" / "bytes" / "scenario.yaml").write_bytes(b"\xff")
    (folder / "scenarios" / "good" / ".#scenario.yaml").symlink_to("user@host.1234")
    for arguments in (("list",), ("list", "--markdown")):
        result = lab_in(folder, *arguments)
        assert (result.returncode, result.stderr) == (0, "")
        assert "[/] and [red]" in result.stdout
        assert "cannot be read; see: lab check one" in result.stdout
        assert "cannot be read; see: lab check bytes" in result.stdout
    result = lab_in(folder, "check", "one", "bytes", "good")
    assert result.returncode == 2
    assert "scenarios/bytes/scenario.yaml:1:1: not UTF-8" in result.stderr
    assert "scenarios/one/scenario.yaml:1:" in result.stderr


def test_check_without_home_or_state(tmp_path: Path) -> None:
    folder = project_with(tmp_path, "title: t\nwhy: w\ncomponents: {a: {image: 'x:1'}}\nsteps: [{name: look}]\n")
    (tmp_path / "file").write_text("")
    result = lab_in(folder, "check", "one", LAB_STATE=f"{tmp_path}/file/state")
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize(("number", "code"), [(errno.ENOSPC, 4), (errno.EACCES, 4), (errno.ENOENT, 3)])
def test_error_of_the_machine(
    number: int, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def fail(**_: object) -> None:
        raise OSError(number, os.strerror(number), "/state/lock")

    monkeypatch.setenv("LAB_STATE", str(tmp_path))
    monkeypatch.setattr(main, "app", fail)
    with pytest.raises(SystemExit) as caught:
        main.main()
    assert caught.value.code == code
    message = capsys.readouterr().err
    assert message.startswith(f"/state/lock: {os.strerror(number)}\nhint: " if code == 4 else "internal error: ")


def test_check_reads_again_what_has_changed(tmp_path: Path) -> None:
    scenario = "title: t\nwhy: w\ncomponents: {prometheus: {files: {rules: [alert.rules]}}}\nsteps: [{name: look}]\n"
    folder = project_with(tmp_path, scenario)
    rules = folder / "scenarios" / "one" / "alert.rules"
    rules.write_text("groups: [{name: g, rules: [{alert: A, expr: up}]}]\n")
    assert [lab_in(folder, "check", "one").returncode for _ in range(2)] == [0, 0]
    rules.write_text("groups: [{name: g, rules: [{alert: A, expr: up(}]}]\n")
    assert lab_in(folder, "check", "one").returncode == 2


def project_with(folder: Path, scenario: str) -> Path:
    """A project with one scenario, `one`."""
    (folder / "project" / "scenarios" / "one").mkdir(parents=True)
    (folder / "project" / "scenarios" / "one" / "scenario.yaml").write_text(scenario, encoding="utf-8")
    return folder / "project"


def lab_in(folder: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from lab.cli.main import main; main()", *arguments]
    environment = {"PYTHONPATH": str(CHECKOUT), "LAB_STATE": str(folder.parent / "state"), "COLUMNS": "200", **env}
    return subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
