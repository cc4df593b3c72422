"""The parts of a plan that a record repeats: values scaled for the lab, and the planned failures of a mutant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lab.language.reasons import Reason


@dataclass(frozen=True, slots=True)
class ScaledValue:
    """A production value, and the value that this lab uses instead."""

    file: str
    path: str
    production: str
    lab: str


@dataclass(frozen=True, slots=True)
class MutantPlan:
    """`fails`: expectations that must fail, with the reason. `may_fail`: those that may fail. All others must pass."""

    name: str
    fails: Mapping[str, Reason]
    may_fail: tuple[str, ...] = ()
