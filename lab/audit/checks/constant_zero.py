"""Queries that show 0 whatever happens, because `or vector(0)` stands in for what is not there."""

from __future__ import annotations

from collections.abc import Iterator

from lab.audit.context import AuditContext
from lab.audit.judged import Judgement, judged
from lab.audit.model import Finding, FindingClass
from lab.audit.query_state import QueryState, query_state
from lab.audit.registry import CheckDescription, register
from lab.audit.verdict import fix_of
from lab.why.expression import Binary, Constant, Expression, Selector, parts, to_promql

_NAME = "constant-zero"


@register(
    CheckDescription(
        _NAME,
        (FindingClass.MISLEADING,),
        "A query returns a constant, such as that of `or vector(0)`, because what it stands in for can have no series.",
        "Mend the query before the `or`: as it is, it shows 0 also when something is wrong.",
    )
)
def check(context: AuditContext) -> Iterator[Finding]:
    judgement = judged(context)
    for one in judgement.queries:
        expression = one.query.expression
        if expression is None or not one.series:
            continue
        for branch, stand_in, state in _stood_in(expression, judgement):
            first = state.lacking[0]
            message = f"it always shows {to_promql(stand_in)}, since {first.message}"
            fix = fix_of(first, expression, context)
            details = (f"nothing ever comes of {to_promql(branch)}", *first.details)
            yield Finding(_NAME, FindingClass.MISLEADING, one.query.subject, message, details, fix, one.query.query)
            break


def _stood_in(expression: Expression, judgement: Judgement) -> Iterator[tuple[Expression, Expression, QueryState]]:
    """Branches of `or` without series, and the constants that stand in for them."""
    for part in parts(expression):
        if isinstance(part, Binary) and part.op == "or" and _is_constant(part.right):
            state = query_state(part.left, judgement.state_of)
            if state.class_ in (FindingClass.BROKEN, FindingClass.MISSING) and state.lacking:
                yield part.left, part.right, state


def _is_constant(part: Expression) -> bool:
    found = list(parts(part))
    return not any(isinstance(one, Selector) for one in found) and any(isinstance(one, Constant) for one in found)
