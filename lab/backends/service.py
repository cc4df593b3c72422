"""One running service, reached over HTTP: the client that queries are given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lab.backends.bounds import UNBOUNDED, Bounds
from lab.backends.endpoint import Url
from lab.backends.http import exchange, get, query, request_page
from lab.queries.answer import Answer, Reply
from lab.queries.query import Params


@dataclass(frozen=True, slots=True)
class Service:
    """`url` is that of an endpoint, or has all that its requests need. `bounds` apply to every request."""

    url: Url
    bounds: Bounds = UNBOUNDED

    def get(self, path: str, params: Params | None = None) -> Answer:
        return get(self.url, path, params, self.bounds)

    def query(self, path: str, params: Params) -> Answer:
        """As `get`, with parameters of any length."""
        return query(self.url, path, params, self.bounds)

    def request(self, method: str, path: str, json: Any = None, params: Params | None = None) -> Reply | Answer:
        return exchange(method, self.url, path, params=params, json=json, bounds=self.bounds)

    def page(self, path: str) -> Reply | Answer:
        return request_page("GET", self.url, path, bounds=self.bounds)
