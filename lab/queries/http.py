"""HTTP requests to any service of the lab."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from lab.queries.answer import Answer, Reply, reads_answer_of
from lab.queries.query import Clients, Description, Query

_MAX_TEXT = 100_000  # characters of a body that are kept


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """An HTTP response. `json` is None when the text is not JSON."""

    status: int
    text: str
    json: Any


class Page(Query):
    """A GET request to a service's port. Any status is an answer."""

    kind: Literal["page"] = "page"
    service: str
    port: int
    path: str

    def services(self) -> tuple[str, ...]:
        return (self.service,)

    def send(self, clients: Clients, at: float) -> Answer:
        return page_of(clients.service(self.service, self.port).page(self.path))

    def describe(self, zero: float) -> Description:
        return Description(f"page of {self.service}, port {self.port}", self.path)

    @staticmethod
    @reads_answer_of("a service")
    def read(answer: Any) -> PageAnswer:
        return PageAnswer(int(answer["status"]), str(answer["text"]), answer["json"])


def page_of(reply: Reply | Answer) -> Answer:
    """The answer for a response of any status, 4xx and 5xx included."""
    if isinstance(reply, Answer):
        return reply
    return Answer(json={"status": reply.status, "text": reply.text[:_MAX_TEXT], "json": reply.json})
