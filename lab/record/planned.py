"""What a plan decides and a record repeats: values scaled for the lab, and the failures that a mutant plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lab.language.reasons import Reason


@dataclass(frozen=True, slots=True)
class ScaledValue:
    """A production value and what this lab uses instead."""

    file: str
    path: str
    production: str
    lab: str


@dataclass(frozen=True, slots=True)
class MutantPlan:
    """`fails`: expectations that must fail, each with its reason. `may_fail`: those that may. All others must pass."""

    name: str
    fails: Mapping[str, Reason]
    may_fail: tuple[str, ...] = ()
