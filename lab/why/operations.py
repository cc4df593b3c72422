"""Why an operation or a function returns nothing though its inputs have data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lab.language.promql import label_name
from lab.why.comparisons import format_labels
from lab.why.evaluation import ABSENCE, QUANTILES, Sample, is_scalar, without
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
    with_name,
    with_part,
)
from lab.why.joins import joins, others_only, shared_labels
from lab.why.model import Cause, ExplainContext, Finding, Proposal

_MAX_EXAMPLES = 2  # label sets of each side


def explain_no_match(binary: Binary, left: Sequence[Sample], right: Sequence[Sample], ctx: ExplainContext) -> Finding:
    """No series of one side matches one of the other."""
    labels = _matched_labels(binary.matching)
    message = f"`{binary.op}` matches series on {labels}, but none has a match on the other side"
    details = [
        f"left, {to_promql(binary.left)}: {_examples(left)}",
        f"right, {to_promql(binary.right)}: {_examples(right)}",
    ]
    details += [hint for side in (binary.left, binary.right) for hint in _missing_group_labels(side, ctx)]
    common = shared_labels(left, right)
    proposals = tuple(Proposal(with_part(ctx.query, binary, join)) for join in joins(binary, left, right))
    others = others_only(left, right)
    if common:
        details.append(f"common labels: {', '.join(common)}")
    elif others:
        details.append(f"no {' and no '.join(others)} is on both sides: the two are about different ones")
    elif len(left) > 1 and len(right) > 1:
        details.append("no label has the same value on both sides: aggregate both, for example with sum(...)")
    elif max(len(left), len(right)) > 1:
        details.append(
            "one side is a single series: it matches all others on no labels, with on () and a group modifier"
        )
    else:
        details.append("no label has the same value on both sides: match on no labels, with on ()")
    return Finding(Cause.NO_MATCH, message, tuple(details), proposals)


def _matched_labels(matching: Matching | None) -> str:
    if matching is None or not (matching.on or matching.labels):
        return "all labels"
    labels = ", ".join(matching.labels) or "no labels"
    return labels if matching.on else f"all labels except {labels}"


def _examples(side: Sequence[Sample]) -> str:
    own = (without(sample.labels, NAME) for sample in side[:_MAX_EXAMPLES])
    label_sets = dict.fromkeys(format_labels(labels) if labels else "no labels" for labels in own)
    more = f" and {len(side) - _MAX_EXAMPLES} more" if len(side) > _MAX_EXAMPLES else ""
    return "; ".join(label_sets) + more


def _missing_group_labels(side: Expression, ctx: ExplainContext) -> list[str]:
    """Hints about labels of a `by` that its input does not have."""
    hints = []
    for part in parts(side):
        if isinstance(part, Aggregate) and part.by:
            known = {label for sample in ctx.result(part.of).samples for label in sample.labels} - {NAME}
            hints += [
                f"{to_promql(part.of)} has no label {label} to group by; it has: {', '.join(sorted(known)) or 'none'}"
                for label in part.labels
                if label not in known
            ]
    return hints


def explain_unless(binary: Binary, left: Sequence[Sample]) -> Finding:
    message = f"`unless` removes everything: all {len(left)} series on its left have a match on the right"
    return Finding(Cause.FILTERED, message, (f"right: {to_promql(binary.right)}",))


def explain_function(call: Call, samples: Sequence[Sample], ctx: ExplainContext) -> Finding:
    """A function that returns nothing for these samples."""
    inner = next((arg for arg in call.args if not is_scalar(arg)), call)
    if call.function in ABSENCE:
        message = f"{call.function} returns a value only when there are no series"
        return Finding(Cause.FUNCTION, f"{message}, but {to_promql(inner)} has {len(samples)}", _one_of_many(inner))
    if call.function in QUANTILES and not any("le" in sample.labels for sample in samples):
        return _explain_missing_buckets(call, inner, ctx)
    return Finding(
        Cause.FUNCTION, f"{call.function} returns nothing for the {len(samples)} series of {to_promql(inner)}"
    )


def _one_of_many(inner: Expression) -> tuple[str, ...]:
    """`absent(x{name=~"web.*"})` does not tell which one is missing."""
    if not isinstance(inner, Selector) or all(matcher.op == "=" for matcher in inner.labelled):
        return ()
    text = to_promql(inner)
    return (f"it does not show which of several is gone; for that, query {text} offset 10m unless {text}",)


def _drops_le(aggregate: Aggregate) -> bool:
    if aggregate.by is False:
        return "le" in aggregate.labels
    return aggregate.op not in ("topk", "bottomk", "limitk", "limit_ratio") and "le" not in aggregate.labels


def _head(aggregate: Aggregate) -> str:
    if aggregate.by is None:
        return aggregate.op
    return f"{aggregate.op} {'by' if aggregate.by else 'without'} ({', '.join(map(label_name, aggregate.labels))})"


def _explain_missing_buckets(call: Call, inner: Expression, ctx: ExplainContext) -> Finding:
    message = f"{call.function} needs the label le of histogram buckets, but {to_promql(inner)} does not have it"
    for part in parts(inner):
        if isinstance(part, Aggregate) and _drops_le(part):
            kept = tuple(label for label in part.labels if label != "le")
            with_le = replace(part, labels=kept) if part.by is False else replace(part, by=True, labels=("le", *kept))
            remedy = "leave le out of without" if part.by is False else "add le"
            hint = f"{_head(part)} drops it: {remedy if part.labels else 'keep it with by (le)'}"
            return Finding(Cause.FUNCTION, message, (hint,), (Proposal(with_part(ctx.query, part, with_le)),))
    for name in [part.name for part in parts(inner) if isinstance(part, Selector) and part.name]:
        buckets = name.removesuffix("_count").removesuffix("_sum") + "_bucket"
        if buckets != name and buckets in ctx.inventory.metrics:
            hint = f"the buckets are in {buckets}"
            return Finding(Cause.FUNCTION, message, (hint,), (Proposal(with_name(ctx.query, name, buckets)),))
    return Finding(Cause.FUNCTION, message)
