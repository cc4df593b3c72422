"""What is measured on one side, in its own words: its dialect's names, its series, its links."""

from __future__ import annotations

from collections.abc import Mapping

from lab.comparison.measure.prom_queries import Asking
from lab.comparison.sides.planning import SidePlan
from lab.comparison.sides.steps import COUNT
from lab.errors import UsageError
from lab.expectations.specs import SeriesCheck
from lab.plan.model import CheckPlan
from lab.record.verdict import Status, Verdict
from lab.run.clock import Clock
from lab.run.expecting import StepContext, expect
from lab.run.lab import Lab


def asking(side: SidePlan, lab: Lab) -> Asking:
    meaning = side.dialect.meanings.get(COUNT) if side.dialect else None
    if meaning is None:
        raise UsageError(
            f"the scenario of {side.name} says nothing of the {COUNT!r}, which everything is counted by",
            remedy="name a dialect that has it",
        )
    return Asking(lab, meaning, where_of(side))


def awaited(side: SidePlan) -> tuple[CheckPlan, ...]:
    """What a lab of this side shows before its first request."""
    return side.plan.steps[0].wait


def where_of(side: SidePlan) -> Mapping[str, str]:
    """The labels by which the scenario itself selects the application's series, from what it awaits."""
    import promql_parser  # a compiled module: only those who measure pay for loading it

    subjects = [check.spec for check in awaited(side) if isinstance(check.spec, SeriesCheck)]
    for spec in sorted(subjects, key=lambda spec: spec.meaning != COUNT):
        found = promql_parser.parse(spec.query)
        if isinstance(found, promql_parser.VectorSelector):
            equal = (each for each in found.matchers.matchers if each.op == promql_parser.MatchOp.Equal)
            return {each.name: each.value for each in equal}
    return {}


def measured(side: SidePlan, lab: Lab) -> tuple[str, ...]:
    """The services whose cost is the side's: not what sends load or listens."""
    return tuple(s.name for s in side.plan.services if not s.on_demand and s.name not in lab.left_out)


def not_begun(side: SidePlan, lab: Lab, clock: Clock) -> str:
    """Waits for what the side shows before its first request; in words, what did not come."""
    now = clock.now()
    context = StepContext("before the first request", now, lab.started, lab.backends(clock), clock)
    for verdict in expect(awaited(side), context):
        if isinstance(verdict, Verdict) and verdict.status is not Status.PASSED:
            return f"it did not begin as it should: {verdict.name}: {verdict.judgement.actual}"
    return ""
