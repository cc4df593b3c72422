"""Translates one query: edits of its text, or the reason why it cannot be said in the target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from lab.translate.edits import Edit, applied
from lab.translate.literals import Unreadable
from lab.translate.reading import read
from lab.translate.selectors import OF_HTTP, Context, Wanted
from lab.translate.tree import (
    Aggregate,
    Binary,
    Call,
    Node,
    Paren,
    Subquery,
    Unary,
    selectors_in,
)
from lab.translate.values import Untranslatable
from lab.translate.vectors import FOREIGN, Vector
from lab.translate.verify import verify
from lab.translate.walker import Walker


@dataclass(frozen=True, slots=True)
class Translation:
    """`refused`: why it cannot be translated, empty when it can; then `text` is the query unchanged. `labels`: label of
    the source -> label of the target, of the series that the query returns. `multiplier`: what its values are
    multiplied by to be those of the source, 1 unless the caller asked to keep the target's unit. `left`: metrics of
    neither the dialect nor a rule. `edits` are of the query."""

    text: str
    refused: str = ""
    edits: tuple[Edit, ...] = ()
    labels: Mapping[str, str | None] = field(default_factory=dict)
    vector: Vector = FOREIGN
    multiplier: float = 1.0
    has_converted_threshold: bool = False
    notes: tuple[str, ...] = ()
    left: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        return bool(self.edits)


def translate_query(
    query: str, context: Context, *, keeps_unit: bool = False, converts_thresholds: bool = False
) -> Translation:
    """`keeps_unit`: the result may be in the target's unit, and the caller sees to it. `converts_thresholds`: numbers
    that durations are compared with are converted, instead of the durations."""
    try:
        tree = read(query)
    except (Unreadable, RecursionError) as error:
        if not any(metric in query for metric in context.vocabulary.source.metrics() | set(context.recorded)):
            return Translation(query)
        return Translation(query, refused=f"it cannot be read: {error}")
    walker = Walker(context, _wanted(tree, context), converts_thresholds=converts_thresholds)
    try:
        vector = walker.settling.settled_series(tree, walker.visit(tree))
        if not keeps_unit:
            vector = walker.settling.settled_unit(tree, vector, bare=True)
        edits = walker.edits.all()
        text = applied(query, edits)
        if edits:
            verify(text, walker.selectors.selectors)
    except Untranslatable as error:
        left = tuple(walker.selectors.left)
        return Translation(query, refused=str(error), left=left)
    return Translation(
        text,
        edits=edits,
        labels=vector.labels,
        vector=vector,
        multiplier=vector.multiplier,
        has_converted_threshold=walker.operators.has_converted_threshold,
        notes=tuple(walker.settling.notes),
        left=tuple(walker.selectors.left),
    )


def translate_label(selector: str, label: str, place: Edit, inside: str, context: Context) -> Translation:
    """A label of a selector's series: the arguments `inside` of label_values. `place`: of the label."""
    try:
        tree = read(selector)
    except Unreadable as error:
        return Translation(inside, refused=f"it cannot be read: {error}")
    walker = Walker(context, _wanted(tree, context), converts_thresholds=False)
    try:
        vector = walker.visit(tree)
        new = vector.labels.get(label, label)
        if new is None:
            raise Untranslatable(f"{context.vocabulary.target.world.name} has no label for {label!r}")
        if label in OF_HTTP and vector.labels and label not in vector.labels and not vector.buckets:
            raise Untranslatable(f"no series of {context.vocabulary.source.world.name} has the label {label!r}")
    except Untranslatable as error:
        return Translation(inside, refused=str(error))
    edits = walker.edits.all()
    if new != label:
        edits = (*edits, Edit(place.start, place.end, new))
    return Translation(
        applied(inside, edits),
        edits=edits,
        labels=vector.labels,
        left=tuple(walker.selectors.left),
        notes=tuple(walker.settling.notes),
    )


def shifted(found: Translation, query: str, offset: int) -> Translation:
    """The translation of a part of `query`, as one of the whole."""
    edits = tuple(Edit(edit.start + offset, edit.end + offset, edit.text) for edit in found.edits)
    return replace(found, text=applied(query, edits), edits=edits)


def _grouped_by(node: Node) -> Iterator[str]:
    match node:
        case Call(args=args):
            for arg in args:
                yield from _grouped_by(arg)
        case Aggregate(of=of, grouping=grouping):
            yield from (label.name for label in (grouping.labels if grouping else ()))
            yield from _grouped_by(of)
        case Binary(left=left, right=right, matching=matching, group=group):
            for labels in (matching, group):
                yield from (label.name for label in (labels.labels if labels else ()))
            yield from _grouped_by(left)
            yield from _grouped_by(right)
        case Unary(of=of) | Paren(of=of) | Subquery(of=of):
            yield from _grouped_by(of)


def _wanted(tree: Node, context: Context) -> Wanted:
    status = {label for label, key in context.canonical.items() if key == "status"}
    selectors = [s for s in selectors_in(tree) if context.vocabulary.source.uses(s.name)]
    used = {matcher.label.name for s in selectors for matcher in s.matchers} | set(_grouped_by(tree))
    parts = {use.part for s in selectors for use in context.vocabulary.source.uses(s.name)}
    return Wanted(bool(parts & {"_sum", "_bucket"}), bool(status & used))
