"""An explanation as text: for a person at a terminal, and in one line for a report."""

from __future__ import annotations

from collections.abc import Iterator

from lab.why.expression import spell
from lab.why.finding import Explanation, Finding


def told(explanation: Explanation) -> str:
    when = "" if explanation.asked else " at the end of the run"
    if explanation.series:
        how = "" if explanation.asked else ", by their labels (a record has no values)"
        return f"{_series(explanation.series)}{when}{how}: {explanation.query}\n"
    return "\n".join([f"nothing{when}: {explanation.query}", *_lines(explanation)]) + "\n"


def _lines(explanation: Explanation) -> Iterator[str]:
    if not explanation.findings:
        yield "  no reason was found"
    for finding in explanation.findings:
        yield f"  {finding.words}"
        yield from (f"    {detail}" for detail in finding.details)
        if finding.instead is not None:
            yield f"    instead: {spell(finding.instead)}{_returns(finding, explanation.asked)}"


def gist(explanation: Explanation) -> str:
    """The first finding in one sentence; empty when there is none."""
    if not explanation.findings:
        return ""
    first = explanation.findings[0]
    return "; ".join([first.words, *first.details[:1]])


def _returns(finding: Finding, asked: bool) -> str:
    if not asked or finding.returns is None:
        return ""
    return f"  ({_series(finding.returns) if finding.returns else 'nothing either'})"


def _series(number: int) -> str:
    return f"{number} series"
