"""Values of labels that are others in the target: status codes and classes, bounds of buckets, and unmatched routes.

Each function returns the operator and value of the matcher in the target; it raises `Untranslatable` where they cannot
be said exactly.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from lab.translate.literals import has_variable
from lab.translate.paths import Path

Condition: TypeAlias = tuple[str, str]  # operator and value

_CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx")
_CODES = tuple(str(code) for code in range(100, 600))


class Untranslatable(ValueError):
    """Why a part of a query has no counterpart."""


def accepts(condition: Condition, value: str) -> bool:
    """Whether the value of a label passes; a missing label has the value "". Raises Untranslatable."""
    op, wanted = condition
    if op in ("=", "!="):
        return (value == wanted) is (op == "=")
    return (_pattern(wanted).fullmatch(value) is not None) is (op == "=~")


def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text, re.DOTALL)
    except re.error:
        raise Untranslatable(f"the pattern {text!r} cannot be read here") from None


def codes_of_classes(condition: Condition) -> Condition:
    """A condition on the class of a status, said of its code: `="5xx"` becomes `=~"5.."`."""
    op, value = condition
    chosen = _chosen(condition, _CLASSES)
    if not chosen or len(chosen) == len(_CLASSES):
        raise Untranslatable(f"{op}{value!r} tells none of the classes 1xx to 5xx from the others")
    pattern = "|".join(f"{name[0]}.." for name in chosen)
    return ("=~" if op in ("=", "=~") else "!~", pattern)


def classes_of_codes(condition: Condition) -> Condition:
    """A condition on a status code, said of its class: `=~"5.."` becomes `="5xx"`."""
    op, value = condition
    codes = set(_chosen(condition, _CODES))
    classes = [name for name in _CLASSES if codes & _codes_of(name)]
    torn = [name for name in classes if not _codes_of(name) <= codes]
    if torn:
        raise Untranslatable(f"{op}{value!r} is only a part of {' and '.join(torn)}, and there are only classes there")
    if not classes or len(classes) == len(_CLASSES):
        raise Untranslatable(f"{op}{value!r} tells none of the codes 100 to 599 from the others")
    positive = op in ("=", "=~")
    if len(classes) == 1:
        return ("=" if positive else "!=", classes[0])
    return ("=~" if positive else "!~", "|".join(classes))


def _chosen(condition: Condition, values: Iterable[str]) -> list[str]:
    """The values that a condition names: those that pass a positive one, those that do not pass a negative one."""
    positive = condition[0] in ("=", "=~")
    return [value for value in values if accepts(condition, value) is positive]


def _codes_of(name: str) -> set[str]:
    return {code for code in _CODES if code[0] == name[0]}


def route(condition: Condition, unmatched: str, other: str) -> Condition:
    """A condition on the route, where requests without one have the value `unmatched`, `other` in the target."""
    op, value = condition
    if unmatched == other or has_variable(value):
        return condition
    if op in ("=", "!=") and value == unmatched:
        return op, other
    if accepts(condition, unmatched) != accepts(condition, other):
        there = f"{other!r}" if other else "no label"
        raise Untranslatable(
            f"{op}{value!r} decides otherwise about requests that match no route: {unmatched!r} here, {there} there"
        )
    return condition


def bound(
    condition: Condition, times: float, bounds: Sequence[float], others: Sequence[float], source: Path, target: Path
) -> Condition:
    """A condition on `le`. `times`: a bound of the source times this is one of the target."""
    op, value = condition
    if op in ("=", "!="):
        try:
            wanted = float(value.replace("+Inf", "inf"))
        except ValueError:
            raise Untranslatable(f"le{op}{value!r} is no number") from None
        return op, target.bound(_target_bound(wanted, times, others))
    named = [
        b for b in (*bounds, math.inf) if accepts(("=~", value), source.bound(b)) or accepts(("=~", value), f"{b:g}")
    ]
    if not named:
        raise Untranslatable(f"le{op}{value!r} matches no bucket that is known")
    values = [target.bound(_target_bound(b, times, others)) for b in named]
    return op, "|".join(re.escape(text) for text in values)


def _target_bound(bound: float, times: float, others: Sequence[float]) -> float:
    if math.isinf(bound):
        return bound
    wanted = bound * times
    found = next((other for other in others if math.isclose(other, wanted, rel_tol=1e-9, abs_tol=1e-12)), None)
    if found is None:
        known = ", ".join(f"{other:g}" for other in others)
        raise Untranslatable(f"no bucket ends at {wanted:g} there" + (f": they end at {known}" if known else ""))
    return found
