"""Queries that lab's parser accepts and the backend does not: its place as a caret, and what it does not know."""

from __future__ import annotations

import re
from dataclasses import replace

from lab.language.promql_syntax.correction import SyntaxProblem
from lab.why.expression import Binary, Expression, Selector, parts, to_promql, with_part
from lab.why.model import Cause, ExplainContext, Finding, Proposal

_PARSE_ERROR = re.compile(r"(?:(\d+):(\d+): )?parse error: (.*)", re.DOTALL)


def explain_refused_syntax(error: str, ctx: ExplainContext) -> tuple[Finding, ...]:
    match = _PARSE_ERROR.search(error)
    if match is None:
        return ()
    query, message = to_promql(ctx.query), match[3].strip().splitlines()[0]
    either = next((part for part in parts(ctx.query) if isinstance(part, Selector) and part.either), None)
    if either is not None:
        hint = "Prometheus has no or between label matchers: join selectors with or"
        better = with_part(ctx.query, either, _joined(either))
        return (Finding(Cause.REFUSED, f"the backend rejected the query: {message}", (hint,), (Proposal(better),)),)
    line, column = int(match[1] or 1), int(match[2] or 1)
    if "\n" in query or line > 1 or column > len(query) + 1:
        return (Finding(Cause.REFUSED, f"the backend rejected the query: {message}"),)
    marked = SyntaxProblem(query, column - 1, message).marked().splitlines()
    return (Finding(Cause.REFUSED, "the backend rejected the query:", tuple(marked)),)


def _joined(selector: Selector) -> Expression:
    first, *others = (replace(selector, matchers=group, either=()) for group in selector.either)
    joined: Expression = first
    for other in others:
        joined = Binary("or", joined, other)
    return joined
