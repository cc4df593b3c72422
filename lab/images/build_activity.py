"""What a build is doing now, from the lines that its builder has written so far.

A compiler prints nothing for minutes. The last line before that ("go: downloading ...") then says what has long ended,
so after some seconds the running step is named instead, with how long it has been silent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lab.images.build_lines import STEP, worth_showing

_FRESH_S = 5.0  # how long a line says what is going on
_SHOWN = 60
_TITLE = re.compile(r"^\[(?P<stage>[^]]*)\] (?P<command>.+)$")
_ENDED = re.compile(r"^(DONE|CACHED|ERROR|CANCELED)\b")
# The first that matches: a step of several commands is silent in the one that compiles.
_ACTIVITIES = (
    (
        re.compile(r"\bgo (build|install)\b|\bpromu build\b|\bmake\b|\bcargo build\b|\b(npm|yarn|pnpm) run\b|\bocb\b"),
        "compiling",
    ),
    (re.compile(r"\b(npm|yarn|pnpm) (ci|install)\b|\bpip3? install\b|\bapt-get\b|\bapk add\b"), "installing packages"),
    (re.compile(r"\bgo mod download\b|\bgit clone\b|\bcurl\b|\bwget\b"), "downloading"),
    (re.compile(r"^FROM\b"), "unpacking the base image"),
    (re.compile(r"^exporting\b"), "exporting the image"),
)


@dataclass(slots=True)
class BuildActivity:
    """`line` and `at`: the last line worth showing, and when it came. What a script writes has no steps."""

    line: str
    at: float
    scripted: bool = False
    _running: dict[str, str] = field(default_factory=dict)  # number of a step -> its command, the latest last

    def read(self, written: str, now: float) -> bool:
        """Whether the line says something to a person who follows the build."""
        step = STEP.match(written)
        if step is not None:
            self._follow(step[1], step[2])
        shown = written.strip() if self.scripted else worth_showing(written)
        if not shown:
            return False
        self.line, self.at = shown, now
        return True

    def text(self, now: float) -> str:
        silent = now - self.at
        if silent < _FRESH_S:
            return self.line
        command = next(reversed(self._running.values()), "")
        if not command:
            return f"{self.line}, {_duration(silent)}"
        return f"{activity(command)} for {_duration(silent)}"

    def _follow(self, number: str, text: str) -> None:
        title = _TITLE.match(text)
        if _ENDED.match(text):
            self._running.pop(number, None)
        elif title is not None and title["stage"] != "internal":
            self._running[number] = self._running.pop(number, title["command"])
        elif text.startswith("exporting"):
            self._running[number] = text
        elif number in self._running:
            self._running[number] = self._running.pop(number)


def activity(command: str) -> str:
    """What a silent step does, by the command that it runs."""
    for pattern, words in _ACTIVITIES:
        if pattern.search(command):
            return words
    return f"running `{command.removeprefix('RUN ')[:_SHOWN]}`"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
