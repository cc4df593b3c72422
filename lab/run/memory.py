"""Refuses to start labs that need more memory than the engine has."""

from __future__ import annotations

from collections.abc import Iterable

from lab.engine_facts import MEMORY_SHARE, EngineFacts
from lab.errors import CannotStart
from lab.plan.model import LabPlan
from lab.report.formatting import value_in_unit


def check_memory(plans: Iterable[LabPlan], at_once: int, facts: EngineFacts, fewer: str = "-j 1") -> None:
    """`fewer` is the option that runs fewer labs at once. Raises CannotStart."""
    needs = sorted((plan.memory for plan in plans), reverse=True)[:at_once]
    if sum(needs) > facts.memory_for_labs:
        needed, present = value_in_unit(sum(needs), "bytes"), value_in_unit(facts.memory_bytes, "bytes")
        labs = f"{len(needs)} labs at once need" if len(needs) > 1 else "the lab needs"
        raise CannotStart(
            f"{labs} {needed} of memory, and the engine has {present}, of which labs may use {MEMORY_SHARE:.0%}",
            remedy=f"run fewer at once: {fewer}" if len(needs) > 1 else "give the engine more memory",
        )
