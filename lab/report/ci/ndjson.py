"""Events as they happen, one JSON object per line, for programs that watch a run."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TextIO

from lab.record.event import Event
from lab.record.serialization import to_json

# What a terminal or a CI system obeys and what some readers take for the end of a line, said in JSON's other way.
_ESCAPED = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), 0x2028, 0x2029)}
_COMMANDS = re.compile(r"##(?=\w*\[)")


def ndjson_text(events: Iterable[Event]) -> str:
    return "".join(_COMMANDS.sub(r"#\\u0023", to_json(event).translate(_ESCAPED)) + "\n" for event in events)


@dataclass(frozen=True, slots=True)
class NdjsonReport:
    stream: TextIO

    def on_event(self, event: Event) -> None:
        self.stream.write(ndjson_text((event,)))
        self.stream.flush()  # a reader at the other end of a pipe waits for this line
