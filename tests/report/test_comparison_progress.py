"""What is printed while a comparison is measured: a line for each lab that is done, with the time that is left."""

from __future__ import annotations

import io

from rich.console import Console

from lab.comparison.record import ProofSeen, Repetition
from lab.comparison.report.progress import ComparisonProgress, Planned
from lab.record.event import BuildProgress, Phase

PLANNED = (
    Planned("pull", 1, "steady", 0, 30.0),
    Planned("push", 1, "steady", 0, 30.0),
    Planned("pull", 1, "faults", 0, 40.0),
    Planned("push", 1, "size", 100_000, 50.0),
)


def repetition(side: str, seconds: float, invalid_reason: str = "", unproven: str = "") -> Repetition:
    proofs = (ProofSeen(claim=unproven, held=False, expected="x", seen="y"),) if unproven else ()
    return Repetition(
        side=side,
        number=1,
        phase="steady",
        started=100.0,
        ended=100.0 + seconds,
        invalid_reason=invalid_reason,
        proofs=proofs,
    )


class Told:
    """The progress on a console whose clock stands still unless it is moved."""

    def __init__(self) -> None:
        self.time = 0.0
        self.file = io.StringIO()
        out = Console(file=self.file, width=100, get_time=lambda: self.time, _environ={})
        self.progress = ComparisonProgress(out, PLANNED)


def test_a_line_for_each_that_is_done() -> None:
    told = Told()
    with told.progress as progress:
        progress.on_event(Phase(at_ms=0, name="load"))
        progress.on_event(repetition("pull", 20.0))
        progress.on_event(repetition("push", 22.0, invalid_reason="nobody answered"))
        progress.on_event(repetition("pull", 22.0, unproven="it scrapes"))
        progress.on_event(repetition("push", 22.0))

    assert told.file.getvalue().splitlines() == [
        "4 labs, one after the other: 2 steady, 1 faults, 1 at 100,000 series",
        "    1/4  pull  steady 1  20.0 s  about 1 min 50 s left",
        "    2/4  push  steady 1  22.0 s  does not count: nobody answered",
        "    3/4  pull  faults 1  22.0 s  not shown: it scrapes",
        "    4/4  push  at 100,000 series  22.0 s",
    ]


def test_what_goes_on_now() -> None:
    told = Told()
    with told.progress as progress:
        assert progress.now().plain == "  1/4  pull  steady 1    about 2 min 30 s left"
        progress.on_event(Phase(at_ms=0, name="idle"))
        told.time = 12.0
        assert progress.now().plain == "  1/4  pull  steady 1  idle  about 2 min 18 s left"
        progress.on_event(BuildProgress(at_ms=0, component="k6", line="step 3", elapsed_ms=1))
        assert progress.now().plain == "  1/4  pull  steady 1  building k6: step 3  about 2 min 18 s left"
        progress.on_event(repetition("pull", 20.0))
        assert progress.now().plain == "  2/4  push  steady 1    about 1 min 50 s left"
        told.time = 100.0
        assert progress.seconds_left() == 90.0  # never less than what is still to be begun
