"""What became of each part of a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from lab.errors import Place

Outcome: TypeAlias = Literal["translated", "refused", "left"]


@dataclass(frozen=True, slots=True)
class Entry:
    """`what`: a rule, or a panel with its query. `detail`: why it was refused or left. `notes`: what to know of it."""

    place: Place
    what: str
    outcome: Outcome
    before: str
    after: str = ""
    detail: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TranslatedFile:
    """`text`: the file with everything translated that can be; what was refused or left is as it was."""

    file: str
    text: str
    entries: tuple[Entry, ...]

    @property
    def refused(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.outcome == "refused")
