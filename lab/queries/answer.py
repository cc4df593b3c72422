"""Answers of backends, and how an answer of an unexpected shape is reported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

P = ParamSpec("P")
T = TypeVar("T")

# What reading an answer of any shape can raise.
UNREADABLE = (AttributeError, LookupError, TypeError, ValueError, ArithmeticError, RecursionError)
_MAX_QUOTED = 200  # characters of an answer in an error


@dataclass(frozen=True, slots=True)
class Answer:
    """Either JSON, or an error. `refused`: the backend rejected the query, and would reject it again."""

    json: Any = None
    error: str = ""
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP response of any status. `json` is None when the body is not JSON. `url` is without user and password."""

    url: str
    status: int
    text: str
    json: Any = None

    @property
    def refused(self) -> bool:
        """The backend understood the request and does not take it: Prometheus, Loki and Alertmanager say so with 400 or
        422."""
        return self.status in (400, 422)


def unexpected_reply(reply: Reply) -> Answer:
    """The answer for a response that is not part of the backend's API."""
    return Answer(error=f"{reply.url} answered {reply.status}: {reply.text[:_MAX_QUOTED]}")


def foreign_answer(backend: str, body: Any) -> Answer:
    """The answer for JSON that cannot have come from this backend."""
    return Answer(error=f"not an answer of {backend}: {str(body)[:_MAX_QUOTED]}")


class Shape(BaseModel):
    """Part of a backend's answer, with the keys that lab reads; other keys are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True, alias_generator=to_camel)


class UnexpectedAnswer(Exception):
    """An answer of a backend cannot be read, because it does not have the expected shape."""


def reads_answer_of(backend: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Decorates a function that reads an answer: any error in it becomes an UnexpectedAnswer."""

    def decorate(read: Callable[P, T]) -> Callable[P, T]:
        @wraps(read)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> T:
            try:
                return read(*args, **kwargs)
            except UNREADABLE as error:
                quoted = str(args[-1])[:_MAX_QUOTED]
                raise UnexpectedAnswer(f"unexpected answer of {backend}: {_problem(error)} in {quoted}") from error

        return wrapper

    return decorate


def _problem(error: Exception) -> str:
    match error:
        case KeyError():
            return f"no key {error}"
        case ValidationError():
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            what = "not a mapping" if first["type"] == "model_type" else first["msg"].lower()
            return f"{where}: {what}" if where else what
    return str(error)
