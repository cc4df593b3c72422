"""Where the time of mutants goes, from their records: python -m tests.benchmarks.mutant_time lab-runs

Seconds per mutant. An expectation's step is over with its last verdict, so the time between verdicts is charged to what
was waited for last: a planned failure, a failure that is only permitted, or an expectation that must hold.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

ROWS = {
    "images": "images looked up",
    "render": "folder rendered",
    "create": "containers created and started",
    "ready": "services became ready",
    "action": "loads, faults and other actions",
    "hold": "waited for what must hold",
    "fails": "waited for planned failures",
    "may fail": "waited for permitted failures",
    "evidence": "evidence collected",
    "down": "lab taken down",
    "reports": "reports written, and all else",
}


def main(folders: list[str]) -> int:
    records = [json.loads(file.read_text()) for folder in folders for file in Path(folder).glob("*/run.json")]
    mutants = [record for record in records if record["mutant"]]
    if not mutants:
        print(f"no record of a mutant in {', '.join(folders)}")
        return 2
    print(table(time_of_mutant(record) for record in mutants))
    return 0


def table(times: Iterable[Mapping[str, float]]) -> str:
    listed = list(times)
    total: Counter[str] = Counter()
    for seconds in listed:
        total.update(seconds)
    everything = sum(total.values())
    lines = [f"{len(listed)} mutants, {everything:.0f} s of run time, {everything / len(listed):.1f} s each"]
    for row, title in ROWS.items():
        share = total[row] / everything
        lines.append(f"{title:<36} {total[row] / len(listed):6.2f} s {share:6.1%}")
    return "\n".join(lines)


def time_of_mutant(record: Mapping[str, Any]) -> dict[str, float]:
    seconds: Counter[str] = Counter()
    last = 0
    for event in record["events"]:
        passed = (event["at_ms"] - last) / 1000
        row = _row(event, record["mutant"])
        if row is not None:
            seconds[row] += passed
            last = event["at_ms"]
    seconds["reports"] += max(0.0, record["ended"] - record["started"] - last / 1000)
    return dict(seconds)


def _row(event: Mapping[str, Any], mutant: Mapping[str, Any]) -> str | None:
    """What the time before an event is charged to; None for an event that comes in between."""
    match event["event"]:
        case "phase" if event["ms"] is not None:
            return event["name"] if event["name"] in ROWS else "hold"
        case "verdict":
            name = event["verdict"]["name"]
            return "fails" if name in mutant["fails"] else "may fail" if name in mutant["may_fail"] else "hold"
        case "load" | "action":
            return "action"
        case "evidence":
            return "evidence"
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["lab-runs"]))
