"""What a query returns at the moment of the inventory: asked of a backend, or worked out from the inventory alone.

Worked out, it has labels but no values: whether a comparison holds is then not known, and it is taken to hold.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from lab.why.expression import (
    NAME,
    Aggregate,
    Binary,
    Call,
    Constant,
    Expression,
    Matching,
    Negative,
    Selector,
    Subquery,
    Window,
)
from lab.why.inventory import Inventory

Labels: TypeAlias = Mapping[str, str]

# Of a window they make nothing unless it holds two samples.
NEED_TWO = ("rate", "irate", "increase", "delta", "idelta", "deriv", "predict_linear", "double_exponential_smoothing")
ABSENCE = ("absent", "absent_over_time")
ALWAYS = ("time", "vector", "scalar", "pi")
QUANTILES = ("histogram_quantile", "histogram_fraction")


@dataclass(frozen=True, slots=True)
class Sample:
    """`value` is None when it was not asked for; `times` (unix seconds) are those of a window's samples."""

    labels: Labels
    value: float | None = None
    times: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    samples: tuple[Sample, ...] = ()
    error: str = ""


Evaluate: TypeAlias = Callable[[str], Answer]


def worked_out(expression: Expression, held: Inventory) -> Answer:
    match expression:
        case Selector(shift=shift):
            shifted = shift.offset > held.asked - held.started or bool(shift.at)
            found = [] if shifted else [(name, each) for name, each in held.found(expression) if each.there]
            return Answer(tuple(Sample({NAME: name, **each.labels}) for name, each in found))
        case Window(of, seconds):
            return _window(of, seconds, held)
        case Subquery(of) | Negative(of):
            return _nameless(worked_out(of, held).samples)
        case Call(function, args):
            return _call(function, args, held)
        case Aggregate(_, of):
            return _grouped(expression, worked_out(of, held))
        case Binary():
            return _binary(expression, held)
        case Constant():
            return Answer((Sample({}),))


def _window(of: Selector, seconds: float, held: Inventory) -> Answer:
    """The times of the samples that must be in it, as far as the interval of a target tells them."""
    samples = []
    for name, each in held.found(of):
        age = held.asked - each.last if each.last is not None else 0.0
        target = held.target_of(each)
        interval = target.interval if target is not None and target.interval else seconds / 2
        inside = math.ceil((seconds - age) / interval - 1e-9)  # its left end does not belong to a window
        times = tuple(held.asked - age - step * interval for step in range(max(min(inside, 2), 0)))
        if times:
            samples.append(Sample({NAME: name, **each.labels}, None, times))
    return Answer(tuple(samples))


def _call(function: str, args: tuple[Expression, ...], held: Inventory) -> Answer:
    inputs = [worked_out(arg, held) for arg in args if not is_scalar(arg)]
    if function in ABSENCE:
        return Answer() if inputs and inputs[0].samples else Answer((Sample({}),))
    if function in ALWAYS or not inputs:
        return Answer((Sample({}),))
    samples = inputs[0].samples
    if function in NEED_TWO:
        samples = tuple(each for each in samples if not each.times or len(each.times) > 1)
    if function in QUANTILES:
        samples = tuple(Sample(without(each.labels, "le")) for each in samples if "le" in each.labels)
    return _nameless(samples)


def _nameless(samples: Iterable[Sample]) -> Answer:
    return Answer(tuple(Sample(without(each.labels, NAME)) for each in samples))


def without(labels: Labels, *left_out: str) -> Labels:
    return {key: value for key, value in labels.items() if key not in left_out}


def _grouped(aggregate: Aggregate, inner: Answer) -> Answer:
    if aggregate.op in ("topk", "bottomk", "limitk", "limit_ratio"):
        return inner
    groups: dict[tuple[tuple[str, str], ...], None] = {}
    for each in inner.samples:
        if aggregate.by is None:
            kept: Labels = {}
        elif aggregate.by:
            kept = {key: each.labels[key] for key in aggregate.labels if key in each.labels}
        else:
            kept = without(each.labels, *aggregate.labels, NAME)
        groups[tuple(sorted(kept.items()))] = None
    return Answer(tuple(Sample(dict(group)) for group in groups))


def signature(labels: Labels, matching: Matching | None) -> tuple[tuple[str, str], ...]:
    """What two sides of an operation must have in common."""
    if matching is not None and matching.on:
        return tuple((key, labels.get(key, "")) for key in sorted(matching.labels))
    left_out = (NAME, *(matching.labels if matching is not None else ()))
    return tuple(sorted((key, value) for key, value in labels.items() if key not in left_out and value))


def _binary(binary: Binary, held: Inventory) -> Answer:
    left, right = worked_out(binary.left, held), worked_out(binary.right, held)
    if binary.op == "or":
        return Answer((*left.samples, *right.samples))
    if is_scalar(binary.left) or is_scalar(binary.right):
        return right if is_scalar(binary.left) else left
    others = {signature(each.labels, binary.matching) for each in right.samples}
    kept = [s for s in left.samples if (signature(s.labels, binary.matching) in others) is (binary.op != "unless")]
    return Answer(tuple(kept))


def is_scalar(expression: Expression) -> bool:
    """A number, which has no labels to match."""
    match expression:
        case Constant() | Call("scalar" | "time" | "pi"):
            return True
        case Negative(of):
            return is_scalar(of)
        case Binary(_, left, right):
            return is_scalar(left) and is_scalar(right)
    return False
