"""What a metric of one instrumentation is called by another, by the dialects: meaning -> metric and labels."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace

from lab.language.dialect import Dialect, Meaning
from lab.why.expression import NAME, Aggregate, Binary, Expression, Matcher, Selector, changed, children

_PARTS = {
    "counter": ("",),
    "gauge": ("",),
    "histogram": ("_bucket", "_sum", "_count"),
    "summary": ("", "_sum", "_count"),
}


@dataclass(frozen=True, slots=True)
class Translation:
    """`old`, as the dialect `spoken` has it, is `new` in the dialect `here`. `labels`: those that differ."""

    old: str
    meaning: str
    spoken: str
    here: str
    new: str
    labels: Mapping[str, str] = field(default_factory=dict)
    units: tuple[str, str] = ("", "")

    def told(self, of: Expression) -> str:
        """With the labels that the query speaks of, or all when it speaks of none."""
        words = f"{self.old} is what {self.spoken} calls {self.meaning!r}; here ({self.here}) it is {self.new}"
        labels = {old: new for old, new in self.labels.items() if old in _spoken_of(of)} or self.labels
        if labels:
            words += f", label {', '.join(f'{old} -> {new}' for old, new in labels.items())}"
        if all(self.units) and self.units[0] != self.units[1]:
            words += f", in {self.units[1]} and not in {self.units[0]}"
        return words

    def applied(self, expression: Expression) -> Expression:
        """The same query in the other dialect: also where it groups and matches by labels."""
        return changed(expression, self._change)

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


def _spoken_of(expression: Expression) -> set[str]:
    match expression:
        case Selector():
            own = {matcher.label for matcher in expression.matchers}
        case Aggregate(labels=labels):
            own = set(labels)
        case Binary(matching=matching) if matching is not None:
            own = set(matching.labels)
        case _:
            own = set()
    return own.union(*map(_spoken_of, children(expression)))


def translations(name: str, dialects: Mapping[str, Dialect], held: Container[str]) -> tuple[Translation, ...]:
    """What `name`, as some dialect has it, is called by those dialects whose metric is held."""
    found: dict[str, Translation] = {}
    for spoken, dialect in dialects.items():
        for called, meaning in dialect.meanings.items():
            part = next((part for part in _PARTS[meaning.type] if meaning.metric + part == name), None)
            if part is None:
                continue
            for here, other in dialects.items():
                theirs = other.meanings.get(called)
                if theirs is None or (new := theirs.metric + _part(part, meaning, theirs)) == name or new not in held:
                    continue
                labels = _renamed(meaning, theirs)
                units = (meaning.unit, theirs.unit)
                found.setdefault(new, Translation(name, called, spoken, here, new, labels, units))
    return tuple(found.values())


def label_here(label: str, metric: str, dialects: Mapping[str, Dialect]) -> tuple[str, ...]:
    """What the label of another dialect is called by a metric that is there: `status` -> `http_status_code`."""
    names: dict[str, None] = {}
    for here in dialects.values():
        for called, meaning in here.meanings.items():
            if metric not in [meaning.metric + part for part in _PARTS[meaning.type]]:
                continue
            for other in dialects.values():
                theirs = other.meanings.get(called)
                if theirs is not None and (new := _renamed(theirs, meaning).get(label)):
                    names[new] = None
            if new := meaning.labels.get(label):
                names[new] = None
    return tuple(names)


def _part(part: str, meaning: Meaning, theirs: Meaning) -> str:
    """A counter's counterpart in a histogram is its count, and the other way round."""
    parts = _PARTS[theirs.type]
    if part in parts and meaning.type == theirs.type:
        return part
    return "_count" if "_count" in parts and part in ("", "_count") else part if part in parts else parts[0]


def _renamed(meaning: Meaning, theirs: Meaning) -> dict[str, str]:
    pairs = ((label, theirs.labels.get(key)) for key, label in meaning.labels.items())
    return {old: new for old, new in pairs if new is not None and old != new}
