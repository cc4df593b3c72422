"""Which case of each rule is true at the moment of firing and not at the quiet one: Prometheus is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeAlias

from lab.drill.isolation import IsolatedRule, isolated
from lab.drill.rules import DrillRule
from lab.drill.solving.cases import Moments
from lab.queries.answer import Answer

AT_ONCE = 4
FROM_S, TO_S = 2.0, 45.0  # after a moment: a rule must be true, or not, for all of a drill

Ask: TypeAlias = Callable[[str, float, float], Answer]  # the query, from, to (unix seconds): two points of each series


@dataclass(frozen=True, slots=True)
class Tried:
    """What Prometheus said of a case. `fires`, `calms`; `error`: why the query failed."""

    fires: bool
    calms: bool
    error: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """`isolated` is None for a rule that no case makes fire; `best` is the case to explain it with."""

    rule: DrillRule
    isolated: IsolatedRule | None
    calms: bool = True
    error: str = ""
    best: int = 0


def choose(rules: Iterable[tuple[DrillRule, Sequence[int]]], moments: Moments, ask: Ask) -> tuple[Choice, ...]:
    """For each rule the first of the numbered cases that fires and is quiet again, else one that fires only."""
    rules = tuple(rules)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return tuple(pool.map(lambda item: _choose(item[0], item[1], moments, ask), rules))


def _choose(rule: DrillRule, numbers: Sequence[int], moments: Moments, ask: Ask) -> Choice:
    fires_only: Choice | None = None
    error = ""
    for candidate in (isolated(rule, number, kept=kept) for number in numbers for kept in (True, False)):
        tried = _try(candidate.expr, moments, ask)
        error = error or tried.error
        if tried.fires and tried.calms:
            return Choice(rule, candidate)
        if tried.fires and fires_only is None:
            fires_only = Choice(rule, candidate, calms=False)
    return fires_only or Choice(rule, None, error=error, best=numbers[0] if numbers else 0)


def _try(query: str, moments: Moments, ask: Ask) -> Tried:
    firing = ask(query, moments.firing + FROM_S, moments.firing + TO_S)
    if firing.error:
        return Tried(False, False, firing.error)
    if points(firing) < 2:
        return Tried(False, False)
    quiet = ask(query, moments.quiet + FROM_S, moments.quiet + TO_S)
    return Tried(True, not quiet.error and points(quiet) == 0, quiet.error)


def points(answer: Answer) -> int:
    """At how many of the two times there was a result."""
    times = {at for series in series_of(answer) for at, _ in series.get("values", ())}
    return len(times)


def series_of(answer: Answer) -> list[dict[str, Any]]:
    data = answer.json.get("data") if isinstance(answer.json, dict) else None
    found = data.get("result") if isinstance(data, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
