"""Events as they happen, one JSON object per line, for programs that watch a run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TextIO

from lab.record.event import Event
from lab.record.serialization import to_json
from lab.report.escapes import harmless_json


def ndjson_text(events: Iterable[Event]) -> str:
    return "".join(harmless_json(to_json(event)) + "\n" for event in events)


@dataclass(frozen=True, slots=True)
class NdjsonReport:
    stream: TextIO

    def on_event(self, event: Event) -> None:
        self.stream.write(ndjson_text((event,)))
        self.stream.flush()  # a reader at the other end of a pipe waits for this line
