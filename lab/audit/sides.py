"""Operations whose sides both have series that can never match: they have different labels, whatever the values are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lab.why.evaluation import QUANTILES, Evaluate, Sample, is_scalar, signature
from lab.why.expression import Binary, Call, Expression, Matching, parts, to_promql
from lab.why.mismatch import format_few

_MOST_SETS, _MOST_LABELS = 3, 8  # that are listed of each side
_WHO = ("job", "instance")
_MOST_PARTS = 12  # operations of one query that are looked into


@dataclass(frozen=True, slots=True)
class NeverMatching:
    message: str
    details: tuple[str, ...] = ()
    fix: str = "match on labels that both sides have"


def never_matching(expression: Expression, evaluate: Evaluate) -> NeverMatching | None:
    """The innermost part of an empty query that returns nothing for series that it can do nothing with. `evaluate` is
    asked for each part."""
    for part in list(reversed(list(parts(expression))))[: 4 * _MOST_PARTS]:
        found = None
        if isinstance(part, Call) and part.function in QUANTILES:
            found = _without_buckets(part, evaluate)
        elif isinstance(part, Binary) and part.op not in ("or", "unless"):
            found = _of_sides(part, evaluate)
        if found is not None:
            return found
    return None


def _without_buckets(call: Call, evaluate: Evaluate) -> NeverMatching | None:
    inner = next((arg for arg in call.args if not is_scalar(arg)), None)
    if inner is None:
        return None
    samples = evaluate(to_promql(inner)).samples
    if not samples or any("le" in sample.labels for sample in samples):
        return None
    if evaluate(to_promql(call)).samples:
        return None  # native histograms
    text = to_promql(inner)
    message = f"{call.function} needs the label le of histogram buckets, and {text} does not have it"
    return NeverMatching(message, (), "keep le: sum by (le, ...) of the rate of the buckets")


def _of_sides(binary: Binary, evaluate: Evaluate) -> NeverMatching | None:
    if is_scalar(binary.left) or is_scalar(binary.right):
        return None
    left, right = evaluate(to_promql(binary.left)).samples, evaluate(to_promql(binary.right)).samples
    if not left or not right:
        return None
    mine, theirs = _label_sets(left, binary.matching), _label_sets(right, binary.matching)
    if mine & theirs:
        return _of_other_targets(binary, left, right)
    on = f"on ({', '.join(binary.matching.labels)})" if binary.matching is not None and binary.matching.on else ""
    how = f" {on}" if on else ""
    message = f"no series of the two sides of `{binary.op}`{how} can match"
    if not on and (one_sided := _on_one_side(mine, theirs)):
        where, labels = one_sided
        named = f"the label {labels}" if ", " not in labels else f"the labels {labels}"
        fix = f"aggregate it away with without ({labels}), or match with ignoring ({labels}) and a group modifier"
        return NeverMatching(f"{message}: only the {where} side has {named}", fix=fix)
    common = frozenset.intersection(*map(frozenset, mine | theirs))
    details = (f"left: labels {_listed(mine, common)}", f"right: labels {_listed(theirs, common)}")
    return NeverMatching(f"{message}: they have different labels", details)


def _of_other_targets(binary: Binary, left: Sequence[Sample], right: Sequence[Sample]) -> NeverMatching | None:
    """`api / on (instance) node`: series of different jobs or instances, which never are the same."""
    for label in _WHO:
        if binary.matching is not None and (label in binary.matching.labels) is not binary.matching.on:
            continue  # not matched on
        mine, theirs = ({sample.labels.get(label, "") for sample in side} for side in (left, right))
        if not mine & theirs and "" not in mine | theirs:
            message = f"no series of the two sides of `{binary.op}` can match: they have no {label} in common"
            return NeverMatching(message, (f"left: {format_few([*mine])}", f"right: {format_few([*theirs])}"))
    return None


def _label_sets(side: Sequence[Sample], matching: Matching | None) -> set[tuple[str, ...]]:
    return {tuple(name for name, value in signature(sample.labels, matching) if value) for sample in side}


def _on_one_side(mine: set[tuple[str, ...]], theirs: set[tuple[str, ...]]) -> tuple[str, str] | None:
    """The labels that all series of one side have, and none of the other."""
    for where, these, those in (("left", mine, theirs), ("right", theirs, mine)):
        always = frozenset.intersection(*map(frozenset, these)) - frozenset().union(*those)
        if always and not (frozenset.intersection(*map(frozenset, those)) - frozenset().union(*these)):
            return where, ", ".join(sorted(always))
    return None


def _listed(label_sets: set[tuple[str, ...]], common: frozenset[str]) -> str:
    """Without those that all series of both sides have."""
    return " / ".join(_few([one for one in labels if one not in common]) for labels in sorted(label_sets)[:_MOST_SETS])


def _few(labels: list[str]) -> str:
    more = f" and {len(labels) - _MOST_LABELS} more" if len(labels) > _MOST_LABELS else ""
    return ", ".join(labels[:_MOST_LABELS]) + more if labels else "none of its own"
