"""What each meaning is called on each side: by the dialects, and only what a side's Prometheus really holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lab.comparison.portability.views import PARTS, SideView, series_names
from lab.comparison.record import Called, MeaningMap
from lab.language.dialect import Meaning
from lab.language.promql import counted_metric

_WITHOUT_UNIT = "_count"


def meaning_maps(views: Mapping[str, SideView]) -> tuple[MeaningMap, ...]:
    names = dict.fromkeys(name for view in views.values() if view.dialect for name in view.dialect.meanings)
    return tuple(made for name in names for made in _maps(name, views))


def _maps(name: str, views: Mapping[str, SideView]) -> Iterator[MeaningMap]:
    spoken = {side: view.dialect.meanings.get(name) for side, view in views.items() if view.dialect is not None}
    held = {side: meaning for side, meaning in spoken.items() if meaning is not None and _there(meaning, views[side])}
    # Where one side has a counter, or nobody a unit, what is meant of a histogram is its count.
    counts = any(each.type == "counter" for each in held.values()) or not any(each.unit for each in held.values())
    called = {side: _called(meaning, views[side], counts=counts) for side, meaning in held.items()}
    if called:
        yield MeaningMap(meaning=name, called=called)
    if len(held) > 1 and not counts and len({meaning.metric for meaning in held.values()}) > 1:
        yield from _family(name, held, called, views)


def _family(
    name: str, held: Mapping[str, Meaning], called: Mapping[str, Called], views: Mapping[str, SideView]
) -> Iterator[MeaningMap]:
    """Each part of a histogram that more than one side has, since these are the names that queries are made of."""
    for part in PARTS["histogram"]:
        having = {
            side: _part(called[side], part)
            for side, meaning in held.items()
            if part in PARTS.get(meaning.type, ()) and views[side].series(meaning.metric + part)
        }
        if len(having) > 1:
            yield MeaningMap(meaning=f"{name} ({part})", called=having)


def _part(whole: Called, part: str) -> Called:
    unit = "" if part == _WITHOUT_UNIT else whole.unit
    return Called(metric=whole.metric + part, type=whole.type, unit=unit, labels=whole.labels)


def _called(meaning: Meaning, view: SideView, *, counts: bool) -> Called:
    metric = counted_metric(meaning) if counts else meaning.metric
    there = view.labels(series_names(meaning))
    labels = {label: name for label, name in meaning.labels.items() if name in there}
    return Called(metric=metric, type=meaning.type, unit="" if counts else meaning.unit, labels=labels)


def _there(meaning: Meaning, view: SideView) -> bool:
    return any(view.series(name) for name in series_names(meaning))
