"""What ends lab from outside: Ctrl-C, SIGTERM, and SIGHUP, which a closed terminal or a lost SSH connection sends."""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Never

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def on_signals(handler: Callable[[int, object], object]) -> None:
    """Handles all of them with `handler`. SIGHUP stays ignored where it is, as under nohup."""
    for number in _ENDING:
        if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda signum, frame: _handle(handler, signum, frame))


def _handle(handler: Callable[[int, object], object], signum: int, frame: object) -> None:
    if signum == signal.SIGHUP:
        leave_terminal()
    handler(signum, frame)


def say(line: str) -> None:
    """A line on stderr, which may be gone: what is taken down must not fail with it."""
    with suppress(OSError, ValueError):
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()


def leave_terminal() -> None:
    """Sends to /dev/null what can no longer be written: to a terminal that is closed, or a pipe that nobody reads."""
    for descriptor in (1, 2):
        with suppress(OSError):
            if not _reads_somebody(descriptor):
                null = os.open(os.devnull, os.O_WRONLY)
                os.dup2(null, descriptor)
                os.close(null)


def _reads_somebody(descriptor: int) -> bool:
    poll = select.poll()
    poll.register(descriptor, 0)  # what is reported without being asked for: errors and hang-ups
    return not poll.poll(0)


@contextmanager
def signals_as_ctrl_c() -> Iterator[None]:
    """pytest ends at once on SIGTERM and SIGHUP; a lab must be taken down first."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    for number, handler in before.items():
        if number != signal.SIGHUP or handler is not signal.SIG_IGN:
            signal.signal(number, lambda signum, frame: _handle(_raise_interrupt, signum, frame))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _raise_interrupt(signum: int, frame: object) -> Never:
    raise KeyboardInterrupt
