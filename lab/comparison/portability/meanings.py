"""The metric of each meaning on each side: by the dialects, and only what a side's Prometheus really has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lab.comparison.portability.side_view import SUFFIXES, SideView, series_names
from lab.comparison.record import MeaningNames, MetricName
from lab.language.dialect import Meaning
from lab.language.promql import counted_metric

_COUNT = "_count"  # the part of a histogram that has no unit


def meaning_names(views: Mapping[str, SideView]) -> tuple[MeaningNames, ...]:
    names = dict.fromkeys(name for view in views.values() if view.dialect for name in view.dialect.meanings)
    return tuple(row for name in names for row in _names(name, views))


def _names(name: str, views: Mapping[str, SideView]) -> Iterator[MeaningNames]:
    defined = {side: view.dialect.meanings.get(name) for side, view in views.items() if view.dialect is not None}
    meanings = {
        side: meaning for side, meaning in defined.items() if meaning is not None and _exists(meaning, views[side])
    }
    # Where one side has a counter, or no side a unit, a histogram stands for its count.
    is_count = any(m.type == "counter" for m in meanings.values()) or not any(m.unit for m in meanings.values())
    by_side = {side: _metric_name(meaning, views[side], is_count) for side, meaning in meanings.items()}
    if by_side:
        yield MeaningNames(meaning=name, by_side=by_side)
    if len(meanings) > 1 and not is_count and len({meaning.metric for meaning in meanings.values()}) > 1:
        yield from _histogram_parts(name, meanings, by_side, views)


def _histogram_parts(
    name: str, meanings: Mapping[str, Meaning], by_side: Mapping[str, MetricName], views: Mapping[str, SideView]
) -> Iterator[MeaningNames]:
    """Each part of a histogram that more than one side has, since queries use the names of parts."""
    for suffix in SUFFIXES["histogram"]:
        parts = {
            side: _part(by_side[side], suffix)
            for side, meaning in meanings.items()
            if suffix in SUFFIXES.get(meaning.type, ()) and views[side].series(meaning.metric + suffix)
        }
        if len(parts) > 1:
            yield MeaningNames(meaning=f"{name} ({suffix})", by_side=parts)


def _part(whole: MetricName, suffix: str) -> MetricName:
    unit = "" if suffix == _COUNT else whole.unit
    return MetricName(metric=whole.metric + suffix, type=whole.type, unit=unit, labels=whole.labels)


def _metric_name(meaning: Meaning, view: SideView, is_count: bool) -> MetricName:
    metric = counted_metric(meaning) if is_count else meaning.metric
    existing = view.labels(series_names(meaning))
    labels = {label: name for label, name in meaning.labels.items() if name in existing}
    return MetricName(metric=metric, type=meaning.type, unit="" if is_count else meaning.unit, labels=labels)


def _exists(meaning: Meaning, view: SideView) -> bool:
    return any(view.series(name) for name in series_names(meaning))
