"""Calls: one request of any method to a service."""

from __future__ import annotations

import pytest

from lab.backends import page
from lab.queries.answer import Answer
from tests.backends.small_backend import Reply, SmallBackend
from tests.backends.test_http import server


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_send_method(method: str) -> None:
    requests: list[bytes] = []
    with server(b"HTTP/1.1 204 No Content\r\n\r\n", requests=requests) as url:
        answer = page.send(url, method, "/-/reload", None, "")

    assert answer == Answer({"status": 204, "text": "", "json": None})
    assert requests[0].startswith(f"{method} /-/reload HTTP/1.1".encode())


def test_send_body() -> None:
    with SmallBackend(Reply(418, "no")) as backend:
        answer = page.send(backend.url, "POST", "/brew?cups=2", '{"a": "é"}', "application/json")
        without = page.send(backend.url, "POST", "/brew", None, "")

    assert answer == without == Answer({"status": 418, "text": "no", "json": None})
    assert backend.asked == [("/brew", {"cups": ["2"]}), ("/brew", {})]
    assert backend.sent == ['{"a": "é"}', ""]
    assert backend.kinds == ["application/json", None]


def test_send_without_a_response() -> None:
    answer = page.send("http://127.0.0.1:1", "POST", "/-/reload", None, "")

    assert answer.error.startswith("http://127.0.0.1:1/-/reload does not answer: ")
