"""What is printed while a comparison is measured: a line for each lab that is done, with the time that is left."""

from __future__ import annotations

import io

from rich.console import Console

from lab.comparison.record import Repetition, WireCheckResult
from lab.comparison.report.progress import ComparisonProgress, PlannedRepetition
from lab.record.event import BuildProgress, Phase

PLANNED = (
    PlannedRepetition("pull", 1, "steady", 0, 30.0),
    PlannedRepetition("push", 1, "steady", 0, 30.0),
    PlannedRepetition("pull", 1, "faults", 0, 40.0),
    PlannedRepetition("push", 1, "size", 100_000, 50.0),
)


def repetition(side: str, seconds: float, invalid_reason: str = "", failed: str = "") -> Repetition:
    checks = (WireCheckResult(claim=failed, passed=False, expected="x", actual="y"),) if failed else ()
    return Repetition(
        side=side,
        number=1,
        phase="steady",
        started=100.0,
        ended=100.0 + seconds,
        invalid_reason=invalid_reason,
        wire_checks=checks,
    )


class Screen:
    """The progress on a console whose clock stands still unless it is moved."""

    def __init__(self) -> None:
        self.time = 0.0
        self.file = io.StringIO()
        out = Console(file=self.file, width=100, get_time=lambda: self.time, _environ={})
        self.progress = ComparisonProgress(out, PLANNED)


def test_progress_lines() -> None:
    screen = Screen()
    with screen.progress as progress:
        progress.on_event(Phase(at_ms=0, name="load"))
        progress.on_event(repetition("pull", 20.0))
        progress.on_event(repetition("push", 22.0, invalid_reason="no answer"))
        progress.on_event(repetition("pull", 22.0, failed="it scrapes"))
        progress.on_event(repetition("push", 22.0))

    assert screen.file.getvalue().splitlines() == [
        "4 labs, one after the other: 2 steady, 1 faults, 1 at 100,000 series",
        "    1/4  pull  steady 1  20.0 s  about 1 min 50 s left",
        "    2/4  push  steady 1  22.0 s  invalid: no answer",
        "    3/4  pull  faults 1  22.0 s  wire check failed: it scrapes",
        "    4/4  push  at 100,000 series  22.0 s",
    ]


def test_progress_current_line() -> None:
    screen = Screen()
    with screen.progress as progress:
        assert progress.current_line().plain == "  1/4  pull  steady 1    about 2 min 30 s left"
        progress.on_event(Phase(at_ms=0, name="idle"))
        screen.time = 12.0
        assert progress.current_line().plain == "  1/4  pull  steady 1  idle  about 2 min 18 s left"
        progress.on_event(BuildProgress(at_ms=0, component="k6", line="step 3", elapsed_ms=1))
        assert progress.current_line().plain == "  1/4  pull  steady 1  building k6: step 3  about 2 min 18 s left"
        progress.on_event(repetition("pull", 20.0))
        assert progress.current_line().plain == "  2/4  push  steady 1    about 1 min 50 s left"
        screen.time = 100.0
        assert progress.seconds_left() == 90.0  # never less than what is still to be begun
