"""An inventory as a run's record keeps it, cut to what a record has room for, with the dialects to read it by.

Of a metric with many series those are kept that between them show the most label values.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from lab.language.dialect import Dialect
from lab.why.inventory import Inventory, Metric, RecordingRule, Series, Target

METRICS = 800
SERIES = (30, 12, 6, 3, 1)  # of each metric: as many as there is room for
LONGEST = 200  # characters of a label's value
ROOM = 250_000  # characters of all of it, as it stands in run.json
_INDENT = 6  # of its lines there, besides their own

Detail = dict[str, Any]


def as_detail(held: Inventory, dialects: Mapping[str, Dialect]) -> Detail:
    detail: Detail = {}
    for most in SERIES:
        detail = _detail(held, dialects, most)
        if _size(detail) <= ROOM:
            return detail
    while _size(detail) > ROOM and detail["metrics"]:
        kept = list(detail["metrics"].items())[: len(detail["metrics"]) * 3 // 4]
        detail["metrics"] = dict(kept)
        detail["omitted"] = len(held.metrics) - len(kept)
    return detail


def _size(detail: Detail) -> int:
    text = json.dumps(detail, indent=2, ensure_ascii=False)
    return len(text) + _INDENT * text.count("\n")


def _detail(held: Inventory, dialects: Mapping[str, Dialect], most: int) -> Detail:
    names = list(held.metrics)[:METRICS]
    return {
        "started": round(held.started, 3),
        "asked": round(held.asked, 3),
        "lookback": held.lookback,
        "targets": [
            {
                "pool": target.pool,
                "labels": _cut(target.labels),
                "url": target.url,
                "health": target.health,
                "error": target.error[:LONGEST],
                "interval": target.interval,
            }
            for target in held.targets[:100]
        ],
        "pools": dict(held.pools),
        "rules": [{"name": r.name, "query": r.query, "error": r.error} for r in held.rules[:100]],
        "alerts": list(held.alerts[:100]),
        "stopped": dict(held.stopped),
        "omitted": held.omitted + len(held.metrics) - len(names),
        "dialects": {name: dialect.model_dump(exclude_defaults=True) for name, dialect in dialects.items()},
        "metrics": {name: _metric(held.metrics[name], held.asked, most) for name in names},
    }


def _metric(metric: Metric, asked: float, most: int) -> Detail:
    """What all its series have in common is said once. A row: the values of the other labels, and how old the newest
    sample is (in seconds)."""
    kept = [Series(_cut(each.labels), each.last, each.there) for each in _most_telling(metric.series, most)]
    labels = sorted({label for each in kept for label in each.labels})
    shared = {label: kept[0].labels.get(label, "") for label in labels if _same(kept, label)} if kept else {}
    varied = [label for label in labels if label not in shared]
    rows: dict[bool, list[list[str | float | None]]] = {True: [], False: []}
    for each in kept:
        age = None if each.last is None else round(asked - each.last, 1)
        rows[each.there].append([*(each.labels.get(label, "") for label in varied), age])
    detail: Detail = {"count": metric.count, "shared": shared, "labels": varied, "series": rows[True]}
    return {**detail, "ended": rows[False]} if rows[False] else detail


def _same(series: Sequence[Series], label: str) -> bool:
    return len({each.labels.get(label, "") for each in series}) == 1


def _cut(labels: Mapping[str, str]) -> dict[str, str]:
    return {key: value if len(value) <= LONGEST else value[: LONGEST - 3] + "..." for key, value in labels.items()}


def _most_telling(series: Sequence[Series], most: int) -> Sequence[Series]:
    """Those that first show a value, and of these the early values of each label first: a label with hundreds of them
    must not crowd out one with three."""
    known: dict[str, dict[str, int]] = {}
    ranked: list[tuple[int, Series]] = []
    for each in series:
        shown = [(values := known.setdefault(label, {}), value) for label, value in each.labels.items()]
        new = [len(values) for values, value in shown if value not in values]
        for values, value in shown:
            values.setdefault(value, len(values))
        ranked.append((min(new, default=len(series)), each))
    return [each for _, each in sorted(ranked, key=lambda rank: rank[0])[:most]] if len(series) > most else series


def read_back(service: str, detail: Detail) -> Inventory | None:
    """None when it is not what this version writes: a record of another one, or one that was edited."""
    try:
        dialects_of(detail)
        return from_detail(service, detail)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return None


def from_detail(service: str, detail: Detail) -> Inventory:
    asked = detail["asked"]
    return Inventory(
        service,
        detail["started"],
        asked,
        {name: _from_metric(given, asked) for name, given in detail["metrics"].items()},
        detail["lookback"],
        tuple(Target(**given) for given in detail["targets"]),
        detail["pools"],
        tuple(RecordingRule(**given) for given in detail["rules"]),
        tuple(detail["alerts"]),
        detail["stopped"],
        detail["omitted"],
    )


def _from_metric(given: Detail, asked: float) -> Metric:
    series = []
    for rows, there in (("series", True), ("ended", False)):
        for *values, age in given.get(rows, ()):
            varied = zip(given["labels"], values, strict=True)
            labels = {key: value for key, value in (*given["shared"].items(), *varied) if value}
            series.append(Series(labels, None if age is None else asked - age, there))
    return Metric(tuple(series), given["count"])


def dialects_of(detail: Detail) -> dict[str, Dialect]:
    return {name: Dialect.model_validate(given) for name, given in detail["dialects"].items()}
