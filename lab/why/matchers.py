"""Which matcher of a selector matches no series, and which values its label has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from lab.language.promql import quoted
from lab.why.dialects import local_label
from lab.why.expression import Matcher, Selector, with_part
from lab.why.inventory import NamedSeries, passes
from lab.why.model import Cause, ExplainContext, Finding, Proposal
from lab.why.nearest import nearest
from lab.why.targets import target_details

MAX_VALUES = 8
MAX_LENGTH = 60
_STATUS_CLASS = re.compile(r"([1-5])xx", re.IGNORECASE)


def explain_matchers(selector: Selector, ctx: ExplainContext) -> tuple[Finding, ...]:
    """One finding for each matcher that matches no series by itself, or one for those that match none together."""
    inventory = ctx.inventory
    names = inventory.metric_names(selector.matchers)
    candidates = [(name, series) for name in names for series in inventory.metrics[name].series]
    failing = [m for m in selector.labelled if not any(passes((m,), name, series) for name, series in candidates)]
    if failing:
        return tuple(_explain_matcher(matcher, selector, candidates, ctx) for matcher in failing)
    return (_explain_combination(selector, candidates),)


def _explain_matcher(
    matcher: Matcher, selector: Selector, candidates: Sequence[NamedSeries], ctx: ExplainContext
) -> Finding:
    metric = selector.name or "any metric"
    values = Counter(series.labels.get(matcher.label, "") for _, series in candidates)
    count = len(candidates)
    total = sum(ctx.inventory.metrics[name].count for name in ctx.inventory.metric_names(selector.matchers))
    head = f"{matcher} matches none of the {count} series of {metric}"
    if count < total:
        head = f"{matcher} matches none of the {count} recorded series of {metric} (of {total})"
    if count == 1:
        head = f"{matcher} does not match the only series of {metric}"
    if set(values) == {""}:
        message = f"{head}: {'it has' if count == 1 else 'they have'} no label {matcher.label}"
        return _explain_missing_label(message, matcher, selector, candidates, ctx)
    hint, better = _better_matcher(matcher, [value for value in values if value])
    details = [hint] if hint else []
    if matcher.label in ("job", "instance"):
        details += target_details(matcher, ctx.inventory)
    message = f"{head}: {matcher.label} is {_format_values(values)}"
    return _finding(message, details, matcher, better, selector, ctx)


def _explain_missing_label(
    message: str, matcher: Matcher, selector: Selector, candidates: Sequence[NamedSeries], ctx: ExplainContext
) -> Finding:
    known = tuple(sorted({label for _, series in candidates for label in series.labels}))
    translated = [name for name in local_label(matcher.label, selector.name or "", ctx.dialects) if name in known]
    details = [f"the labels are: {', '.join(known) or 'none'}"]
    better = None
    if translated:
        details.insert(0, f"the label {matcher.label} of other instrumentations is {translated[0]} here")
        better = replace(matcher, label=translated[0])
    elif near := nearest(matcher.label, known):
        details.insert(0, f"did you mean {' or '.join(near)}?")
        better = replace(matcher, label=near[0])
    return _finding(message, details, matcher, better, selector, ctx)


def _finding(
    message: str,
    details: Sequence[str],
    old: Matcher,
    new: Matcher | None,
    selector: Selector,
    ctx: ExplainContext,
) -> Finding:
    if new is None:
        return Finding(Cause.MATCHER, message, tuple(details))
    better = replace(selector, matchers=tuple(new if matcher == old else matcher for matcher in selector.matchers))
    return Finding(Cause.MATCHER, message, tuple(details), (Proposal(with_part(ctx.query, selector, better)),))


def _better_matcher(matcher: Matcher, values: Sequence[str]) -> tuple[str, Matcher | None]:
    """The matcher that was probably meant, with a hint; ("", None) when there is none."""
    value = matcher.value
    if matcher.op == "=":
        pattern = _STATUS_CLASS.sub(r"\1..", value)
        regex = replace(matcher, op="=~", value=pattern)
        if (pattern != value or re.escape(value) != value) and (matches := _matching_values(regex, values)):
            return f"= matches the exact text; =~ takes a regular expression: {regex} matches {_few(matches)}", regex
    if matcher.op == "=~":
        pattern = _STATUS_CLASS.sub(r"\1..", value)
        for wider_pattern in (pattern, f".*{value}.*", f"(?i){value}"):
            wider = replace(matcher, value=wider_pattern)
            if wider_pattern != value and (matches := _matching_values(wider, values)):
                return f"=~ must match the whole value, with its case: {wider} matches {_few(matches)}", wider
    if matcher.op in ("=", "=~") and len(set(values)) == 1:
        only = replace(matcher, op="=", value=values[0])
        return f"the only value is {only}", only
    if matcher.op in ("=", "=~") and (near := _similar_value(value, values)):
        return f"did you mean {matcher.label}={quoted(near)}?", replace(matcher, op="=", value=near)
    return "", None


def _matching_values(matcher: Matcher, values: Sequence[str]) -> list[str]:
    try:
        re.compile(matcher.value)
    except re.error:
        return []
    return [value for value in values if matcher.accepts(value)]


def _similar_value(value: str, known: Sequence[str]) -> str:
    same = [name for name in known if name.strip().lower() == value.strip().lower()]
    return next(iter([*same, *nearest(value, known, 1)]), "")


def _explain_combination(selector: Selector, candidates: Sequence[NamedSeries]) -> Finding:
    """Each matcher matches some series, but no series matches all. Each detail leaves out one matcher."""
    details = []
    for matcher in selector.labelled:
        others = [m for m in selector.labelled if m != matcher]
        values = Counter(
            series.labels.get(matcher.label, "") for name, series in candidates if passes(others, name, series)
        )
        if values:
            details.append(f"without {matcher}: {values.total()} series, {matcher.label} is {_format_values(values)}")
    joined = " and ".join(str(matcher) for matcher in selector.labelled)
    message = f"no series of {selector.name or 'any metric'} has {joined} together, though some have each of them"
    return Finding(Cause.MATCHER, message, tuple(details))


def _format_values(values: Mapping[str, int]) -> str:
    """With the number of series per value where there are few values."""
    counted = len(values) <= 4 and max(values.values()) > 1
    formatted = [
        (_cut(value) if value else "missing") + (f" ({values[value]} series)" if counted else "")
        for value in sorted(values, key=lambda value: (-values[value] if counted else 0, value))
    ]
    rest = len(formatted) - MAX_VALUES
    return ", ".join(formatted[:MAX_VALUES]) + (f" and {rest} more" if rest > 0 else "")


def _few(values: Iterable[str]) -> str:
    ordered = sorted(values)
    more = f" and {len(ordered) - 4} more" if len(ordered) > 4 else ""
    return ", ".join(_cut(value) for value in ordered[:4]) + more


def _cut(value: str) -> str:
    return quoted(value if len(value) <= MAX_LENGTH else value[: MAX_LENGTH - 3] + "...")
