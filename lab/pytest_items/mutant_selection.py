"""Which mutants to test a change with: those that it affects, and a share of the others.

A change affects a mutant when it touches a file of the scenario, a component or base image that it runs, a rule or
dashboard that it uses, or the module of an expectation that it plans to fail. The share is a pseudo-random choice: the
seed, the current commit, makes it reproducible.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mutant and what it depends on, as paths from the root of the repository. `modules`: of the expectations that it
    plans to fail, and what these import."""

    label: str
    files: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()
    modules: frozenset[str] = frozenset()

    def touched_by(self, path: str) -> bool:
        return (
            path in self.files or path in self.modules or any(path.startswith(f"{folder}/") for folder in self.folders)
        )


@dataclass(frozen=True, slots=True)
class Selection:
    """`reasons`: label of a selected mutant -> the changed file that affects it, empty for one of the share. `share` in
    percent."""

    candidates: int
    reasons: Mapping[str, str] = field(default_factory=dict)
    share: int = 0
    seed: str = ""
    note: str = ""  # why all are selected, or what the change is

    def lines(self) -> list[str]:
        """For the header of the test run."""
        affecting = Counter(path for path in self.reasons.values() if path)
        head = f"mutants: {len(self.reasons)} of {self.candidates}"
        if self.note:
            head += f" ({self.note})"
        if not self.share:
            return [head]
        in_share = sum(not path for path in self.reasons.values())
        lines = [head, f"  {in_share} as the {self.share}% share of the others, seed {self.seed}"]
        return lines + [f"  {count} because of {path}" for path, count in affecting.most_common()]


def select_all(candidates: Iterable[Candidate], note: str) -> Selection:
    labels = [candidate.label for candidate in candidates]
    return Selection(len(labels), dict.fromkeys(labels, ""), note=note)


def select(candidates: Iterable[Candidate], changed: frozenset[str], share: int, seed: str, note: str) -> Selection:
    """`changed`: paths from the root of the repository. `share` in percent, rounded up to whole mutants."""
    ordered = sorted(candidates, key=lambda candidate: candidate.label)
    reasons: dict[str, str] = {}
    for candidate in ordered:
        affecting = next((path for path in sorted(changed) if candidate.touched_by(path)), None)
        if affecting is not None:
            reasons[candidate.label] = affecting
    others = [candidate.label for candidate in ordered if candidate.label not in reasons]
    others.sort(key=lambda label: hashlib.sha256(f"{seed} {label}".encode()).hexdigest())
    reasons.update(dict.fromkeys(others[: math.ceil(len(others) * share / 100)], ""))
    return Selection(len(ordered), reasons, share, seed, note)
