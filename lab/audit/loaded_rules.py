"""Rules as the rules API lists them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from lab.audit.system import LoadedRule
from lab.language.json_values import mapping, mappings


def rules_in(data: Any) -> tuple[LoadedRule, ...]:
    """Of the data of /api/v1/rules. What the list of one product lacks is empty."""
    return tuple(rule for group in mappings(mapping(data).get("groups")) for rule in _rules(group))


def _rules(group: Mapping[str, Any]) -> Iterator[LoadedRule]:
    for rule in mappings(group.get("rules")):
        began = [_unix(alert.get("activeAt")) for alert in mappings(rule.get("alerts"))]
        yield LoadedRule(
            str(rule.get("type", "")),
            str(rule.get("name", "")),
            str(group.get("name", "")),
            str(group.get("file", "")),
            str(rule.get("query", "")),
            mapping(rule.get("labels")),
            mapping(rule.get("annotations")),
            float(rule.get("duration") or 0.0),
            float(group.get("interval") or 0.0),
            float(rule.get("evaluationTime") or 0.0),
            str(rule.get("state", "")),
            str(rule.get("lastError", "")),
            min((at for at in began if at is not None), default=None),
            rule.get("health") != "unknown",
        )


def _unix(text: Any) -> float | None:
    try:
        return datetime.fromisoformat(str(text).replace("Z", "+00:00")).timestamp()
    except ValueError:
        return None
