"""Translates the labels by which series are grouped, matched and relabelled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lab.language.promql import label_name, quoted
from lab.translate.edits import Edits
from lab.translate.selectors import OF_HTTP, STATUS_CLASS, Context
from lab.translate.tree import Aggregate, Binary, Label, LabelList, Node, Span, Text
from lab.translate.values import Untranslatable
from lab.translate.vectors import Vector

_SELECTING = ("topk", "bottomk", "limitk", "limit_ratio")  # series stay as they are


@dataclass
class Grouping:
    context: Context
    edits: Edits
    notes: dict[str, None]

    def keeps_status(self, grouping: LabelList | None, vector: Vector) -> bool:
        """Whether a sum keeps the series of each status apart."""
        own = [label for label, new in vector.labels.items() if new == vector.status]
        named = grouping is not None and any(label.name in own for label in grouping.labels)
        return named if grouping is None or grouping.word == "by" else not named

    def grouped(self, node: Aggregate, vector: Vector) -> Vector:
        """The vector after an aggregation, whose labels are translated."""
        grouping = node.grouping
        if grouping is None:
            keeps_labels = node.op in ("topk", "bottomk", "limitk", "limit_ratio")
            return replace(
                vector, labels=vector.labels if keeps_labels else {}, extra=(), lost=(), merged=(), status=""
            )
        names = [label.name for label in grouping.labels]
        if grouping.word == "by":
            self._check(grouping, vector)
            new = [self._one(label, vector) for label in names]
            labels = {name: vector.labels[name] for name in names if name in vector.labels}
            self._rewrite(grouping, new)
        else:
            if lost := [label for label in vector.lost if label not in names]:
                raise Untranslatable(
                    f"its series are split by {', '.join(map(repr, lost))}, which is not told apart there"
                )
            new = [self._one(label, vector) for label in names if vector.labels.get(label, label) is not None]
            labels = {name: new_name for name, new_name in vector.labels.items() if name not in names}
            self._rewrite(grouping, [*new, *vector.extra])
        if node.op in _SELECTING:
            labels = dict(vector.labels)
        keeps_le = node.op in _SELECTING or ("le" in names) == (grouping.word == "by")
        buckets = vector.buckets if keeps_le else None
        return replace(vector, labels=labels, buckets=buckets, extra=(), lost=(), merged=(), status="")

    def _check(self, grouping: LabelList, vector: Vector) -> None:
        for label in grouping.labels:
            if label.name in vector.lost and vector.labels.get(label.name) is not None:
                raise Untranslatable(
                    f"{label.name!r} has status codes here and their classes there: 200 and 204 are one"
                )
            if not vector.foreign and vector.labels and label.name not in vector.labels:
                self._refuse_unknown(label.name, vector)

    def _refuse_unknown(self, label: str, vector: Vector) -> None:
        if label == "le" and vector.buckets:
            return
        if label in OF_HTTP and label not in self.context.canonical:
            raise Untranslatable(f"no series of {self.context.vocabulary.source.world.name} has the label {label!r}")
        if label not in self.context.canonical:
            self.notes[f"label {label!r} is not of the dialect: left as it is"] = None

    def _one(self, label: str, vector: Vector) -> str:
        new = vector.labels.get(label, label)
        if new is None:
            raise Untranslatable(f"{self.context.vocabulary.target.world.name} has no label for {label!r}")
        if new != label and vector.foreign:
            raise Untranslatable(f"{label!r} is also a label of a metric that is not translated")
        return new

    def _rewrite(self, grouping: LabelList, new: list[str]) -> None:
        old = [label.name for label in grouping.labels]
        if new == old:
            return
        if len(new) == len(old):
            for label, name in zip(grouping.labels, new, strict=True):
                if name != label.name:
                    self.edits.replace(label.span, label_name(name))
            return
        start = grouping.labels[0].span.start if grouping.labels else grouping.close
        self.edits.replace(Span(start, grouping.close), ", ".join(map(label_name, new)))

    # ---- operators

    def matched(self, node: Binary, left: Vector, right: Vector) -> Mapping[str, str | None]:
        """The labels of the result of an operation on two vectors, whose matching is translated."""
        if node.matching is None:
            self._check_implicit(left, right)
        else:
            new = [self._matching(label, node.matching.word, left, right) for label in node.matching.labels]
            self._rewrite(node.matching, [name for name in new if name is not None])
        if node.group is not None and node.group.labels:
            one = right if node.group.word == "group_left" else left
            self._rewrite(node.group, [self._one(label.name, one) for label in node.group.labels])
        return {**right.labels, **left.labels}

    def _check_implicit(self, left: Vector, right: Vector) -> None:
        for vector, other in ((left, right), (right, left)):
            renamed = [label for label, new in vector.labels.items() if new != label]
            if renamed and other.foreign:
                raise Untranslatable(f"it is matched by {renamed[0]!r}, too, with a metric that is not translated")

    def _matching(self, label: Label, word: str, left: Vector, right: Vector) -> str | None:
        """The label there; None to leave it out of `ignoring`."""
        known = {vector.labels[label.name] for vector in (left, right) if label.name in vector.labels}
        if len(known) > 1:
            raise Untranslatable(f"{label.name!r} is two different labels there")
        if not known:
            return label.name
        new = known.pop()
        if new is None:
            if word == "ignoring":
                return None
            raise Untranslatable(f"{self.context.vocabulary.target.world.name} has no label for {label.name!r}")
        if new != label.name and (left.foreign or right.foreign):
            raise Untranslatable(f"{label.name!r} is also a label of a metric that is not translated")
        return new

    # ---- label_replace and label_join

    def relabelled(self, function: str, arguments: tuple[Node, ...], vector: Vector) -> Vector:
        texts = [argument for argument in arguments if isinstance(argument, Text)]
        if len(texts) != len(arguments) or len(texts) < 3:
            raise Untranslatable(f"the arguments of {function} are not plain strings")
        labels = dict(vector.labels)
        target, *rest = texts
        sources = [rest[1]] if function == "label_replace" else rest[1:]
        for source in sources:
            new = self._one(source.value, vector)
            is_status = self.context.canonical.get(source.value) == "status" and new != STATUS_CLASS
            if is_status and self.context.vocabulary.status_change and source.value in vector.labels:
                raise Untranslatable(f"{function} takes apart {source.value!r}, whose values are others there")
            if new != source.value:
                self.edits.replace(source.span, quoted(new))
        written = labels.get(target.value, target.value)
        if written is not None and written != target.value:
            self.edits.replace(target.span, quoted(written))
        labels[target.value] = written if written is not None else target.value
        return replace(vector, labels=labels, adds_up=False)
