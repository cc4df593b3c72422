"""Decides which values of a YAML file may be durations: by the key of the value, anywhere in the document.

Prometheus, Alertmanager, the blackbox exporter, Loki, Grafana and the OpenTelemetry Collector use the same words in the
keys of durations. Whether a value is a duration is decided by the caller.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from lab.language.paths import NAMED_BY, Item, Key, Segments, format_path

Use: TypeAlias = Literal["duration", "query", "other"]

_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")
# As the last word of a key: `keep_firing_for`, `scrape_interval`, `timeInterval`.
_LAST_WORDS = frozenset(
    {"after", "age", "backoff", "batchwait", "deadline", "delay", "delta", "duration", "elapsed", "expiration"}
    | {"expire", "expiry", "for", "freshness", "handoff", "idle", "interval", "intervals", "length", "lifetime"}
    | {"lookback", "offset", "period", "retention", "shift", "sleep", "staleness", "step", "than", "time"}
    | {"timeout", "tolerance", "ttl", "validity", "wait", "window", "within"}
)
# As any word of a key: `sample_age_limit`, `max_cache_freshness_per_query`.
_ANY_WORDS = frozenset({"age", "freshness", "lookback", "retention"})
# Values below these keys are text, for example `labels: {window: 1h}`. These are whole keys: a value below
# `header_match` may be a duration.
_TEXT_KEYS = frozenset(
    {"annotations", "attributes", "external_labels", "global_labels", "headers", "http_headers", "labels", "match"}
    | {"match_re", "matchers", "params", "resource_attributes", "static_labels"}
)


@dataclass(frozen=True, slots=True)
class TimedValue:
    """A value that may be a duration, or is a query with durations in it."""

    path: str
    node: ScalarNode
    use: Use


def timed_values(root: Node) -> Iterator[TimedValue]:
    """The values below `root`, each once, even if aliases refer to it."""
    return _values_in(root, (), "other", set())


def _values_in(node: Node, path: Segments, use: Use, seen: set[int]) -> Iterator[TimedValue]:
    if id(node) in seen:
        return
    match node:
        case ScalarNode() if use != "other":
            seen.add(id(node))
            yield TimedValue(format_path(path), node, use)
        case SequenceNode():
            seen.add(id(node))
            for index, item in enumerate(node.value):
                yield from _values_in(item, (*path, Item(_item_name(node, index))), use, seen)
        case MappingNode():
            seen.add(id(node))
            for key, value in node.value:
                name = str(key.value)
                if name not in _TEXT_KEYS:
                    yield from _values_in(value, (*path, Key(name)), _use_of(name), seen)


def _use_of(key: str) -> Use:
    if key == "expr":
        return "query"
    words = [word.lower() for word in _WORD.findall(key)]
    return "duration" if words and (words[-1] in _LAST_WORDS or _ANY_WORDS.intersection(words)) else "other"


def _item_name(items: SequenceNode, index: int) -> str:
    """How paths refer to an item: by its name, unless an earlier item has the same one."""
    *earlier, own = [_names_of(item) for item in items.value[: index + 1]]
    for name in own:
        if name and not name.isdecimal() and "]" not in name and not any(name in names for names in earlier):
            return name
    return str(index)


def _names_of(item: Node) -> list[str]:
    pairs = item.value if isinstance(item, MappingNode) else []
    texts = {key.value: value.value for key, value in pairs if isinstance(value, ScalarNode)}
    return [texts[key] for key in NAMED_BY if key in texts]
