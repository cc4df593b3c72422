"""The client of one service: paths are appended to its URL, its login is used."""

from __future__ import annotations

from lab.backends.endpoint import Endpoint
from lab.backends.service import Service
from lab.queries.answer import Answer, Reply
from tests.backends.small_backend import Reply as Canned
from tests.backends.small_backend import SmallBackend


def test_get_appends_path_and_parameters() -> None:
    with SmallBackend(Canned(200, "[1]")) as backend:
        answer = Service(backend.url).get("/api/v1/query", {"query": "up", "match[]": ["a", "b"]})

    assert answer == Answer([1])
    assert backend.asked == [("/api/v1/query", {"query": ["up"], "match[]": ["a", "b"]})]


def test_request_returns_any_status_without_the_login() -> None:
    with SmallBackend(Canned(404, '{"message": "not found"}')) as backend:
        url = backend.url.replace("://", "://user:secret@")
        reply = Service(url).request("POST", "/api/x", {"a": 1})

    assert reply == Reply(f"{backend.url}/api/x", 404, '{"message": "not found"}', {"message": "not found"})
    assert backend.sent == ['{"a": 1}']


def test_page_keeps_the_query_of_the_path() -> None:
    with SmallBackend(Canned(200, "hello")) as backend:
        reply = Service(backend.url).page("/a?b=c")

    assert reply == Reply(f"{backend.url}/a?b=c", 200, "hello", None)
    assert backend.asked == [("/a", {"b": ["c"]})]


def test_endpoint_adds_path_headers_and_parameters() -> None:
    with SmallBackend(Canned(200, "[1]")) as backend:
        endpoint = Endpoint(backend.url, "/prometheus", {"X-Scope-OrgID": "team-a"}, {"dedup": "false"})
        answer = Service(endpoint).get("/api/v1/query", {"query": "up"})
        page = Service(endpoint).page("/ready?now=1")
        reply = Service(endpoint).request("GET", "/api/v1/labels")

    assert answer == Answer([1])
    assert backend.asked == [
        ("/prometheus/api/v1/query", {"query": ["up"], "dedup": ["false"]}),
        ("/prometheus/ready", {"now": ["1"], "dedup": ["false"]}),
        ("/prometheus/api/v1/labels", {"dedup": ["false"]}),
    ]
    assert [headers["X-Scope-OrgID"] for headers in backend.headers] == ["team-a"] * 3
    assert isinstance(page, Reply) and page.status == 200
    assert isinstance(reply, Reply) and reply.url == f"{backend.url}/prometheus/api/v1/labels"
