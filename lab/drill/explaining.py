"""Why no case makes a rule fire: what its search found nothing for, or the part of it that Prometheus has no result for
although the parts of that have one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeAlias

from lab.drill.choosing import AT_ONCE, FROM_S, TO_S, Ask, Choice, series_of
from lab.drill.isolation import LABEL, case_label, with_label
from lab.drill.solving.cases import Cases, Moments
from lab.why.expression import (
    COMPARISONS,
    NAME,
    Aggregate,
    Binary,
    Call,
    Constant,
    Expression,
    Matching,
    Selector,
    Window,
    children,
    to_promql,
)

_MOST_TEXT = 160
_BELOW = ("==", "<", "<=")

Series: TypeAlias = list[dict[str, Any]]
Result: TypeAlias = Callable[[Expression], Series]


def explain(choices: Iterable[Choice], cases: Mapping[int, Cases], moments: Moments, ask: Ask) -> dict[int, str]:
    """Rule number -> why it could not be fired, for those that could not."""
    silent = [choice for choice in choices if choice.isolated is None]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        reasons = pool.map(lambda choice: _explained(choice, cases[choice.rule.number], moments, ask), silent)
        return {choice.rule.number: reason for choice, reason in zip(silent, reasons, strict=True)}


def _explained(choice: Choice, cases: Cases, moments: Moments, ask: Ask) -> str:
    if cases.conflicts:
        return "; ".join(cases.conflicts)
    if choice.error:
        return f"Prometheus refuses the query: {shortened(choice.error)}"
    if cases.unsolved is not None:
        return _unsolved(cases.unsolved, cases.comes_to)

    def result(part: Expression) -> Series:
        query = to_promql(with_label(part, case_label(choice.rule, choice.best)))
        return series_of(ask(query, moments.firing + FROM_S, moments.firing + TO_S))

    return _reason(_empty_part(choice.rule.parsed, result), result)


def _unsolved(part: Expression, comes_to: float | None) -> str:
    text = shortened(to_promql(part))
    match part:
        case Binary(op, Aggregate("count"), Constant(threshold)) if op in _BELOW and threshold in ("0", "1"):
            return f"{text} is never true: without series, count has no result instead of 0; absent() is true then"
        case Binary(op) if op in COMPARISONS and comes_to is not None:
            return f"no series were found for which {text} is true: its left side came to {comes_to:g}"
    return f"no series were found for which {text} has a result"


def _empty_part(expression: Expression, result: Result) -> Expression:
    """The innermost part without a result."""
    if isinstance(expression, Call) and expression.function.startswith("absent"):
        return expression
    for child in children(expression):
        if not isinstance(child, Constant | Window) and not result(child):
            return _empty_part(child, result)
    return expression


def _reason(part: Expression, result: Result) -> str:
    text = shortened(to_promql(part))
    match part:
        case Selector() | Window():
            return f"no series that lab tried satisfies {text}"
        case Binary(op, left, right, matching):
            of_left, of_right = result(left), result(right)
            differences = list(_differences(_labels(of_left), _labels(of_right), matching))
            if differences and op != "unless":
                return f"the sides of {op!r} never match in {text}: {', '.join(differences)}; give on() or ignoring()"
            values = f"left was {_value(of_left)}, right was {_value(of_right)}"
            return f"no values were found for which {text} is true: {values}"
    return f"{text} has no result for any series that lab tried"


def _differences(left: Mapping[str, str], right: Mapping[str, str], matching: Matching | None) -> Iterator[str]:
    """What keeps two label sets from matching."""
    names = sorted({*left, *right} - {LABEL, NAME})
    if matching is not None:
        names = [name for name in names if (name in matching.labels) is matching.on]
    for name in names:
        if name not in right:
            yield f"only the left side has {name}"
        elif name not in left:
            yield f"only the right side has {name}"
        elif left[name] != right[name]:
            yield f"{name} is {left[name]!r} on the left and {right[name]!r} on the right"


def _labels(series: Series) -> Mapping[str, str]:
    return {str(name): str(value) for name, value in series[0].get("metric", {}).items()} if series else {}


def _value(series: Series) -> str:
    values = series[0].get("values") if series else None
    return str(values[0][1]) if values else "empty"


def shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _MOST_TEXT else f"{text[: _MOST_TEXT - 3]}..."
