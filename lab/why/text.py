"""An explanation as text: in full for a terminal, in one line for reports."""

from __future__ import annotations

from collections.abc import Iterator

from lab.why.expression import to_promql
from lab.why.model import Explanation, Proposal


def format_text(explanation: Explanation, moment: str = "") -> str:
    """`moment`: " at ..." where the time is not now and not the end of the run."""
    when = moment or ("" if explanation.evaluated else " at the end of the run")
    if explanation.series:
        basis = "" if explanation.evaluated else ", judged by labels (a record has no values)"
        head = f"{_series(explanation.series)}{when}{basis}: {explanation.query}"
    else:
        head = f"no data{when}: {explanation.query}"
    return "\n".join([head, *_lines(explanation)]) + "\n"


def _lines(explanation: Explanation) -> Iterator[str]:
    if not explanation.findings and not explanation.series:
        yield "  no cause found"
    for finding in explanation.findings:
        yield f"  {finding.message}"
        yield from (f"    {detail}" for detail in finding.details)
        for proposal in finding.proposals:
            yield f"    instead: {to_promql(proposal.query)}{_returns(proposal, explanation.evaluated)}"
            if proposal.note:
                yield f"      {proposal.note}"


def summary(explanation: Explanation) -> str:
    """The first finding in one sentence; empty when there is none."""
    if not explanation.findings:
        return ""
    first = explanation.findings[0]
    return "; ".join([first.message, *first.details[:1]])


def _returns(proposal: Proposal, evaluated: bool) -> str:
    return f"  ({_series(proposal.returns)})" if evaluated and proposal.returns is not None else ""


def _series(count: int) -> str:
    return f"{count} series"
