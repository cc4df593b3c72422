"""What a terminal says about one event: a verb, its colour and a sentence. Where it is printed is for `console`."""

from __future__ import annotations

from dataclasses import dataclass

from lab.record.event import (
    ActionDone,
    BuildProgress,
    EngineSlow,
    Event,
    Evidence,
    Exited,
    Failed,
    FirstSample,
    ImageDecided,
    ImageRecord,
    Judged,
    LeftOut,
    LoadDone,
    LoadTruth,
    Phase,
    RunEnded,
    RunStarted,
    ServiceReady,
    StepStarted,
    Waiting,
)
from lab.record.run_record import Expected
from lab.record.verdict import Verdict
from lab.report.formatting import count, duration, one_line, plain_number, shortened
from lab.report.outcome import Outcome, outcome

GOOD, BAD, DOUBT, QUIET, STEP = "green", "bold red", "yellow", "dim", "bold cyan"
_PHASES = {
    "render": "Compose folder written",
    "images": "images at hand",
    "create": "containers created",
    "ready": "everything ready",
    "steps": "all steps taken",
    "down": "lab taken down",
}
_SEEN = 240  # characters of what was seen on a verdict's line; the block at the end tells all of it


@dataclass(frozen=True, slots=True)
class Line:
    verb: str
    style: str
    text: str
    quiet: bool = False


def line_of(event: Event, mutant: Expected | None) -> Line | None:
    """None for an event that is not a line of its own: what is awaited, evidence, the end of the run."""
    match event:
        case RunStarted():
            return Line("start", STEP, f"{event.title} (as {event.lab}, at most {duration(event.deadline_ms)})")
        case Phase():
            return _phase(event)
        case ImageDecided():
            return Line("image", "", image_words(event.image))
        case BuildProgress():
            took = f", {duration(event.elapsed_ms)}" if event.done else ""
            return Line("build", "", f"{event.component}: {event.line}{took}")
        case EngineSlow():
            how_late = "answered after" if event.answered else "has not answered for"
            return Line("slow", DOUBT, f"the engine {how_late} {duration(event.ms)}: this machine is overloaded")
        case LeftOut():
            return Line("left out", DOUBT, f"{event.service}: {event.why}")
        case ServiceReady():
            return Line("ready", GOOD, f"{event.service} after {duration(event.ms)}")
        case StepStarted():
            return Line("step", STEP, f"{event.name}: {event.action}" if event.action else event.name)
        case FirstSample():
            return Line("sample", "", f"first sample of job {event.job} is in the backend")
        case LoadDone():
            return Line("load", BAD if event.truth.invalid_reason else "", load_words(event.truth))
        case ActionDone():
            return Line("fault", DOUBT, f"{event.verb} {event.service}, {event.said}")
        case Judged():
            return _verdict(event.verdict, mutant)
        case Exited():
            last = [line for line in event.log.splitlines() if line.strip()][-3:]
            return Line("exited", BAD, "\n".join([f"{event.service} ended with code {event.code}, unasked", *last]))
        case Failed():
            return Line("error", BAD, event.message)
        case Waiting() | Evidence() | RunEnded():
            return None


def image_words(image: ImageRecord) -> str:
    name = f"{image.service} {image.version}".strip()
    stands_for = f" for {image.reference}" if image.reference not in ("", image.used) else ""
    return f"{name}: {image.source}, {image.used}{stands_for}"


def load_words(truth: LoadTruth) -> str:
    by_status: dict[str, int] = {}
    for each in truth.counts:
        by_status[each.status] = by_status.get(each.status, 0) + each.count
    answers = ", ".join(f"{number} x {status}" for status, number in sorted(by_status.items()))
    took = max(truth.ended - truth.started, 0.001)
    words = f"{truth.name}: sent {truth.sent} of {truth.asked} in {duration(took * 1000)}"
    words += f", {plain_number(truth.sent / took)}/s" + (f", {truth.dropped} dropped" if truth.dropped else "")
    return (
        words
        + (f": {answers}" if answers else "")
        + (f"; no ground truth: {truth.invalid_reason}" if truth.invalid_reason else "")
    )


def _phase(event: Phase) -> Line | None:
    # The end says how long it took; until then its own lines tell what it does, and a step's say it all.
    if event.ms is None or event.name.startswith("step: "):
        return None
    detail = f" ({event.detail})" if event.detail else ""
    return Line(event.name, QUIET, f"{_PHASES.get(event.name, 'done')}, {duration(event.ms)}{detail}", quiet=True)


def _verdict(verdict: Verdict, mutant: Expected | None) -> Line:
    result = outcome(verdict, mutant)
    effort = f"{duration(verdict.elapsed_ms)}, {count(verdict.attempts, 'attempt')}"
    match result:
        case Outcome.PASSED:
            return Line("passed", GOOD, f"{verdict.name} ({effort})")
        case Outcome.AS_PLANNED:
            return Line("noticed", GOOD, f"{verdict.name}: failed as planned, {verdict.judgement.reason} ({effort})")
        case Outcome.MAY_FAIL:
            return Line("may fail", QUIET, f"{verdict.name}: {verdict.status.value}, {_seen(verdict)} ({effort})")
        case Outcome.NOT_APPLICABLE:
            return Line("n/a", QUIET, f"{verdict.name}: {_seen(verdict)}")
        case Outcome.UNDECIDED:
            return Line("UNDECIDED", DOUBT, f"{verdict.name}: {_seen(verdict)} ({effort})")
        case Outcome.SURPRISE:
            return Line("SURPRISE", BAD, f"{verdict.name}: {verdict.status.value}, {_seen(verdict)} ({effort})")
        case Outcome.FAILED:
            return Line("FAILED", BAD, f"{verdict.name}: {_seen(verdict)} ({effort})")


def _seen(verdict: Verdict) -> str:
    return shortened(one_line(verdict.judgement.actual), _SEEN)
