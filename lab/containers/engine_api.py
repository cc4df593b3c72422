"""Asks the Engine API over one `docker system dial-stdio` that stays open.

That command reaches the engine wherever the docker command does (socket, SSH, TLS) without us knowing how. Starting a
docker command costs 50 ms of CPU; a request here costs 2. Only GET requests are made, so that asking again after a
failure is harmless.
"""

from __future__ import annotations

import queue
import subprocess
import threading
import weakref
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from typing import IO, TYPE_CHECKING, TypeAlias, cast

if TYPE_CHECKING:
    from socket import socket


@dataclass(frozen=True, slots=True)
class ApiAnswer:
    status: int
    body: bytes


class NoAnswer(Exception):
    """The connection ended before the answer. `stderr` is what the docker command wrote."""

    def __init__(self, code: int, stderr: str) -> None:
        super().__init__(stderr or f"exit code {code}")
        self.code = code
        self.stderr = stderr


_ATTEMPTS = 3
_Request: TypeAlias = tuple[tuple[str, ...], "Future[list[ApiAnswer]]"]


class EngineApi:
    """May be used from several threads. `command` gives the words of the docker command."""

    def __init__(self, command: Callable[[], list[str]]) -> None:
        self._command = command
        self._lock = threading.Lock()
        self._connection: _Connection | None = None

    def get(self, paths: Sequence[str], seconds: float) -> list[ApiAnswer]:
        """One answer for each path. Raises TimeoutError after `seconds`, and NoAnswer."""
        if not paths:
            return []
        for attempt in range(_ATTEMPTS):
            connection = self._open_connection()
            try:
                return connection.get(paths).result(seconds)
            except TimeoutError:
                # What is answered late must not be taken for the answer to the next request.
                connection.close()
                raise
            except NoAnswer:
                # Idle connections may be closed by the engine, or ours by the time-out of another thread.
                if attempt == _ATTEMPTS - 1:
                    raise
        raise AssertionError("the last attempt returns or raises")

    def _open_connection(self) -> _Connection:
        with self._lock:
            if self._connection is None or self._connection.ended.is_set():
                self._connection = _Connection(self._command())
                weakref.finalize(self, self._connection.close)
            return self._connection


class _Connection:
    """One docker process. Its whole life is in one thread, because the parent-death signal comes when the thread that
    started the process ends."""

    def __init__(self, command: list[str]) -> None:
        self.ended = threading.Event()
        self._end_reason = NoAnswer(0, "the connection was closed")
        self._requests: queue.SimpleQueue[_Request | None] = queue.SimpleQueue()
        self._process: subprocess.Popen[bytes] | None = None
        threading.Thread(target=self._serve, args=(command,), name="engine-api", daemon=True).start()

    def get(self, paths: Sequence[str]) -> Future[list[ApiAnswer]]:
        future: Future[list[ApiAnswer]] = Future()
        self._requests.put((tuple(paths), future))
        if self.ended.is_set():
            self._fail_waiting()
        return future

    def close(self) -> None:
        self.ended.set()
        self._requests.put(None)
        process = self._process
        if process is not None:
            with suppress(OSError):
                process.kill()

    def _serve(self, command: list[str]) -> None:
        try:
            pipe = subprocess.PIPE
            with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as docker:
                self._process = docker
                if self.ended.is_set():
                    docker.kill()
                self._answer_requests(docker)
                docker.kill()
                with suppress(OSError):
                    docker.communicate()
        except OSError as failed:
            self._end_reason = NoAnswer(127, str(failed))
        self._fail_waiting()

    def _answer_requests(self, docker: subprocess.Popen[bytes]) -> None:
        assert docker.stdin and docker.stdout and docker.stderr
        while (request := self._requests.get()) is not None:
            paths, future = request
            try:
                # All at once, so that little time lies between the answers.
                docker.stdin.write("".join(f"GET {path} HTTP/1.1\r\nHost: docker\r\n\r\n" for path in paths).encode())
                docker.stdin.flush()
                answers = [read_answer(docker.stdout) for _ in paths]
            except (HTTPException, OSError, ValueError) as failed:
                self.ended.set()
                docker.kill()
                stderr = docker.stderr.read().decode(errors="replace").strip()
                future.set_exception(NoAnswer(docker.wait(), stderr or str(failed)))
                return
            future.set_result(answers)

    def _fail_waiting(self) -> None:
        self.ended.set()
        with suppress(queue.Empty):
            while True:
                request = self._requests.get_nowait()
                if request is not None:
                    request[1].set_exception(self._end_reason)


def read_answer(pipe: IO[bytes]) -> ApiAnswer:
    response = HTTPResponse(cast("socket", _OpenPipe(pipe)))
    response.begin()
    return ApiAnswer(response.status, response.read())


class _OpenPipe:
    """What `http.client` takes for a socket and its file. Reading one answer to its end leaves the pipe open."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self.read, self.readline = pipe.read, pipe.readline

    def makefile(self, mode: str) -> _OpenPipe:
        return self

    def flush(self) -> None: ...

    def close(self) -> None: ...
