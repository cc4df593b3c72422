"""What differs between sides: metric names, the application's labels, services, and when the lab is ready."""

from __future__ import annotations

from collections.abc import Mapping

from lab.comparison.measure.prom_queries import PromQueries
from lab.comparison.sides.planning import SidePlan
from lab.comparison.sides.steps import FIRST_STEP, REQUEST_COUNT
from lab.errors import UsageError
from lab.expectations.value_check import ValueCheck
from lab.language.promql import parsed
from lab.language.promql_bounds import bounded_query
from lab.plan.model import CheckPlan
from lab.record.verdict import Status, Verdict
from lab.run.clock import Clock
from lab.run.expecting import StepContext, expect
from lab.run.lab import Lab


def queries_of(side: SidePlan, lab: Lab) -> PromQueries:
    """Raises UsageError when the dialect of the side does not define the request count."""
    meaning = side.dialect.meanings.get(REQUEST_COUNT) if side.dialect else None
    if meaning is None:
        raise UsageError(
            f"the dialect of {side.name} does not define {REQUEST_COUNT!r}, by which events are counted",
            remedy="name a dialect that defines it",
        )
    return PromQueries(lab, meaning, app_labels_of(side), side.side.counter, side.side.storage)


def first_wait(side: SidePlan) -> tuple[CheckPlan, ...]:
    """The checks that must pass before the first request is sent."""
    return side.plan.steps[0].wait


def app_labels_of(side: SidePlan) -> Mapping[str, str]:
    """The labels by which the scenario itself selects the application's series, from what it waits for."""
    import promql_parser  # a compiled module, loaded only when a comparison is measured

    specs = [check.spec for check in first_wait(side) if isinstance(check.spec, ValueCheck)]
    for spec in sorted(specs, key=lambda spec: spec.meaning != REQUEST_COUNT):
        selector = parsed(bounded_query(spec.query))
        if isinstance(selector, promql_parser.VectorSelector):
            matchers = selector.matchers.matchers
            return {m.name: m.value for m in matchers if m.op == promql_parser.MatchOp.Equal}
    return {}


def measured_services(side: SidePlan, lab: Lab) -> tuple[str, ...]:
    """The services whose cost is the side's: not the load generator or the taps."""
    return tuple(s.name for s in side.plan.services if not s.on_demand and s.name not in lab.left_out)


def not_ready_reason(side: SidePlan, lab: Lab, clock: Clock) -> str:
    """Waits until the side is ready for its first request; the expectation that was not met, or an empty text."""
    now = clock.now()
    context = StepContext(FIRST_STEP, now, lab.started, lab.backends(clock), clock)
    for verdict in expect(first_wait(side), context):
        if isinstance(verdict, Verdict) and verdict.status is not Status.PASSED:
            return f"not ready: {verdict.name}: {verdict.judgement.actual}"
    return ""
