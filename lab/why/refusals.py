"""Why the backend rejects a query. Each kind of refusal is a module of its own, listed here in order."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from lab.why.model import Cause, ExplainContext, Finding
from lab.why.refused_matching import explain_refused_matching, explain_same_labels
from lab.why.refused_syntax import explain_refused_syntax

Refusal: TypeAlias = Callable[[str, ExplainContext], tuple[Finding, ...]]

REFUSALS: tuple[Refusal, ...] = (explain_refused_syntax, explain_refused_matching, explain_same_labels)


def explain_refusal(error: str, ctx: ExplainContext) -> tuple[Finding, ...]:
    """`error` is the backend's sentence; it is repeated where no explainer knows more."""
    for explainer in REFUSALS:
        if findings := explainer(error, ctx):
            return findings
    return (Finding(Cause.REFUSED, f"the backend rejected the query: {error}"),)
