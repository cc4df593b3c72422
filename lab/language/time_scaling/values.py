"""Decides which values of a YAML file speak of time: by the keys they stand under, wherever in the document.

Configurations of Prometheus, Alertmanager, the blackbox exporter, Loki, Grafana and the collector all name durations
alike, so that the words of a key tell. Whether the value then is a duration is for others to see.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from lab.language.paths import NAMED_BY, Item, Key, Segment, spell

Use: TypeAlias = Literal["duration", "query", "other"]

_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")
# `keep_firing_for`, `scrape_interval`, `timeInterval`: the last word of a key tells what it is about.
_LAST = frozenset(
    {"after", "age", "backoff", "batchwait", "deadline", "delay", "delta", "duration", "elapsed", "expiration"}
    | {"expire", "expiry", "for", "freshness", "handoff", "idle", "interval", "intervals", "length", "lifetime"}
    | {"lookback", "offset", "period", "retention", "shift", "sleep", "staleness", "step", "than", "time"}
    | {"timeout", "tolerance", "ttl", "validity", "wait", "window", "within"}
)
# `sample_age_limit`, `max_cache_freshness_per_query`
_ANYWHERE = frozenset({"age", "freshness", "lookback", "retention"})
# Below these stand names and texts: `labels: {window: 1h}` is told to people, nobody waits for it. Whole keys, because
# people name what they probe and receive: what stands below `header_match` may well be a duration.
_NAMES = frozenset(
    {"annotations", "attributes", "external_labels", "global_labels", "headers", "http_headers", "labels", "match"}
    | {"match_re", "matchers", "params", "resource_attributes", "static_labels"}
)


@dataclass(frozen=True, slots=True)
class TimedValue:
    path: str
    node: ScalarNode
    use: Use


def timed_values(root: Node) -> Iterator[TimedValue]:
    """Each once, however many aliases stand for it: its text is there once."""
    return _below(root, (), "other", set())


def _below(node: Node, path: tuple[Segment, ...], use: Use, met: set[int]) -> Iterator[TimedValue]:
    if id(node) in met:
        return
    match node:
        case ScalarNode() if use != "other":
            met.add(id(node))
            yield TimedValue(spell(path), node, use)
        case SequenceNode():
            met.add(id(node))
            for index, item in enumerate(node.value):
                yield from _below(item, (*path, Item(_name(node, index))), use, met)
        case MappingNode():
            met.add(id(node))
            for key, value in node.value:
                name = str(key.value)
                if name not in _NAMES:
                    yield from _below(value, (*path, Key(name)), _use(name), met)


def _use(key: str) -> Use:
    if key == "expr":
        return "query"
    words = [word.lower() for word in _WORD.findall(key)]
    return "duration" if words and (words[-1] in _LAST or _ANYWHERE.intersection(words)) else "other"


def _name(items: SequenceNode, index: int) -> str:
    """What paths call an item: the name it carries, unless an earlier one carries it too."""
    *before, own = [_carried(item) for item in items.value[: index + 1]]
    for name in own:
        if name and not name.isdecimal() and "]" not in name and not any(name in other for other in before):
            return name
    return str(index)


def _carried(item: Node) -> list[str]:
    pairs = item.value if isinstance(item, MappingNode) else []
    carried = {key.value: value.value for key, value in pairs if isinstance(value, ScalarNode)}
    return [carried[key] for key in NAMED_BY if key in carried]
