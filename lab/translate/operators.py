"""Translates operations on two parts of a query, which are translated already."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lab.translate.grouping import Grouping
from lab.translate.settling import Settling
from lab.translate.tree import Binary, Number
from lab.translate.units import converted_number
from lab.translate.vectors import SCALAR, Vector

_COMPARISONS = frozenset(("==", "!=", ">", "<", ">=", "<="))


@dataclass
class Operators:
    """`converts_thresholds`: numbers that durations are compared with are converted, instead of the durations."""

    settling: Settling
    grouping: Grouping
    converts_thresholds: bool
    has_converted_threshold: bool = False

    def combined(self, node: Binary, left: Vector, right: Vector) -> Vector:
        if left.scalar and right.scalar:
            return SCALAR
        if (left.scalar or right.scalar) and node.op in ("*", "/") and not right.exponent * (node.op == "/"):
            vector = right if left.scalar else left
            if node.op == "/" and left.scalar:
                vector = self.settling.settled(node.right, right)
            return vector
        left, right = self._both_settled(node, left, right)
        if left.scalar or right.scalar:
            return self._with_scalar(node, left, right)
        labels = self.grouping.matched(node, left, right)
        vector = self._values(node, left, right)
        foreign = left.foreign or right.foreign
        return replace(
            vector, labels=labels, foreign=foreign, adds_up=False, buckets=None if foreign else vector.buckets
        )

    def _both_settled(self, node: Binary, left: Vector, right: Vector) -> tuple[Vector, Vector]:
        if not left.scalar:
            left = self.settling.settled_series(node.left, left)
        if not right.scalar:
            right = self.settling.settled_series(node.right, right)
        return left, right

    def _with_scalar(self, node: Binary, left: Vector, right: Vector) -> Vector:
        part, vector, number = (node.right, right, node.left) if left.scalar else (node.left, left, node.right)
        if vector.multiplier != 1.0:
            converts = node.op in _COMPARISONS and self.converts_thresholds and not node.returns_bool
            if converts and isinstance(number, Number) and number.value is not None:
                new = converted_number(number.value, 1 / vector.multiplier)
                self.settling.edits.replace(number.span, new)
                self.has_converted_threshold = True
                self.settling.note(f"the threshold {number.value:g} is {new} there")
                return replace(vector, adds_up=False)
            vector = self.settling.settled_unit(part, vector)
        return replace(vector, adds_up=False)

    def _values(self, node: Binary, left: Vector, right: Vector) -> Vector:
        """The vector of an operation on two, with its unit."""
        if node.op == "*":
            return self._product(node, left, right, 1)
        if node.op == "/":
            return self._product(node, left, right, -1)
        if node.op in ("and", "unless"):
            return left
        if left.multiplier == right.multiplier and (node.op in ("+", "-", "or") or node.op in _COMPARISONS):
            vector = left if left.labels or not right.labels else right
            return replace(vector, exponent=0 if node.returns_bool else vector.exponent)
        left = self.settling.settled_unit(node.left, left)
        self.settling.settled_unit(node.right, right)
        return left

    def _product(self, node: Binary, left: Vector, right: Vector, sign: int) -> Vector:
        factor = left.factor if left.exponent else right.factor
        if left.exponent and right.exponent and left.factor != right.factor:
            left = self.settling.settled_unit(node.left, left)
            right = self.settling.settled_unit(node.right, right)
        return replace(left, exponent=left.exponent + sign * right.exponent, factor=factor)
