"""One event as a line of a terminal: a verb, its colour and a sentence. `run_console` prints it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lab.language.counting import count
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
    Noted,
    Phase,
    RunEnded,
    RunStarted,
    ServiceReady,
    StepStarted,
    Waiting,
)
from lab.record.outcome import VerdictOutcome, verdict_outcome
from lab.record.planned import MutantPlan
from lab.record.verdict import Verdict
from lab.report.event_text import action_label, action_text, exit_text
from lab.report.formatting import duration, one_line, plain_number, shortened
from lab.report.sentences import plan_text
from lab.report.tones import Tone

GOOD, BAD, DOUBT, QUIET, STEP = "green", "bold red", "yellow", "dim", "bold cyan"
STYLES: Mapping[Tone, str] = {"good": GOOD, "bad": BAD, "doubt": DOUBT, "quiet": QUIET}
_PHASES = {
    "render": "Compose folder written",
    "images": "images present",
    "create": "containers created",
    "ready": "all services ready",
    "API ready": "the Kubernetes API and services that do not use it ready",
    "create the others": "services that use the Kubernetes API created",
    "namespace": "namespace created",
    "apply": "manifests applied",
    "pods": "all pods ready",
    "forward": "services reached by port-forwards",
    "settle": "nodes and workloads ready",
    "evidence": "answers for the reports collected",
    "down": "lab taken down",
}
_ACTUAL_LENGTH = 240  # characters on a verdict's line; the block at the end has the whole text
_LOG_LINES = 3


@dataclass(frozen=True, slots=True)
class Line:
    verb: str
    style: str
    text: str
    quiet: bool = False


def event_line(event: Event, mutant: MutantPlan | None) -> Line | None:
    """None for an event without a line: waiting, evidence, the end of the run."""
    match event:
        case RunStarted():
            return Line("start", STEP, f"{event.title} (lab {event.lab}, deadline {duration(event.deadline_ms)})")
        case Phase():
            return _phase(event)
        case ImageDecided():
            return Line("image", "", _image_text(event.image))
        case BuildProgress():
            took = f", {duration(event.elapsed_ms)}" if event.done else ""
            return Line("build", "", f"{event.component}: {event.line}{took}")
        case EngineSlow(gone=True):
            return Line("slow", DOUBT, "the Docker Engine has gone away; waiting for it to come back")
        case EngineSlow():
            how_late = "answered after" if event.answered else "has not answered for"
            return Line("slow", DOUBT, f"the Docker Engine {how_late} {duration(event.ms)}: this machine is overloaded")
        case LeftOut():
            return Line("left out", DOUBT, f"{event.service}: {event.why}")
        case Noted():
            return Line("note", QUIET, event.text, quiet=True)
        case ServiceReady():
            return Line("ready", GOOD, f"{event.service} after {duration(event.ms)}")
        case StepStarted():
            return Line("step", STEP, f"{event.name}: {event.action}" if event.action else event.name)
        case FirstSample():
            return Line("sample", "", f"first sample of job {event.job} ingested")
        case LoadDone():
            return Line("load", BAD if event.truth.invalid_reason else "", _load_text(event.truth))
        case ActionDone():
            return Line(action_label(event), DOUBT, action_text(event))
        case Judged():
            return _verdict(event.verdict, mutant)
        case Exited():
            last = [line for line in event.log.splitlines() if line.strip()][-_LOG_LINES:]
            return Line("exited", BAD, "\n".join([exit_text(event), *last]))
        case Failed():
            return Line("error", BAD, event.message)
        case Waiting() | Evidence() | RunEnded():
            return None


def _image_text(image: ImageRecord) -> str:
    name = f"{image.service} {image.version}".strip()
    stands_for = f" for {image.reference}" if image.reference not in ("", image.used) else ""
    return f"{name}: {image.source}, {image.used}{stands_for}"


def _load_text(truth: LoadTruth) -> str:
    by_status: dict[str, int] = {}
    for entry in truth.counts:
        by_status[entry.status] = by_status.get(entry.status, 0) + entry.count
    took = max(truth.ended - truth.started, 0.001)
    parts = [f"{truth.name}: sent {truth.sent} of {truth.asked} in {duration(took * 1000)}"]
    parts.append(f"{plain_number(truth.sent / took)}/s")
    if truth.dropped:
        parts.append(f"{truth.dropped} dropped")
    text = ", ".join(parts)
    if by_status:
        text += ": " + ", ".join(f"{number} x {status}" for status, number in sorted(by_status.items()))
    return f"{text}; invalid as ground truth: {truth.invalid_reason}" if truth.invalid_reason else text


def _phase(event: Phase) -> Line | None:
    if event.name == "skipped":
        return Line("skipped", DOUBT, f"{event.step}: {event.detail}")
    if event.name == "clocks":
        return Line("clocks", DOUBT, event.detail)
    # A phase is one line, when it ends; a step has lines enough of its own.
    if event.ms is None or event.name == "step":
        return None
    detail = f" ({event.detail})" if event.detail else ""
    return Line(event.name, QUIET, f"{_PHASES.get(event.name, 'done')}, {duration(event.ms)}{detail}", quiet=True)


def _verdict(verdict: Verdict, mutant: MutantPlan | None) -> Line:
    effort = f"{duration(verdict.elapsed_ms)}, {count(verdict.attempts, 'attempt')}"
    match verdict_outcome(verdict, mutant):
        case VerdictOutcome.PASSED:
            return Line("passed", GOOD, f"{verdict.name} ({effort})")
        case VerdictOutcome.AS_PLANNED:
            return Line("detected", GOOD, f"{verdict.name}: failed as planned, {verdict.judgement.reason} ({effort})")
        case VerdictOutcome.MAY_FAIL:
            return Line("may fail", QUIET, f"{verdict.name}: {verdict.status.value}, {_actual(verdict)} ({effort})")
        case VerdictOutcome.NOT_APPLICABLE:
            return Line("n/a", QUIET, f"{verdict.name}: {_actual(verdict)}")
        case VerdictOutcome.UNDECIDED:
            return Line("UNDECIDED", DOUBT, f"{verdict.name}: {_actual(verdict)} ({effort})")
        case VerdictOutcome.UNEXPECTED:
            result = f"{verdict.status.value}, planned {plan_text(verdict, mutant)}"
            return Line("UNEXPECTED", BAD, f"{verdict.name}: {result}: {_actual(verdict)} ({effort})")
        case VerdictOutcome.FAILED:
            return Line("FAILED", BAD, f"{verdict.name}: {_actual(verdict)} ({effort})")


def _actual(verdict: Verdict) -> str:
    return shortened(one_line(verdict.judgement.actual), _ACTUAL_LENGTH)
