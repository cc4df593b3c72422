"""Requests over real connections: what counts as an answer, and limits of time and size."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from lab.backends import http
from lab.queries.answer import Answer, Reply
from tests.backends.small_backend import Reply as Canned
from tests.backends.small_backend import SmallBackend, captured


@contextmanager
def server(
    response: bytes,
    then: Callable[[socket.socket], object] = lambda connection: None,
    requests: list[bytes] | None = None,
) -> Iterator[str]:
    """A server that sends these bytes to its first client, and calls `then` before it closes the connection."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                request = connection.recv(65536)
                if requests is not None:
                    requests.append(request)
                connection.sendall(response)
                then(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread.join(10)


def get_reply(reply: Canned) -> Answer:
    """The answer of a backend that gives this reply. In its error, the URL of the backend is `URL`."""
    with SmallBackend(reply) as backend:
        answer = http.get(backend.url, "/api", {"query": "up"})
        return Answer(answer.json, answer.error.replace(backend.url, "URL"), answer.refused)


ANSWERS = {
    "200": (Canned(200, '{"data": 1}'), Answer({"data": 1})),
    "400 with a message": (Canned(400, '{"error": "bad selector"}'), Answer(error="bad selector", refused=True)),
    "400 without a message": (Canned(400, ""), Answer(error="status 400", refused=True)),
    "422 with text": (Canned(422, "too large"), Answer(error="too large", refused=True)),
    "503": (Canned(503, "Service Unavailable"), Answer(error="URL/api answered 503: Service Unavailable")),
    "404": (captured("not_found"), Answer(error="URL/api answered 404: 404 page not found\n")),
    "500 with JSON": (
        Canned(500, '{"status":"error","error":"disk full"}'),
        Answer(error='URL/api answered 500: {"status":"error","error":"disk full"}'),
    ),
    "200 without JSON": (Canned(200, "<html>hello"), Answer(error="URL/api answered 200: <html>hello")),
    "200 with half of the JSON": (Canned(200, '{"status":'), Answer(error='URL/api answered 200: {"status":')),
    "200 with an empty body": (Canned(200, ""), Answer(error="URL/api answered 200: ")),
    "a long page is cut": (Canned(502, "x" * 5000), Answer(error=f"URL/api answered 502: {'x' * 200}")),
}


@pytest.mark.parametrize(("reply", "answer"), ANSWERS.values(), ids=ANSWERS)
def test_get(reply: Canned, answer: Answer) -> None:
    assert get_reply(reply) == answer


def test_get_refused_connection() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))  # bound but not listening: no other program gets the port
        url = f"http://127.0.0.1:{bound.getsockname()[1]}"
        answer = http.get(url)

    assert (answer.json, answer.refused) == (None, False)
    assert answer.error.startswith(f"{url} does not answer: ")
    assert answer.error.endswith("Connection refused")


def test_get_slow_response(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "TIMEOUT_S", 0.3)
    with SmallBackend(captured("instant_up"), hold=threading.Event()) as backend:
        began = time.monotonic()
        answer = http.get(backend.url, "/api")
        took = time.monotonic() - began

    assert answer == Answer(error=f"{backend.url}/api does not answer: timed out")
    assert 0.3 <= took < 5


def test_get_ignores_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")

    assert get_reply(Canned(200, "[]")) == Answer([])


def test_exchange_sends_the_login_of_the_url() -> None:
    requests: list[bytes] = []
    with server(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\n{}", requests=requests) as url:
        reply = http.exchange("GET", url.replace("://", "://user:p%40ss@"), "/api")

    assert reply == Reply(f"{url}/api", 401, "{}", {})
    assert b"Authorization: Basic dXNlcjpwQHNz" in requests[0]


@pytest.mark.parametrize(
    ("reply", "reason"), [(Canned(200, "ok"), ""), (Canned(204, ""), ""), (Canned(503, "starting"), "answers 503")]
)
def test_unready_status(reply: Canned, reason: str) -> None:
    with SmallBackend(reply) as backend:
        assert http.unready(backend.url, "/-/ready") == reason


def test_unready_without_a_response() -> None:
    with SmallBackend(Canned(200, "")) as backend:
        url = backend.url

    assert http.unready(url, "/-/ready") == "does not answer"


def test_request_page_large_body() -> None:
    text = json.dumps(["x" * http.MAX_PAGE_BYTES])
    with SmallBackend(Canned(200, text)) as backend:
        reply = http.request_page("GET", backend.url)

    assert reply == Reply(backend.url, 200, text[: http.MAX_PAGE_BYTES], None)


def test_request_page_stream_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "TIMEOUT_S", 0.3)
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    done = threading.Event()
    with server(head + b"5\r\ndata\n\r\n", then=lambda connection: done.wait(10)) as url:
        began = time.monotonic()
        reply = http.request_page("GET", url)
        took = time.monotonic() - began
        done.set()

    assert reply == Reply(url, 200, "data\n", None)
    assert 0.3 <= took < 5


def test_request_page_slow_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "TIMEOUT_S", 0.4)
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    stop = threading.Event()

    def send_slowly(connection: socket.socket) -> None:
        while not stop.wait(0.1):
            connection.sendall(b"1\r\n.\r\n")

    with server(head, then=send_slowly) as url:
        began = time.monotonic()
        reply = http.request_page("GET", url)
        took = time.monotonic() - began
        stop.set()

    assert isinstance(reply, Reply)
    assert (reply.status, set(reply.text)) == (200, {"."})
    assert 0.4 <= took < 5


def test_request_page_broken_body() -> None:
    with server(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf") as url:
        answer = http.request_page("GET", url, "/a?b=c%20d")

    assert isinstance(answer, Answer)
    assert answer.json is None
    assert answer.error.startswith(f"{url}/a?b=c%20d does not answer: ")


def test_request_page_does_not_follow_redirects() -> None:
    with server(b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n") as url:
        reply = http.request_page("GET", url)

    assert reply == Reply(url, 302, "", None)


@pytest.mark.parametrize(
    ("kind", "text"), [("text/plain", "é"), ("text/html; charset=latin-1", "Ã©"), ("text/html; charset=x", "é")]
)
def test_request_page_charset(kind: str, text: str) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: 2\r\n\r\n".encode()
    with server(head + "é".encode()) as url:
        reply = http.request_page("GET", url)

    assert isinstance(reply, Reply)
    assert reply.text == text


def test_request_page_host() -> None:
    requests: list[bytes] = []
    with server(b"HTTP/1.1 204 No Content\r\n\r\n", requests=requests) as url:
        http.request_page("GET", url, host="api")

    assert b"\r\nHost: api\r\n" in requests[0]


def redirecting(location: str, status: int = 302) -> bytes:
    return f"HTTP/1.1 {status} Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()


ELSEWHERE = ["http://127.0.0.1:1/x", "//evil.example/x", "http://evil.example/", "https://127.0.0.1/", "http://a@b:c/"]


@pytest.mark.parametrize("location", ELSEWHERE)
def test_exchange_does_not_follow_a_redirect_to_another_address(location: str) -> None:
    with server(redirecting(location)) as url:
        reply = http.exchange("GET", url, "/api")

    expected = f"{url}/api redirects to {location!r}, another address, which lab does not follow"
    assert reply == Answer(error=expected)


@pytest.mark.parametrize("location", ELSEWHERE)
def test_unready_does_not_follow_a_redirect_to_another_address(location: str) -> None:
    with server(redirecting(location, 307)) as url:
        reason = http.unready(url, "/ready")

    assert reason == f"redirects to {location!r}, another address, which lab does not follow"


@contextmanager
def two_pages(location: str, page: bytes, requests: list[bytes]) -> Iterator[str]:
    """The first request is redirected to `location`, in which URL is the server's; the others get `page`."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"

        def serve() -> None:
            for response in (redirecting(location.replace("URL", url)), page):
                connection, _ = listening.accept()
                with connection:
                    requests.append(connection.recv(65536))
                    connection.sendall(response)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield url
        thread.join(10)


@pytest.mark.parametrize("location", ["/login?to=x", "URL/login?to=x", "login?to=x"])
def test_exchange_follows_a_redirect_to_the_same_port(location: str) -> None:
    requests: list[bytes] = []
    with two_pages(location, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", requests) as url:
        reply = http.exchange("GET", url, "/")

    assert reply == Reply(f"{url}/login?to=x", 200, "{}", {})
    assert requests[1].startswith(b"GET /login?to=x HTTP/1.1")


def test_unready_says_where_a_redirect_led() -> None:
    with two_pages("/login", b"HTTP/1.1 503 Service Unavailable\r\n\r\n", []) as url:
        assert http.unready(url, "/") == "answers 503, after a redirect to /login"


def test_exchange_ends_a_redirect_to_itself() -> None:
    with SmallBackend(Canned(200, "")) as backend:
        assert http.exchange("GET", backend.url, "/") == Reply(f"{backend.url}/", 200, "", None)
    with pytest.MonkeyPatch.context() as patch:
        away = http.Response(301, {"location": "/"}, b"", whole=True)
        patch.setattr(http, "fetch", lambda *args, **more: away)
        reply = http.exchange("GET", "http://127.0.0.1:1", "/")
    assert reply == Answer(error="http://127.0.0.1:1/ does not answer: it redirects more than 5 times")


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("@127.0.0.1:1/secret", "/@127.0.0.1:1/secret"),
        ("//evil.example/x", "//evil.example/x"),
        ("http://127.0.0.1:1/x", "/http://127.0.0.1:1/x"),
        (":1/x", "/:1/x"),
        ("/a b\r\nX: y", "/a%20b%0D%0AX:%20y"),
        ("/é#fragment", "/%C3%A9"),
        ("/a%2Fb?c=%20d", "/a%2Fb?c=%20d"),
    ],
)
def test_a_path_cannot_change_who_is_asked(path: str, target: str) -> None:
    requests: list[bytes] = []
    with server(b"HTTP/1.1 204 No Content\r\n\r\n", requests=requests) as url:
        assert http.unready(url, path) == ""

    assert requests[0].startswith(f"GET {target} HTTP/1.1\r\nHost: {url.removeprefix('http://')}\r\n".encode())


def test_unready_reads_no_body() -> None:
    stop = threading.Event()

    def for_ever(connection: socket.socket) -> None:
        with suppress(OSError):
            while not stop.is_set():
                connection.sendall(b"x" * 65536)

    with server(b"HTTP/1.1 200 OK\r\n\r\n", then=for_ever) as url:
        began = time.monotonic()
        assert http.unready(url, "/") == ""
        assert time.monotonic() - began < 1
        stop.set()


def test_get_of_too_many_series(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "MAX_BYTES", 1000)
    with SmallBackend(Canned(200, json.dumps(["x"] * 1000))) as backend:
        answer = http.get(backend.url, "/api")

    assert answer.error.startswith(f"lab does not read the answer of {backend.url}/api: it is larger than")
    assert not answer.refused
