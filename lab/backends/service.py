"""One running service, reached over HTTP: the client that queries are given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lab.backends.http import exchange, get, request_page
from lab.queries.answer import Answer, Reply
from lab.queries.query import Params


@dataclass(frozen=True, slots=True)
class Service:
    """`url` has no trailing slash, and may contain a login."""

    url: str

    def get(self, path: str, params: Params | None = None) -> Answer:
        return get(f"{self.url}{path}", params)

    def request(self, method: str, path: str, json: Any = None, params: Params | None = None) -> Reply | Answer:
        return exchange(method, f"{self.url}{path}", params=params, json=json)

    def page(self, path: str) -> Reply | Answer:
        return request_page("GET", f"{self.url}{path}")
