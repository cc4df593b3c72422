"""Operations whose sides match only by luck, or can never match."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lab.language.promql import quoted
from lab.why.evaluation import Labels, Sample, is_scalar, signature
from lab.why.expression import (
    NAME,
    Aggregate,
    Binary,
    Call,
    Expression,
    Matching,
    Selector,
    parts,
    to_promql,
    with_part,
)
from lab.why.joins import SET_OPERATORS, shared_labels
from lab.why.model import Cause, ExplainContext, Finding, Proposal

_WHO = ("exported_job", "exported_instance")


def review_lucky_matching(ctx: ExplainContext) -> tuple[Finding, ...]:
    return tuple(
        finding
        for part in parts(ctx.query)
        if isinstance(part, Binary) and not is_scalar(part.left) and not is_scalar(part.right)
        for finding in _of_operation(part, ctx)
    )


def _of_operation(binary: Binary, ctx: ExplainContext) -> Iterator[Finding]:
    matching = binary.matching
    if (
        binary.op not in SET_OPERATORS
        and matching is not None
        and not matching.on
        and matching.labels
        and not matching.group
    ):
        yield from _ignored(binary, matching, ctx)
    elif binary.op not in SET_OPERATORS and matching is not None and matching.on:
        yield from _of_others(binary, matching, ctx)
    elif binary.op == "unless":
        yield from _never_equal(binary, ctx)
    elif binary.op == "or":
        yield from _added(binary, ctx)


def _ignored(binary: Binary, matching: Matching, ctx: ExplainContext) -> Iterator[Finding]:
    """`x{status="500"} / ignoring (status) x` works while x has one status only."""
    for side in (binary.left, binary.right):
        free = [label for label in matching.labels if _has(side, label, ctx) and not _bound(side, label)]
        if not free:
            continue
        label = free[0]
        message = (
            f"{to_promql(side)} happens to have one series for each group: with a second value of {label}, "
            f"`{binary.op}` is refused"
        )
        left, right = _summed(binary.left, matching), _summed(binary.right, matching)
        better = with_part(ctx.query, binary, replace(binary, left=left, right=right, matching=None))
        yield Finding(Cause.SUSPICIOUS, message, (f"add up all {label} first",), (Proposal(better),))
        return


def _of_others(binary: Binary, matching: Matching, ctx: ExplainContext) -> Iterator[Finding]:
    """`x * on (job, instance) group_left (...) target_info` behind a Collector, whose job and instance all have."""
    left, right = ctx.result(binary.left).samples, ctx.result(binary.right).samples
    others = {signature(sample.labels, matching): sample.labels for sample in right}
    pairs = [(one.labels, others[key]) for one in left if (key := signature(one.labels, matching)) in others]
    who = [label for label in _WHO if label not in matching.labels]
    differ = next(((one, other, label) for one, other in pairs for label in who if _differ(one, other, label)), None)
    if differ is None:
        return
    one, other, label = differ
    added = tuple(name for name in who if any(name in a and name in b for a, b in pairs))
    message = (
        f"{to_promql(binary.left)} of {label}={quoted(one[label])} is matched with {to_promql(binary.right)} of "
        f"{label}={quoted(other[label])}"
    )
    better = replace(binary, matching=replace(matching, labels=(*matching.labels, *added)))
    hint = f"match on {' and '.join(added)} too: {', '.join(matching.labels)} are those of the scrape target"
    yield Finding(Cause.SUSPICIOUS, message, (hint,), (Proposal(with_part(ctx.query, binary, better)),))


def _differ(one: Labels, other: Labels, label: str) -> bool:
    return bool(one.get(label)) and bool(other.get(label)) and one[label] != other[label]


def _has(side: Expression, label: str, ctx: ExplainContext) -> bool:
    return any(label in sample.labels for sample in ctx.result(side).samples)


def _bound(side: Expression, label: str) -> bool:
    """Whether a matcher or an aggregation leaves one value of the label at most."""
    for part in parts(side):
        if isinstance(part, Aggregate) and part.op not in ("topk", "bottomk"):
            return True
        if isinstance(part, Selector) and any(m.label == label and m.op == "=" for m in part.labelled):
            return True
    return False


def _summed(side: Expression, matching: Matching) -> Expression:
    return Aggregate("sum", side, None, False, matching.labels)


def _never_equal(binary: Binary, ctx: ExplainContext) -> Iterator[Finding]:
    """`x unless y` with different labels removes nothing, whatever their values are."""
    left, right = ctx.result(binary.left).samples, ctx.result(binary.right).samples
    if not left or not right or _names(left, binary.matching) & _names(right, binary.matching):
        return
    message = "`unless` removes nothing: the series of the two sides have different labels, so none can match"
    common = shared_labels(left, right)
    proposals = (
        (Proposal(with_part(ctx.query, binary, replace(binary, matching=Matching(True, common)))),) if common else ()
    )
    hint = f"common labels: {', '.join(common)}" if common else "no label has the same value on both sides"
    yield Finding(Cause.SUSPICIOUS, message, (hint,), proposals)


def _names(side: tuple[Sample, ...], matching: Matching | None) -> set[tuple[str, ...]]:
    """The sets of labels that are compared."""
    return {tuple(name for name, value in signature(sample.labels, matching) if value) for sample in side}


def _added(binary: Binary, ctx: ExplainContext) -> Iterator[Finding]:
    """`x or vector(0)` adds a series without labels where x has labels."""
    if not isinstance(binary.right, Call) or binary.right.function != "vector" or binary.matching is not None:
        return
    left = ctx.result(binary.left).samples
    if not left or not all(set(sample.labels) - {NAME} for sample in left):
        return
    message = f"{to_promql(binary.right)} has no labels: it is added to the series of {to_promql(binary.left)}, always"
    better = replace(binary, left=Aggregate("sum", binary.left))
    yield Finding(Cause.SUSPICIOUS, message, (), (Proposal(with_part(ctx.query, binary, better)),))
