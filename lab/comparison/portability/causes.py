"""Which part of a selector matches nothing on a side, as short texts for table cells."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace

from lab.language.dialect import Dialect
from lab.language.promql import quoted
from lab.language.promql import selector as selector_text
from lab.why.dialects import local_label, translations
from lab.why.expression import Matcher, Selector
from lab.why.inventory import SCRAPE_METRICS, Inventory, Series, passes
from lab.why.nearest import nearest

_MOST_VALUES = 3
_NOT_A_COUNT = ("_bucket", "_sum")
_COMMON = ("instance", "le")  # labels whose values say nothing about another label


def causes_of(
    selector: Selector, inventory: Inventory, dialects: Mapping[str, Dialect], on_both: Container[str]
) -> tuple[str, ...]:
    """Of a selector that matches nothing. `on_both`: metrics that the other side has too, which therefore cannot be the
    other name of a missing one."""
    if selector.either:
        groups = (replace(selector, matchers=group, either=()) for group in selector.either)
        return tuple(cause for group in groups for cause in causes_of(group, inventory, dialects, on_both))
    if not any(True for _ in inventory.metric_names(selector.matchers)):
        return (_no_metric(selector, inventory, dialects, on_both),)
    candidates = [
        (name, series)
        for name in inventory.metric_names(selector.matchers)
        for series in inventory.metrics[name].series
    ]
    unmatched = tuple(
        m for m in selector.labelled if not any(passes((m,), name, series) for name, series in candidates)
    )
    if not unmatched:
        return (f"{selector.bare()}: each label value exists, but no series has all of them",)
    return tuple(_no_label(matcher, selector, [series for _, series in candidates], dialects) for matcher in unmatched)


def _no_metric(
    selector: Selector, inventory: Inventory, dialects: Mapping[str, Dialect], on_both: Container[str]
) -> str:
    name = selector.name
    if name is None:
        return f"{selector.bare()}: no metric has such a name"
    cause = f"{selector_text(name, {})}: no such metric"
    if names := _names_here(name, inventory, dialects):
        return f"{cause}; here it is {' or '.join(names)}"
    if name.startswith(SCRAPE_METRICS) and not inventory.targets:
        return f"{cause}; nothing is scraped here"
    near = nearest(name, (other for other in inventory.metrics if other not in on_both), 1)
    return f"{cause}; the nearest is {near[0]}" if near else cause


def _names_here(name: str, inventory: Inventory, dialects: Mapping[str, Dialect]) -> tuple[str, ...]:
    """A counter stands for the count of a histogram, not for its buckets or its sum."""
    names = tuple(translation.new for translation in translations(name, dialects, inventory.metrics))
    suffix = next((suffix for suffix in _NOT_A_COUNT if name.endswith(suffix)), "")
    return tuple(new for new in names if new.endswith(suffix)) or names


def _no_label(
    matcher: Matcher, selector: Selector, candidates: Sequence[Series], dialects: Mapping[str, Dialect]
) -> str:
    label = matcher.label
    metric = selector_text(selector.name, {}) if selector.name is not None else ""
    head = f"{metric}{{{matcher}}}"
    values = {series.labels.get(label, "") for series in candidates} - {""}
    other_label = _other_label(matcher, candidates)
    if values:
        return "; ".join((f"{head}: {label} is {_list(values)} here", *other_label))
    existing = {name for series in candidates for name in series.labels}
    renamed = [name for name in local_label(label, selector.name or "", dialects) if name in existing]
    hint = [f"here it is {renamed[0]}"] if renamed else other_label
    return "; ".join((f"{head}: no such label", *hint))


def _other_label(matcher: Matcher, candidates: Sequence[Series]) -> list[str]:
    """Another label with the value: `job` becomes `exported_job` behind something that is scraped itself."""
    if matcher.op != "=" or not matcher.value:
        return []
    labels = {label for series in candidates for label, value in series.labels.items() if value == matcher.value}
    return [f"{label} is {quoted(matcher.value)}" for label in sorted(labels - set(_COMMON))[:1]]


def _list(values: Iterable[str]) -> str:
    ordered = sorted(values)
    more = f" and {len(ordered) - _MOST_VALUES} more" if len(ordered) > _MOST_VALUES else ""
    return ", ".join(quoted(value) for value in ordered[:_MOST_VALUES]) + more
