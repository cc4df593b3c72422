"""A query without what leaves out series by their values: whether an alert could fire at all, once values are bad.

`rate(errors[5m]) / rate(all[5m]) > 0.1` is empty while nothing fails, and so is one whose sides never match. Without
the comparison, only the second is.
"""

from __future__ import annotations

from dataclasses import replace

from lab.why.evaluation import ABSENCE, is_scalar
from lab.why.expression import Binary, Call, Expression, parts, transform


def unfiltered(expression: Expression) -> Expression:
    return transform(expression, _without_filter)


def is_filtered(expression: Expression) -> bool:
    """Whether values decide which series it returns."""
    return any(_filters(part) for part in parts(expression))


def _filters(part: Expression) -> bool:
    if isinstance(part, Call):
        return part.function in ABSENCE
    return isinstance(part, Binary) and (part.op == "unless" or part.compares)


def _without_filter(part: Expression) -> Expression:
    if isinstance(part, Call) and part.function in ABSENCE:
        return part.args[0] if part.function == "absent" else Call("count_over_time", part.args)
    if not isinstance(part, Binary):
        return part
    if part.op == "unless":
        return part.left
    if not part.compares:
        return part
    if is_scalar(part.right):
        return part.left
    # Which series of the two sides match each other still matters.
    return part.right if is_scalar(part.left) else replace(part, bool_=True)
