"""Notifications that arrived before the step began, where none has arrived since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lab.expectations.eval_context import EvalContext
from lab.expectations.formatting import first_of

HINT = (
    "it was notified before this step began, and Alertmanager repeats it only after repeat_interval: expect it in the "
    "step during which it is sent; an alert that always fires is sent while the lab starts"
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """`what`: for example "firing to team". `at` in unix seconds."""

    what: str
    at: float


def earlier(arrivals: Sequence[Arrival], ctx: EvalContext) -> str:
    """What came before the step, the latest first; empty when nothing did."""
    before = sorted((one for one in arrivals if one.at < ctx.effects_since), key=lambda one: -one.at)
    return first_of([f"{one.what} {ctx.step_started - one.at:.1f} s before this step" for one in before])
