"""How many there must be of what only becomes more, lines and traces: as a condition says, or as the load counted."""

from __future__ import annotations

from dataclasses import dataclass

from lab.expectations.results import spell_value
from lab.language import reasons
from lab.language.conditions import Condition, say_condition
from lab.record.event import LoadTruth
from lab.record.verdict import Judgement, Status

_BOUNDED = ("==", "<", "<=")


@dataclass(frozen=True, slots=True)
class Wanted:
    """`what` is counted. `load` is what the generator counted, None where the condition does not refer to it."""

    what: str
    condition: Condition | None
    load: float | None = None
    route: str | None = None

    def words(self) -> str:
        if self.condition is None:
            return "at least one"
        only = f", counting only what it sent to {self.route}" if self.route else ""
        return f"{say_condition(self.condition, self.load)}{only}"


@dataclass(frozen=True, slots=True)
class Miscount:
    """`final`: it can only grow, and so cannot come back to what is wanted."""

    words: str
    off: str = ""
    advice: str = ""
    final: bool = False


def wanted(what: str, condition: Condition | None, load: LoadTruth | None, route: str | None) -> Wanted:
    if condition is None or not condition.about_load or load is None:
        return Wanted(what, condition, None, route)
    return Wanted(what, condition, float(load.total(route=route) if route else load.total()), route)


def load_off(expected: str, load: LoadTruth | None) -> Judgement | None:
    """The judgement when there is no load to hold a count against, or one that cannot serve; None when there is."""
    if load is not None and not load.invalid_reason:
        return None
    return Judgement(
        status=Status.UNDECIDED,
        reason=reasons.LOAD_OFF,
        expected=expected,
        actual=load.invalid_reason if load else "no load was sent",
        final=True,
    )


def miscount(wish: Wanted, found: int, *, cut: bool) -> Miscount | None:
    """None when the number is right. `cut`: there may be more, since the backend gives no more at once."""
    condition = wish.condition
    if condition is None:
        return None
    if cut and any(comparison.op in _BOUNDED for comparison in condition.comparisons):
        words = f"{found} {wish.what}s or more: no more are given at once"
        return Miscount(words, "too many to count", f"ask for fewer {wish.what}s", final=True)
    if condition.holds(found, wish.load):
        return None
    target = condition.target(wish.load)
    off = "" if target is None else _off(found - target)
    return Miscount(f"{found} {wish.what}{'' if found == 1 else 's'}", off, final=past(condition, found, wish.load))


def past(condition: Condition, value: float, load: float | None = None) -> bool:
    """Whether no larger value can meet the condition either."""
    for comparison in condition.comparisons:
        target = comparison.target(load)
        if target is None:
            continue
        most = target + abs(target) * comparison.within
        if (comparison.op in ("==", "<=") and value > most) or (comparison.op == "<" and value >= most):
            return True
    return False


def _off(by: float) -> str:
    return f"{spell_value(by)} too many" if by > 0 else f"{spell_value(-by)} missing"
