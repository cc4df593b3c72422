"""The command line of `lab audit`: what it reaches, and what it refuses."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time

import pytest

from lab.cli.main import main
from tests.audit.small_prometheus import SmallPrometheus
from tests.audit.test_run_audit import DATA
from tests.stacks.compose_projects import eventually


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["lab", "audit", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_audit_of_a_system_with_a_path_and_a_token(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TOKEN", "hunter2")
    with SmallPrometheus(DATA, prefix="/prometheus") as prometheus:
        run(monkeypatch, "--prometheus", f"{prometheus.bare}/prometheus/", "--bearer-token", "env:TOKEN")
    output = capfd.readouterr()
    assert "api:8000" in output.out
    assert "it is down: connection refused" in output.out
    assert "hunter2" not in output.out + output.err
    assert {headers["Authorization"] for headers in prometheus.headers} == {"Bearer hunter2"}


def test_audit_of_nothing(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch) == 2
    assert "give the URL of a running Prometheus with --prometheus, or a Compose file" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--prometheus", "localhost:9090"), "is not a URL with http:// or https://"),
        (("--prometheus", "http://x", "--since", "a week"), "--since: 'a week' is not a duration"),
        (("--prometheus", "http://x", "--bearer-token", "hunter2"), "takes @FILE or env:VARIABLE"),
        (("--prometheus", "http://user:hunter2@x"), "a URL with a login"),
        (("compose.yaml",), "there is no file 'compose.yaml'"),
        (("compose.yaml", "--prometheus", "http://x"), "leave out the URLs of running systems"),
    ],
)
def test_audit_refuses(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], words: tuple[str, ...], message: str
) -> None:
    assert run(monkeypatch, *words) == 2
    error = capfd.readouterr().err
    assert message in error
    assert "hunter2" not in error


def test_audit_that_is_interrupted_ends_at_once() -> None:
    with SmallPrometheus(DATA, hold=threading.Event()) as prometheus:
        words = [sys.executable, "-m", "lab.cli.main", "audit", "--prometheus", prometheus.bare]
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        eventually(lambda: prometheus.asked, within=60)
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=30)
        assert time.monotonic() - began < 10
    assert process.returncode == 130
    assert "Traceback" not in error


def test_audit_of_a_system_that_does_not_answer(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "--prometheus", "http://127.0.0.1:1") == 4
    assert "no Prometheus API at http://127.0.0.1:1" in capfd.readouterr().err
