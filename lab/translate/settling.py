"""What has to be done to a part of a translated query before others see its series or values."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from lab.language.promql import label_name
from lab.translate.edits import Edits
from lab.translate.selectors import STATUS_CLASS, Context
from lab.translate.tree import Binary, Node, Unary
from lab.translate.units import suffix_of
from lab.translate.values import Untranslatable
from lab.translate.vectors import Vector


@dataclass
class Settling:
    """`notes`: what to know of the translation, each once."""

    context: Context
    edits: Edits
    notes: dict[str, None] = field(default_factory=dict)

    def note(self, text: str) -> None:
        self.notes[text] = None

    def settled_series(self, node: Node, vector: Vector) -> Vector:
        """The vector once its series are those of the source: one for each of its label sets."""
        if vector.lost:
            names = " and ".join(repr(label) for label in vector.lost)
            raise Untranslatable(f"its series are split by {names}, which are not told apart there: sum them first")
        if vector.merged:
            self.note(f"series are not split by {', '.join(vector.merged)} there")
            vector = replace(vector, merged=())
        extra = vector.extra
        if vector.status:
            vector = self.with_classes(node, vector)
            extra = (*extra, *self.status_labels())
        if not extra:
            return vector
        if not vector.adds_up:
            raise Untranslatable(
                f"series there are split further by {', '.join(extra)}, and cannot be summed after this"
            )
        names = ", ".join(label_name(label) for label in extra)
        self.edits.wrap(node.span, f"sum without ({names}) (", ")")
        return replace(vector, extra=())

    def with_classes(self, node: Node, vector: Vector) -> Vector:
        """Gives the series a label with the class of their status code; they keep the code."""
        code, *_ = self.status_labels()
        arguments = f'"{STATUS_CLASS}", "${{1}}xx", "{code}", "(.).."'
        self.edits.wrap(node.span, "label_replace(", f", {arguments})")
        own = next(own for own, new in vector.labels.items() if new == vector.status)
        return replace(vector, labels={**vector.labels, own: STATUS_CLASS}, status="")

    def status_labels(self) -> tuple[str, ...]:
        labels = self.context.vocabulary.target
        return tuple(
            dict.fromkeys(
                label
                for meaning in labels.world.dialect.meanings
                for key, label in labels.labels(meaning).items()
                if key == "status"
            )
        )

    def settled_unit(self, node: Node, vector: Vector, *, bare: bool = False) -> Vector:
        """The vector with values in the source's unit. `bare`: nothing around the part binds more tightly."""
        if vector.multiplier == 1.0:
            return replace(vector, exponent=0)
        operation = suffix_of(vector.multiplier)
        inner = isinstance(node, Binary | Unary)
        before, after = ("(" if inner else ""), (")" if inner else "") + operation
        self.edits.wrap(node.span, before if bare else f"({before}", after if bare else f"{after})")
        self.note(f"values are converted ({operation.strip()}), so that they stay in the unit they had")
        return replace(vector, exponent=0)

    def settled(self, node: Node, vector: Vector, *, bare: bool = False) -> Vector:
        return self.settled_unit(node, self.settled_series(node, vector), bare=bare)
