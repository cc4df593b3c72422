"""Events as they happen, one JSON object per line, for programs that watch a run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TextIO

from lab.record.event import Event
from lab.record.serialization import to_json

_LINE_ENDS = {code: f"\\u{code:04x}" for code in (0x85, 0x2028, 0x2029)}


def ndjson_text(events: Iterable[Event]) -> str:
    """Characters that some readers take for the end of a line are escaped."""
    return "".join(to_json(event).translate(_LINE_ENDS) + "\n" for event in events)


@dataclass(frozen=True, slots=True)
class NdjsonReport:
    stream: TextIO

    def on_event(self, event: Event) -> None:
        self.stream.write(ndjson_text((event,)))
        self.stream.flush()  # a reader at the other end of a pipe waits for this line
