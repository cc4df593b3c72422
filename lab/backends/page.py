"""Sends one HTTP request to any service of the lab."""

from __future__ import annotations

from lab.backends.bounds import UNBOUNDED, Bounds
from lab.backends.endpoint import Url
from lab.backends.http import request_page
from lab.queries.answer import Answer
from lab.queries.http import page_of

_TIMEOUT_S = 30.0  # a snapshot or a reload may be slow, and is not requested again


def send(url: Url, method: str, path: str, body: str | None, content_type: str, bounds: Bounds = UNBOUNDED) -> Answer:
    """Status, text and JSON of the response, whatever the status."""
    reply = request_page(method, url, path, body=body, content_type=content_type, seconds=_TIMEOUT_S, bounds=bounds)
    return page_of(reply)
