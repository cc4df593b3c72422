"""Relabeling: each action, and the rule that drops."""

from __future__ import annotations

from typing import Any

import pytest

from lab.language.relabeling import Relabeled, describe, relabel

LABELS = {"__address__": "shop:8000", "job": "api", "__meta_docker_container_label_team": "a"}
KEPT: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "replace": (
        {"source_labels": ["__address__"], "regex": "(.*):(\\d+)", "target_label": "host", "replacement": "$1"},
        {"host": "shop"},
    ),
    "replace with names in the target": (
        {"source_labels": ["job"], "regex": "(.*)", "target_label": "of_${1}", "replacement": "x${1}y"},
        {"of_api": "xapiy"},
    ),
    "replace without a match": (
        {"source_labels": ["job"], "regex": "other", "target_label": "a", "replacement": "b"},
        {},
    ),
    "replace by nothing removes": ({"target_label": "job", "replacement": ""}, {"job": ""}),
    "separator": ({"source_labels": ["job", "__address__"], "target_label": "a"}, {"a": "api;shop:8000"}),
    "lowercase": ({"source_labels": ["job"], "target_label": "a", "action": "lowercase"}, {"a": "api"}),
    "uppercase": ({"source_labels": ["job"], "target_label": "a", "action": "uppercase"}, {"a": "API"}),
    "hashmod": (
        {"source_labels": ["__address__"], "target_label": "a", "action": "hashmod", "modulus": 1000},
        {"a": "299"},
    ),
    "labelmap": ({"regex": "__meta_docker_container_label_(.+)", "action": "labelmap"}, {"team": "a"}),
    "labeldrop": ({"regex": "jo.", "action": "labeldrop"}, {"job": ""}),
    "keep": ({"source_labels": ["job"], "regex": "api", "action": "keep"}, {}),
    "drop": ({"source_labels": ["job"], "regex": "ap", "action": "drop"}, {}),
    "keepequal": ({"source_labels": ["job"], "target_label": "job", "action": "keepequal"}, {}),
    "refused by Prometheus": ({"source_labels": ["job"], "regex": "(", "action": "keep"}, {}),
}
DROPPED: dict[str, tuple[dict[str, Any], str]] = {
    "keep": (
        {"source_labels": ["job"], "regex": "shop|web", "action": "keep"},
        'keep where job matches shop|web; job is "api"',
    ),
    "keep on a missing label": (
        {"source_labels": ["__meta_scrape"], "regex": "true", "action": "keep"},
        "keep where __meta_scrape matches true; __meta_scrape is missing",
    ),
    "drop": (
        {"source_labels": ["__address__", "job"], "regex": "shop.*", "action": "drop"},
        'drop where [__address__, job] matches shop.*; __address__ is "shop:8000", job is "api"',
    ),
    "keep by a part of the value": (
        {"source_labels": ["__address__"], "regex": "shop", "action": "keep"},
        'keep where __address__ matches shop; __address__ is "shop:8000"; a regex must match the whole value',
    ),
    "keepequal": (
        {"source_labels": ["job"], "target_label": "__address__", "action": "keepequal"},
        'keep where job equals __address__; job is "api"',
    ),
    "dropequal": (
        {"source_labels": ["job"], "target_label": "job", "action": "dropequal"},
        'drop where job equals job; job is "api"',
    ),
}


@pytest.mark.parametrize(("rule", "changed"), KEPT.values(), ids=KEPT)
def test_relabel_kept(rule: dict[str, Any], changed: dict[str, str]) -> None:
    expected = {name: value for name, value in {**LABELS, **changed}.items() if value}
    assert relabel(LABELS, (rule,)) == Relabeled(expected)


@pytest.mark.parametrize(("rule", "described"), DROPPED.values(), ids=DROPPED)
def test_relabel_dropped(rule: dict[str, Any], described: str) -> None:
    rename = {"target_label": "first", "replacement": "1"}
    result = relabel(LABELS, (rename, rule))
    assert result.dropped_by == 1
    assert describe(rule, result.labels) == described
