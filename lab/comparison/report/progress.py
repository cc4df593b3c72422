"""How far the measuring of a comparison has come: a line for each lab that is done, and on a terminal what goes on now.

What is measured in which order is for the caller, who says so beforehand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live
from rich.text import Text

from lab.comparison.record import Repetition
from lab.record.event import BuildProgress, Event, Phase, StepStarted
from lab.report.console.event_lines import BAD, GOOD, QUIET
from lab.report.formatting import duration, one_line

_WIDE = 70  # characters of a invalid_reason on a line


@dataclass(frozen=True, slots=True)
class Planned:
    """One lab that will be measured. `seconds`: a guess, until one of its kind is done."""

    side: str
    number: int
    kind: str
    size: int
    seconds: float

    @property
    def sort(self) -> tuple[str, int]:
        return self.kind, self.size

    @property
    def words(self) -> str:
        return f"at {self.size:,} series" if self.size else f"{self.kind} {self.number}"


@dataclass
class ComparisonProgress:
    console: Console
    planned: Sequence[Planned]
    _done: list[Repetition] = field(default_factory=list, init=False)
    _doing: str = field(default="", init=False)
    _began: float = field(default=0.0, init=False)
    _live: Live | None = field(default=None, init=False)

    def __enter__(self) -> Self:
        kinds = Counter(each.words if each.size else each.kind for each in self.planned)
        said = ", ".join(f"{number} {kind}" for kind, number in kinds.items())
        self.console.print(f"{len(self.planned)} labs, one after the other: {said}", style=QUIET, highlight=False)
        self._began = self.console.get_time()
        if self.console.is_interactive:
            self._live = Live(_Now(self), console=self.console, transient=True, refresh_per_second=4)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = None

    def on_event(self, heard: Event | Repetition) -> None:
        match heard:
            case Repetition():
                self._done.append(heard)
                self._doing, self._began = "", self.console.get_time()
                self.console.print(self._line(heard), soft_wrap=True, highlight=False)
            case Phase(ms=None, name=name) | StepStarted(name=name):
                self._doing = name
            case BuildProgress():
                self._doing = f"building {heard.component}: {one_line(heard.line)}"
            case _:
                pass

    def seconds_left(self) -> float:
        """From how long labs of the same kind took, less what the present one has taken."""
        left = [self._seconds(each) for each in self.planned[len(self._done) :]]
        spent = self.console.get_time() - self._began
        return max(0.0, left[0] - spent) + sum(left[1:]) if left else 0.0

    def _seconds(self, planned: Planned) -> float:
        took = [
            done.ended - done.started
            for done, was in zip(self._done, self.planned, strict=False)
            if was.sort == planned.sort
        ]
        return sum(took) / len(took) if took else planned.seconds

    def _line(self, done: Repetition) -> Text:
        planned = self.planned[len(self._done) - 1] if len(self._done) <= len(self.planned) else None
        number = f"{len(self._done)}/{len(self.planned)}"
        text = Text().append(f"{number:>7}  ", QUIET).append(f"{one_line(done.side)}", "bold")
        text.append(f"  {planned.words if planned else done.phase}")
        text.append(f"  {duration((done.ended - done.started) * 1000)}", QUIET)
        unproven = [proof.claim for proof in done.proofs if not proof.held]
        if done.invalid_reason:
            return text.append(f"  does not count: {one_line(done.invalid_reason)[:_WIDE]}", BAD)
        if unproven:
            return text.append(f"  not shown: {one_line(', '.join(unproven))[:_WIDE]}", BAD)
        left = self.seconds_left()
        return text.append(f"  about {duration(left * 1000)} left", GOOD) if left else text

    def now(self) -> Text:
        """What goes on, in one line."""
        if len(self._done) >= len(self.planned):
            return Text("")
        present = self.planned[len(self._done)]
        text = Text().append(f"{len(self._done) + 1:>3}/{len(self.planned)}  ", QUIET)
        text.append(one_line(present.side), "bold").append(f"  {present.words}  {self._doing}")
        return text.append(f"  about {duration(self.seconds_left() * 1000)} left", QUIET)


@dataclass(frozen=True, slots=True)
class _Now:
    progress: ComparisonProgress

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        text = self.progress.now()
        text.truncate(options.max_width - 1, overflow="ellipsis")
        yield text
