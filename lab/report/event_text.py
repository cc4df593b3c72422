"""Texts for actions on a lab and for exits, shared by the console and the page."""

from __future__ import annotations

from lab.record.event import ActionDone, Exited
from lab.record.run_record import RunRecord

_PAST_TENSE = {
    "kill": "killed",
    "stop": "stopped",
    "start": "started",
    "restart": "restarted",
    "pause": "paused",
    "unpause": "unpaused",
    "disconnect": "disconnected",
    "connect": "connected",
    "blackhole": "blackholed",
    "unblackhole": "unblackholed",
}


def action_label(event: ActionDone) -> str:
    """The key of the step that caused it: call, silence, import, change, apply, delete, or fault."""
    return event.verb if event.verb in ("call", "silence", "import", "change", "apply", "delete") else "fault"


def action_text(event: ActionDone) -> str:
    """What was done, in the past tense, and what was observed afterwards."""
    match event.verb:
        case "call":
            return f"{event.request} to {event.service}: {event.state}"
        case "silence":
            return f"{event.service} {event.state}"
        case "import":
            return f"{event.state} into {event.service}"
        case "change":
            return f"{event.service} ({event.state})"
        case "apply" | "delete":
            return event.state
        case verb:
            done = _PAST_TENSE.get(verb, verb)
            return f"{done} {event.service}" + (f" ({event.state})" if event.state != done else "")


def exit_text(event: Exited) -> str:
    return f"{event.service} exited unexpectedly with code {event.code_text}"


def unexplained_exits(record: RunRecord) -> tuple[Exited, ...]:
    """Unexpected exits whose log is not already in the evidence of the run's failure."""
    evidence = record.failure.evidence if record.failure is not None else ""
    exits = (event for event in record.events if isinstance(event, Exited))
    return tuple(event for event in exits if not event.log.strip() or event.log.strip() not in evidence)
