"""An inventory as a run record stores it, with the dialects: limited in size.

For a metric with many series, those with the most different label values are stored.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from lab.language.dialect import Dialect
from lab.why.forbidden import Forbidden
from lab.why.inventory import AlertingRule, DroppedTarget, Inventory, Metric, RecordingRule, Series, Target
from lab.why.metric_types import families_of
from lab.why.refused_samples import RefusedSamples
from lab.why.topology import Application, Collector, Topology
from lab.why.unselected import Unselected

MAX_METRICS = 800
SERIES_LIMITS = (30, 12, 6, 3, 1)  # per metric: the first that fits
MAX_LENGTH = 200  # characters of a label value
MAX_TARGETS, MAX_DROPPED = 100, 20
MAX_CONFIG = 2000  # characters of one key of a scrape configuration
MAX_SIZE = 250_000  # characters in run.json
_INDENT = 6  # spaces by which run.json indents its lines further

Detail = dict[str, Any]


def to_detail(inventory: Inventory, dialects: Mapping[str, Dialect]) -> Detail:
    detail: Detail = {}
    for limit in SERIES_LIMITS:
        detail = _detail(inventory, dialects, limit)
        if _size(detail) <= MAX_SIZE:
            return detail
    while _size(detail) > MAX_SIZE and detail["metrics"]:
        metrics = list(detail["metrics"].items())[: len(detail["metrics"]) * 3 // 4]
        detail["metrics"] = dict(metrics)
        detail["omitted"] = len(inventory.metrics) - len(metrics)
    return detail


def _size(detail: Detail) -> int:
    text = json.dumps(detail, indent=2, ensure_ascii=False)
    return len(text) + _INDENT * text.count("\n")


def _detail(inventory: Inventory, dialects: Mapping[str, Dialect], limit: int) -> Detail:
    names = list(inventory.metrics)[:MAX_METRICS]
    return {
        "started": round(inventory.started, 3),
        "asked": round(inventory.taken_at, 3),
        "lookback": inventory.lookback,
        "targets": [
            {
                "pool": target.pool,
                "labels": _cut(target.labels),
                "url": target.url,
                "health": target.health,
                "error": target.error[:MAX_LENGTH],
                "interval": target.interval,
                "timeout": target.timeout,
                "took": round(target.took, 6),
                "discovered": _cut(target.discovered),
            }
            for target in inventory.targets[:MAX_TARGETS]
        ],
        "dropped": [
            {"pool": target.pool, "discovered": _cut(target.discovered)} for target in inventory.dropped[:MAX_DROPPED]
        ],
        "scrape_configs": {job: _bounded(config) for job, config in list(inventory.scrape_configs.items())[:50]},
        "topology": asdict(inventory.topology),
        "types": _types(inventory, names),
        "features": None if inventory.features is None else list(inventory.features),
        "refused": [asdict(one) for one in inventory.refused[:MAX_DROPPED]],
        **({"forbidden": [asdict(one) for one in inventory.forbidden[:MAX_DROPPED]]} if inventory.forbidden else {}),
        **({"unselected": [asdict(one) for one in inventory.unselected[:MAX_DROPPED]]} if inventory.unselected else {}),
        "pools": dict(inventory.pools),
        "rules": [{"name": r.name, "query": r.query, "error": r.error} for r in inventory.rules[:100]],
        "alerts": [asdict(rule) for rule in inventory.alerts[:100]],
        "stopped": dict(inventory.stopped),
        "omitted": inventory.omitted + len(inventory.metrics) - len(names),
        "dialects": {name: dialect.model_dump(exclude_defaults=True) for name, dialect in dialects.items()},
        "metrics": {name: _metric(inventory.metrics[name], inventory.taken_at, limit) for name in names},
    }


def _types(inventory: Inventory, names: Sequence[str]) -> dict[str, str]:
    """Those of stored metrics; a family is declared without the suffixes of its metrics."""
    families = {family for name in names for family in families_of(name)}
    return {name: kind for name, kind in inventory.types.items() if name in families}


def _bounded(config: Mapping[str, Any]) -> Mapping[str, Any]:
    """Without long parts, such as lists of many targets."""
    return {key: value for key, value in config.items() if len(str(value)) <= MAX_CONFIG}


def _metric(metric: Metric, taken_at: float, limit: int) -> Detail:
    """Labels that all series share are stored once. A row has the values of the other labels and the age of the newest
    sample (in seconds)."""
    stored = [Series(_cut(series.labels), series.last, series.live) for series in _most_diverse(metric.series, limit)]
    labels = sorted({label for series in stored for label in series.labels})
    shared = {label: stored[0].labels.get(label, "") for label in labels if _is_shared(stored, label)}
    varied = [label for label in labels if label not in shared]
    rows: dict[bool, list[list[str | float | None]]] = {True: [], False: []}
    for series in stored:
        age = None if series.last is None else round(taken_at - series.last, 1)
        rows[series.live].append([*(series.labels.get(label, "") for label in varied), age])
    detail: Detail = {"count": metric.count, "shared": shared, "labels": varied, "series": rows[True]}
    return {**detail, "ended": rows[False]} if rows[False] else detail


def _is_shared(stored: Sequence[Series], label: str) -> bool:
    return len({series.labels.get(label, "") for series in stored}) == 1


def _cut(labels: Mapping[str, str]) -> dict[str, str]:
    return {
        key: value if len(value) <= MAX_LENGTH else value[: MAX_LENGTH - 3] + "..." for key, value in labels.items()
    }


def _most_diverse(candidates: Sequence[Series], limit: int) -> Sequence[Series]:
    """The series that introduce new label values, the first values of each label first: a label with hundreds of values
    must not crowd out one with three."""
    if len(candidates) <= limit:
        return candidates
    known: dict[str, dict[str, int]] = {}
    ranked: list[tuple[int, Series]] = []
    for series in candidates:
        pairs = [(known.setdefault(label, {}), value) for label, value in series.labels.items()]
        new = [len(values) for values, value in pairs if value not in values]
        for values, value in pairs:
            values.setdefault(value, len(values))
        ranked.append((min(new, default=len(candidates)), series))
    return [series for _, series in sorted(ranked, key=lambda rank: rank[0])[:limit]]


def read_detail(service: str, detail: Detail) -> Inventory | None:
    """None when another version of lab wrote the detail, or it was edited."""
    try:
        dialects_of(detail)
        return from_detail(service, detail)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return None


def from_detail(service: str, detail: Detail) -> Inventory:
    taken_at = detail["asked"]
    return Inventory(
        service,
        detail["started"],
        taken_at,
        {name: _from_metric(metric, taken_at) for name, metric in detail["metrics"].items()},
        detail["lookback"],
        tuple(Target(**target) for target in detail["targets"]),
        detail["pools"],
        tuple(RecordingRule(**rule) for rule in detail["rules"]),
        tuple(AlertingRule(**rule) if isinstance(rule, dict) else AlertingRule(rule) for rule in detail["alerts"]),
        detail["stopped"],
        detail["omitted"],
        tuple(DroppedTarget(**target) for target in detail.get("dropped", ())),
        detail.get("scrape_configs", {}),
        _topology(detail.get("topology", {})),
        detail.get("types", {}),
        tuple(RefusedSamples(**one) for one in detail.get("refused", ())),
        None if detail.get("features") is None else tuple(detail["features"]),
        tuple(Forbidden(**one) for one in detail.get("forbidden", ())),
        tuple(
            Unselected(**{**one, "jobs": tuple(one["jobs"]), "rules": tuple(one["rules"])})
            for one in detail.get("unselected", ())
        ),
    )


def _topology(detail: Detail) -> Topology:
    collectors = (
        Collector(**{**one, "writes_to": tuple(one["writes_to"]), "unused": tuple(one.get("unused", ()))})
        for one in detail.get("collectors", ())
    )
    applications = (Application(**one) for one in detail.get("applications", ()))
    return Topology(detail.get("services", {}), tuple(applications), tuple(collectors))


def _from_metric(detail: Detail, taken_at: float) -> Metric:
    series = []
    for rows, live in (("series", True), ("ended", False)):
        for *values, age in detail.get(rows, ()):
            varied = zip(detail["labels"], values, strict=True)
            labels = {key: value for key, value in (*detail["shared"].items(), *varied) if value}
            series.append(Series(labels, None if age is None else taken_at - age, live))
    return Metric(tuple(series), detail["count"])


def dialects_of(detail: Detail) -> dict[str, Dialect]:
    # Not strictly: JSON has lists where a dialect has tuples.
    return {name: Dialect.model_validate(dialect, strict=False) for name, dialect in detail["dialects"].items()}
