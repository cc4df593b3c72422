"""The progress of a comparison: a line for each finished repetition, and on a terminal one for the running one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live
from rich.text import Text

from lab.comparison.record import Phase, Repetition
from lab.language.counting import count
from lab.record.event import BuildProgress, Event, StepStarted
from lab.record.event import Phase as PhaseEvent
from lab.report.console.event_lines import BAD, GOOD, QUIET
from lab.report.formatting import duration, one_line

_WIDTH = 70  # of a reason on a line


@dataclass(frozen=True, slots=True)
class PlannedRepetition:
    """`seconds`: an estimate, used until a repetition of the same phase and size is done."""

    side: str
    number: int
    phase: Phase
    size: int
    seconds: float

    @property
    def title(self) -> str:
        return f"at {self.size:,} series" if self.size else f"{self.phase} {self.number}"


@dataclass
class ComparisonProgress:
    """`_current`: the part of the running repetition; `_began`: when that repetition began."""

    console: Console
    planned: Sequence[PlannedRepetition]
    _done: list[Repetition] = field(default_factory=list, init=False)
    _current: str = field(default="", init=False)
    _began: float = field(default=0.0, init=False)
    _live: Live | None = field(default=None, init=False)

    def __enter__(self) -> Self:
        numbers = Counter(planned.title if planned.size else planned.phase for planned in self.planned)
        kinds = ", ".join(f"{number} {kind}" for kind, number in numbers.items())
        labs = f"{count(len(self.planned), 'lab')}, one after the other: {kinds}"
        self.console.print(labs, style=QUIET, highlight=False)
        self._began = self.console.get_time()
        if self.console.is_interactive:
            self._live = Live(_CurrentLine(self), console=self.console, transient=True, refresh_per_second=4)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = None

    def on_event(self, event: Event | Repetition) -> None:
        match event:
            case Repetition():
                self._done.append(event)
                self._current, self._began = "", self.console.get_time()
                self.console.print(self._done_line(event), soft_wrap=True, highlight=False)
            case PhaseEvent(ms=None, name=name) | StepStarted(name=name):
                self._current = name
            case BuildProgress():
                self._current = f"building {event.component}: {one_line(event.line)}"
            case _:
                pass

    def seconds_left(self) -> float:
        """Estimated from finished repetitions of the same phase and size, less the time since the running one began."""
        left = [self._estimate(planned) for planned in self.planned[len(self._done) :]]
        spent = self.console.get_time() - self._began
        return max(0.0, left[0] - spent) + sum(left[1:]) if left else 0.0

    def _estimate(self, planned: PlannedRepetition) -> float:
        durations = [
            done.ended - done.started
            for done, same in zip(self._done, self.planned, strict=False)
            if (same.phase, same.size) == (planned.phase, planned.size)
        ]
        return sum(durations) / len(durations) if durations else planned.seconds

    def _done_line(self, done: Repetition) -> Text:
        planned = self.planned[len(self._done) - 1] if len(self._done) <= len(self.planned) else None
        number = f"{len(self._done)}/{len(self.planned)}"
        text = Text().append(f"{number:>7}  ", QUIET).append(one_line(done.side), "bold")
        text.append(f"  {planned.title if planned else done.phase}")
        text.append(f"  {duration((done.ended - done.started) * 1000)}", QUIET)
        failed = [check.claim for check in done.wire_checks if not check.passed]
        if done.invalid_reason:
            return text.append(f"  invalid: {one_line(done.invalid_reason)[:_WIDTH]}", BAD)
        if failed:
            return text.append(f"  wire check failed: {one_line(', '.join(failed))[:_WIDTH]}", BAD)
        left = self.seconds_left()
        return text.append(f"  about {duration(left * 1000)} left", GOOD) if left else text

    def current_line(self) -> Text:
        if len(self._done) >= len(self.planned):
            return Text("")
        running = self.planned[len(self._done)]
        text = Text().append(f"{len(self._done) + 1:>3}/{len(self.planned)}  ", QUIET)
        text.append(one_line(running.side), "bold").append(f"  {running.title}  {self._current}")
        return text.append(f"  about {duration(self.seconds_left() * 1000)} left", QUIET)


@dataclass(frozen=True, slots=True)
class _CurrentLine:
    progress: ComparisonProgress

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        text = self.progress.current_line()
        text.truncate(options.max_width - 1, overflow="ellipsis")
        yield text
