"""Queries that are empty because no metric has a name that they need: known from the list of all names, without asking.

An exporter that is not there may have hundreds of rules and panels, which then cost nothing.
"""

from __future__ import annotations

from lab.audit.system import System
from lab.why.evaluation import ABSENCE
from lab.why.expression import Aggregate, Binary, Call, Constant, Expression, Negative, Selector, Subquery, Window

_NAMES_API = "/api/v1/label/__name__/values"
_WITHOUT_SERIES = (*ABSENCE, "vector", "scalar", "time", "pi")  # they return something for no series, too


def has_no_metric(selector: Selector, system: System) -> bool:
    """Whether no series has its name. Of a selector with a pattern, or with `or`, that is not known."""
    known = bool(system.metrics) and _NAMES_API not in system.absent
    return known and not selector.either and selector.name is not None and selector.name not in system.metrics


def certainly_empty(part: Expression, system: System) -> bool:
    match part:
        case Selector():
            return has_no_metric(part, system)
        case Window(of):
            return certainly_empty(of, system)
        case Subquery(of) | Negative(of) | Aggregate(_, of):
            return certainly_empty(of, system)
        case Call(function, args):
            return function not in _WITHOUT_SERIES and any(certainly_empty(arg, system) for arg in args)
        case Binary(op, left, right):
            sides = [certainly_empty(left, system), certainly_empty(right, system)]
            return all(sides) if op == "or" else sides[0] if op == "unless" else any(sides)
        case Constant():
            return False
