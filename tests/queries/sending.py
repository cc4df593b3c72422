"""Sends a query to a real HTTP server on 127.0.0.1 that gives one reply to every request."""

from __future__ import annotations

import json
from pathlib import Path

from lab.backends.observing import Backends
from lab.queries.query import Query
from lab.record.observation import Observation
from tests.backends.small_backend import Reply, SmallBackend

NOW = 1795260448.25  # unix seconds: when every query of these tests is sent

Request = tuple[str, dict[str, list[str]]]  # path, parameters

# JSON that no backend sends for a query.
FOREIGN = ('{"status": "success", "data": null}', '{"data": {}}', "{}", "[]", "7", '"x"', "null", "")


def observe(url: str | None, query: Query) -> Observation:
    """The observation when every service of the lab is at this URL."""
    return Backends(lambda role: url, lambda: NOW, lambda service, port: url).observe(query)


def observe_reply(reply: Reply, query: Query) -> Observation:
    """The observation of a backend that gives this reply. In its error, the URL of the backend is `URL`."""
    with SmallBackend(reply) as backend:
        observation = observe(backend.url, query)
        return observation.model_copy(update={"error": observation.error.replace(backend.url, "URL")})


def requests_of(query: Query) -> list[Request]:
    """The requests that a query sends."""
    with SmallBackend(Reply(200, "{}")) as backend:
        observe(backend.url, query)
        return backend.asked


def captured(folder: Path, name: str) -> Reply:
    """A captured answer of a real backend, as it came over the wire."""
    whole = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    text = whole["body"] if isinstance(whole["body"], str) else json.dumps(whole["body"])
    return Reply(whole["status"], text)
