"""Translates the labels in texts: legends of panels, templates of annotations, links."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lab.translate.edits import Edit
from lab.translate.values import Untranslatable

_LEGEND = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")
_FIELD_LABEL = re.compile(r"\$\{__field\.labels\.([^}]+)\}|\$\{__field\.labels\[\"([^\"]+)\"\]\}")
_ACTION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_LABEL = re.compile(r"(?P<of>\$labels|\.Labels|\$\.Labels)\.(?P<name>[a-zA-Z_]\w*)")
_INDEX = re.compile(r"index\s+(?P<of>\$labels|\.Labels)\s+(?P<quote>[\"`])(?P<name>[^\"`]+)[\"`]")
_QUERY = re.compile(r"\bquery\s+[\"`]")
_PLAIN = re.compile(r"[a-zA-Z_]\w*")
_VALUE = re.compile(r"\$value\b|\.Value\b")


def uses_value(text: str) -> bool:
    """Whether a template shows the value of its alert."""
    return any(_VALUE.search(action[0]) for action in _ACTION.finditer(text))


def legend_edits(text: str, labels: Mapping[str, str | None]) -> tuple[Edit, ...]:
    """Of a panel's legend, `{{path}}`. Raises Untranslatable."""
    return tuple(_edits_of(_LEGEND, text, labels))


def link_edits(text: str, labels: Mapping[str, str | None]) -> tuple[Edit, ...]:
    """Of the links of a panel, `${__field.labels.path}`. Raises Untranslatable."""
    return tuple(_edits_of(_FIELD_LABEL, text, labels))


def _edits_of(pattern: re.Pattern[str], text: str, labels: Mapping[str, str | None]) -> Iterator[Edit]:
    for match in pattern.finditer(text):
        group = next(number for number, found in enumerate(match.groups(), 1) if found is not None)
        name = match[group]
        if name in labels and (new := _known(name, labels)) != name:
            yield Edit(match.start(group), match.end(group), new)


def annotation_edits(text: str, labels: Mapping[str, str | None], metrics: frozenset[str]) -> tuple[Edit, ...]:
    """Of a template of a rule, `{{ $labels.path }}`. `metrics`: those of the source. Raises Untranslatable."""
    return tuple(_annotation_edits(text, labels, metrics))


def _annotation_edits(text: str, labels: Mapping[str, str | None], metrics: frozenset[str]) -> Iterator[Edit]:
    for action in _ACTION.finditer(text):
        if _QUERY.search(action[0]) and any(metric in action[0] for metric in metrics):
            raise Untranslatable("a query inside a template is not translated")
        for match in _LABEL.finditer(action[0]):
            name = match["name"]
            if name not in labels or (new := _known(name, labels)) == name:
                continue
            start = action.start() + match.start()
            written = f"{match['of']}.{new}" if _PLAIN.fullmatch(new) else f'(index {match["of"]} "{new}")'
            yield Edit(start, action.start() + match.end(), written)
        for match in _INDEX.finditer(action[0]):
            name = match["name"]
            if name in labels and (new := _known(name, labels)) != name:
                yield Edit(action.start() + match.start("name"), action.start() + match.end("name"), new)


def _known(name: str, labels: Mapping[str, str | None]) -> str:
    new = labels[name]
    if new is None:
        raise Untranslatable(f"a text shows the label {name!r}, which is not there")
    return new
