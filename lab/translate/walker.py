"""Walks through a query and translates its parts, the inner ones first."""

from __future__ import annotations

from dataclasses import replace

from lab.translate.edits import Edits
from lab.translate.grouping import Grouping
from lab.translate.operators import Operators
from lab.translate.selectors import Context, SelectorTranslator, Wanted
from lab.translate.settling import Settling
from lab.translate.tree import (
    Aggregate,
    Binary,
    Call,
    Node,
    Number,
    Paren,
    Selector,
    Subquery,
    Text,
    Unary,
)
from lab.translate.units import converted_number
from lab.translate.values import Untranslatable
from lab.translate.vectors import SCALAR, Vector

# Functions of a range of which the sum over series is that of the summed series.
_ADDITIVE = frozenset(
    [
        "rate",
        "irate",
        "increase",
        "delta",
        "idelta",
        "deriv",
        "sum_over_time",
        "avg_over_time",
        "last_over_time",
        "predict_linear",
    ]
)
# Of a range, with a result in the unit of its values.
_OF_RANGE = _ADDITIVE | frozenset(
    [
        "max_over_time",
        "min_over_time",
        "quantile_over_time",
        "stddev_over_time",
        "mad_over_time",
        "changes",
        "resets",
        "count_over_time",
        "present_over_time",
        "stdvar_over_time",
        "holt_winters",
        "double_exponential_smoothing",
        "first_over_time",
    ]
)
_COUNTING = frozenset(
    ["changes", "resets", "count_over_time", "present_over_time", "absent", "absent_over_time", "timestamp"]
)
_SAME_UNIT = frozenset(["abs", "sort", "sort_desc", "sort_by_label", "sort_by_label_desc", "scalar", "last_over_time"])
_COUNTS = frozenset(("count", "group", "count_values"))
_IN_UNIT = frozenset(["sum", "avg", "min", "max", "topk", "bottomk", "quantile", "stddev", "limitk", "limit_ratio"])


class Walker:
    def __init__(self, context: Context, wanted: Wanted, *, converts_thresholds: bool) -> None:
        self.edits = Edits()
        self.settling = Settling(context, self.edits)
        notes = self.settling.notes
        self.selectors = SelectorTranslator(context, wanted, self.edits, notes)
        self.grouping = Grouping(context, self.edits, notes)
        self.operators = Operators(self.settling, self.grouping, converts_thresholds)

    def visit(self, node: Node, kept: frozenset[str] | None = None) -> Vector:
        """`kept`: the labels that a sum directly around the part keeps; None without one."""
        match node:
            case Selector():
                return self.selectors.translate(node, kept)
            case Number() | Text():
                return SCALAR
            case Paren(of=of) | Unary(of=of):
                return self.visit(of, kept)
            case Subquery(of=of):
                return self.settling.settled_series(of, self.visit(of))
            case Call():
                return self._call(node, kept)
            case Aggregate():
                return self._aggregate(node)
            case Binary():
                return self.operators.combined(node, self.visit(node.left), self.visit(node.right))

    def _call(self, node: Call, kept: frozenset[str] | None) -> Vector:
        name = node.function
        match name, node.args:
            case "histogram_quantile", (phi, of):
                self.visit(phi)
                return self._quantile(of)
            case "histogram_fraction", (lower, upper, of):
                return self._fraction(lower, upper, of)
            case "label_replace" | "label_join", (of, *rest):
                return self.grouping.relabelled(name, tuple(rest), self.settling.settled_series(of, self.visit(of)))
            case (("absent" | "absent_over_time"), (of,)):
                return Vector(labels=self.visit(of).labels)
        if name in _OF_RANGE and node.args:
            return self._of_range(node, kept)
        vectors = [self.settling.settled_series(arg, self.visit(arg)) for arg in node.args]
        if name in _SAME_UNIT and vectors:
            return replace(vectors[0], scalar=name == "scalar" or vectors[0].scalar, adds_up=False)
        vectors = [self.settling.settled_unit(arg, v, bare=True) for arg, v in zip(node.args, vectors, strict=True)]
        if name in _COUNTING and vectors:
            return replace(vectors[0], exponent=0, buckets=None, adds_up=False)
        first = next((vector for vector in vectors if not vector.scalar), SCALAR)
        return replace(first, adds_up=False, scalar=first.scalar and name != "vector")

    def _of_range(self, node: Call, kept: frozenset[str] | None) -> Vector:
        vectors = [self.visit(arg, kept) for arg in node.args]
        vector = next((vector for vector in vectors if not vector.scalar), SCALAR)
        if node.function not in _ADDITIVE:
            if vector.lost or vector.status or vector.extra:
                vector = replace(vector, adds_up=False)
            if node.function in _COUNTING:
                vector = replace(vector, exponent=0, buckets=None)
        return vector

    def _quantile(self, of: Node) -> Vector:
        vector = self.settling.settled_series(of, self.visit(of))
        buckets = vector.buckets
        if buckets is None:
            return replace(vector, adds_up=False)
        if not buckets.are_the_same:
            self.settling.note("buckets have other bounds there: quantiles agree within the width of a bucket")
        return replace(vector, exponent=int(vector.factor != 1.0), buckets=None, adds_up=False)

    def _fraction(self, lower: Node, upper: Node, of: Node) -> Vector:
        vector = self.settling.settled_series(of, self.visit(of))
        if vector.buckets is not None and vector.buckets.times != 1.0:
            for limit in (lower, upper):
                self._convert(limit, vector.buckets.times)
        return replace(vector, buckets=None, exponent=0, adds_up=False)

    def _convert(self, number: Node, times: float) -> None:
        """Multiplies a literal. Raises Untranslatable for anything else."""
        if not isinstance(number, Number) or number.value is None:
            raise Untranslatable("a limit of durations is no plain number")
        self.edits.replace(number.span, converted_number(number.value, times))

    def _aggregate(self, node: Aggregate) -> Vector:
        if node.param is not None:
            self.visit(node.param)
        grouping = node.grouping
        is_sum = node.op == "sum"
        by = grouping is None or grouping.word == "by"
        kept = frozenset(label.name for label in (grouping.labels if grouping else ())) if is_sum and by else None
        vector = self.visit(node.of, kept)
        if is_sum and vector.adds_up:
            if vector.status and self.grouping.keeps_status(grouping, vector):
                vector = self.settling.with_classes(node.of, vector)
                if not by:
                    vector = replace(vector, extra=(*vector.extra, *self.settling.status_labels()))
        else:
            vector = self.settling.settled_series(node.of, vector)
        if node.op not in _IN_UNIT and node.op not in _COUNTS:
            vector = self.settling.settled_unit(node.of, vector, bare=True)
        vector = self.grouping.grouped(node, vector)
        exponent = 0 if node.op in _COUNTS else vector.exponent
        return replace(vector, exponent=exponent, adds_up=is_sum and vector.adds_up)
