"""Why an operation or a function returns nothing though what it is given is there."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from lab.language.promql import label_name, quoted
from lab.why.answers import ABSENCE, QUANTILES, Labels, Sample, is_scalar, signature, without
from lab.why.expression import (
    NAME,
    Aggregate,
    Binary,
    Call,
    Expression,
    Matching,
    Selector,
    children,
    parts,
    spell,
    with_instead,
    with_name,
)
from lab.why.finding import Finding, Inquiry, Kind

_SEEN_FROM_THE_RIGHT = {">": "<", "<": ">", ">=": "<=", "<=": ">="}
MOST = 3  # values that are shown
SHOWN = 2  # label sets of each side


def nothing_passes(binary: Binary, left: Sequence[Sample], right: Sequence[Sample]) -> Finding:
    """A comparison that holds for no series: the values, those nearest to what was asked first."""
    pairs = _pairs(binary, left, right)
    if any(value is None for _, value, _ in pairs):
        words = f"both sides of `{binary.op}` have data; whether a value passes is not known from labels alone"
        return Finding(Kind.FILTERED, words)
    known = [(labels, value, bound) for labels, value, bound in pairs if value is not None and bound is not None]
    ordered = sorted(
        (each for each in known if not math.isnan(each[1] - each[2])), key=lambda each: abs(each[1] - each[2])
    )
    if not ordered:
        bound_is_nan = any(math.isnan(bound) for _, _, bound in known)
        bounded = spell(binary.right) if bound_is_nan and not is_scalar(binary.left) else _subject(binary)
        words = f"{bounded} is NaN, and no comparison holds for that"
        details = ("NaN is what 0 / 0 gives: was there anything to divide by?",) if _divides(binary) else ()
        return Finding(Kind.FILTERED, words, details)
    labels, value, bound = ordered[0]
    op = _SEEN_FROM_THE_RIGHT.get(binary.op, binary.op) if is_scalar(binary.left) else binary.op
    asked = f"{op} {number(bound)}"
    if len(ordered) == 1:
        return Finding(Kind.FILTERED, f"the value is {number(value)}, not {asked}: {_subject(binary)}")
    if len({bound for _, _, bound in ordered}) > 1:
        nearest = f"the nearest is {number(value)}, not {asked}, of {spell_labels(labels)}"
        return Finding(Kind.FILTERED, f"`{op}` holds for none of {len(ordered)} pairs; {nearest}")
    if len({value for _, value, _ in ordered}) == 1:
        words = f"none of {len(ordered)} values is {asked}, all are {number(value)}: {_subject(binary)}"
        return Finding(Kind.FILTERED, words)
    words = f"none of {len(ordered)} values is {asked}; the nearest is {number(value)}, of {spell_labels(labels)}"
    rest = tuple(f"{number(other)}: {spell_labels(of)}" for of, other, _ in ordered[1 : MOST + 1])
    return Finding(Kind.FILTERED, words, rest)


def _pairs(
    binary: Binary, left: Sequence[Sample], right: Sequence[Sample]
) -> list[tuple[Labels, float | None, float | None]]:
    if is_scalar(binary.right):
        return [(each.labels, each.value, right[0].value if right else None) for each in left]
    if is_scalar(binary.left):
        return [(each.labels, each.value, left[0].value if left else None) for each in right]
    others = {signature(each.labels, binary.matching): each.value for each in right}
    keys = ((each, signature(each.labels, binary.matching)) for each in left)
    return [(each.labels, each.value, others[key]) for each, key in keys if key in others]


def meet(binary: Binary, left: Sequence[Sample], right: Sequence[Sample]) -> bool:
    """Whether any series of the one side has its counterpart on the other."""
    return bool(_pairs(binary, left, right))


def _subject(binary: Binary) -> str:
    return spell(binary.right if is_scalar(binary.left) else binary.left)


def _divides(expression: Expression) -> bool:
    own = isinstance(expression, Binary) and expression.op in ("/", "%")
    return own or any(_divides(child) for child in children(expression))


def nothing_meets(binary: Binary, left: Sequence[Sample], right: Sequence[Sample], inquiry: Inquiry) -> Finding:
    """No series of one side has its counterpart on the other."""
    words = f"`{binary.op}` pairs series that agree in {_agreeing(binary.matching)}, and no two do"
    details = [f"left, {spell(binary.left)}: {_named(left)}", f"right, {spell(binary.right)}: {_named(right)}"]
    details += [hint for side in (binary.left, binary.right) for hint in _grouped_by_nothing(side, inquiry)]
    common = _most_in_common(left, right)
    if not common:
        hint = "they have no label with the same value: aggregate both sides, for instance sum(...), or join on ()"
        return Finding(Kind.NO_MATCH, words, (*details, hint))
    better = _matching(common, left, right)
    if better is None:
        first = f"sum by ({', '.join(common)}) (...) first"
        hint = f"in common: {', '.join(common)}; several series of each side have it: {first}"
        return Finding(Kind.NO_MATCH, words, (*details, hint))
    if binary.op in ("and", "unless"):
        better = replace(better, group="")
    details.append(f"in common: {', '.join(common)}, so match them with {better}")
    instead = with_instead(inquiry.whole, binary, replace(binary, matching=better))
    return Finding(Kind.NO_MATCH, words, tuple(details), instead)


def _grouped_by_nothing(side: Expression, inquiry: Inquiry) -> list[str]:
    """The labels by which something is summed and which it has not."""
    hints = []
    for part in parts(side):
        if isinstance(part, Aggregate) and part.by:
            given = {label for each in inquiry.answer(part.of).samples for label in each.labels} - {NAME}
            hints += [
                f"{spell(part.of)} has no label {label} to group by; it has: {', '.join(sorted(given)) or 'none'}"
                for label in part.labels
                if label not in given
            ]
    return hints


def _agreeing(matching: Matching | None) -> str:
    if matching is None or not (matching.on or matching.labels):
        return "all labels"
    labels = ", ".join(matching.labels) or "nothing"
    return labels if matching.on else f"all labels but {labels}"


def _named(side: Sequence[Sample]) -> str:
    shown = dict.fromkeys(_shown(each.labels) for each in side[:SHOWN])
    more = f" and {len(side) - SHOWN} more" if len(side) > SHOWN else ""
    return "; ".join(shown) + more


def _shown(labels: Labels) -> str:
    own = without(labels, NAME)
    return spell_labels(own) if own else "no labels"


def _most_in_common(left: Sequence[Sample], right: Sequence[Sample]) -> tuple[str, ...]:
    """The labels in which some pair agrees, of the pair that agrees in most."""
    best: tuple[str, ...] = ()
    for ours in left[:100]:
        for theirs in right[:100]:
            same = tuple(k for k, v in sorted(ours.labels.items()) if k != NAME and theirs.labels.get(k) == v)
            best = same if len(same) > len(best) else best
    return best


def _matching(on: tuple[str, ...], left: Sequence[Sample], right: Sequence[Sample]) -> Matching | None:
    """None when both sides have several series for the same labels, which no matching allows."""
    matching = Matching(True, on)
    many = [max(Counter(signature(each.labels, matching) for each in side).values()) > 1 for side in (left, right)]
    match many:
        case [True, True]:
            return None
        case [True, False]:
            return replace(matching, group="left")
        case [False, True]:
            return replace(matching, group="right")
    return matching


def nothing_left(binary: Binary, left: Sequence[Sample], inquiry: Inquiry) -> Finding:
    """`unless` took everything away."""
    words = f"`unless` leaves nothing: all {len(left)} series on its left have a counterpart on the right"
    return Finding(Kind.FILTERED, words, (f"right: {spell(binary.right)}",))


def nothing_made(call: Call, given: Sequence[Sample], inquiry: Inquiry) -> Finding:
    """A function that returns nothing of what it is given."""
    inner = next((arg for arg in call.args if not is_scalar(arg)), call)
    if call.function in ABSENCE:
        words = f"{call.function} answers only when there is nothing, and {spell(inner)} has {len(given)} series"
        return Finding(Kind.FUNCTION, words)
    if call.function in QUANTILES and not any("le" in each.labels for each in given):
        return _no_buckets(call, inner, inquiry)
    return Finding(Kind.FUNCTION, f"{call.function} makes nothing of the {len(given)} series of {spell(inner)}")


def _no_buckets(call: Call, inner: Expression, inquiry: Inquiry) -> Finding:
    words = f"{call.function} needs the label le of a histogram's buckets, and {spell(inner)} has none"
    for part in parts(inner):
        if isinstance(part, Aggregate) and part.by and "le" not in part.labels:
            better = replace(part, labels=("le", *part.labels))
            hint = f"sum by ({', '.join(map(label_name, part.labels))}) loses it: add le"
            return Finding(Kind.FUNCTION, words, (hint,), with_instead(inquiry.whole, part, better))
    names = [part.name for part in parts(inner) if isinstance(part, Selector) and part.name]
    for name in names:
        buckets = name.removesuffix("_count").removesuffix("_sum") + "_bucket"
        if buckets != name and buckets in inquiry.held.metrics:
            hint = f"the buckets are in {buckets}"
            return Finding(Kind.FUNCTION, words, (hint,), with_name(inquiry.whole, name, buckets))
    return Finding(Kind.FUNCTION, words)


def spell_labels(labels: Labels) -> str:
    inner = ", ".join(f"{label_name(k)}={quoted(v)}" for k, v in sorted(labels.items()) if k != NAME)
    return f"{labels.get(NAME, '')}{{{inner}}}"


def number(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else f"{value:.4g}"
