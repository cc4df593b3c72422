"""`absent` of several things: it returns something only when all of them are missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lab.why.evaluation import ABSENCE
from lab.why.expression import Binary, Call, Expression, Matcher, Selector, Window, parts, with_part
from lab.why.model import Cause, ExplainContext, Finding, Proposal

_ALTERNATIVES = re.compile(r"\(?[\w./:-]+(?:\|[\w./:-]+)+\)?")
_MAX_ALTERNATIVES = 6


def review_absence(ctx: ExplainContext) -> tuple[Finding, ...]:
    return tuple(finding for part in parts(ctx.query) for finding in _of_part(part, ctx))


def _of_part(part: Expression, ctx: ExplainContext) -> Iterator[Finding]:
    if not isinstance(part, Call) or part.function not in ABSENCE or not part.args:
        return
    selector = part.args[0].of if isinstance(part.args[0], Window) else part.args[0]
    if not isinstance(selector, Selector):
        return
    for matcher in selector.labelled:
        if matcher.op == "=~" and re.search(r"[|*+?\[.]", matcher.value):
            message = f"{part.function} with {matcher} returns something only when none of them is there"
            proposals = (Proposal(with_part(ctx.query, part, each)) for each in _each(part, selector, matcher))
            yield Finding(Cause.SUSPICIOUS, message, ("name each in its own absent(...)",), tuple(proposals))


def _each(call: Call, selector: Selector, matcher: Matcher) -> Iterator[Expression]:
    """`absent(x{a="1"}) or absent(x{a="2"})`."""
    if not _ALTERNATIVES.fullmatch(matcher.value):
        return
    values = matcher.value.strip("()").split("|")[:_MAX_ALTERNATIVES]
    joined: Expression | None = None
    for value in values:
        exact = tuple(replace(m, op="=", value=value) if m == matcher else m for m in selector.matchers)
        own = replace(selector, matchers=exact)
        arg = replace(call.args[0], of=own) if isinstance(call.args[0], Window) else own
        one: Expression = replace(call, args=(arg,))
        joined = one if joined is None else Binary("or", joined, one)
    if joined is not None:
        yield joined
