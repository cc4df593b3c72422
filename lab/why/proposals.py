"""Evaluates proposed queries before they are printed: one that is refused or returns nothing is never printed."""

from __future__ import annotations

from dataclasses import replace

from lab.why.expression import Expression
from lab.why.model import ExplainContext, Finding


def keep_answered(finding: Finding, ctx: ExplainContext) -> Finding:
    """With the first proposal that returns data, or with none."""
    for proposal in finding.proposals:
        result = ctx.result(proposal.query)
        if result.samples and not result.error and proposal.query != ctx.query:
            return replace(finding, proposals=(replace(proposal, returns=len(result.samples)),))
    return replace(finding, proposals=())


def first_empty(finding: Finding, ctx: ExplainContext) -> Expression | None:
    """The first proposal that the backend accepts but has no data for: what it lacks is explained next."""
    for proposal in finding.proposals:
        result = ctx.result(proposal.query)
        if not result.samples and not result.error and proposal.query != ctx.query:
            return proposal.query
    return None
