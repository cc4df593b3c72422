"""Every outcome has a tone."""

from __future__ import annotations

from lab.record.outcome import VerdictOutcome
from lab.report.tones import OUTCOME_TONES


def test_outcome_tones() -> None:
    assert set(OUTCOME_TONES) == set(VerdictOutcome)
    assert [outcome for outcome, tone in OUTCOME_TONES.items() if tone == "bad"] == [
        VerdictOutcome.FAILED,
        VerdictOutcome.UNEXPECTED,
    ]
