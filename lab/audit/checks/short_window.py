"""Rates over windows that hold fewer than two samples."""

from __future__ import annotations

from collections.abc import Iterator

from lab.audit.context import AuditContext
from lab.audit.judged import judged
from lab.audit.model import Finding, FindingClass
from lab.audit.registry import CheckDescription, register
from lab.audit.short_windows import short_windows

_NAME = "short-window"


@register(
    CheckDescription(
        _NAME,
        (FindingClass.QUIET, FindingClass.MISLEADING),
        "A rate is taken over less than two scrape intervals, so that it has gaps or no value at all.",
        "Use a window of four scrape intervals, in a panel `$__rate_interval`.",
    )
)
def check(context: AuditContext) -> Iterator[Finding]:
    for one in judged(context).queries:
        expression = one.query.expression
        for short in short_windows(expression, context) if expression is not None else ():
            # With data now, it has gaps at other times.
            class_ = FindingClass.MISLEADING if one.series and one.query.rule is None else FindingClass.QUIET
            fix = f"use {short.instead}"
            yield Finding(_NAME, class_, one.query.subject, short.message, (), fix, one.query.query)
            break
