"""Sends queries to the services of a running lab, and records the answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lab.backends.service import Service
from lab.queries.answer import Answer, UnexpectedAnswer
from lab.queries.query import NoSuchService, Query
from lab.record.observation import Observation


@dataclass(frozen=True, slots=True)
class Backends:
    """`endpoint` gives the URL of the service with a role, `address` that of a service's container port.

    Both give None when the lab has none.
    """

    endpoint: Callable[[str], str | None]
    now: Callable[[], float]
    address: Callable[[str, int], str | None]

    def observe(self, query: Query) -> Observation:
        """Never raises: a failed query is an observation with an error."""
        at = self.now()
        try:
            answer = query.send(self, at)
        except (NoSuchService, UnexpectedAnswer) as error:
            answer = Answer(error=str(error))
        return Observation(query=query, at=at, answer=answer.json, error=answer.error, refused=answer.refused)

    def role(self, role: str) -> Service:
        url = self.endpoint(role)
        if url is None:
            raise NoSuchService(f"no component provides the role {role!r}, or it is not running")
        return Service(url)

    def service(self, name: str, port: int) -> Service:
        url = self.address(name, port)
        if url is None:
            raise NoSuchService(f"{name!r} is not running, or has no port {port}")
        return Service(url)
