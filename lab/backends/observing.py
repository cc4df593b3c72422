"""Sends queries to the services of a running lab, and records the answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from lab.backends.bounds import UNBOUNDED, Bounds
from lab.backends.endpoint import Url
from lab.backends.service import Service
from lab.errors import LabError
from lab.queries.answer import UNREADABLE, Answer, UnexpectedAnswer
from lab.queries.query import NoSuchService, Query
from lab.record.observation import Observation

_MAX_QUOTED = 200  # characters of an error


class FindEndpoint(Protocol):
    """Where the service with a role is queried: `service`, or its view of this name, if that has it; None when it is
    not running."""

    def __call__(self, role: str, service: str = "", /) -> Url | None: ...


@dataclass(frozen=True, slots=True)
class Backends:
    """`address` gives the URL of a service's container port, or None when the lab has none.

    `bounds` apply to every request. `ask`: the service that answers in the roles it has.
    `lines`: what a container printed, as `Clients.printed`; raises LabError, OSError or ValueError.
    """

    endpoint: FindEndpoint
    now: Callable[[], float]
    address: Callable[[str, int], str | None]
    bounds: Bounds = field(default=UNBOUNDED, kw_only=True)
    ask: str = field(default="", kw_only=True)
    lines: Callable[[str, float, int], Sequence[str]] | None = field(default=None, kw_only=True)

    def observe(self, query: Query) -> Observation:
        """Never raises: a failed query is an observation with an error."""
        at = self.now()
        try:
            self.bounds.check()
        except OSError as over:
            return Observation(query=query, at=at, error=f"not asked: {over}")
        try:
            answer = query.send(replace(self, ask=query.ask) if query.ask else self, at)
        except (NoSuchService, UnexpectedAnswer) as error:
            answer = Answer(error=str(error))
        except UNREADABLE as error:
            answer = Answer(error=f"the answer cannot be read: {type(error).__name__}: {str(error)[:_MAX_QUOTED]}")
        return Observation(query=query, at=at, answer=answer.json, error=answer.error, refused=answer.refused)

    def role(self, role: str) -> Service:
        url = self.endpoint(role, self.ask) if self.ask else self.endpoint(role)
        if url is None and self.ask:
            raise NoSuchService(f"{self.ask!r} is not running, or has not the role {role!r}")
        if url is None:
            raise NoSuchService(f"no component provides the role {role!r}, or it is not running")
        return Service(url, self.bounds)

    def service(self, name: str, port: int) -> Service:
        url = self.address(name, port)
        if url is None:
            raise NoSuchService(f"{name!r} is not running, or has no port {port}")
        return Service(url, self.bounds)

    def printed(self, service: str, since: float, most: int) -> Answer:
        if self.lines is None:
            raise NoSuchService(f"what {service!r} prints cannot be read here")
        try:
            return Answer(json=list(self.lines(service, since, most)))
        except (LabError, OSError, ValueError) as failed:
            return Answer(error=f"what {service!r} printed cannot be read: {failed}")
