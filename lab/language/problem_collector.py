"""Collects the problems of a scenario and its files, without follow-up errors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeAlias

from lab.errors import Place, Problem, Problems

# Something that others refer to, its kind first: ("dialect",), ("component", "api"), ("file", "rules/http.yml").
Subject: TypeAlias = tuple[str, ...]


@dataclass(slots=True)
class ProblemCollector:
    """The problems so far, and the subjects that are known to be broken."""

    problems: list[Problem] = field(default_factory=list)
    _broken: set[Subject] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self.problems)

    def wrong(self, place: Place, message: str, *, unless_broken: Subject = ()) -> None:
        """Reports a problem, unless it may follow from a subject that is known to be broken."""
        if not self.is_broken(*unless_broken):
            self.problems.append(Problem(place, message))

    def extend(self, problems: Iterable[Problem]) -> None:
        self.problems.extend(problems)

    @contextmanager
    def scope(self, *subject: str) -> Iterator[None]:
        """Problems that are reported inside break `subject`."""
        before = len(self.problems)
        yield
        if len(self.problems) > before:
            self._broken.add(subject)

    def mark_broken(self, *subject: str) -> None:
        """For a subject that cannot be checked because another one is broken."""
        self._broken.add(subject)

    def is_broken(self, *subject: str) -> bool:
        """Whether `subject` is known to be broken; a kind alone asks for any subject of that kind."""
        return bool(subject) and any(broken[: len(subject)] == subject for broken in self._broken)

    def raise_if_any(self) -> None:
        """Raises `Problems` with all of them."""
        if self.problems:
            raise Problems(tuple(self.problems))
