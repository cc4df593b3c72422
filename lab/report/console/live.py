"""The part of a terminal that is redrawn: running builds, and what the run waits for, with what is missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from lab.record.event import (
    BuildProgress,
    Event,
    Failed,
    Judged,
    Phase,
    RunEnded,
    RunStarted,
    ServiceReady,
    StepStarted,
    Waiting,
)
from lab.report.formatting import duration, moment, one_line

VERB_WIDTH = 12
_MARGIN = 11 + VERB_WIDTH  # of a line: its time and its verb
_ROWS = 8  # more would push the lines above off a small terminal


@dataclass
class LiveArea:
    """`seconds`: a monotonic clock, which advances the times shown between events."""

    seconds: Callable[[], float]
    builds: dict[str, BuildProgress] = field(default_factory=dict)
    awaited: dict[str, str] = field(default_factory=dict)
    at_ms: int = 0
    zero_ms: int = 0  # when the lab was created
    updated: float = 0.0

    def on_event(self, event: Event) -> None:
        self.at_ms, self.updated = event.at_ms, self.seconds()
        match event:
            case BuildProgress(done=True):
                self.builds.pop(event.component, None)
            case BuildProgress():
                self.builds[event.component] = event
            case Waiting():
                self.awaited = dict(event.awaited)
            case Judged():
                self.awaited.pop(event.verdict.name, None)
            case ServiceReady():
                self.awaited.pop(event.service, None)
            case RunStarted() | Phase() | StepStarted():
                self.awaited = {}
            case Failed() | RunEnded():
                self.awaited, self.builds = {}, {}
            case _:
                pass

    @property
    def empty(self) -> bool:
        return not self.builds and not self.awaited

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        now_ms = self.at_ms + (self.seconds() - self.updated) * 1000
        rows = [self._build(event, now_ms) for event in self.builds.values()]
        if self.awaited:
            rows.append(_row(moment(now_ms - self.zero_ms), "waiting", f"for {len(self.awaited)}", "cyan"))
            width = min(max(map(len, self.awaited)), options.max_width // 3)
            for name, missing in list(self.awaited.items())[:_ROWS]:
                text = Text(" " * _MARGIN)
                text.append(one_line(name)[:width].ljust(width)).append("  ").append(one_line(missing), "dim")
                rows.append(text)
            if len(self.awaited) > _ROWS:
                rows.append(Text(" " * _MARGIN + f"and {len(self.awaited) - _ROWS} more", "dim"))
        for row in rows:
            row.truncate(options.max_width - 1, overflow="ellipsis")
            yield row

    def _build(self, event: BuildProgress, now_ms: float) -> Text:
        elapsed = duration(event.elapsed_ms + now_ms - event.at_ms)
        return _row(moment(now_ms), "build", f"{event.component} {elapsed}  {one_line(event.line)}", "cyan")


def _row(at: str, verb: str, text: str, style: str) -> Text:
    return Text().append(f"{at:>9}  ", "dim").append(f"{verb:<{VERB_WIDTH}}", style).append(text)
