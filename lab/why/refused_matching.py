"""Operations that a backend refuses because several series of a side match: which labels make the duplicates, and the
matchings that work."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lab.language.counting import count
from lab.why.comparisons import format_labels
from lab.why.evaluation import Sample, is_scalar
from lab.why.expression import (
    NAME,
    Aggregate,
    Binary,
    Call,
    Expression,
    Matcher,
    Selector,
    Window,
    parts,
    to_promql,
    with_part,
)
from lab.why.joins import differing_labels, duplicates, joins, matched_values, values_of
from lab.why.model import Cause, ExplainContext, Finding, Proposal

_MATCHING = re.compile(
    r"found duplicate series for the match group|multiple matches for labels|many-to-many matching not allowed"
    r"|grouping labels must ensure unique matches"
)
_SAME_LABELS = re.compile(r"same labelset|duplicate series|duplicated labelset")
_MAX_VALUES = 3


def explain_refused_matching(error: str, ctx: ExplainContext) -> tuple[Finding, ...]:
    if not _MATCHING.search(error):
        return ()
    refused = _innermost_refused(ctx)
    if refused is None:
        return ()
    left, right = ctx.result(refused.left).samples, ctx.result(refused.right).samples
    details = [
        *_duplicates(refused, "left", refused.left, left, needs_one=_group(refused) != "left"),
        *_duplicates(refused, "right", refused.right, right, needs_one=_group(refused) != "right"),
    ]
    message = f"`{refused.op}` needs one series for each group of labels on {_sides(refused)}, and has several"
    merged, joined = tuple(_merged(refused, left, right)), tuple(joins(refused, left, right))
    labels_asked = refused.matching is not None and bool(refused.matching.include)
    better = (*merged, *joined) if labels_asked else (*joined, *merged)
    proposals = (Proposal(with_part(ctx.query, refused, join)) for join in better)
    return (Finding(Cause.REFUSED, message, tuple(details), tuple(proposals)),)


def _merged(binary: Binary, left: Sequence[Sample], right: Sequence[Sample]) -> Iterator[Binary]:
    """`x * on (pod) group_left (node) kube_pod_info` -> `... max by (node, pod) (kube_pod_info)`: the duplicates differ
    in labels that nobody asked for."""
    matching = binary.matching
    if matching is None or not matching.group:
        return
    side, samples = (binary.right, right) if matching.group == "left" else (binary.left, left)
    groups = duplicates(samples, matching)
    if not groups or not _has_all(matching.labels if matching.on else (), samples):
        return
    kept = (*matching.labels, *(label for label in matching.include if label not in matching.labels))
    labels = kept if matching.on else differing_labels(groups[0])
    one = Aggregate("max", side, None, matching.on, labels)
    yield replace(binary, right=one) if matching.group == "left" else replace(binary, left=one)


def _has_all(labels: Sequence[str], samples: Sequence[Sample]) -> bool:
    return all(any(label in sample.labels for sample in samples) for label in labels)


def explain_same_labels(error: str, ctx: ExplainContext) -> tuple[Finding, ...]:
    """`rate({__name__=~"a|b"}[5m])`: a function drops the name, which was the only difference."""
    if not _SAME_LABELS.search(error):
        return ()
    for part in reversed(list(parts(ctx.query))):
        selector = _argument(part)
        if selector is None or not ctx.result(part).error:
            continue
        names = sorted({sample.labels.get(NAME, "") for sample in ctx.result(selector).samples})
        if len(names) < 2:
            continue
        message = f"{to_promql(part)} drops the names, which are the only difference between series of"
        proposals = tuple(Proposal(with_part(ctx.query, selector, _named(selector, name))) for name in names)
        detail = "select one of them, or give each its own query and join them with or"
        return (Finding(Cause.REFUSED, f"{message} {', '.join(names[:8])}", (detail,), proposals),)
    return ()


def _argument(part: Expression) -> Selector | None:
    if not isinstance(part, Call):
        return None
    inner = next((arg for arg in part.args if not is_scalar(arg)), None)
    inner = inner.of if isinstance(inner, Window) else inner
    return inner if isinstance(inner, Selector) and inner.name is None else None


def _named(selector: Selector, name: str) -> Expression:
    return replace(selector, matchers=(Matcher(NAME, "=", name), *selector.labelled))


def _innermost_refused(ctx: ExplainContext) -> Binary | None:
    for part in reversed(list(parts(ctx.query))):
        if isinstance(part, Binary) and ctx.result(part).error:
            sides = ctx.result(part.left), ctx.result(part.right)
            if not any(side.error for side in sides):
                return part
    return None


def _group(binary: Binary) -> str:
    return binary.matching.group if binary.matching is not None else ""


def _sides(binary: Binary) -> str:
    group = _group(binary)
    if not group:
        return "both sides"
    return f"the {'right' if group == 'left' else 'left'} side (group_{group} allows several on the other)"


def _duplicates(
    binary: Binary, side: str, part: Expression, samples: Sequence[Sample], *, needs_one: bool
) -> list[str]:
    groups = duplicates(samples, binary.matching)
    if not groups or not needs_one:
        return []
    group = groups[0]
    matched = matched_values(group, binary.matching)
    shared = f"have {format_labels(matched)}" if matched else "are in one group"
    differences = [f"{label} ({_values(label, group)})" for label in differing_labels(group)]
    where = " and ".join(differences) or "their names"
    matching = binary.matching
    missing = (
        [label for label in matching.labels if not _has_all((label,), samples)] if matching and matching.on else []
    )
    return [
        f"{side}, {to_promql(part)}: {count(len(group), 'series')} {shared}; they differ in {where}",
        *(f"{side}: no series has the label {label}, so it does not distinguish them" for label in missing),
    ]


def _values(label: str, group: Sequence[Sample]) -> str:
    values = [value or "missing" for value in values_of(label, group)]
    more = f" and {len(values) - _MAX_VALUES} more" if len(values) > _MAX_VALUES else ""
    return ", ".join(values[:_MAX_VALUES]) + more
