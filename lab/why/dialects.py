"""Translates metrics and labels of one instrumentation to another. A dialect maps meanings to metrics and labels."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace

from lab.language.dialect import Dialect, Meaning
from lab.why.expression import NAME, Aggregate, Binary, Expression, Matcher, Selector, children, transform

_PARTS = {
    "counter": ("",),
    "gauge": ("",),
    "histogram": ("_bucket", "_sum", "_count"),
    "summary": ("", "_sum", "_count"),
}


@dataclass(frozen=True, slots=True)
class Translation:
    """The metric `old` of the dialect `source` is `new` in the dialect `target`. `labels`: those that differ."""

    old: str
    meaning: str
    source: str
    target: str
    new: str
    labels: Mapping[str, str] = field(default_factory=dict)
    units: tuple[str, str] = ("", "")

    def describe(self, query: Expression) -> str:
        """One sentence. Names the labels that the query uses, or all when it uses none."""
        text = f"{self.old} is the {self.meaning} of {self.source}; here ({self.target}) it is {self.new}"
        labels = {old: new for old, new in self.labels.items() if old in _used_labels(query)} or self.labels
        if labels:
            text += f", label {', '.join(f'{old} -> {new}' for old, new in labels.items())}"
        if all(self.units) and self.units[0] != self.units[1]:
            text += f", in {self.units[1]} instead of {self.units[0]}"
        return text

    def apply(self, expression: Expression) -> Expression:
        """The query in the other dialect, including its grouping and matching labels."""
        return transform(expression, self._change)

    def _change(self, part: Expression) -> Expression:
        match part:
            case Selector() if part.name == self.old:
                return replace(part, matchers=tuple(map(self._matcher, part.matchers)))
            case Aggregate():
                return replace(part, labels=tuple(self.labels.get(label, label) for label in part.labels))
            case Binary(matching=matching) if matching is not None:
                labels = tuple(self.labels.get(label, label) for label in matching.labels)
                return replace(part, matching=replace(matching, labels=labels))
        return part

    def _matcher(self, matcher: Matcher) -> Matcher:
        if matcher.label == NAME:
            return replace(matcher, value=self.new)
        return replace(matcher, label=self.labels.get(matcher.label, matcher.label))


def _used_labels(expression: Expression) -> set[str]:
    match expression:
        case Selector():
            own = {matcher.label for matcher in expression.matchers}
        case Aggregate(labels=labels):
            own = set(labels)
        case Binary(matching=matching) if matching is not None:
            own = set(matching.labels)
        case _:
            own = set()
    return own.union(*map(_used_labels, children(expression)))


def translations(name: str, dialects: Mapping[str, Dialect], known: Container[str]) -> tuple[Translation, ...]:
    """The metric `name` in other dialects, where that metric is known."""
    by_new_name: dict[str, Translation] = {}
    for source, dialect in dialects.items():
        for key, meaning in dialect.meanings.items():
            part = next((part for part in _PARTS[meaning.type] if meaning.metric + part == name), None)
            if part is None:
                continue
            for target, other in dialects.items():
                counterpart = other.meanings.get(key)
                if (
                    counterpart is None
                    or (new := counterpart.metric + _part(part, meaning, counterpart)) == name
                    or new not in known
                ):
                    continue
                if part in ("_bucket", "_sum") and not new.endswith(part):
                    continue  # a counter has no buckets
                labels = _renamed_labels(meaning, counterpart)
                units = (meaning.unit, counterpart.unit)
                if new not in by_new_name or (all(units) and not name.endswith("_count")):
                    by_new_name[new] = Translation(name, key, source, target, new, labels, units)
    return tuple(by_new_name.values())


def local_label(label: str, metric: str, dialects: Mapping[str, Dialect]) -> tuple[str, ...]:
    """The names that a label of other dialects has on this metric: `status` -> `http_status_code`."""
    names: dict[str, None] = {}
    for dialect in dialects.values():
        for key, meaning in dialect.meanings.items():
            if metric not in [meaning.metric + part for part in _PARTS[meaning.type]]:
                continue
            for other in dialects.values():
                counterpart = other.meanings.get(key)
                if counterpart is not None and (new := _renamed_labels(counterpart, meaning).get(label)):
                    names[new] = None
            if new := meaning.labels.get(label):
                names[new] = None
    return tuple(names)


def _part(part: str, meaning: Meaning, counterpart: Meaning) -> str:
    """A counter corresponds to the count of a histogram."""
    parts = _PARTS[counterpart.type]
    if part in parts and meaning.type == counterpart.type:
        return part
    return "_count" if "_count" in parts and part in ("", "_count") else part if part in parts else parts[0]


def _renamed_labels(meaning: Meaning, counterpart: Meaning) -> dict[str, str]:
    pairs = ((label, counterpart.labels.get(key)) for key, label in meaning.labels.items())
    return {old: new for old, new in pairs if new is not None and old != new}
