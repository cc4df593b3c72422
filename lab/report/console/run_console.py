"""Prints a run as it happens. A terminal gets colours and a live area; a pipe or CI gets plain lines.

`event_lines` makes the lines; `summary` prints the end of the run.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.text import Text

from lab.record.event import BuildProgress, Event, Phase, RunStarted, Waiting
from lab.record.planned import MutantPlan
from lab.record.run_record import IMAGES_AT_ONCE_MS, RunRecord
from lab.report.console.event_lines import QUIET, Line, event_line
from lab.report.console.hanging import print_hanging
from lab.report.console.live import VERB_WIDTH, LiveArea
from lab.report.console.summary import print_summary
from lab.report.formatting import moment, one_line, shortened

_WAITING_EVERY_MS = 2_000
_BUILD_EVERY_MS = 15_000


@dataclass
class ConsoleReport:
    """`mutant` plans what must fail. `prefix` labels the lines of runs that print at the same time; those get no live
    area, because a terminal has only one."""

    console: Console
    mutant: MutantPlan | None = None
    prefix: str = ""
    _area: LiveArea = field(init=False)
    _live: Live | None = field(default=None, init=False)
    _printed_waiting: dict[str, str] = field(default_factory=dict, init=False)
    _printed_waiting_at: int | None = field(default=None, init=False)
    _printed_build_at: dict[str, int] = field(default_factory=dict, init=False)
    _built: bool = field(default=False, init=False)
    _zero_ms: int = field(default=0, init=False)  # when the lab was created: times count from here

    def __post_init__(self) -> None:
        self._area = LiveArea(self.console.get_time)

    @property
    def _has_live_area(self) -> bool:
        return self.console.is_interactive and not self.prefix

    def on_event(self, event: Event) -> None:
        if self._has_live_area:
            self._area.on_event(event)
            self._show_area()
        self._built = self._built or isinstance(event, BuildProgress)
        line = self._line(event)
        if line is not None:
            self._print(event.at_ms, line)
        if self._built and isinstance(event, Phase) and event.name == "images" and (event.ms or 0) >= IMAGES_AT_ONCE_MS:
            self._zero_ms = self._area.zero_ms = event.at_ms

    def conclude(self, record: RunRecord, report: str = "") -> None:
        """Prints the end of the run; `report`: the path of the page."""
        self.close()
        print_summary(self.console, record, report)

    def close(self) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _show_area(self) -> None:
        if self._area.empty:
            self.close()
        elif self._live is None:
            self._live = Live(self._area, console=self.console, transient=True, refresh_per_second=4)
            self._live.start(refresh=True)

    def _line(self, event: Event) -> Line | None:
        match event:
            case RunStarted():
                self._print_title(event)
                return event_line(event, self.mutant)
            case BuildProgress(done=False):
                return None if self._has_live_area else self._build_line(event)
            case Waiting():
                return None if self._has_live_area else self._waiting_line(event)
            case _:
                return event_line(event, self.mutant)

    def _build_line(self, event: BuildProgress) -> Line | None:
        printed_at = self._printed_build_at.get(event.component)
        if printed_at is not None and event.elapsed_ms - printed_at < _BUILD_EVERY_MS:
            return None
        self._printed_build_at[event.component] = event.elapsed_ms
        return event_line(event, self.mutant)

    def _waiting_line(self, event: Waiting) -> Line | None:
        """None unless what is missing has changed, so that a log shows when it did."""
        printed_at = self._printed_waiting_at
        soon = printed_at is not None and event.at_ms - printed_at < _WAITING_EVERY_MS
        if not event.awaited or event.awaited == self._printed_waiting or soon:
            return None
        self._printed_waiting, self._printed_waiting_at = dict(event.awaited), event.at_ms
        missing = (f"{name}: {shortened(one_line(text), 120)}" for name, text in event.awaited.items())
        return Line("waiting", QUIET, "; ".join(missing), quiet=True)

    def _print_title(self, event: RunStarted) -> None:
        if not self.prefix:
            title = Text(one_line(f"{event.scenario}[{event.variant}]" if event.variant else event.scenario), "bold")
            if self.mutant is not None:
                title.append(f"  mutant: {one_line(self.mutant.name)}", "yellow")
            self.console.print(title, soft_wrap=True, highlight=False)

    def _print(self, at_ms: int, line: Line) -> None:
        head = Text(f"{self.prefix} ", "magenta") if self.prefix else Text()
        head.append(f"{moment(at_ms - self._zero_ms):>9}  ", "dim").append(
            f"{shortened(one_line(line.verb), VERB_WIDTH - 2):<{VERB_WIDTH}}", line.style
        )
        # not wrapped in a log, which is searched by lines
        style = "dim" if line.quiet else ""
        print_hanging(self.console, head, line.text, style=style, wrap=self.console.is_terminal)
