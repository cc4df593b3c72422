"""Which part of a selector leaves nothing on a side, in the few words that a table has room for."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace

from lab.language.dialect import Dialect
from lab.language.promql import quoted
from lab.language.promql import selector as spelled
from lab.why.dialects import local_label, translations
from lab.why.expression import Matcher, Selector
from lab.why.inventory import SCRAPE_METRICS, Inventory, Series, passes
from lab.why.nearest import nearest

_MOST = 3  # values that are shown
_NO_COUNT = ("_bucket", "_sum")
_COMMON = ("instance", "le")  # their values tell nothing of another label's


def said(
    selector: Selector, held: Inventory, dialects: Mapping[str, Dialect], known_elsewhere: Container[str]
) -> tuple[str, ...]:
    """Of a selector that finds nothing. `known_elsewhere`: metrics that the other side has too, and which are
    therefore not what a missing one is called here."""
    if selector.either:
        each_group = (replace(selector, matchers=group, either=()) for group in selector.either)
        return tuple(words for group in each_group for words in said(group, held, dialects, known_elsewhere))
    if not any(True for _ in held.metric_names(selector.matchers)):
        return (_no_metric(selector, held, dialects, known_elsewhere),)
    every = [(name, each) for name in held.metric_names(selector.matchers) for each in held.metrics[name].series]
    alone = tuple(m for m in selector.labelled if not any(passes((m,), name, each) for name, each in every))
    if not alone:
        return (f"{selector.bare()}: each of its labels is there, but no series has all of them",)
    return tuple(_no_label(matcher, selector, [each for _, each in every], dialects) for matcher in alone)


def _no_metric(
    selector: Selector, held: Inventory, dialects: Mapping[str, Dialect], known_elsewhere: Container[str]
) -> str:
    name = selector.name
    if name is None:
        return f"{selector.bare()}: no metric has such a name"
    words = f"{spelled(name, {})}: no such metric"
    if meant := _meant(name, held, dialects):
        return f"{words}; here it is {' or '.join(meant)}"
    if name.startswith(SCRAPE_METRICS) and not held.targets:
        return f"{words}; nothing is scraped here"
    near = nearest(name, (other for other in held.metrics if other not in known_elsewhere), 1)
    return f"{words}; the nearest is {near[0]}" if near else words


def _meant(name: str, held: Inventory, dialects: Mapping[str, Dialect]) -> tuple[str, ...]:
    """A counter stands for the count of a histogram, and not for its buckets or its sum."""
    found = tuple(each.new for each in translations(name, dialects, held.metrics))
    part = next((part for part in _NO_COUNT if name.endswith(part)), "")
    return tuple(new for new in found if new.endswith(part)) or found


def _no_label(matcher: Matcher, selector: Selector, every: Sequence[Series], dialects: Mapping[str, Dialect]) -> str:
    label = matcher.label
    what = spelled(selector.name, {}) if selector.name is not None else ""
    head = f"{what}{{{matcher}}}"
    values = {each.labels.get(label, "") for each in every} - {""}
    where = _elsewhere(matcher, every)
    if values:
        return "; ".join((f"{head}: {label} is {_listed(values)} here", *where))
    there = {name for each in every for name in each.labels}
    meant = [name for name in local_label(label, selector.name or "", dialects) if name in there]
    here = [f"here it is {meant[0]}"] if meant else where
    return "; ".join((f"{head}: no such label", *here))


def _elsewhere(matcher: Matcher, every: Sequence[Series]) -> list[str]:
    """Another label that holds what was asked for: what becomes of `job` behind something that is scraped itself."""
    if matcher.op != "=" or not matcher.value:
        return []
    labels = {label for each in every for label, value in each.labels.items() if value == matcher.value}
    return [f"{label} is {quoted(matcher.value)}" for label in sorted(labels - set(_COMMON))[:1]]


def _listed(values: Iterable[str]) -> str:
    ordered = sorted(values)
    more = f" and {len(ordered) - _MOST} more" if len(ordered) > _MOST else ""
    return ", ".join(quoted(value) for value in ordered[:_MOST]) + more
