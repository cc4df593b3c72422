from __future__ import annotations

import re
import struct
from pathlib import Path

import pytest

from lab.containers.remote import frames
from lab.containers.remote.frames import Header, Kind, credit, frame, open_port, parse_header

GO = Path(__file__).parents[3] / "stacks/engine-relay/relay/frames.go"


def test_frame_begins_with_its_header() -> None:
    written = frame(Kind.DATA, 7, b"abc")
    assert parse_header(written[: frames.HEADER_SIZE]) == Header(Kind.DATA, 7, 3)
    assert written[frames.HEADER_SIZE :] == b"abc"
    assert open_port(1, 9090).endswith(b"\x23\x82")
    assert credit(1, 65_536).endswith(b"\0\1\0\0")


@pytest.mark.parametrize(("kind", "size"), [(b"D", frames.MAX_CONTENT + 1), (b"?", 0)])
def test_what_no_relay_writes(kind: bytes, size: int) -> None:
    with pytest.raises(ValueError):
        parse_header(struct.pack(">cII", kind, 1, size))


def test_the_relay_has_the_same_numbers() -> None:
    source = GO.read_text(encoding="utf-8")
    kinds = dict(re.findall(r"kind(\w+)\s+(?:byte )?= '(\w)'", source))
    assert {name.upper(): letter.encode() for name, letter in kinds.items()} == {kind.name: kind.value for kind in Kind}
    numbers = dict(re.findall(r"^\t(window|maxContent|headerSize)\s+= (\d+(?: << \d+)?)", source, re.MULTILINE))
    assert {name: eval(number) for name, number in numbers.items()} == {
        "window": frames.WINDOW,
        "maxContent": frames.MAX_CONTENT,
        "headerSize": frames.HEADER_SIZE,
    }
    assert f'version    = "{frames.VERSION.decode()}"' in source
