"""The relay of one lab: listens here for each port that the lab publishes there, and sends files to it.

Its docker command and its event loop live in one thread that lasts until the relay is closed: the signal by which a
child ends with us belongs to the thread that forked it (`process_guard`).
"""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import PIPE, Process
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import suppress
from typing import IO, Any, TypeVar

from lab.containers.remote.frames import MAX_CONTENT
from lab.containers.remote.multiplexer import Multiplexer, Refused, Stream

T = TypeVar("T")

BEGIN_S = 60.0  # until its container runs, on a busy machine behind a slow connection
_CLOSE_S = 5.0
_RESET = struct.pack("ii", 1, 0)  # SO_LINGER: closing sends a reset, as when nobody listens


class RelayEnded(Exception):
    """The docker command of a relay ended. `stderr` is what it wrote."""

    def __init__(self, code: int, stderr: str) -> None:
        super().__init__(stderr or f"exit code {code}")
        self.code = code
        self.stderr = stderr


class Relay:
    """May be used from several threads. `command` gives the words of the docker command that runs the relay; it is
    called again when the relay has ended and is needed."""

    def __init__(self, command: Callable[[], Sequence[str]]) -> None:
        self._command = command
        self._loop = asyncio.new_event_loop()
        self._multiplexer: Multiplexer | None = None
        self._process: Process | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self._local_ports: dict[object, int] = {}
        self._lock = threading.Lock()
        self._starting = asyncio.Lock()
        self._thread = threading.Thread(target=self._run, name="relay", daemon=True)
        self._thread.start()

    def start(self) -> None:
        """Returns when the relay runs. Raises RelayEnded and TimeoutError."""
        self._call(self._connected())

    def listen(self, key: object, port_of: Callable[[bool], int], preferred: int = 0) -> int:
        """The port of 127.0.0.1 of this machine that leads to the port given by `port_of`; the same for the same key.

        `port_of` is asked for each connection, and with True when nobody listened on the port that it gave before.
        The `preferred` port is used where it is free.
        """
        with self._lock:
            if key not in self._local_ports:
                self._local_ports[key] = self._call(self._listen(port_of, preferred))
            return self._local_ports[key]

    def put(self, archive: IO[bytes]) -> None:
        """Writes the folders and files of a tar archive into the lab's volume, over those that are there. Raises
        Refused, RelayEnded and TimeoutError."""
        self._call(self._put(archive), None)

    def close(self) -> None:
        """Ends the relay, whose container removes itself. Calling it again is harmless."""
        if not self._thread.is_alive():
            return
        with suppress(TimeoutError, RuntimeError):
            self._call(self._end(), _CLOSE_S)
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_CLOSE_S)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    def _call(self, work: Coroutine[Any, Any, T], seconds: float | None = BEGIN_S) -> T:
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(seconds)
        except TimeoutError:
            future.cancel()
            raise

    def _beside(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _connected(self) -> Multiplexer:
        async with self._starting:
            if self._multiplexer is not None and not self._multiplexer.ended:
                return self._multiplexer
            process = await asyncio.create_subprocess_exec(*self._command(), stdin=PIPE, stdout=PIPE, stderr=PIPE)
            assert process.stdin and process.stdout and process.stderr
            self._process = process
            lines: deque[bytes] = deque(maxlen=10)
            said = self._beside(_collect(process.stderr, lines))
            multiplexer = Multiplexer(process.stdout, process.stdin)
            try:
                await multiplexer.greeted()
            except (EOFError, OSError, ValueError) as failed:
                await _ended(process)
                await asyncio.wait([said], timeout=_CLOSE_S)
                stderr = b"".join(lines).decode(errors="replace").strip()
                raise RelayEnded(process.returncode or 0, stderr or str(failed)) from None
            except asyncio.CancelledError:
                await _ended(process)
                raise
            self._beside(multiplexer.run())
            self._multiplexer = multiplexer
            return multiplexer

    async def _listen(self, port_of: Callable[[bool], int], preferred: int) -> int:
        async def serve(reader: StreamReader, writer: StreamWriter) -> None:
            try:
                stream = await self._open(port_of)
            except Exception:  # noqa: BLE001 - whatever is wrong there, the caller here sees that nobody answers
                _reset(writer)
                return
            await _carry(stream, reader, writer)

        try:
            server = await asyncio.start_server(serve, "127.0.0.1", preferred)
        except OSError:
            server = await asyncio.start_server(serve, "127.0.0.1", 0)
        return int(server.sockets[0].getsockname()[1])

    async def _open(self, port_of: Callable[[bool], int]) -> Stream:
        port = await asyncio.to_thread(port_of, False)
        multiplexer = await self._connected()
        try:
            return await multiplexer.open(port)
        except Refused:
            moved = await asyncio.to_thread(port_of, True)
            if moved == port:
                raise
            return await multiplexer.open(moved)

    async def _put(self, archive: IO[bytes]) -> None:
        multiplexer = await self._connected()

        async def parts() -> AsyncIterator[bytes]:
            while part := archive.read(MAX_CONTENT):
                yield part

        await multiplexer.put(parts())

    async def _end(self) -> None:
        if self._process is not None:
            await _ended(self._process)


async def _collect(stderr: StreamReader, lines: deque[bytes]) -> None:
    with suppress(ValueError):  # a line without an end
        async for line in stderr:
            lines.append(line)


async def _ended(process: Process) -> None:
    """The end of its input ends the relay; the signal is for a command that is not connected yet."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), 1.0)
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.terminate()
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), 1.0)
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _carry(stream: Stream, reader: StreamReader, writer: StreamWriter) -> None:
    """Both ways, until both have ended or one has failed."""
    ways = {asyncio.ensure_future(_up(reader, stream)), asyncio.ensure_future(_down(stream, writer))}
    done, pending = await asyncio.wait(ways, return_when=asyncio.FIRST_EXCEPTION)
    failed = any(way.exception() is not None for way in done)
    for way in pending:
        way.cancel()
    stream.close() if failed or pending else stream.over()
    if failed:
        _reset(writer)
    else:
        writer.close()


async def _up(reader: StreamReader, stream: Stream) -> None:
    while content := await reader.read(MAX_CONTENT):
        await stream.write(content)
    stream.end()


async def _down(stream: Stream, writer: StreamWriter) -> None:
    while content := await stream.read():
        writer.write(content)
        await writer.drain()
    with suppress(OSError):  # the caller has closed it already
        writer.write_eof()


def _reset(writer: StreamWriter) -> None:
    with suppress(OSError):
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    writer.transport.abort()
