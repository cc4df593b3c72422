"""Pages of whatever service, over a real connection: any status is an answer, and no page is too long or too slow."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from lab.backends import http, page
from lab.backends.observing import Backends
from lab.queries.answer import Answer
from lab.queries.http import Page
from lab.record.observation import Observation
from tests.backends.small_backend import Reply, SmallBackend, captured

ASK = Page(service="api", port=8000, path="/a/b?c=d%20e&f")


def got(url: str) -> Answer:
    found = Backends(lambda role: None, lambda: 0.0, lambda service, port: url).observe(ASK)
    return Answer(json=found.answer, error=found.error, refused=found.refused)


def fetched(reply: Reply) -> Answer:
    with SmallBackend(reply) as backend:
        return got(backend.url)


@contextmanager
def saying(
    answer: bytes, then: Callable[[socket.socket], object] = lambda connection: None, heard: list[bytes] | None = None
) -> Iterator[str]:
    """A server that says these bytes to the first who asks, and then does something before it hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                asked = connection.recv(65536)
                if heard is not None:
                    heard.append(asked)
                connection.sendall(answer)
                then(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread.join(10)


@pytest.mark.parametrize(
    ("reply", "parsed"),
    {
        "a text": (captured("page_healthy"), None),
        "JSON": (captured("page_json"), json.loads(captured("page_json").text)),
        "a redirect is not followed": (captured("page_moved"), None),
        "not found": (captured("page_missing"), None),
        "refused": (captured("refused_syntax"), json.loads(captured("refused_syntax").text)),
        "an error": (Reply(500, '{"detail": "boom"}'), {"detail": "boom"}),
        "nothing": (Reply(200, ""), None),
        "not in English": (Reply(200, "Größe ⚠"), None),
    }.values(),
)
def test_any_status_is_an_answer(reply: Reply, parsed: object) -> None:
    assert fetched(reply) == Answer({"status": reply.status, "text": reply.text, "json": parsed})


def test_the_path_is_asked_as_it_stands() -> None:
    with SmallBackend(Reply(200, "")) as backend:
        got(backend.url)
    assert backend.asked == [("/a/b", {"c": ["d e"]})]


def test_a_long_text_is_cut_but_its_json_is_not() -> None:
    text = json.dumps(["x" * 150_000])
    assert fetched(Reply(200, text)) == Answer({"status": 200, "text": text[:100_000], "json": ["x" * 150_000]})


def test_what_is_too_large_is_not_read_to_its_end() -> None:
    text = json.dumps(["x" * http.MAX_BODY_BYTES])
    assert fetched(Reply(200, text)) == Answer({"status": 200, "text": text[:100_000], "json": None})


def test_a_stream_that_never_ends_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "TIMEOUT_S", (2.0, 0.3))
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    done = threading.Event()
    with saying(head + b"5\r\ndata\n\r\n", then=lambda connection: done.wait(5)) as url:
        began = time.monotonic()
        answer = got(url)
        took = time.monotonic() - began
        done.set()
    assert answer == Answer({"status": 200, "text": "data\n", "json": None})
    assert 0.3 <= took < 2


def test_a_stream_that_trickles_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "TIMEOUT_S", (2.0, 0.4))
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    stop = threading.Event()

    def trickle(connection: socket.socket) -> None:
        while not stop.wait(0.1):
            connection.sendall(b"1\r\n.\r\n")

    with saying(head, then=trickle) as url:
        began = time.monotonic()
        answer = got(url)
        took = time.monotonic() - began
        stop.set()
    assert answer.json["status"] == 200
    assert set(answer.json["text"]) == {"."}
    assert 0.4 <= took < 2


def test_half_an_answer_is_none() -> None:
    with saying(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf") as url:
        answer = got(url)
    assert answer.json is None
    assert answer.error.startswith(f"{url}/a/b?c=d%20e&f does not answer: ")


@pytest.mark.parametrize(
    ("kind", "text"), [("text/plain", "é"), ("text/html; charset=latin-1", "Ã©"), ("text/html; charset=x", "é")]
)
def test_the_character_set(kind: str, text: str) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: 2\r\n\r\n".encode()
    with saying(head + "é".encode()) as url:
        assert got(url).json["text"] == text


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_the_method_is_as_asked(method: str) -> None:
    heard: list[bytes] = []
    with saying(b"HTTP/1.1 204 No Content\r\n\r\n", heard=heard) as url:
        answer = page.send(url, method, "/-/reload", None, "")
    assert answer == Answer({"status": 204, "text": "", "json": None})
    assert heard[0].startswith(f"{method} /-/reload HTTP/1.1".encode())


def test_what_is_sent() -> None:
    with SmallBackend(Reply(418, "no")) as backend:
        answer = page.send(backend.url, "POST", "/brew?cups=2", '{"a": "é"}', "application/json")
        without = page.send(backend.url, "POST", "/brew", None, "")
    assert answer == without == Answer({"status": 418, "text": "no", "json": None})
    assert backend.asked == [("/brew", {"cups": ["2"]}), ("/brew", {})]
    assert backend.sent == ['{"a": "é"}', ""]
    assert backend.kinds == ["application/json", None]


def test_a_service_that_does_not_run() -> None:
    found = Backends(lambda role: "http://127.0.0.1:1", lambda: 7.0, lambda service, port: None).observe(ASK)
    assert found == Observation(query=ASK, at=7.0, error="'api' is not running, or has no port 8000")


def test_the_port_of_the_service_is_asked() -> None:
    with SmallBackend(Reply(200, "hello")) as backend:
        where = {("api", 8000): backend.url}
        found = Backends(lambda role: None, lambda: 7.0, lambda service, port: where[service, port]).observe(ASK)
    assert found == Observation(query=ASK, at=7.0, answer={"status": 200, "text": "hello", "json": None})
