"""Makes the fixtures of `recorded/` from real runs: `python -m tests.report.recording lab-runs/NAME/run.json STORY`.

Evidence is trimmed, so that a fixture stays small: logs to their last lines, answers of passed verdicts away, a few
panels, and the inventory only where a failure is explained by it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from lab.queries.notifications import Received
from lab.record.event import Event, Evidence, Judged
from lab.record.observation import Observation
from lab.record.run_record import RunRecord
from lab.record.verdict import Status

RECORDED = Path(__file__).with_name("recorded")
_LOG_LINES = 12
_PANELS = 5


def trimmed(record: RunRecord) -> RunRecord:
    bad = record.bad_verdicts()
    explained = any(verdict.status is Status.FAILED for verdict in bad)
    panels = [event for event in record.events if isinstance(event, Evidence) and event.kind == "panel"][:_PANELS]
    events: list[Event] = []
    for event in record.events:
        match event:
            case Judged():
                short = 6000 if event.verdict in bad else 2000
                evidence = tuple(seen for seen in event.verdict.evidence if _is_kept(seen, short))
                verdict = event.verdict.model_copy(update={"evidence": evidence})
                events.append(event.model_copy(update={"verdict": verdict}))
            case Evidence(kind="log" | "config"):
                events.append(event.model_copy(update={"text": _last_lines(event.text)}))
            case Evidence(kind="inventory"):
                events += [event] if explained else []
            case Evidence(kind="panel"):
                events += [event] if event in panels else []
            case _:
                events.append(event)
    return record.model_copy(update={"events": tuple(events)})


def _is_kept(observation: Observation, length: int) -> bool:
    """Deliveries are drawn beside the life of their alert."""
    return isinstance(observation.query, Received) or len(observation.model_dump_json()) < length


def _last_lines(text: str) -> str:
    return "".join(text.splitlines(keepends=True)[-_LOG_LINES:])


if __name__ == "__main__":
    file, story = sys.argv[1:]
    record = RunRecord.model_validate_json(Path(file).read_text(encoding="utf-8"))
    RECORDED.mkdir(exist_ok=True)
    (RECORDED / f"{story}.json").write_text(trimmed(record).model_dump_json(indent=1) + "\n", encoding="utf-8")
