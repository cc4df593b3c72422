from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast

import pytest

from lab.containers.remote.frames import HEADER_SIZE, MAX_CONTENT, WINDOW, Kind, credit, frame, parse_header
from lab.containers.remote.multiplexer import Multiplexer, Refused


class Relay:
    """The other end: what was written to it, frame by frame, and what it writes."""

    def __init__(self) -> None:
        self.reader = asyncio.StreamReader()
        self._written = b""

    def write(self, content: bytes) -> None:
        self._written += content

    async def drain(self) -> None:
        await asyncio.sleep(0)

    def says(self, *frames: bytes) -> None:
        self.reader.feed_data(b"".join(frames))

    def got(self) -> list[tuple[Kind, int, bytes]]:
        frames, rest = [], self._written
        while rest:
            header = parse_header(rest[:HEADER_SIZE])
            end = HEADER_SIZE + header.size
            frames.append((header.kind, header.stream, rest[HEADER_SIZE:end]))
            rest = rest[end:]
        return frames

    def data(self) -> int:
        return sum(len(content) for kind, _, content in self.got() if kind is Kind.DATA)


def with_relay(test: Callable[[Relay, Multiplexer], Awaitable[None]]) -> None:
    async def run() -> None:
        relay = Relay()
        multiplexer = Multiplexer(relay.reader, cast("Any", relay))
        running = asyncio.ensure_future(multiplexer.run())
        await asyncio.wait_for(test(relay, multiplexer), 10)
        running.cancel()

    asyncio.run(run())


def test_greeting() -> None:
    async def greeted(*frames: bytes, ends: bool = False) -> None:
        relay = Relay()
        relay.says(*frames)
        if ends:
            relay.reader.feed_eof()
        await Multiplexer(relay.reader, cast("Any", relay)).greeted()

    asyncio.run(greeted(frame(Kind.HELLO, 0, b"1")))
    with pytest.raises(ValueError, match="version b'2'"):
        asyncio.run(greeted(frame(Kind.HELLO, 0, b"2")))
    with pytest.raises(EOFError):
        asyncio.run(greeted(ends=True))


def test_stream_carries_both_ways() -> None:
    async def test(relay: Relay, multiplexer: Multiplexer) -> None:
        relay.says(frame(Kind.READY, 1), frame(Kind.DATA, 1, b"abc"), frame(Kind.END, 1))
        stream = await multiplexer.open(9090)
        await stream.write(b"xyz")
        stream.end()
        assert [await stream.read(), await stream.read()] == [b"abc", b""]
        assert relay.got() == [
            (Kind.OPEN, 1, b"\x23\x82"),
            (Kind.DATA, 1, b"xyz"),
            (Kind.END, 1, b""),
            (Kind.CREDIT, 1, b"\0\0\0\3"),
        ]

    with_relay(test)


def test_no_more_is_sent_than_is_allowed() -> None:
    async def test(relay: Relay, multiplexer: Multiplexer) -> None:
        relay.says(frame(Kind.READY, 1))
        stream = await multiplexer.open(80)
        writing = asyncio.ensure_future(stream.write(bytes(WINDOW + 5)))
        while relay.data() < WINDOW:
            await asyncio.sleep(0)
        for _ in range(10):
            await asyncio.sleep(0)
        assert (relay.data(), writing.done()) == (WINDOW, False)
        assert max(len(content) for _, _, content in relay.got()) == MAX_CONTENT
        relay.says(credit(1, 3))
        while relay.data() < WINDOW + 3:
            await asyncio.sleep(0)
        relay.says(credit(1, 3))
        await writing
        assert relay.data() == WINDOW + 5

    with_relay(test)


def test_what_the_relay_refuses() -> None:
    async def test(relay: Relay, multiplexer: Multiplexer) -> None:
        relay.says(frame(Kind.FAILED, 1, b"connection refused"))
        with pytest.raises(Refused, match="connection refused"):
            await multiplexer.open(80)

        async def archive() -> Any:
            yield bytes(2 * WINDOW)  # more than it takes before it says no

        relay.says(frame(Kind.FAILED, 2, b"no space left on device"))
        with pytest.raises(Refused, match="no space left"):
            await multiplexer.put(archive())

    with_relay(test)


@pytest.mark.parametrize("last", [frame(Kind.CLOSE, 1), b"\0" * HEADER_SIZE], ids=["closed", "nonsense"])
def test_streams_end_with_the_relay(last: bytes) -> None:
    async def test(relay: Relay, multiplexer: Multiplexer) -> None:
        relay.says(frame(Kind.READY, 1))
        stream = await multiplexer.open(80)
        writing = asyncio.ensure_future(stream.write(bytes(WINDOW + 1)))
        reading = asyncio.ensure_future(stream.read())
        await asyncio.sleep(0)
        relay.says(last)
        for waiting in (writing, reading):
            with pytest.raises(ConnectionResetError):
                await waiting
        stream.close()
        assert relay.got()[-1][0] is Kind.DATA  # nothing is said to who has gone
        if multiplexer.ended:
            with pytest.raises(Refused, match="the connection to the engine ended"):
                await multiplexer.open(80)

    with_relay(test)
