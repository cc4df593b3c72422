"""Translates the queries of Grafana's variables: `label_values(metric, label)` and its kin."""

from __future__ import annotations

import re

from lab.translate.edits import Edit
from lab.translate.query import Translation, shifted, translate_label, translate_query
from lab.translate.selectors import Context

_CALL = re.compile(r"\s*(?P<function>label_values|label_names|metrics|query_result)\((?P<inside>.*)\)\s*", re.DOTALL)
_LAST_LABEL = re.compile(r'(?:(?P<of>.*\S)\s*,)?\s*(?P<label>[a-zA-Z_]\w*|"[^"]+")\s*', re.DOTALL)


def translate_variable_query(query: str, regex: str, context: Context) -> Translation:
    match = _CALL.fullmatch(query)
    if match is None:
        return Translation(query)
    start = match.start("inside")
    inside = match["inside"]
    if match["function"] == "query_result":
        found = shifted(translate_query(inside, context), query, start)
        renamed = [old for old, new in found.labels.items() if new != old]
        if found.changed and (label := next((name for name in renamed if re.search(rf"\b{name}=", regex)), "")):
            return Translation(query, refused=f"its regular expression takes the label {label!r} out of the result")
        return found
    if match["function"] != "label_values":
        return _by_pattern(query, inside, context)
    parts = _LAST_LABEL.fullmatch(inside)
    if parts is None:
        return Translation(query)
    label = parts["label"].strip('"')
    if parts["of"] is None:
        return _without_metric(query, label, context)
    return shifted(translate_label(parts["of"], label, Edit(*parts.span("label"), ""), inside, context), query, start)


def _without_metric(query: str, label: str, context: Context) -> Translation:
    """`label_values(path)`: which metric's label it is, is not said."""
    vocabulary = context.vocabulary
    targets = {
        vocabulary.target.labels(meaning).get(key)
        for meaning in vocabulary.source.world.dialect.meanings
        if meaning in vocabulary.target.world.dialect.meanings
        for key, own in vocabulary.source.labels(meaning).items()
        if own == label
    }
    if targets <= {label}:
        return Translation(query)
    return Translation(query, refused=f"it names no metric whose label {label!r} is meant")


def _by_pattern(query: str, pattern: str, context: Context) -> Translation:
    try:
        matches = [name for name in sorted(context.vocabulary.source.metrics()) if re.search(pattern, name)]
    except re.error:
        matches = [pattern]
    if matches:
        return Translation(query, refused=f"metrics chosen by a pattern that {matches[0]} matches are not translated")
    return Translation(query)
