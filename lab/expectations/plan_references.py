"""What an expectation may refer to, as far as it needs to know it: alerting rules, files, loads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from lab.errors import Place


@dataclass(frozen=True, slots=True)
class AlertRule:
    """`for_` as the lab uses it, as the file spells it."""

    name: str
    for_: str
    place: Place


class Texts(Protocol):
    """The files of the scenario, as the lab uses them."""

    def text(self, name: str, asked_at: Place, /) -> str | None:
        """None when it cannot be had; the reason is then among the problems."""
        ...

    @property
    def shown(self) -> FileNames: ...


class FileNames(Protocol):
    def __call__(self, name: str, /) -> str:
        """The file as messages name it."""
        ...


class Request(Protocol):
    @property
    def route(self) -> str: ...


class Load(Protocol):
    """A load that a step sends."""

    @property
    def name(self) -> str: ...

    @property
    def requests(self) -> Sequence[Request]: ...
