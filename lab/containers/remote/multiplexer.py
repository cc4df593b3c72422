"""Many streams over the one pair of pipes to a relay. Everything here runs in one event loop."""

from __future__ import annotations

import asyncio
import itertools
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator

from lab.containers.remote.frames import (
    HEADER_SIZE,
    MAX_CONTENT,
    VERSION,
    WINDOW,
    Header,
    Kind,
    credit,
    frame,
    open_port,
    parse_header,
)


class Refused(Exception):
    """What the relay says of a port that it cannot connect to, or of files that it cannot write."""


class Multiplexer:
    def __init__(self, reader: StreamReader, writer: StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._streams: dict[int, Stream] = {}
        self._ids = itertools.count(1)
        self.ended = False

    async def greeted(self) -> None:
        """Waits for the relay's first frame. Raises EOFError when it ends before, ValueError when it is another."""
        header, content = await self._next()
        if header.kind is not Kind.HELLO or content != VERSION:
            raise ValueError(f"the relay has version {content!r} of the protocol, not {VERSION!r}")

    async def run(self) -> None:
        """Passes on what the relay writes, until it ends; then all streams are over."""
        try:
            while True:
                header, content = await self._next()
                if (stream := self._streams.get(header.stream)) is not None:
                    stream.take(header.kind, content)
        except (EOFError, OSError, ValueError):
            pass
        finally:
            self.ended = True
            for stream in list(self._streams.values()):
                stream.drop("the connection to the engine ended")

    async def open(self, port: int) -> Stream:
        """Raises Refused."""
        stream = self._new()
        self._writer.write(open_port(stream.id, port))
        await self._ready(stream)
        return stream

    async def put(self, archive: AsyncIterator[bytes]) -> None:
        """Sends a tar archive, whose files are written when this returns. Raises Refused."""
        stream = self._new()
        self._writer.write(frame(Kind.FILES, stream.id))
        try:
            async for content in archive:
                await stream.write(content)
            stream.end()
        except ConnectionResetError:
            pass  # what the relay says of it comes next
        await self._ready(stream)
        self.forget(stream)

    def send(self, content: bytes) -> None:
        if not self.ended:
            self._writer.write(content)

    async def drained(self) -> None:
        await self._writer.drain()

    def forget(self, stream: Stream) -> None:
        self._streams.pop(stream.id, None)

    def _new(self) -> Stream:
        stream = Stream(next(self._ids), self)
        if self.ended:
            raise Refused("the connection to the engine ended")
        self._streams[stream.id] = stream
        return stream

    async def _ready(self, stream: Stream) -> None:
        try:
            await stream.ready
        except BaseException:
            self.forget(stream)
            raise

    async def _next(self) -> tuple[Header, bytes]:
        header = parse_header(await self._reader.readexactly(HEADER_SIZE))
        return header, await self._reader.readexactly(header.size)


class Stream:
    """`ready`: done once the relay is connected, or has written the files."""

    def __init__(self, id: int, multiplexer: Multiplexer) -> None:
        self.id = id
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._multiplexer = multiplexer
        self._received: asyncio.Queue[bytes] = asyncio.Queue()
        self._credit = WINDOW
        self._granted = asyncio.Event()
        self._dropped = False

    async def read(self) -> bytes:
        """Empty at the end. Raises ConnectionResetError when it was dropped."""
        content = await self._received.get()
        if self._dropped:
            raise ConnectionResetError
        if content:
            self._multiplexer.send(credit(self.id, len(content)))
        return content

    async def write(self, content: bytes) -> None:
        """Returns when all is sent, of which at most a window is under way. Raises ConnectionResetError."""
        while content:
            while not self._credit and not self._dropped:
                self._granted.clear()
                await self._granted.wait()
            if self._dropped:
                raise ConnectionResetError
            part = content[: min(self._credit, MAX_CONTENT)]
            content = content[len(part) :]
            self._credit -= len(part)
            self._multiplexer.send(frame(Kind.DATA, self.id, part))
            await self._multiplexer.drained()

    def end(self) -> None:
        """Nothing more will be written."""
        self._multiplexer.send(frame(Kind.END, self.id))

    def over(self) -> None:
        """Both sides have ended."""
        self._multiplexer.forget(self)

    def close(self) -> None:
        """It is over, whatever is under way."""
        if not self._dropped:
            self._multiplexer.send(frame(Kind.CLOSE, self.id))
        self._multiplexer.forget(self)

    def take(self, kind: Kind, content: bytes) -> None:
        match kind:
            case Kind.READY:
                if not self.ready.done():
                    self.ready.set_result(None)
            case Kind.FAILED:
                self.drop(content.decode(errors="replace"))
            case Kind.DATA:
                self._received.put_nowait(content)
            case Kind.END:
                self._received.put_nowait(b"")
            case Kind.CREDIT:
                self._credit += int.from_bytes(content, "big")
                self._granted.set()
            case _:
                self.drop("the relay closed it")

    def drop(self, why: str) -> None:
        """It ended on the other side."""
        self._dropped = True
        if not self.ready.done():
            self.ready.set_exception(Refused(why))
            self.ready.exception()  # whether somebody waits for it or not
        self._received.put_nowait(b"")
        self._granted.set()
        self._multiplexer.forget(self)
