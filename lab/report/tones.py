"""Whether an outcome is good or bad news. Each report has its own colours for that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from lab.record.outcome import VerdictOutcome

Tone: TypeAlias = Literal["good", "bad", "doubt", "quiet"]

OUTCOME_TONES: Mapping[VerdictOutcome, Tone] = {
    VerdictOutcome.PASSED: "good",
    VerdictOutcome.AS_PLANNED: "good",
    VerdictOutcome.FAILED: "bad",
    VerdictOutcome.UNEXPECTED: "bad",
    VerdictOutcome.UNDECIDED: "doubt",
    VerdictOutcome.MAY_FAIL: "quiet",
    VerdictOutcome.NOT_APPLICABLE: "quiet",
}
