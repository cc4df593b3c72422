"""What came back from a backend, and how an answer of an unexpected shape is reported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

P = ParamSpec("P")
T = TypeVar("T")

_SHOWN = 200  # characters of an answer that an error quotes


@dataclass(frozen=True, slots=True)
class Answer:
    """Either JSON, or why there is none. `refused`: the backend understood and said no; asking again is of no use."""

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


def bad_reply(reply: Reply) -> Answer:
    """For a response that the backend's API does not have."""
    return Answer(error=f"{reply.url} answered {reply.status}: {reply.text[:_SHOWN]}")


def not_from(backend: str, body: Any) -> Answer:
    """For JSON that something else than this backend must have sent."""
    return Answer(error=f"this is not what {backend} answers: {str(body)[:_SHOWN]}")


class Shape(BaseModel):
    """Part of a backend's answer, with the keys that lab reads; other keys are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True, alias_generator=to_camel)


class UnexpectedAnswer(Exception):
    """An answer cannot be read: it has another shape than this backend's answers have."""


def reads_answer_of(backend: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Whatever goes wrong while the function takes an answer apart is an UnexpectedAnswer."""

    def decorate(read: Callable[P, T]) -> Callable[P, T]:
        @wraps(read)
        def reading(*args: P.args, **kwargs: P.kwargs) -> T:
            try:
                return read(*args, **kwargs)
            except (AttributeError, LookupError, TypeError, ValueError) as error:
                shown = str(args[-1])[:_SHOWN]
                raise UnexpectedAnswer(f"unexpected answer of {backend}: {_problem(error)} in {shown}") from error

        return reading

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
