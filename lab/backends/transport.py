"""One HTTP exchange with one port, plain or over TLS, bounded in time and size whatever the other end does.

`requests` bounds the time between two bytes only, so that a byte a second holds it for ever, and it decompresses
without a limit. Here every wait for bytes ends at the time limit of the whole exchange, or as soon as nobody waits for
the answer; the body is limited after decompression.
"""

from __future__ import annotations

import io
import socket
import ssl
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import TYPE_CHECKING, cast

from lab.backends.bounds import WAKE_S, Bounds, OutOfTime, hold_large_answer
from lab.backends.tls import Tls, context_of, tls_failure

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CONNECT_S = 2.0
LARGE_BYTES = 256 * 1024  # of a body: what is larger is held by one thread at a time
_CHUNK_BYTES = 64 * 1024
_ZLIB_BITS = {"gzip": 31, "x-gzip": 31, "deflate": 47}


@dataclass(frozen=True, slots=True)
class Response:
    """`whole`: whether `body` is all of it. `header` names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    whole: bool


class Unanswered(Exception):
    """No response came: its message says why, to follow `does not answer:`."""


def fetch(
    address: tuple[str, int],
    method: str,
    target: str,
    headers: Mapping[str, str],
    body: bytes | None,
    bounds: Bounds,
    *,
    max_bytes: int,
    keep_partial: bool = False,
    tls: Tls | None = None,
) -> Response:
    """Sends one request and reads at most `max_bytes` of the body. Raises Unanswered.

    The connection goes to `address`, whatever `target` says, over TLS if that is given. `keep_partial`: a body that has
    not ended in time is an answer as far as it came; otherwise there is none.
    """
    try:
        with closing(_connected(address, bounds, tls)) as connected:
            connection = HTTPConnection(*address)
            connection.default_port = 80 if tls is None else 443  # the one that the Host header leaves out
            connection.sock = cast("socket.socket", _Wire(connected, bounds))
            connection.request(method, target, body, dict(headers))
            response = connection.getresponse()
            named = {name.lower(): value for name, value in response.getheaders()}
            content, whole = _read(response, named, bounds, max_bytes, keep_partial=keep_partial)
            return Response(response.status, named, content, whole)
    except (OSError, HTTPException, zlib.error, ValueError) as error:
        raise Unanswered(_root_cause(error)) from None


def _connected(address: tuple[str, int], bounds: Bounds, tls: Tls | None) -> socket.socket:
    bounds.check()
    limit = min(CONNECT_S, bounds.until - time.monotonic())
    connected = socket.create_connection(address, timeout=max(limit, 0.001))
    return connected if tls is None else _secured(connected, tls.server_name or address[0], tls, bounds)


def _secured(connected: socket.socket, name: str, tls: Tls, bounds: Bounds) -> ssl.SSLSocket:
    """The connection after the handshake, in which the service has shown a certificate for `name`."""
    with closing(connected):  # once it is wrapped, there is nothing left in it to close
        secured = context_of(tls).wrap_socket(connected, server_hostname=name, do_handshake_on_connect=False)
    wire = _Wire(secured, bounds)
    try:
        while True:
            with suppress(TimeoutError):
                wire.ready_to_wait()
                secured.do_handshake()
                return secured
    except BaseException:
        secured.close()
        raise


@dataclass(frozen=True, slots=True)
class _Wire:
    """A connected socket as `http.client` takes one, whose every wait ends with the bounds."""

    connected: socket.socket
    bounds: Bounds

    def sendall(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            with suppress(TimeoutError):
                left = left[self.ready_to_wait().send(left) :]

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self), _CHUNK_BYTES)

    def close(self) -> None:
        """`http.client` closes it once it has the response, whose body is still to be read."""

    def ready_to_wait(self) -> socket.socket:
        """The socket, whose next wait is short. Raises what `Bounds.check` raises."""
        self.bounds.check()
        self.connected.settimeout(max(min(WAKE_S, self.bounds.until - time.monotonic()), 0.001))
        return self.connected


class _Reader(io.RawIOBase):
    def __init__(self, wire: _Wire) -> None:
        self._wire = wire

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        while True:
            with suppress(TimeoutError):
                return self._wire.ready_to_wait().recv_into(buffer)


def _read(
    response: HTTPResponse, headers: Mapping[str, str], bounds: Bounds, max_bytes: int, *, keep_partial: bool
) -> tuple[bytes, bool]:
    """The body as far as it was read, decompressed, and whether that is all of it."""
    bits = _ZLIB_BITS.get(headers.get("content-encoding", "").strip().lower())
    unpack = zlib.decompressobj(bits) if bits else None
    content = bytearray()
    try:
        while chunk := response.read1(_CHUNK_BYTES):
            for part in _unpacked(chunk, unpack):
                content += part
                if len(content) > max_bytes:
                    del content[max_bytes:]
                    return bytes(content), False
                if len(content) > LARGE_BYTES:
                    hold_large_answer(bounds)
    except OutOfTime:
        if not keep_partial:
            raise
        return bytes(content), False
    if response.length:
        raise HTTPException(f"the connection was closed {response.length} bytes before the end of the body")
    return bytes(content), True


def _unpacked(chunk: bytes, unpack: zlib._Decompress | None) -> Iterator[bytes]:
    """In small parts: sixty kilobytes can be sixty megabytes."""
    if unpack is None:
        yield chunk
        return
    while chunk:
        yield unpack.decompress(chunk, _CHUNK_BYTES)
        chunk = unpack.unconsumed_tail


def _root_cause(error: BaseException) -> str:
    while error.__context__ is not None:
        error = error.__context__
    return tls_failure(error) if isinstance(error, ssl.SSLError) else str(error) or type(error).__name__
