"""A service that answers as badly as it can: READY, ANSWER and LOG say how at /ready, elsewhere, and in its log."""

from __future__ import annotations

import gzip
import json
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator

OK = b"HTTP/1.1 200 OK\r\n"
JSON = OK + b"Content-Type: application/json\r\n"
# What a CI system or a terminal would obey.
WORDS = "::stop-commands::pwned\n::add-mask::pwned\n  ::error::pwned\n##[error]pwned\n\x1b]0;pwned\x07\x1b[2J\x00\x85"
VECTOR = b'{"status":"success","data":{"resultType":"vector","result":['


def main() -> None:
    threading.Thread(target=LOGS[os.environ.get("LOG", "quiet")], daemon=True).start()
    with socket.create_server(("0.0.0.0", 8000), backlog=128) as listening:
        while True:
            connection, _ = listening.accept()
            threading.Thread(target=serve, args=(connection,), daemon=True).start()


def serve(connection: socket.socket) -> None:
    with connection:
        try:
            request = connection.recv(65536).decode(errors="replace")
            path = [*request.split(" "), "", ""][1]
            name = os.environ.get("READY" if path.startswith("/ready") else "ANSWER", "fine")
            for part in ANSWERS[name](path):
                connection.sendall(part)
        except OSError:
            pass  # whoever asked has had enough


def sized(body: bytes, head: bytes = JSON) -> Iterator[bytes]:
    yield head + f"Content-Length: {len(body)}\r\n\r\n".encode() + body


def series(labels: dict[str, str]) -> bytes:
    return json.dumps({"metric": labels, "value": [time.time(), "1"]}).encode()


def fine(path: str) -> Iterator[bytes]:
    """As far as lab looks, a Prometheus with one series."""
    known = {
        "/api/v1/label/__name__/values": ["up"],
        "/api/v1/series": [{"__name__": "up", "job": "x"}],
        "/api/v1/targets": {"activeTargets": [], "droppedTargetCounts": {}},
        "/api/v1/scrape_pools": {"scrapePools": []},
        "/api/v1/rules": {"groups": []},
        "/api/v1/status/flags": {},
    }
    for known_path, data in known.items():
        if path.startswith(known_path):
            return sized(json.dumps({"status": "success", "data": data}).encode())
    return sized(VECTOR + series({"__name__": "up", "job": "x"}) + b"]}}")


def endless(path: str) -> Iterator[bytes]:
    yield OK + b"\r\n"
    while True:
        yield b"x" * 65536


def endless_json(path: str) -> Iterator[bytes]:
    yield JSON + b"\r\n" + VECTOR
    number = 0
    while True:
        yield series({"__name__": "up", "i": str(number)}) + b","
        number += 1


def dribble(path: str) -> Iterator[bytes]:
    yield JSON + b"\r\n" + VECTOR
    while True:
        time.sleep(1)
        yield b" "


def dribble_head(path: str) -> Iterator[bytes]:
    yield OK + b"X-Slow: "
    while True:
        time.sleep(1)
        yield b"x"


def huge(path: str) -> Iterator[bytes]:
    """200 000 series."""
    yield JSON + b"\r\n" + VECTOR
    for number in range(0, 200_000, 500):
        more = (
            series({"__name__": "up", "job": "x", "i": str(i), "path": f"/item/{i}"})
            for i in range(number, number + 500)
        )
        yield (b"," if number else b"") + b",".join(more)
    yield b"]}}"


def many_values(path: str) -> Iterator[bytes]:
    """The JSON that takes most memory for its size, just below what lab reads of a body."""
    yield JSON + b"\r\n" + b'{"status":"success","data":{"resultType":"vector","result":[{}'
    for _ in range(80):
        yield b",[[]]" * 16_000
    yield b"]}}"


def wide_text(path: str) -> Iterator[bytes]:
    """A character outside of the first planes makes each character of a text take four bytes."""
    yield JSON + b"\r\n" + VECTOR + b'{"metric":{"__name__":"up","wide":"'
    yield "😀".encode()
    for _ in range(70):
        yield b"x" * 100_000
    yield b'"},"value":[1,"1"]}]}}'


def deep(path: str) -> Iterator[bytes]:
    return sized(b'{"status":"success","data":' + b"[" * 100_000 + b"]" * 100_000 + b"}")


def rather_deep(path: str) -> Iterator[bytes]:
    return sized(b'{"status":"success","data":' + b'{"a":[' * 150 + b"]}" * 150 + b"}")


def long_number(path: str) -> Iterator[bytes]:
    number = b"9" * 4000
    return sized(VECTOR + b'{"metric":{"__name__":"up"},"value":[' + number + b',"' + number + b'"]}]}}')


def redirect(path: str) -> Iterator[bytes]:
    """To a port of the host's own loopback, where a spy listens."""
    location = f"http://127.0.0.1:{os.environ['SPY']}/secret"
    yield f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()


def redirect_loop(path: str) -> Iterator[bytes]:
    yield f"HTTP/1.1 307 Temporary Redirect\r\nLocation: {path}\r\nContent-Length: 0\r\n\r\n".encode()


def bomb(path: str) -> Iterator[bytes]:
    """Ten gigabytes, compressed to ten megabytes."""
    yield JSON + b"Content-Encoding: gzip\r\n\r\n"
    for _ in range(500):
        yield BOMB


BOMB = gzip.compress(b" " * 20_000_000) if "bomb" in (os.environ.get("READY"), os.environ.get("ANSWER")) else b""


def json_bomb(path: str) -> Iterator[bytes]:
    packed = gzip.compress(VECTOR + b",".join([b'{"metric":{"__name__":"up"},"value":[1,"1"]}'] * 1_000_000) + b"]}}")
    yield JSON + f"Content-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n".encode() + packed


def surrogates(path: str) -> Iterator[bytes]:
    """Halves of characters, in names and values, with words that a CI system or a terminal would obey."""
    words = json.dumps(WORDS)[1:-1]
    odd = r'{"metric":{"__name__":"up","half\ud800":"\udfff ' + words + r'","\u202e":"x"},"value":[1,"2"]}'
    return sized(VECTOR + odd.encode() + b"]}}")


def surrogate_error(path: str) -> Iterator[bytes]:
    error = r'{"status":"error","error":"bad \ud800 \n' + json.dumps(WORDS)[1:-1] + '"}'
    yield f"HTTP/1.1 400 Bad\r\nContent-Length: {len(error)}\r\n\r\n{error}".encode()


def binary(path: str) -> Iterator[bytes]:
    """Every byte there is, as the value of a label; not UTF-8."""
    every = bytes(set(range(256)) - {0x22, 0x5C, *range(32)})
    return sized(VECTOR + b'{"metric":{"__name__":"up","bytes":"' + every + b'"},"value":[1,"2"]}]}}')


def words(path: str) -> Iterator[bytes]:
    """A page whose every line is a command."""
    return sized(WORDS.encode(), OK + b"Content-Type: text/plain\r\n")


def silent(path: str) -> Iterator[bytes]:
    while True:
        time.sleep(60)
        yield b""


def mid_close(path: str) -> Iterator[bytes]:
    yield JSON + b"Content-Length: 100000\r\n\r\n" + VECTOR


def chunk_close(path: str) -> Iterator[bytes]:
    yield JSON + b"Transfer-Encoding: chunked\r\n\r\nfff\r\n" + VECTOR


def too_short(path: str) -> Iterator[bytes]:
    yield JSON + b"Content-Length: 7\r\n\r\n" + VECTOR + b"]}}"


def negative_length(path: str) -> Iterator[bytes]:
    yield JSON + b"Content-Length: -7\r\n\r\n" + VECTOR + b"]}}"


def headers(path: str) -> Iterator[bytes]:
    yield OK
    while True:
        yield b"X-More: " + b"x" * 60_000 + b"\r\n"


def no_http(path: str) -> Iterator[bytes]:
    yield os.urandom(100_000)


ANSWERS: dict[str, Callable[[str], Iterator[bytes]]] = {
    answer.__name__.replace("_", "-"): answer
    for answer in (
        fine, endless, endless_json, dribble, dribble_head, huge, many_values, wide_text, deep, rather_deep,
        long_number, redirect, redirect_loop, bomb, json_bomb, surrogates, surrogate_error, binary, words, silent,
        mid_close, chunk_close, too_short, negative_length, headers, no_http,
    )
}  # fmt: skip


def quiet() -> None:
    print("hostile: listening", flush=True)


def flood() -> None:
    """100 MB of lines, and more now and then."""
    block = "".join(f"line {number} of a flood, of which nobody reads the most {'x' * 50}\n" for number in range(1000))
    for _ in range(1100):
        sys.stdout.write(block)
    sys.stdout.write(WORDS + "\n")
    sys.stdout.flush()


def long_line() -> None:
    """One line of 30 MB."""
    for _ in range(300):
        sys.stdout.write("x" * 100_000)
    sys.stdout.write("\n")
    sys.stdout.flush()


def odd_log() -> None:
    """Bytes that are no text, and words that a CI system or a terminal would obey."""
    for _ in range(50):
        os.write(1, bytes(range(256)) + b"\n" + WORDS.encode() + b"\n\xed\xa0\x80\n")


LOGS: dict[str, Callable[[], None]] = {"quiet": quiet, "flood": flood, "long-line": long_line, "odd": odd_log}

if __name__ == "__main__":
    main()
