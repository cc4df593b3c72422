"""The base of all queries: where a query goes, how it is sent, described in reports and read back from a record."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, NamedTuple, Protocol, Self, TypeAlias

from pydantic import BeforeValidator, ConfigDict, SerializeAsAny, SerializerFunctionWrapHandler, model_serializer

from lab.language.recorded import Recorded
from lab.language.times import duration, moment
from lab.queries.answer import Answer, Reply

Params: TypeAlias = Mapping[str, str | float | list[str]]


class Client(Protocol):
    """One running service, reached over HTTP. Nothing here raises: a failure is an `Answer` with an error."""

    def get(self, path: str, params: Params | None = None) -> Answer:
        """The JSON of a GET request. Status 400 and 422 are a refusal, any other error status an error."""
        ...

    def request(self, method: str, path: str, json: Any = None, params: Params | None = None) -> Reply | Answer:
        """A response of any status, for APIs in which an error status has a meaning."""
        ...

    def page(self, path: str) -> Reply | Answer:
        """The response of any service to GET: redirects are not followed, and a body without end is cut."""
        ...


class Clients(Protocol):
    """The services of a running lab. Raises NoSuchService for one that does not exist or is not running."""

    def role(self, role: str) -> Client:
        """The service with this role, for example `prometheus`."""
        ...

    def service(self, name: str, port: int) -> Client:
        """A service by its name; `port` is the container's."""
        ...

    def printed(self, service: str, since: float, most: int) -> Answer:
        """The lines that a container printed since a moment (unix seconds), at most the last `most`, as a list."""
        ...


class NoSuchService(Exception):
    """No running service of the lab can answer the query."""


class Description(NamedTuple):
    """A query in a report: a title, in which times count from the start of the run, and the query's text."""

    title: str
    text: str = ""


class Query(Recorded, ABC):
    """`kind` is the query's name in run.json; each subclass has its own. `role` is the role it is sent to.

    `ask`: the service that answers it in its role, where the lab has several of them; empty for the only one.
    """

    kind: str
    ask: str = ""
    role: ClassVar[str] = ""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        name = cls.model_fields["kind"].default
        known = _KINDS.setdefault(name, cls)
        if known is not cls:
            raise TypeError(f"two queries are called {name!r}: {known.__name__} and {cls.__name__}")

    def roles(self) -> tuple[str, ...]:
        """All roles that services must have for it to be sent."""
        return (self.role,) if self.role else ()

    @model_serializer(mode="wrap")
    def _without_empty_ask(self, serialized: SerializerFunctionWrapHandler) -> dict[str, Any]:
        fields: dict[str, Any] = serialized(self)
        return fields if self.ask else {name: value for name, value in fields.items() if name != "ask"}

    def services(self) -> tuple[str, ...]:
        """The services it is sent to by name."""
        return (self.ask,) if self.ask else ()

    def addressed(self, services: Mapping[str, str]) -> Self:
        """The query, asked of the service of its role (role -> service), unless it names one itself."""
        service = next((services[role] for role in self.roles() if role in services), "")
        return self.model_copy(update={"ask": service}) if service and not self.ask else self

    @abstractmethod
    def send(self, clients: Clients, at: float) -> Answer:
        """Sends the query. `at` is now in unix seconds, for queries that are evaluated at a moment."""

    @abstractmethod
    def describe(self, zero: float) -> Description:
        """`zero` is the start of the run in unix seconds."""

    def described(self, zero: float) -> Description:
        """With the service that was asked, where the lab has several."""
        title, text = self.describe(zero)
        return Description(f"{self.ask}: {title}" if self.ask else title, text)


_KINDS: dict[str, type[Query]] = {}


class UnknownQuery(Query):
    """A query in a record that this version of lab does not have."""

    model_config = ConfigDict(extra="allow")

    kind: str = ""

    def send(self, clients: Clients, at: float) -> Answer:
        return Answer(error=f"this version of lab has no query {self.kind!r}", refused=True)

    def describe(self, zero: float) -> Description:
        fields = ", ".join(f"{name}: {value}" for name, value in (self.model_extra or {}).items())
        return Description(f"{self.kind} (unknown to this version of lab)", fields)


def _query_of(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _KINDS.get(str(value.get("kind")), UnknownQuery).model_validate(value)
    return value


AnyQuery = Annotated[SerializeAsAny[Query], BeforeValidator(_query_of)]


def window(start: float, end: float, zero: float) -> str:
    """From when to when, in seconds since the start of the run (`zero`)."""
    begin, until = (moment((at - zero) * 1000) for at in (start, end))
    return f"from {begin} to {until}"


def steps(start: float, end: float, step: float, zero: float) -> str:
    """From when to when, and the distance between two points."""
    return f"{window(start, end, zero)}, every {duration(step * 1000)}"
