"""The line of each event."""

from __future__ import annotations

from typing import get_args

import pytest

from lab.language import reasons
from lab.language.reasons import Reason
from lab.record.event import ActionDone, Event, Exited, Failed, Judged, LeftOut, LoadDone, Phase, RunStarted
from lab.record.planned import MutantPlan
from lab.record.verdict import Status
from lab.report.console.event_lines import event_line
from tests.record.example_record import EVERYTHING
from tests.report.records import TRUTH, verdict

MUTANT = MutantPlan("broken", {"bad": reasons.NO_DATA}, ("maybe",))
CASES: list[tuple[Event, str, str]] = [
    (
        RunStarted(at_ms=0, scenario="shop", title="A shop", lab="lab-shop-1", plan_digest="", deadline_ms=90_000),
        "start",
        "A shop (lab lab-shop-1, deadline 1 min 30 s)",
    ),
    (Phase(at_ms=9, name="ready", ms=1500), "ready", "all services ready, 1.5 s"),
    (Phase(at_ms=9, name="down", ms=900, detail="1 left"), "down", "lab taken down, 900 ms (1 left)"),
    (
        Phase(at_ms=9, name="skipped", step="import", detail="no grafana"),
        "skipped",
        "import: no grafana",
    ),
    (ActionDone(at_ms=9, verb="kill", service="api", state="exited"), "fault", "killed api (exited)"),
    (
        ActionDone(at_ms=9, verb="call", service="prometheus", state="200", request="POST /-/reload"),
        "call",
        "POST /-/reload to prometheus: 200",
    ),
    (
        Exited(at_ms=9, service="api", code=1, log="a\n\nb\nc\nd"),
        "exited",
        "api exited unexpectedly with code 1\nb\nc\nd",
    ),
    (LeftOut(at_ms=9, service="grafana", why="no image"), "left out", "grafana: no image"),
    (Failed(at_ms=9, kind="NotReady", message="api is not ready", exit_code=4), "error", "api is not ready"),
    (
        LoadDone(at_ms=9, truth=TRUTH),
        "load",
        "shopping: sent 400 of 400 in 8.0 s, 50/s: 304 x 200, 16 x 404, 80 x 500",
    ),
    (
        LoadDone(at_ms=9, truth=TRUTH.model_copy(update={"dropped": 3, "counts": (), "invalid_reason": "3 dropped"})),
        "load",
        "shopping: sent 400 of 400 in 8.0 s, 50/s, 3 dropped; invalid as ground truth: 3 dropped",
    ),
]


@pytest.mark.parametrize(("event", "verb", "text"), CASES)
def test_event_line(event: Event, verb: str, text: str) -> None:
    line = event_line(event, None)
    assert line is not None
    assert (line.verb, line.text) == (verb, text)


VERDICTS = [
    ("good", Status.PASSED, None, "passed", "good (12 ms, 1 attempt)"),
    ("good", Status.FAILED, reasons.NO_DATA, "FAILED", "good: none (12 ms, 1 attempt)"),
    ("good", Status.UNDECIDED, reasons.NOT_OBSERVED, "UNDECIDED", "good: none (12 ms, 1 attempt)"),
    ("good", Status.NOT_APPLICABLE, reasons.LEFT_OUT, "n/a", "good: none"),
]


@pytest.mark.parametrize(("name", "status", "reason", "verb", "text"), VERDICTS)
def test_event_line_of_a_verdict(name: str, status: Status, reason: Reason | None, verb: str, text: str) -> None:
    line = event_line(Judged(at_ms=1, verdict=verdict(name, status, reason=reason, actual="none")), None)
    assert line is not None
    assert (line.verb, line.text) == (verb, text)


MUTANT_VERDICTS = [
    ("bad", Status.FAILED, reasons.NO_DATA, "detected", "bad: failed as planned, no_data (12 ms, 1 attempt)"),
    ("bad", Status.PASSED, None, "UNEXPECTED", "bad: passed, planned to fail with no_data: none (12 ms, 1 attempt)"),
    ("maybe", Status.FAILED, reasons.NO_DATA, "may fail", "maybe: failed, none (12 ms, 1 attempt)"),
]


@pytest.mark.parametrize(("name", "status", "reason", "verb", "text"), MUTANT_VERDICTS)
def test_event_line_of_a_mutant(name: str, status: Status, reason: Reason | None, verb: str, text: str) -> None:
    line = event_line(Judged(at_ms=1, verdict=verdict(name, status, reason=reason, actual="none")), MUTANT)
    assert line is not None
    assert (line.verb, line.text) == (verb, text)


def test_event_line_of_every_event() -> None:
    without = {type(event).__name__ for event in EVERYTHING if event_line(event, None) is None}
    assert without == {"Phase", "Waiting", "Evidence", "RunEnded"}
    assert len(get_args(get_args(Event)[0])) == len({type(event) for event in EVERYTHING} | {Failed})
