"""Which matcher of a selector matches no series, and what was probably meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

from lab.why.attributes import explain_resource_attribute
from lab.why.dialects import local_label
from lab.why.dropped_samples import dropped_metric
from lab.why.elsewhere import explain_value_of_another_label
from lab.why.expression import Selector
from lab.why.inventory import NamedSeries, passes
from lab.why.mismatch import Mismatch, format_values
from lab.why.model import Cause, ExplainContext, Finding, Proposal
from lab.why.nearest import nearest
from lab.why.paths import explain_instance
from lab.why.refused_samples import describe_refused
from lab.why.target_info import explain_missing_target_info
from lab.why.targets import target_details
from lab.why.unselected import of_job
from lab.why.values import explain_value

MismatchExplainer: TypeAlias = Callable[[Mismatch], Finding | None]


def explain_matchers(selector: Selector, ctx: ExplainContext) -> tuple[Finding, ...]:
    """One finding for each matcher that matches no series by itself, or one for those that match none together."""
    inventory = ctx.inventory
    names = inventory.metric_names(selector.matchers)
    candidates = [(name, series) for name in names for series in inventory.metrics[name].series]
    failing = [m for m in selector.labelled if not any(passes((m,), name, series) for name, series in candidates)]
    if failing:
        return tuple(_explain_matcher(Mismatch(matcher, selector, candidates, ctx)) for matcher in failing)
    return (_explain_combination(selector, candidates),)


def _explain_matcher(mismatch: Mismatch) -> Finding:
    findings = (explainer(mismatch) for explainer in EXPLAINERS)
    finding = next(found for found in findings if found is not None)
    if mismatch.label not in ("job", "instance"):
        return finding
    matcher, inventory = mismatch.matcher, mismatch.inventory
    refused = [one for one in inventory.refused if mismatch.label == "job" and matcher.accepts(one.job)]
    sources = [
        *(of_job((matcher,), inventory.unselected) if mismatch.label == "job" else ()),
        *target_details(matcher, inventory),
        *dropped_metric(mismatch.selector, mismatch.ctx),
        *describe_refused(refused),
    ]
    if sources and mismatch.label == "job" and any(matcher.accepts(pool) for pool in inventory.pools):
        return replace(finding, details=tuple(sources), proposals=())  # the job exists: its name is not misspelt
    return replace(finding, details=(*finding.details, *sources))


def _explain_translated_label(mismatch: Mismatch) -> Finding | None:
    """The label has another name in this instrumentation."""
    matcher, known = mismatch.matcher, mismatch.labels()
    names = local_label(matcher.label, mismatch.selector.name or "", mismatch.ctx.dialects)
    translated = [name for name in names if name in known]
    if mismatch.has_label() or not translated:
        return None
    hint = f"the label {matcher.label} of other instrumentations is {translated[0]} here"
    return mismatch.finding(hint, _format_labels(known), better=(replace(matcher, label=translated[0]),))


def _explain_misspelt_label(mismatch: Mismatch) -> Finding | None:
    """A label of nearly the same name has the value."""
    if mismatch.has_label():
        return None
    near = nearest(mismatch.label, mismatch.labels())
    better = [
        replace(mismatch.matcher, label=n) for n in near if any(map(mismatch.matcher.accepts, mismatch.values(n)))
    ]
    if not better or not mismatch.positive:
        return None
    hint = f"did you mean {' or '.join(matcher.label for matcher in better)}?"
    return mismatch.finding(hint, _format_labels(mismatch.labels()), better=better)


def _explain_missing_label(mismatch: Mismatch) -> Finding | None:
    if mismatch.has_label():
        return None
    if not mismatch.positive:
        hint = f"a missing label is the same as an empty one: leave {mismatch.matcher} out"
        proposal = Proposal(mismatch.replaced())
        return replace(mismatch.finding(hint, _format_labels(mismatch.labels())), proposals=(proposal,))
    matcher, known = mismatch.matcher, mismatch.labels()
    listed = _format_labels(known)
    if near := nearest(matcher.label, known):
        better = [replace(matcher, label=label) for label in near]
        return mismatch.finding(f"did you mean {' or '.join(near)}?", listed, better=better)
    return mismatch.finding(listed)


def _format_labels(labels: Sequence[str]) -> str:
    return f"the labels are: {', '.join(labels) or 'none'}"


# The first that knows it explains it; the last one always does.
EXPLAINERS: tuple[MismatchExplainer, ...] = (
    _explain_translated_label,
    _explain_misspelt_label,
    explain_missing_target_info,
    explain_instance,
    explain_value_of_another_label,
    explain_resource_attribute,
    _explain_missing_label,
    explain_value,
)


def _explain_combination(selector: Selector, candidates: Sequence[NamedSeries]) -> Finding:
    """Each matcher matches some series, but no series matches all. Each detail leaves out one matcher."""
    details = []
    for matcher in selector.labelled:
        others = [m for m in selector.labelled if m != matcher]
        values = Counter(
            series.labels.get(matcher.label, "") for name, series in candidates if passes(others, name, series)
        )
        if values:
            details.append(f"without {matcher}: {values.total()} series, {matcher.label} is {format_values(values)}")
    joined = " and ".join(str(matcher) for matcher in selector.labelled)
    message = f"no series of {selector.name or 'any metric'} has {joined} together, though some have each of them"
    return Finding(Cause.MATCHER, message, tuple(details))
