"""Sends a request to any service of the lab, whatever it answers."""

from __future__ import annotations

from lab.backends.http import whatever
from lab.queries.answer import Answer
from lab.queries.http import page_of

_SEND_S = 30.0  # a snapshot or a reload takes its time, and is asked for only once


def send(url: str, method: str, path: str, body: str | None, content_type: str) -> Answer:
    return page_of(whatever(method, f"{url}{path}", body=body, content_type=content_type, seconds=_SEND_S))
