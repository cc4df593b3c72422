"""`lab logs`: what containers wrote, such that it cannot write to the terminal or give commands to a CI system."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from lab.cli.logs import logs

LOG = "one\x1b[31m\x00 two\n::stop-commands::x\n##[error]y\n\x1b]0;title\x07three [bold]"


@pytest.fixture(autouse=True)
def lab(monkeypatch: pytest.MonkeyPatch) -> None:
    running = SimpleNamespace(project="lab-x-1", states=lambda: {"api": None}, logs=lambda name, tail: LOG)
    monkeypatch.setattr("lab.containers.attach.attach", lambda engine, name: running)
    monkeypatch.setattr("lab.containers.engine.connect", lambda settings: None)


def test_logs(capsys: pytest.CaptureFixture[str]) -> None:
    logs("x", "api")
    assert capsys.readouterr().out == "one two\n\\::stop-commands::x\n#\\#[error]y\nthree [bold]\n"


def test_logs_raw(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    logs("x", "api", raw=True)
    assert capfdbinary.readouterr().out == f"{LOG}\n".encode()
