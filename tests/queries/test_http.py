"""The query for a page of any service of the lab."""

from __future__ import annotations

import json

import pytest

from lab.backends.observing import Backends
from lab.queries.answer import Answer
from lab.queries.http import Page, PageAnswer, page_of
from lab.record.observation import Observation
from tests.backends.small_backend import Reply, SmallBackend, captured
from tests.queries.sending import NOW, observe_reply, requests_of

PAGE = Page(service="api", port=8000, path="/a/b?c=d%20e&f")


@pytest.mark.parametrize(
    ("reply", "parsed"),
    {
        "text": (captured("page_healthy"), None),
        "JSON": (captured("page_json"), json.loads(captured("page_json").text)),
        "a redirect": (captured("page_moved"), None),
        "not found": (captured("page_missing"), None),
        "bad request": (captured("refused_syntax"), json.loads(captured("refused_syntax").text)),
        "server error": (Reply(500, '{"detail": "boom"}'), {"detail": "boom"}),
        "an empty body": (Reply(200, ""), None),
        "text outside of ASCII": (Reply(200, "Größe ⚠"), None),
    }.values(),
)
def test_page_answer(reply: Reply, parsed: object) -> None:
    answer = {"status": reply.status, "text": reply.text, "json": parsed}

    assert observe_reply(reply, PAGE) == Observation(query=PAGE, at=NOW, answer=answer)


def test_page_request() -> None:
    assert requests_of(PAGE) == [("/a/b", {"c": ["d e"]})]


def test_page_long_text_is_cut_but_not_its_json() -> None:
    text = json.dumps(["x" * 150_000])

    answer = {"status": 200, "text": text[:100_000], "json": ["x" * 150_000]}
    assert observe_reply(Reply(200, text), PAGE).answer == answer


def test_page_service_not_running() -> None:
    observation = Backends(lambda role: "http://127.0.0.1:1", lambda: NOW, lambda service, port: None).observe(PAGE)

    assert observation == Observation(query=PAGE, at=NOW, error="'api' is not running, or has no port 8000")


def test_page_goes_to_the_port_of_the_service() -> None:
    with SmallBackend(Reply(200, "hello")) as backend:
        urls = {("api", 8000): backend.url}
        observation = Backends(lambda role: None, lambda: NOW, lambda service, port: urls[service, port]).observe(PAGE)

    assert observation.answer == {"status": 200, "text": "hello", "json": None}
    assert PAGE.services() == ("api",)


def test_page_read() -> None:
    assert Page.read({"status": 200, "text": "{}", "json": {}}) == PageAnswer(200, "{}", {})


def test_page_of_an_error() -> None:
    assert page_of(Answer(error="does not answer")) == Answer(error="does not answer")
