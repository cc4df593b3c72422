"""How docker is called so that nothing it does outlives us unnoticed, and how `down` waits for what does.

Three small programs stand before `docker`, where they exist (Linux): `flock` keeps the lab's lock in docker *and* in
its Compose plug-in, which inherits the descriptor; `setpriv --pdeathsig` ends docker when we end, even by SIGKILL;
`timeout` is the watchdog that python-on-whales lacks. Elsewhere docker is called plainly.

The parent-death signal belongs to the *thread* that forked, not to the process: a child started in a thread that then
ends is terminated while the program lives on. So each call is made and waited for in one thread; a child is never
handed to another.

The signal alone is not enough. A cancelled Compose leaves requests that the engine goes on with: containers were seen
to appear after its exit. The lock file therefore says whether something was being created when its holder went away,
so that removing the lab looks again for a while. What is removed, and how, is for `removal`.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from lab.errors import CannotStart, LabError

TOOK_TOO_LONG = 124  # the exit code of `timeout`
KILLED = 137  # its exit code when SIGTERM was not enough
BEING_REMOVED = 75  # flock's exit code, as we ask for it, when somebody holds the lock alone
_GRACE_S = "3"
_CREATING = b"creating\n"

# `docker start --attach` loses one signal in ten on its way to the container (28.2.2: the signal also cancels the
# forwarding of it), so the container is stopped by a command of its own. Nobody reads by then: writing would end it.
_STOP_CONTAINER = """id=$1; shift
trap 'trap "" TERM; exec >/dev/null 2>&1; docker stop -t 1 "$id" || docker stop -t 1 "$id"; exit 143' TERM
"$@" &
wait $!"""


@dataclass(frozen=True, slots=True)
class GuardTools:
    """Paths of the three programs, empty where there is none."""

    flock: str = ""
    setpriv: str = ""
    timeout: str = ""


def installed_tools() -> GuardTools:
    def usable(name: str) -> str:
        path = shutil.which(name) or ""
        # BusyBox has programs of these names that do not know the options.
        return "" if path and Path(path).resolve().name == "busybox" else path

    return GuardTools(usable("flock"), usable("setpriv"), usable("timeout"))


def guard_command(
    tools: GuardTools, *, seconds: float | None, lock: Path | None = None, container: str = ""
) -> tuple[str, ...]:
    """What stands before `docker` on the command line. `seconds` is None for a command that goes on as long as we do.

    `lock` is for commands that create something; `container` is stopped when the command is ended.
    """
    ends_with_us = (tools.setpriv, "--pdeathsig", "TERM") if tools.setpriv else ()
    guard: tuple[str, ...] = ()
    if lock and tools.flock and tools.setpriv:
        conflict = ("--nonblock", "--conflict-exit-code", str(BEING_REMOVED))
        guard += (tools.flock, "--shared", *conflict, "--no-fork", str(lock))
    guard += ends_with_us
    if tools.timeout and seconds is not None:
        # `timeout` forks: its child needs the signal too, for when `timeout` itself is killed.
        guard += (tools.timeout, "--kill-after", _GRACE_S, f"{seconds:g}", *ends_with_us)
    if container and tools.setpriv:
        guard += ("sh", "-c", _STOP_CONTAINER, "sh", container)
    return guard


def pause(seconds: float) -> None:
    """Between two attempts at something that cannot wake us: a lock, or the engine's list of objects."""
    threading.Event().wait(seconds)


@contextmanager
def creation_lock(lock: Path) -> Iterator[None]:
    """Something is being created for this lab. We hold the lock too, for the time until docker does."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart("this lab is being removed", remedy="start it again when that has ended") from None
        os.pwrite(descriptor, _CREATING, 0)
        yield
        # Only when all went well: a failed Compose cancels its other requests, and the engine may still finish them.
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


@contextmanager
def removal_lock(lock: Path, patience: float) -> Iterator[bool]:
    """Holds the lock against every creation, then deletes it; yields whether a creation was cut short."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        until = time.monotonic() + patience
        while True:
            with suppress(BlockingIOError):
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            if time.monotonic() > until:
                raise LabError(
                    f"a docker command of this lab is still creating after {patience:g} s",
                    remedy=f"see who holds the lock with: fuser --verbose {lock}",
                )
            pause(0.02)
        yield os.fstat(descriptor).st_size > 0
        with suppress(FileNotFoundError):
            lock.unlink()
    finally:
        os.close(descriptor)
