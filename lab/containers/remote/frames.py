"""The frames between lab and the relay, as in stacks/engine-relay/relay/frames.go. Pure."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import Enum

VERSION = b"1"
WINDOW = 256 * 1024  # bytes that may be under way in one direction of a stream
MAX_CONTENT = 64 * 1024
_HEADER = struct.Struct(">cII")
HEADER_SIZE = _HEADER.size


class Kind(Enum):
    HELLO = b"H"  # from the relay, once: the version of this protocol
    OPEN = b"O"  # to the relay: connect a new stream to a port
    FILES = b"F"  # to the relay: a new stream that carries a tar archive
    READY = b"K"  # from the relay: connected, or all files are written
    FAILED = b"X"  # from the relay: why not; the stream is over
    DATA = b"D"
    END = b"E"  # no more data comes from this side
    CREDIT = b"W"  # so many more bytes may be sent
    CLOSE = b"C"  # the stream is over, and what is under way is dropped


@dataclass(frozen=True, slots=True)
class Header:
    kind: Kind
    stream: int
    size: int


def parse_header(header: bytes) -> Header:
    """Raises ValueError for what no relay writes."""
    kind, stream, size = _HEADER.unpack(header)
    if size > MAX_CONTENT:
        raise ValueError(f"a frame of {size} bytes is too long")
    return Header(Kind(kind), stream, size)


def frame(kind: Kind, stream: int, content: bytes = b"") -> bytes:
    return _HEADER.pack(kind.value, stream, len(content)) + content


def open_port(stream: int, port: int) -> bytes:
    return frame(Kind.OPEN, stream, port.to_bytes(2, "big"))


def credit(stream: int, size: int) -> bytes:
    return frame(Kind.CREDIT, stream, size.to_bytes(4, "big"))
