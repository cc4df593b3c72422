"""One exchange over a real connection with a server that does its worst: it ends in time, and in little memory."""

from __future__ import annotations

import gzip
import math
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeAlias

import pytest

from lab.backends import bounds as bounding
from lab.backends.bounds import Bounds
from lab.backends.transport import Response, Unanswered, fetch

OK = b"HTTP/1.1 200 OK\r\n"
MAX = 100_000

Behaviour: TypeAlias = Callable[[socket.socket, threading.Event], object]


@contextmanager
def hostile(behave: Behaviour) -> Iterator[tuple[str, int]]:
    """A server that reads one request and then does as it likes, until the event is set or the client has gone."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):
                connection, _ = listening.accept()
                with connection:
                    connection.recv(65536)
                    behave(connection, over)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[:2]
        over.set()
        thread.join(10)


def sending(*parts: bytes, every: float = 0.0, again: bool = False) -> Behaviour:
    """Sends the parts, `again` the last one for ever."""

    def behave(connection: socket.socket, over: threading.Event) -> None:
        for part in parts:
            connection.sendall(part)
            over.wait(every)
        while again and not over.wait(every):
            connection.sendall(parts[-1])

    return behave


def ask(address: tuple[str, int], seconds: float = 5.0, **more: object) -> Response:
    within = Bounds(until=time.monotonic() + seconds)
    return fetch(address, "GET", "/", {}, None, within, max_bytes=MAX, **more)  # type: ignore[arg-type]


SLOW = {
    "nothing": lambda connection, over: over.wait(30),
    "a byte of the status line now and then": sending(b"H", b"T", every=0.1, again=True),
    "a byte of a header now and then": sending(OK + b"X-Long: ", b"a", every=0.1, again=True),
    "continue without end": sending(b"HTTP/1.1 100 Continue\r\n\r\n", every=0.01, again=True),
    "a byte of the body now and then": sending(OK + b"\r\n", b".", every=0.1, again=True),
    "a chunk now and then": sending(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n.\r\n", every=0.1, again=True),
    "a chunk without its end": sending(OK + b"Transfer-Encoding: chunked\r\n\r\nffff\r\n", b".", every=0.1, again=True),
    "less than it promised": sending(OK + b"Content-Length: 10\r\n\r\nhalf", every=30),
}


@pytest.mark.parametrize("behave", SLOW.values(), ids=SLOW)
def test_fetch_ends_at_the_limit_of_the_whole_exchange(
    behave: Behaviour,
) -> None:
    with hostile(behave) as address:
        began = time.monotonic()
        with pytest.raises(Unanswered, match="timed out"):
            ask(address, 0.5)
        took = time.monotonic() - began
    assert 0.4 <= took < 5


@pytest.mark.parametrize("behave", SLOW.values(), ids=SLOW)
def test_fetch_ends_as_soon_as_nobody_waits(behave: Behaviour) -> None:
    stopped = threading.Event()
    threading.Timer(0.3, stopped.set).start()
    with hostile(behave) as address:
        began = time.monotonic()
        with pytest.raises(Unanswered, match="the run is over"):
            fetch(address, "GET", "/", {}, None, Bounds(stopped.is_set, began + 30), max_bytes=MAX)
        took = time.monotonic() - began
    assert took < 5


BROKEN = {
    "headers without end": (sending(OK, b"A: b\r\n", again=True), "more than 100 headers"),
    "a header line without end": (sending(OK, b"a" * 4096, again=True), "header line"),
    "no HTTP": (sending(b"\x00\xff\x00\r\n\r\n"), "."),
    "closed at once": (sending(b""), "closed connection without response"),
    "closed in the middle": (sending(OK + b"Content-Length: 100\r\n\r\nhalf"), "96 bytes before the end of the body"),
    "closed in the middle of a chunk": (sending(OK + b"Transfer-Encoding: chunked\r\n\r\nff\r\nhalf"), "."),
    "a chunk size that is no number": (sending(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"), "."),
    "not gzip": (sending(OK + b"Content-Encoding: gzip\r\n\r\nplain"), "incorrect header check"),
}


@pytest.mark.parametrize(("behave", "cause"), BROKEN.values(), ids=BROKEN)
def test_fetch_of_what_is_no_response(behave: Behaviour, cause: str) -> None:
    with hostile(behave) as address, pytest.raises(Unanswered, match=cause):
        ask(address)


def test_fetch_cuts_a_body_without_end() -> None:
    with hostile(sending(OK + b"\r\n", b"x" * 65536, again=True)) as address:
        response = ask(address)
    assert (len(response.body), response.whole) == (MAX, False)


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(b"0" * 50_000_000)),
        ("deflate", zlib.compress(b"0" * 50_000_000)),
    ],
)
def test_fetch_cuts_what_grows_when_it_is_decompressed(encoding: str, packed: bytes) -> None:
    head = OK + f"Content-Encoding: {encoding}\r\nContent-Length: {len(packed)}\r\n\r\n".encode()
    with hostile(sending(head + packed)) as address:
        response = ask(address)
    assert (response.body, response.whole) == (b"0" * MAX, False)


def test_fetch_decompresses() -> None:
    packed = gzip.compress(b"hello")
    with hostile(sending(OK + b"Content-Encoding: gzip\r\n\r\n" + packed)) as address:
        assert ask(address) == Response(200, {"content-encoding": "gzip"}, b"hello", whole=True)


@pytest.mark.parametrize("length", [b"-1", b"x", b"5"])
def test_fetch_with_a_wrong_content_length(length: bytes) -> None:
    with hostile(sending(OK + b"Content-Length: " + length + b"\r\n\r\nhello and more")) as address:
        assert ask(address).body.startswith(b"hello")


def test_fetch_keeps_what_has_come_of_a_stream() -> None:
    with hostile(sending(OK + b"\r\ndata", every=30)) as address:
        assert ask(address, 0.3, keep_partial=True) == Response(200, {}, b"data", whole=False)


def test_fetch_after_the_end_asks_nothing() -> None:
    with pytest.raises(Unanswered, match="timed out"):
        fetch(("127.0.0.1", 1), "GET", "/", {}, None, Bounds(until=-math.inf), max_bytes=MAX)


def test_fetch_waits_for_another_thread_with_a_large_answer() -> None:
    large = sending(OK + b"\r\n" + b"x" * 1_000_000)
    held, over = threading.Event(), threading.Event()

    def hold() -> None:
        with bounding.one_at_a_time():
            bounding.hold_large_answer(Bounds())
            held.set()
            over.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    with hostile(large) as address, bounding.one_at_a_time(), pytest.raises(Unanswered, match="timed out"):
        fetch(address, "GET", "/", {}, None, Bounds(until=time.monotonic() + 0.5), max_bytes=10_000_000)
    over.set()
    holder.join()
    with hostile(large) as address, bounding.one_at_a_time():
        bounds = Bounds(until=time.monotonic() + 5)
        assert len(fetch(address, "GET", "/", {}, None, bounds, max_bytes=10_000_000).body) == 1_000_000
