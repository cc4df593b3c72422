"""The result of a query at the time of the inventory, evaluated by a backend or from the inventory alone.

The inventory has labels but no values, so a comparison evaluated from it is assumed to hold.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
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
    parts,
)
from lab.why.inventory import Inventory

Labels: TypeAlias = Mapping[str, str]

# Functions that return nothing for a window with fewer than two samples.
NEED_TWO = ("rate", "irate", "increase", "delta", "idelta", "deriv", "predict_linear", "double_exponential_smoothing")
ABSENCE = ("absent", "absent_over_time")
ALWAYS = ("time", "vector", "scalar", "pi")
SAME_LABELS = "vector cannot contain metrics with the same labelset"
DUPLICATES = "multiple matches for labels"
QUANTILES = ("histogram_quantile", "histogram_fraction")


_BUCKETS = Matching(False, ("le",))


@dataclass(frozen=True, slots=True)
class Sample:
    """`value` is None when it is unknown; `times` (unix seconds) are those of the samples of a window."""

    labels: Labels
    value: float | None = None
    times: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class QueryResult:
    samples: tuple[Sample, ...] = ()
    error: str = ""


Evaluate: TypeAlias = Callable[[str], QueryResult]


def evaluate_labels(expression: Expression, inventory: Inventory) -> QueryResult:
    match expression:
        case Selector():
            return _select(expression, inventory)
        case Window(of, seconds):
            return _select_window(of, seconds, inventory)
        case Subquery(of) | Negative(of):
            return _without_name(evaluate_labels(of, inventory).samples)
        case Call(function, args):
            return _call(function, args, inventory)
        case Aggregate(_, of):
            return _aggregate(expression, evaluate_labels(of, inventory))
        case Binary():
            return _binary(expression, inventory)
        case Constant():
            return QueryResult((Sample({}),))


def _select(selector: Selector, inventory: Inventory) -> QueryResult:
    if selector.shift.offset > max(inventory.taken_at - inventory.started, 0.0) or selector.shift.at:
        return QueryResult()
    selected = inventory.select(selector)
    return QueryResult(tuple(Sample({NAME: name, **series.labels}) for name, series in selected if series.live))


def _select_window(of: Selector, seconds: float, inventory: Inventory) -> QueryResult:
    """With the times of up to two samples in the window (`rate` needs no more), estimated from the scrape interval."""
    if of.shift.offset > max(inventory.taken_at - inventory.started, 0.0) or of.shift.at:
        return QueryResult()
    samples = []
    for name, series in inventory.select(of):
        age = inventory.taken_at - series.last if series.last is not None else 0.0
        target = inventory.target_of(series)
        interval = target.interval if target is not None and target.interval else seconds / 2
        count = math.ceil((seconds - age) / interval - 1e-9)  # the left end of a window is excluded
        times = tuple(inventory.taken_at - age - step * interval for step in range(max(min(count, 2), 0)))
        if times:
            samples.append(Sample({NAME: name, **series.labels}, None, times))
    return QueryResult(tuple(samples))


def _call(function: str, args: tuple[Expression, ...], inventory: Inventory) -> QueryResult:
    inputs = [evaluate_labels(arg, inventory) for arg in args if not is_scalar(arg)]
    if refused := next((result for result in inputs if result.error), None):
        return refused
    if function in ABSENCE:
        return QueryResult() if inputs and inputs[0].samples else QueryResult((Sample({}),))
    if function in ALWAYS or not inputs:
        return QueryResult((Sample({}),))
    samples = inputs[0].samples
    if function in NEED_TWO:
        samples = tuple(sample for sample in samples if not sample.times or len(sample.times) > 1)
    if function in QUANTILES:
        native = _reads_native_histograms(args, inventory)
        samples = tuple(sample for sample in samples if native or "le" in sample.labels)
        groups = {signature(s.labels, _BUCKETS): without(s.labels, "le", NAME) for s in samples}
        return QueryResult(tuple(Sample(labels) for labels in groups.values()))
    result = _without_name(samples)
    if len({signature(sample.labels, None) for sample in result.samples}) < len(samples):
        return QueryResult(error=SAME_LABELS)
    return result


def _reads_native_histograms(args: tuple[Expression, ...], inventory: Inventory) -> bool:
    """A target declares a histogram under the name of a native one; classic ones have series with suffixes only."""
    names = [part.name for arg in args for part in parts(arg) if isinstance(part, Selector)]
    return bool(names) and all(inventory.types.get(name or "") == "histogram" for name in names)


def _without_name(samples: Iterable[Sample]) -> QueryResult:
    return QueryResult(tuple(Sample(without(sample.labels, NAME)) for sample in samples))


def without(labels: Labels, *removed: str) -> Labels:
    return {key: value for key, value in labels.items() if key not in removed}


def _aggregate(aggregate: Aggregate, inner: QueryResult) -> QueryResult:
    if aggregate.op in ("topk", "bottomk", "limitk", "limit_ratio"):
        return inner
    if inner.error:
        return inner
    groups: dict[tuple[tuple[str, str], ...], None] = {}
    for sample in inner.samples:
        if aggregate.by is None:
            group: Labels = {}
        elif aggregate.by:
            group = {key: sample.labels[key] for key in aggregate.labels if key in sample.labels}
        else:
            group = without(sample.labels, *aggregate.labels, NAME)
        groups[tuple(sorted(group.items()))] = None
    return QueryResult(tuple(Sample(dict(group)) for group in groups))


def signature(labels: Labels, matching: Matching | None) -> tuple[tuple[str, str], ...]:
    """The labels that must be equal for a series of one side to match one of the other."""
    if matching is not None and matching.on:
        return tuple((key, labels.get(key, "")) for key in sorted(matching.labels))
    ignored = (NAME, *(matching.labels if matching is not None else ()))
    return tuple(sorted((key, value) for key, value in labels.items() if key not in ignored and value))


def _binary(binary: Binary, inventory: Inventory) -> QueryResult:
    left, right = evaluate_labels(binary.left, inventory), evaluate_labels(binary.right, inventory)
    if left.error or right.error:
        return left if left.error else right
    if binary.op == "or":
        return QueryResult((*left.samples, *right.samples))
    if is_scalar(binary.left) or is_scalar(binary.right):
        return right if is_scalar(binary.left) else left
    if binary.op not in ("and", "unless") and _is_refused(binary, left.samples, right.samples):
        return QueryResult(error=DUPLICATES)
    others = {signature(sample.labels, binary.matching) for sample in right.samples}
    keeps_matched = binary.op != "unless"
    samples = (s for s in left.samples if (signature(s.labels, binary.matching) in others) is keeps_matched)
    return QueryResult(tuple(samples))


def _is_refused(binary: Binary, left: Sequence[Sample], right: Sequence[Sample]) -> bool:
    """Whether a side that must have one series for each group has several that match something. A filter may leave
    fewer than its labels say, so that nothing is known then."""
    if any(isinstance(part, Binary) and part.compares for side in (binary.left, binary.right) for part in parts(side)):
        return False
    group = binary.matching.group if binary.matching is not None else ""
    keys = [[signature(sample.labels, binary.matching) for sample in side] for side in (left, right)]
    ones = [own for own, name in zip(keys, ("left", "right"), strict=True) if group != name]
    matched = set(keys[0]) & set(keys[1])
    return any(len(own) > len(set(own)) and matched & {key for key in own if own.count(key) > 1} for own in ones)


def is_scalar(expression: Expression) -> bool:
    """Whether it is a number, which has no labels to match."""
    match expression:
        case Constant() | Call("scalar" | "time" | "pi"):
            return True
        case Negative(of):
            return is_scalar(of)
        case Binary(_, left, right):
            return is_scalar(left) and is_scalar(right)
    return False
