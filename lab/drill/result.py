"""What a drill says of each rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from lab.drill.rules import DrillRule


class Outcome(StrEnum):
    """`DELIVERED`, `NOWHERE` and `ALWAYS` are as it should be."""

    DELIVERED = "delivered"
    NOWHERE = "sent nowhere"  # its receiver has no integration
    ALWAYS = "always fires"  # and was delivered: a watchdog, which has no selector
    NOT_FIRED = "not fired"
    INHIBITED = "inhibited"
    NOT_DELIVERED = "not delivered"
    NOT_RESOLVED = "not resolved"


GOOD = (Outcome.DELIVERED, Outcome.NOWHERE, Outcome.ALWAYS)


@dataclass(frozen=True, slots=True)
class RuleResult:
    """`reason`: why the outcome is not good. `routed`: the receivers that the routes promise, `delivered` those that
    were told that it fires, `told_resolved` that it is over. `notes`: what else is worth knowing."""

    rule: DrillRule
    outcome: Outcome
    reason: str = ""
    pending: bool = False
    fired: bool = False
    resolved: bool = False
    routed: tuple[str, ...] = ()
    delivered: tuple[str, ...] = ()
    told_resolved: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DrillResult:
    """`changed`: what differs from production. `idle`: receivers that no rule reached, with why."""

    rules: tuple[RuleResult, ...]
    changed: tuple[str, ...]
    idle: tuple[str, ...]
    seconds: float
    phases: tuple[tuple[str, float], ...] = field(default=())

    @property
    def fired(self) -> int:
        return sum(rule.fired for rule in self.rules)

    @property
    def good(self) -> bool:
        return all(rule.outcome in GOOD for rule in self.rules)
