"""Label selectors of Kubernetes: which labels they select, and how a message shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from lab.language.json_values import mapping, mappings

Labels = Mapping[str, str]

_OPERATORS: Mapping[str, Callable[[str | None, list[str]], bool]] = {
    "In": lambda value, wanted: value is not None and value in wanted,
    "NotIn": lambda value, wanted: value is None or value not in wanted,
    "Exists": lambda value, wanted: value is not None,
    "DoesNotExist": lambda value, wanted: value is None,
}


def selects(selector: Mapping[str, Any], labels: Labels) -> bool:
    """An empty selector selects everything. One with an operator that does not exist selects nothing."""
    return not any(True for _ in unmet(selector, labels))


def unmet(selector: Mapping[str, Any], labels: Labels) -> Iterator[str]:
    """What the selector wants and these labels do not have: `release=monitoring`, `tier In (front, back)`."""
    for label, value in mapping(selector.get("matchLabels")).items():
        if labels.get(label) != str(value):
            yield f"{label}={value}"
    for expression in mappings(selector.get("matchExpressions")):
        label, operator = str(expression.get("key")), str(expression.get("operator"))
        wanted = [str(value) for value in expression.get("values") or ()]
        holds = _OPERATORS.get(operator)
        if holds is None or not holds(labels.get(label), wanted):
            yield f"{label} {operator}" + (f" ({', '.join(wanted)})" if wanted else "")


def format_selector(selector: Mapping[str, Any]) -> str:
    """All that it wants."""
    labels = (f"{label}={value}" for label, value in mapping(selector.get("matchLabels")).items())
    expressions = (
        f"{one.get('key')} {one.get('operator')}"
        + (f" ({', '.join(map(str, one['values']))})" if one.get("values") else "")
        for one in mappings(selector.get("matchExpressions"))
    )
    return ", ".join((*labels, *expressions)) or "everything"


def format_labels(labels: Labels) -> str:
    return ", ".join(f"{label}={value}" for label, value in sorted(labels.items())) or "none"
