"""Signals that end lab, sent to a program of its own."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

# Says what it does in a file, and to a terminal that may be gone by then.
_PROGRAM = """
import signal, sys, threading
from pathlib import Path
from lab.signals import on_signals, say, signals_as_ctrl_c

told = Path(sys.argv[1])

def end(signum, frame):
    say("taking down")
    raise KeyboardInterrupt

def wait():
    told.write_text("ready")
    threading.Event().wait(30)

try:
    if sys.argv[2] == "lab":
        on_signals(end)
        wait()
    else:
        with signals_as_ctrl_c():
            wait()
except KeyboardInterrupt:
    sys.stdout.write("more to say\\n")
    sys.stdout.flush()
    told.write_text("taken down")
"""


def ready(told: Path, child: int) -> None:
    while not told.exists() or told.read_text() != "ready":
        assert os.waitpid(child, os.WNOHANG) == (0, 0)


@pytest.mark.parametrize("of", ["lab", "pytest"])
def test_a_terminal_that_is_closed_ends_as_ctrl_c_does(of: str, tmp_path: Path) -> None:
    told = tmp_path / "told"
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.executable, [sys.executable, "-c", _PROGRAM, str(told), of])
    ready(told, child)
    os.close(terminal)
    assert os.waitpid(child, 0)[1] == 0
    assert told.read_text() == "taken down"


@pytest.mark.parametrize("of", ["lab", "pytest"])
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_without_a_terminal(sent: signal.Signals, of: str, tmp_path: Path) -> None:
    told = tmp_path / "told"
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, str(told), of], stdout=pipe, stderr=pipe, text=True
    ) as child:
        ready(told, child.pid)
        child.send_signal(sent)
        out, err = child.communicate(timeout=30)
    assert (child.returncode, out, err) == (0, "more to say\n", "taking down\n" if of == "lab" else "")


def test_sighup_stays_ignored_under_nohup(tmp_path: Path) -> None:
    told = tmp_path / "told"
    command = ["nohup", sys.executable, "-c", _PROGRAM, str(told), "lab"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        ready(told, child.pid)
        child.send_signal(signal.SIGHUP)
        with pytest.raises(subprocess.TimeoutExpired):
            child.wait(0.5)
        child.send_signal(signal.SIGTERM)
        assert child.wait(30) == 0
