"""Asks any service of the lab for a page, or sends it a request, whatever it answers."""

from __future__ import annotations

from lab.backends.http import Answer, Reply, whatever
from lab.record.observation import Page

_TEXT = 100_000  # characters kept of a text
_SEND_S = 30.0  # a snapshot or a reload takes its time, and is asked for only once


def page(url: str, ask: Page) -> Answer:
    return _told(whatever("GET", f"{url}{ask.path}"))


def send(url: str, method: str, path: str, body: str | None, content_type: str) -> Answer:
    return _told(whatever(method, f"{url}{path}", body=body, content_type=content_type, seconds=_SEND_S))


def _told(reply: Reply | Answer) -> Answer:
    """A status of 4xx or 5xx is an answer as good as any; an error is only when there is none."""
    if isinstance(reply, Answer):
        return reply
    return Answer(json={"status": reply.status, "text": reply.text[:_TEXT], "json": reply.json})
