from __future__ import annotations

import subprocess
import threading
from pathlib import Path

import pytest

from lab.containers.process_guard import (
    BEING_REMOVED,
    GuardTools,
    creation_lock,
    guard_command,
    installed_tools,
    removal_lock,
)
from lab.errors import CannotStart, LabError

needs_tools = pytest.mark.skipif(not (installed_tools().flock and installed_tools().setpriv), reason="needs util-linux")


def test_without_tools_docker_is_called_plainly() -> None:
    assert guard_command(GuardTools(), seconds=5.0, lock=Path("x")) == ()


def test_all_of_the_leash() -> None:
    words = guard_command(GuardTools("flock", "setpriv", "timeout"), seconds=1.5, lock=Path("x.lock"))
    assert " ".join(words) == (
        f"flock --shared --nonblock --conflict-exit-code {BEING_REMOVED} --no-fork x.lock setpriv --pdeathsig TERM "
        "timeout --kill-after 3 1.5 setpriv --pdeathsig TERM"
    )


def test_a_creation_that_ended_well_leaves_no_mark(tmp_path: Path) -> None:
    lock = tmp_path / "locks" / "a.lock"
    with creation_lock(lock):
        pass
    with removal_lock(lock, 1.0) as cut_short:
        assert not cut_short
    assert not lock.exists()


def test_a_creation_that_failed_leaves_a_mark(tmp_path: Path) -> None:
    lock = tmp_path / "a.lock"
    with pytest.raises(ZeroDivisionError), creation_lock(lock):
        _ = 1 / 0
    with removal_lock(lock, 1.0) as cut_short:
        assert cut_short
    assert not lock.exists()


def test_removal_waits_for_a_creation_but_not_for_ever(tmp_path: Path) -> None:
    lock = tmp_path / "a.lock"
    with creation_lock(lock), pytest.raises(LabError, match=r"still creating after 0\.1 s"), removal_lock(lock, 0.1):
        pass
    assert lock.exists()


def test_nothing_is_created_during_a_removal(tmp_path: Path) -> None:
    lock = tmp_path / "a.lock"
    with removal_lock(lock, 1.0), pytest.raises(CannotStart, match="being removed"), creation_lock(lock):
        pass


@needs_tools
def test_a_child_of_a_child_keeps_the_lock(tmp_path: Path) -> None:
    lock = tmp_path / "a.lock"
    words = [*guard_command(installed_tools(), seconds=20.0, lock=lock), "sh", "-c", "sleep 5 & echo $!; wait"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout
        grandchild = child.stdout.readline().strip()
        with pytest.raises(LabError), removal_lock(lock, 0.05):
            pass
        subprocess.run(["kill", grandchild], check=True)
    with removal_lock(lock, 5.0):
        pass


@needs_tools
def test_the_watchdog_ends_what_takes_too_long() -> None:
    ended = subprocess.run([*guard_command(installed_tools(), seconds=0.2), "sleep", "20"], timeout=10)
    assert ended.returncode == 124


@needs_tools
def test_the_death_signal_belongs_to_the_thread_that_forked() -> None:
    children: list[subprocess.Popen[bytes]] = []

    def fork() -> None:
        children.append(subprocess.Popen([installed_tools().setpriv, "--pdeathsig", "TERM", "sleep", "20"]))
        threading.Event().wait(0.3)  # outlives the moment in which the child asks for the signal

    thread = threading.Thread(target=fork)
    thread.start()
    thread.join()
    assert children[0].wait(timeout=5) == -15  # we live on, the child does not
