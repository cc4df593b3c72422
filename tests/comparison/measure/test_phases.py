"""The events at both ends of a phase."""

from __future__ import annotations

import pytest

from lab.comparison.measure.phases import phase
from lab.record.event import Event, Phase
from tests.comparison.measure.simulation import manual_clock


def test_phase_reports_start_and_end() -> None:
    events: list[Event] = []
    clock = manual_clock(2.0)
    with phase("load", clock, events.append):
        clock.pause(3.0)
    assert events == [Phase(at_ms=2000, name="load"), Phase(at_ms=5000, name="load", ms=3000)]


def test_phase_that_fails_has_no_end() -> None:
    events: list[Event] = []
    with pytest.raises(ValueError, match="x"), phase("load", manual_clock(), events.append):
        raise ValueError("x")
    assert len(events) == 1
