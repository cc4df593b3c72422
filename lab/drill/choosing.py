"""Which case of each rule is true at the moment of firing and not at the quiet one: Prometheus is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeAlias

from lab.drill.isolation import LABEL, IsolatedRule, case_label, isolated, with_label
from lab.drill.rules import DrillRule
from lab.drill.solving.cases import Cases, Moments
from lab.queries.answer import Answer
from lab.why.expression import Binary, Call, Constant, Expression, Selector, Window, children, to_promql

_AT_ONCE = 4
_FROM_S, _TO_S = 2.0, 120.0  # after a moment: a rule must be true, or not, for all of a drill
_MOST_TEXT = 160

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
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return tuple(pool.map(lambda item: _choose(item[0], item[1], moments, ask), rules))


def _choose(rule: DrillRule, numbers: Sequence[int], moments: Moments, ask: Ask) -> Choice:
    fires_only: Choice | None = None
    error = ""
    for number in numbers:
        candidate = isolated(rule, number)
        tried = _try(candidate.expr, moments, ask)
        error = error or tried.error
        if tried.fires and tried.calms:
            return Choice(rule, candidate)
        if tried.fires and fires_only is None:
            fires_only = Choice(rule, candidate, calms=False)
    return fires_only or Choice(rule, None, error=error, best=numbers[0] if numbers else 0)


def _try(query: str, moments: Moments, ask: Ask) -> Tried:
    firing = ask(query, moments.firing + _FROM_S, moments.firing + _TO_S)
    if firing.error:
        return Tried(False, False, firing.error)
    if points(firing) < 2:
        return Tried(False, False)
    quiet = ask(query, moments.quiet + _FROM_S, moments.quiet + _TO_S)
    return Tried(True, not quiet.error and points(quiet) == 0, quiet.error)


def points(answer: Answer) -> int:
    """At how many of the two times there was a result."""
    times = {at for series in _series(answer) for at, _ in series.get("values", ())}
    return len(times)


def _series(answer: Answer) -> list[dict[str, Any]]:
    data = answer.json.get("data") if isinstance(answer.json, dict) else None
    found = data.get("result") if isinstance(data, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def explain(choice: Choice, cases: Cases, moments: Moments, ask: Ask) -> str:
    """Why a rule could not be fired: the part of it that has no result although its own parts have."""
    if cases.conflicts:
        return "; ".join(cases.conflicts)
    if choice.error:
        return f"Prometheus refuses the query: {' '.join(choice.error.split())[: _MOST_TEXT * 2]}"

    def result(part: Expression) -> list[dict[str, Any]]:
        query = to_promql(with_label(part, case_label(choice.rule, choice.best)))
        return _series(ask(query, moments.firing + _FROM_S, moments.firing + _TO_S))

    part = _empty_part(choice.rule.parsed, result)
    return _reason(part, result)


def _empty_part(expression: Expression, result: Callable[[Expression], list[dict[str, Any]]]) -> Expression:
    """The innermost part without a result."""
    for child in children(expression):
        if isinstance(child, Constant | Window) or _absent(expression):
            continue
        if not result(child):
            return _empty_part(child, result)
    return expression


def _absent(expression: Expression) -> bool:
    return isinstance(expression, Call) and expression.function.startswith("absent")


def _reason(part: Expression, result: Callable[[Expression], list[dict[str, Any]]]) -> str:
    text = shortened(to_promql(part))
    match part:
        case Selector() | Window():
            return f"no series that lab tried satisfies {text}"
        case Binary(_, left, right) if part.compares:
            return f"no values were found for which {text}; {_values('left', left, result)}, " + _values(
                "right", right, result
            )
        case Binary(op, left, right):
            return (
                f"the sides of {op!r} never match in {text}: left has {_labels(left, result)}, "
                f"right has {_labels(right, result)}"
            )
    return f"{text} has no result for any series that lab tried"


def _values(side: str, part: Expression, result: Callable[[Expression], list[dict[str, Any]]]) -> str:
    values = [str(series["values"][0][1]) for series in result(part)[:2] if series.get("values")]
    return f"{side} was {' and '.join(values) or 'empty'}"


def _labels(part: Expression, result: Callable[[Expression], list[dict[str, Any]]]) -> str:
    found = result(part)
    labels = {name: value for name, value in found[0].get("metric", {}).items() if name != LABEL} if found else {}
    return shortened("{" + ", ".join(f'{name}="{value}"' for name, value in labels.items()) + "}")


def shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _MOST_TEXT else f"{text[: _MOST_TEXT - 3]}..."
