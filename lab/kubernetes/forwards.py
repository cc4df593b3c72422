"""A port-forward to one pod: a child process that ends with us, and in which thread it must live."""

from __future__ import annotations

import re
import subprocess
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress

from lab.errors import LabError

BEGIN_S = 15.0  # until kubectl says on which ports of this machine it listens
_FORWARDING = re.compile(r"Forwarding from 127\.0\.0\.1:(\d+) -> (\d+)")


class PortForward:
    """`kubectl port-forward` of some ports. Its thread lives as long as the process: the signal by which a child ends
    with us belongs to the thread that forked it (`process_guard`)."""

    def __init__(self, command: Sequence[str], ports: Sequence[int]) -> None:
        self._command, self._ports = command, frozenset(ports)
        self._listening: Future[Mapping[int, int]] = Future()
        self._lines: deque[str] = deque(maxlen=5)  # that it wrote last, besides on which ports it listens
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="port-forward", daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def address(self, port: int) -> str:
        """The URL of a port on this machine. Raises LabError when there is none."""
        try:
            listening = self._listening.result(BEGIN_S)
        except TimeoutError:
            raise LabError(f"kubectl port-forward does not listen after {BEGIN_S:g} s") from None
        return f"http://127.0.0.1:{listening[port]}"

    def close(self) -> None:
        with self._lock:
            self._closed = True
            if self._process is not None:
                self._process.terminate()
        self._thread.join(5.0)

    def _run(self) -> None:
        try:
            self._read()
        except OSError as failed:
            self._lines.append(str(failed))
        if not self._listening.done():
            why = self._lines[-1].removeprefix("error: ") if self._lines else "it ended"
            self._listening.set_exception(LabError(f"kubectl port-forward: {why}", evidence="\n".join(self._lines)))

    def _read(self) -> None:
        with self._lock:
            if self._closed:
                return
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
            )
        listening: dict[int, int] = {}
        with self._process as process, suppress(ValueError):
            assert process.stdout is not None
            for line in process.stdout:
                if match := _FORWARDING.match(line):
                    listening[int(match[2])] = int(match[1])
                    if listening.keys() == self._ports:
                        self._listening.set_result(listening)
                elif line.strip():
                    self._lines.append(line.strip())
