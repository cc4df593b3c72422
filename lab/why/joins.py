"""How the series of two sides can be matched: the labels that they share, and the queries that match on those."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from lab.why.evaluation import Labels, Sample, signature
from lab.why.expression import NAME, Aggregate, Binary, Call, Expression, Matching
from lab.why.identity import says_who

SET_OPERATORS = ("and", "or", "unless")
_MAX_COMPARED = 100  # series of each side


def shared_labels(left: Sequence[Sample], right: Sequence[Sample]) -> tuple[str, ...]:
    """The labels with equal values, of the pair of series that has the most of them."""
    best: tuple[str, ...] = ()
    for one, other in product(left[:_MAX_COMPARED], right[:_MAX_COMPARED]):
        same = tuple(k for k, v in sorted(one.labels.items()) if k != NAME and other.labels.get(k) == v)
        best = same if len(same) > len(best) else best
    return best


def duplicates(side: Sequence[Sample], matching: Matching | None) -> list[list[Sample]]:
    """The groups of several series that are equal in the labels that are matched on, the largest first."""
    groups: dict[tuple[tuple[str, str], ...], list[Sample]] = defaultdict(list)
    for sample in side:
        groups[signature(sample.labels, matching)].append(sample)
    return sorted((group for group in groups.values() if len(group) > 1), key=lambda group: -len(group))


def differing_labels(group: Sequence[Sample]) -> tuple[str, ...]:
    """The labels in which the series of a group differ."""
    names = {name for sample in group for name in sample.labels if name != NAME}
    return tuple(sorted(name for name in names if len({sample.labels.get(name, "") for sample in group}) > 1))


def one_to_many(labels: tuple[str, ...], left: Sequence[Sample], right: Sequence[Sample]) -> Matching | None:
    """Matching on these labels, with the group modifier that it needs; None when both sides have several series for the
    same labels, which no matching allows."""
    matching = Matching(True, labels)
    match bool(duplicates(left, matching)), bool(duplicates(right, matching)):
        case True, True:
            return None
        case True, False:
            return replace(matching, group="left")
        case False, True:
            return replace(matching, group="right")
    return matching


def joins(binary: Binary, left: Sequence[Sample], right: Sequence[Sample]) -> Iterator[Binary]:
    """The operation with other matchings, the one that keeps most labels first. They may still be refused."""
    common = shared_labels(left, right)
    if not common and others_only(left, right):
        return
    if binary.op in SET_OPERATORS:
        if common:
            yield replace(binary, matching=Matching(True, common))
        return
    matching = one_to_many(common, left, right)
    if matching is not None:
        yield replace(binary, matching=_with_included(matching, binary.matching))
    if not common and len(right) == 1:
        yield replace(binary, right=Call("scalar", (binary.right,)), matching=None)
        return
    if not common:
        return
    right_sum = Aggregate("sum", binary.right, None, True, common)
    if not _is_aggregated(binary.right, common):
        yield replace(binary, right=right_sum, matching=Matching(True, common, "left"))
    left_sum = Aggregate("sum", binary.left, None, True, common)
    yield replace(binary, left=left_sum, right=right_sum, matching=None)


def others_only(left: Sequence[Sample], right: Sequence[Sample]) -> tuple[str, ...]:
    """The labels of both sides that say who a series is about, and have no value in common."""
    names = {name for sample in left for name in sample.labels} & {name for sample in right for name in sample.labels}
    return tuple(
        name
        for name in sorted(names - {NAME})
        if says_who(name) and not set(values_of(name, left)) & set(values_of(name, right))
    )


def _is_aggregated(side: Expression, labels: tuple[str, ...]) -> bool:
    return isinstance(side, Aggregate) and side.by is True and set(side.labels) == set(labels)


def _with_included(matching: Matching, asked: Matching | None) -> Matching:
    """With the labels that the author wanted from the other side."""
    if asked is None or not asked.include or not matching.group or matching.group != asked.group:
        return matching
    return replace(matching, include=asked.include)


def values_of(label: str, group: Sequence[Sample]) -> list[str]:
    return list(dict.fromkeys(sample.labels.get(label, "") for sample in group))


def matched_values(group: Sequence[Sample], matching: Matching | None) -> Labels:
    return {name: value for name, value in signature(group[0].labels, matching) if value}
