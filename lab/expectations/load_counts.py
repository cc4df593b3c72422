"""The counts of the load generator, with which counts of requests, lines and traces are compared."""

from __future__ import annotations

from dataclasses import dataclass

from lab.expectations.formatting import format_value
from lab.expectations.plan_context import At, PlanContext, latest_load
from lab.expectations.results import Mismatch, undecided
from lab.language.conditions import Condition, format_condition
from lab.language.counting import count
from lab.language.reasons import LOAD_OFF, Reason
from lab.language.suggestions import did_you_mean
from lab.record.event import LoadTruth
from lab.record.verdict import Judgement

LOAD_LABELS = ("method", "route", "status")

_BOUNDED = ("==", "<", "<=")


def load_of(condition: Condition | None, route: str | None, at: At, key: str, ctx: PlanContext) -> str | None:
    """The name of the load that a condition under `key` refers to; None when it refers to none."""
    if condition is None or not condition.about_load:
        if route is not None:
            ctx.wrong(at("route"), f"'route' belongs to \"{key}: equals the load\"")
        return None
    load = latest_load(at(key), ctx)
    if load is None:
        return None
    routes = [request.route for request in load.requests]
    if route is not None and route not in routes:
        ctx.wrong(at("route"), f"the load sends nothing to {route!r}{did_you_mean(route, routes)}")
    return load.name


def reject_zero(condition: Condition | None, what: str, instead: str) -> None:
    """Raises ValueError for a condition that an empty lab meets."""
    if condition and condition.holds(0) and not condition.holds(1):
        raise ValueError(f"an empty lab has no {what} either; {instead}")


def unusable_load(expected: str, load: LoadTruth | None) -> Judgement | None:
    """The judgement when there is no valid load to compare with; None when there is one."""
    if load is not None and not load.invalid_reason:
        return None
    return undecided(LOAD_OFF, expected, load.invalid_reason if load else "no load was sent", final=True)


def counts_by(load: LoadTruth, labels: tuple[str, ...]) -> dict[tuple[str, ...], int]:
    """The load's counts summed by `labels`, of method, route and status."""
    sums: dict[tuple[str, ...], int] = {}
    for entry in load.counts:
        key = tuple(str(getattr(entry, label)) for label in labels)
        sums[key] = sums.get(key, 0) + entry.count
    return sums


@dataclass(frozen=True, slots=True)
class ExpectedCount:
    """The expected number of things that can only increase, such as lines and traces.

    `load` is the generator's count, None when the condition does not refer to it.
    """

    noun: str
    condition: Condition | None
    load: float | None = None
    route: str | None = None

    def __str__(self) -> str:
        if self.condition is None:
            return "at least one"
        only = f", counting only requests to {self.route}" if self.route else ""
        return f"{format_condition(self.condition, self.load)}{only}"

    def mismatch(self, reason: Reason, number: int, *, cut: bool) -> Mismatch | None:
        """None when the number is right. `cut`: the number reached the limit of a query, so there may be more."""
        condition = self.condition
        if condition is None:
            return None
        if cut and any(comparison.op in _BOUNDED for comparison in condition.comparisons):
            actual = f"{number} {self.noun}s or more: the limit of one query"
            hint = f"ask for fewer {self.noun}s"
            return Mismatch(reason, actual, final=True, difference="too many to count", hint=hint)
        if condition.holds(number, self.load):
            return None
        target = condition.target(self.load)
        difference = "" if target is None else _difference(number - target)
        actual = count(number, self.noun)
        return Mismatch(reason, actual, final=exceeds(condition, number, self.load), difference=difference)


def expected_count(noun: str, condition: Condition | None, load: LoadTruth | None, route: str | None) -> ExpectedCount:
    if condition is None or not condition.about_load or load is None:
        return ExpectedCount(noun, condition, None, route)
    return ExpectedCount(noun, condition, float(load.total(route=route) if route else load.total()), route)


def exceeds(condition: Condition, value: float, load: float | None = None) -> bool:
    """Whether no larger value can meet the condition either."""
    for comparison in condition.comparisons:
        target = comparison.target(load)
        if target is None:
            continue
        most = target + abs(target) * comparison.within
        if (comparison.op in ("==", "<=") and value > most) or (comparison.op == "<" and value >= most):
            return True
    return False


def _difference(by: float) -> str:
    return f"{format_value(by)} too many" if by > 0 else f"{format_value(-by)} missing"
