"""Labels of `by`, `on` and `ignoring` that the series do not have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lab.why.evaluation import Sample
from lab.why.expression import NAME, Aggregate, Binary, Expression, parts, to_promql, with_part
from lab.why.joins import SET_OPERATORS
from lab.why.model import Cause, ExplainContext, Finding, Proposal
from lab.why.nearest import nearest


def review_grouping_labels(ctx: ExplainContext) -> tuple[Finding, ...]:
    return tuple(finding for part in parts(ctx.query) for finding in _of_part(part, ctx))


def _of_part(part: Expression, ctx: ExplainContext) -> Iterator[Finding]:
    if isinstance(part, Aggregate) and part.by:
        known = labels_of(ctx.result(part.of).samples)
        for label in part.labels:
            if known is not None and label not in known:
                message = f"{to_promql(part.of)} has no label {label}: by ({label}) groups all series together"
                better = [replace(part, labels=_renamed(part.labels, label, near)) for near in nearest(label, known, 1)]
                proposals = tuple(Proposal(with_part(ctx.query, part, one)) for one in better)
                yield Finding(Cause.SUSPICIOUS, message, (f"it has: {', '.join(sorted(known)) or 'none'}",), proposals)
    elif isinstance(part, Binary) and part.matching is not None and part.matching.on:
        yield from _of_matching(part, ctx)


def _of_matching(binary: Binary, ctx: ExplainContext) -> Iterator[Finding]:
    assert binary.matching is not None
    left, right = (labels_of(ctx.result(side).samples) for side in (binary.left, binary.right))
    if left is None or right is None:
        return
    for label in binary.matching.labels:
        if label in left | right:
            continue
        message = f"neither side of `{binary.op}` has the label {label}, so on ({label}) "
        rest = [other for other in binary.matching.labels if other != label and other in left | right]
        message += "adds nothing" if rest else _consequence(binary)
        better = [
            replace(binary, matching=replace(binary.matching, labels=_renamed(binary.matching.labels, label, near)))
            for near in nearest(label, left & right, 1)
        ]
        proposals = tuple(Proposal(with_part(ctx.query, binary, one)) for one in better)
        both = ", ".join(sorted(left & right)) or "none"
        yield Finding(Cause.SUSPICIOUS, message, (f"labels of both sides: {both}",), proposals)


def _consequence(binary: Binary) -> str:
    if binary.op == "unless":
        return "removes everything as soon as the right side has any series"
    if binary.op in SET_OPERATORS:
        return "matches every series with every other: the right side only needs to have any series"
    return "matches every series with every other"


def labels_of(samples: Sequence[Sample]) -> set[str] | None:
    """None when there are no series."""
    return {label for sample in samples for label in sample.labels} - {NAME} if samples else None


def _renamed(labels: Sequence[str], old: str, new: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(new if label == old else label for label in labels))
