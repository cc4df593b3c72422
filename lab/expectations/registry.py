"""The kinds of expectation, each known by its leading key: `series:`, `alert:`, `targets:` ..."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Annotated, Any, TypeVar

from pydantic import Discriminator, Tag

from lab.expectations.expectation import Expectation

K = TypeVar("K", bound=type[Expectation])

_KINDS: dict[str, type[Expectation]] = {}


def register(kind: K) -> K:
    """Decorates the class of a kind, whose `kind` is its leading key. Raises ValueError for a second one."""
    if kind.kind in _KINDS:
        raise ValueError(f"two kinds of expectation begin with {kind.kind!r}")
    _KINDS[kind.kind] = kind
    return kind


def kinds() -> tuple[type[Expectation], ...]:
    return tuple(_KINDS.values())


def leading_key(raw: Any) -> str | None:
    """The kind of an expectation: the first of its keys that names one."""
    if isinstance(raw, Expectation):
        return raw.kind
    if isinstance(raw, Mapping):
        return next((key for key in raw if key in _KINDS), None)
    return None


def any_expectation() -> Any:
    """The type of a field that holds an expectation of any registered kind."""
    members = [Annotated[kind, Tag(key)] for key, kind in _KINDS.items()]
    return Annotated[reduce(or_, members), Discriminator(leading_key)]
