"""An explanation as text: in full for a terminal, in one line for reports."""

from __future__ import annotations

from collections.abc import Iterator

from lab.why.expression import to_promql
from lab.why.model import Explanation, Finding


def format_text(explanation: Explanation) -> str:
    when = "" if explanation.evaluated else " at the end of the run"
    if explanation.series:
        basis = "" if explanation.evaluated else ", judged by labels (a record has no values)"
        return f"{_series(explanation.series)}{when}{basis}: {explanation.query}\n"
    return "\n".join([f"no data{when}: {explanation.query}", *_lines(explanation)]) + "\n"


def _lines(explanation: Explanation) -> Iterator[str]:
    if not explanation.findings:
        yield "  no cause found"
    for finding in explanation.findings:
        yield f"  {finding.message}"
        yield from (f"    {detail}" for detail in finding.details)
        if finding.instead is not None:
            yield f"    instead: {to_promql(finding.instead)}{_returns(finding, explanation.evaluated)}"


def summary(explanation: Explanation) -> str:
    """The first finding in one sentence; empty when there is none."""
    if not explanation.findings:
        return ""
    first = explanation.findings[0]
    return "; ".join([first.message, *first.details[:1]])


def _returns(finding: Finding, evaluated: bool) -> str:
    if not evaluated or finding.returns is None:
        return ""
    return f"  ({_series(finding.returns) if finding.returns else 'no data either'})"


def _series(count: int) -> str:
    return f"{count} series"
