"""Which mutants a change must be tested with, and which of the others take their turn.

A mutant is selected when the change touches a file of its scenario, a component or base image it runs, a rule or
dashboard it uses, or the module that judges one of its planned failures. Of the others a share is chosen by the seed.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mutant and what it depends on, as paths from the root of the repository. `judges`: of its planned failures."""

    label: str
    files: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()
    judges: frozenset[str] = frozenset()

    def touched_by(self, path: str) -> bool:
        return path in self.files or path in self.judges or any(path.startswith(f"{one}/") for one in self.folders)


@dataclass(frozen=True, slots=True)
class Selection:
    """`reasons`: label of a selected mutant -> the changed file that selected it, empty for one of the share."""

    candidates: int
    reasons: Mapping[str, str] = field(default_factory=dict)
    share: int = 0
    seed: str = ""
    note: str = ""  # why all are selected, or what the change is

    def lines(self) -> list[str]:
        """For the header of the test run."""
        touched = Counter(path for path in self.reasons.values() if path)
        head = f"mutants: {len(self.reasons)} of {self.candidates}"
        if self.note:
            head += f" ({self.note})"
        if not self.share:
            return [head]
        chosen = sum(not path for path in self.reasons.values())
        lines = [head, f"  {chosen} as the {self.share}% share of the others, seed {self.seed}"]
        return lines + [f"  {count} because of {path}" for path, count in touched.most_common()]


def select_all(candidates: Iterable[Candidate], note: str) -> Selection:
    labels = [candidate.label for candidate in candidates]
    return Selection(len(labels), dict.fromkeys(labels, ""), note=note)


def select(candidates: Iterable[Candidate], changed: frozenset[str], share: int, seed: str, note: str) -> Selection:
    """`changed`: paths from the root of the repository. `share`: percent, rounded up to whole mutants."""
    listed = sorted(candidates, key=lambda candidate: candidate.label)
    reasons: dict[str, str] = {}
    for candidate in listed:
        touching = next((path for path in sorted(changed) if candidate.touched_by(path)), None)
        if touching is not None:
            reasons[candidate.label] = touching
    others = [candidate.label for candidate in listed if candidate.label not in reasons]
    others.sort(key=lambda label: hashlib.sha256(f"{seed} {label}".encode()).hexdigest())
    reasons.update(dict.fromkeys(others[: math.ceil(len(others) * share / 100)], ""))
    return Selection(len(listed), reasons, share, seed, note)
