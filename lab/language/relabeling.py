"""Prometheus' relabeling of a set of labels (as of 3.15): the labels that come out, or the rule that drops it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lab.language.promql import quoted

Labels = Mapping[str, str]
RuleConfig = Mapping[str, Any]
_REFERENCE = re.compile(r"\$(?:\{(\w+)\}|(\w+)|(\$))")


@dataclass(frozen=True, slots=True)
class Relabeled:
    """`labels` as they are after the last rule that was applied. `dropped_by`: the index of the rule that drops
    the set, None when it is kept."""

    labels: Labels
    dropped_by: int | None = None


def relabel(labels: Labels, rules: Sequence[RuleConfig]) -> Relabeled:
    """A rule that Prometheus would refuse changes nothing."""
    current = dict(labels)
    for index, rule in enumerate(rules):
        try:
            after = _apply(current, rule)
        except (re.error, ValueError, TypeError, IndexError):
            continue
        if after is None:
            return Relabeled(current, index)
        current = {name: value for name, value in after.items() if value}
    return Relabeled(current)


def source_labels(rule: RuleConfig) -> tuple[str, ...]:
    return tuple(str(label) for label in rule.get("source_labels") or ())


def describe(rule: RuleConfig, labels: Labels) -> str:
    """A rule that drops, and the values that it saw: `keep where app matches api; app is "shop"`."""
    action, sources = _action(rule), source_labels(rule)
    joined = sources[0] if len(sources) == 1 else f"[{', '.join(sources)}]"
    if action in ("keepequal", "dropequal"):
        condition = f"equals {rule.get('target_label', '')}"
    else:
        condition = f"matches {rule.get('regex', '(.*)')}"
    seen = [f"{label} is {quoted(labels[label])}" if labels.get(label) else f"{label} is missing" for label in sources]
    whole = "; a regex must match the whole value" if action == "keep" and _matches_part(rule, labels) else ""
    return f"{action.removesuffix('equal')} where {joined} {condition}; {', '.join(seen)}{whole}"


def _matches_part(rule: RuleConfig, labels: Labels) -> bool:
    try:
        return re.search(str(rule.get("regex", "(.*)")), _joined(rule, labels), re.DOTALL) is not None
    except re.error:
        return False


def _joined(rule: RuleConfig, labels: Labels) -> str:
    return str(rule.get("separator", ";")).join(labels.get(label, "") for label in source_labels(rule))


def _action(rule: RuleConfig) -> str:
    return str(rule.get("action", "replace")).lower()


def _apply(labels: dict[str, str], rule: RuleConfig) -> dict[str, str] | None:
    pattern = re.compile(str(rule.get("regex", "(.*)")), re.DOTALL)
    value = _joined(rule, labels)
    target = str(rule.get("target_label", ""))
    match _action(rule):
        case "keep":
            return labels if pattern.fullmatch(value) else None
        case "drop":
            return None if pattern.fullmatch(value) else labels
        case "keepequal":
            return labels if labels.get(target, "") == value else None
        case "dropequal":
            return None if labels.get(target, "") == value else labels
        case "replace":
            return _replaced(labels, rule, pattern, value)
        case "lowercase":
            return labels | {target: value.lower()}
        case "uppercase":
            return labels | {target: value.upper()}
        case "hashmod":
            return labels | {target: str(_hash(value) % int(rule["modulus"]))}
        case "labelmap":
            replacement = str(rule.get("replacement", "$1"))
            mapped = {_expanded(m, replacement): labels[name] for name in labels if (m := pattern.fullmatch(name))}
            return labels | mapped
        case "labeldrop":
            return {name: own for name, own in labels.items() if not pattern.fullmatch(name)}
        case "labelkeep":
            return {name: own for name, own in labels.items() if pattern.fullmatch(name)}
    return labels


def _replaced(labels: dict[str, str], rule: RuleConfig, pattern: re.Pattern[str], value: str) -> dict[str, str]:
    match = pattern.fullmatch(value)
    if match is None:
        return labels
    target = _expanded(match, str(rule.get("target_label", "")))
    return labels | {target: _expanded(match, str(rule.get("replacement", "$1")))} if target else labels


def _expanded(match: re.Match[str], template: str) -> str:
    """`$1`, `${1}` and `${name}` as Go expands them: an unknown group is empty."""

    def group(reference: re.Match[str]) -> str:
        if reference[3]:
            return "$"
        name = reference[1] or reference[2]
        try:
            return match[int(name) if name.isdigit() else name] or ""
        except (IndexError, KeyError):
            return ""

    return _REFERENCE.sub(group, template)


def _hash(value: str) -> int:
    return int.from_bytes(hashlib.md5(value.encode(), usedforsecurity=False).digest()[8:], "big")
