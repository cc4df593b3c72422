"""Takes the sides of a comparison in turns, each repetition in a fresh lab, and keeps what was measured.

What the numbers say is for `lab.compare`; what is printed meanwhile is for whoever hears.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from lab.comparison.config import Comparison
from lab.comparison.measure.faults import faults
from lab.comparison.measure.fresh_lab import opened
from lab.comparison.measure.machine_noise import piece_of_work
from lab.comparison.measure.results import Found
from lab.comparison.measure.sizes import sized
from lab.comparison.measure.steady import steady
from lab.comparison.portability.portability import SideView, portability, written_for
from lab.comparison.record import (
    Answered,
    ComparisonRecord,
    ExpectedDifference,
    Intervals,
    Portability,
    Repetition,
    SideRecord,
)
from lab.comparison.sides.planning import SidePlan
from lab.containers.engine import Engine
from lab.engine_facts import EngineFacts
from lab.errors import LabError
from lab.record.event import Event, ImageDecided, ImageRecord
from lab.run.clock import Clock
from lab.run.lab import Lab
from lab.run.records import versions_of
from lab.settings import Settings

MOST_MEMORY = 16 * 1024**3

Kind: TypeAlias = Literal["steady", "faults", "size"]
Hear: TypeAlias = Callable[[Event | Repetition], None]


@dataclass(frozen=True, slots=True)
class Turn:
    """One fresh lab that is to be measured."""

    side: SidePlan
    number: int
    kind: Kind


@dataclass(slots=True)
class Measuring:
    """`record()` may be asked for at any time: also after an interrupt it is what was measured so far."""

    name: str
    file: str
    text: str
    comparison: Comparison
    sides: tuple[SidePlan, ...]
    engine: Engine
    facts: EngineFacts
    settings: Settings
    on_event: Hear
    clock: Clock = field(default_factory=Clock)
    repetitions: list[Repetition] = field(default_factory=list)
    noise: list[float] = field(default_factory=list)
    images: dict[str, tuple[ImageRecord, ...]] = field(default_factory=dict)
    views: dict[str, SideView] = field(default_factory=dict)
    answered: dict[str, tuple[Answered, ...]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    started: float = 0.0

    def go(self) -> None:
        """Raises what starting a lab raises: where none can be had, nothing can be compared."""
        self.started = self.clock.now()
        for turn in turns(self.comparison, self.sides):
            if why := self._too_large(turn):
                self.remarks.append(why)
                continue
            self.noise.append(round(piece_of_work(), 2))
            repetition = self._take(turn)
            self.repetitions.append(repetition)
            self.on_event(repetition)

    def _too_large(self, turn: Turn) -> str:
        """In words, why a size is not begun: the engine's memory is not only ours."""
        sizes, size = self.comparison.sizes, turn.side.size
        if sizes is None or size is None:
            return ""
        needed, gib = size * sizes.memory_per_series, 1024**3
        if needed <= min(MOST_MEMORY, self.facts.memory_for_labs):
            return ""
        return (
            f"{turn.side.name} at {size} series was left out: it is reckoned to need {needed / gib:.1f} GiB, "
            f"the engine has {self.facts.memory_bytes / gib:.1f}"
        )

    def _take(self, turn: Turn) -> Repetition:
        began = self.clock.now()
        seen: list[ImageRecord] = []

        def on_event(event: Event) -> None:
            if isinstance(event, ImageDecided):
                seen.append(event.image)
            self.on_event(event)

        with opened(turn.side.plan, self.engine, self.settings, self.clock, on_event) as lab:
            project = lab.running.project
            self.images.setdefault(turn.side.name, tuple(seen))
            try:
                found = self._measured(turn, lab, on_event)
            except LabError as error:
                found = Found(invalid_reason=error.message)
        if found.remark:
            self.remarks.append(f"{turn.side.name} at {turn.side.size} series: {found.remark}")
        return Repetition(
            side=turn.side.name,
            number=turn.number,
            phase=turn.kind,
            size=turn.side.size or 0,
            lab=project,
            started=began,
            ended=self.clock.now(),
            measurements=tuple(found.measurements),
            proofs=found.proofs,
            invalid_reason=found.invalid_reason,
        )

    def _measured(self, turn: Turn, lab: Lab, on_event: Callable[[Event], None]) -> Found:
        comparison = self.comparison
        match turn.kind:
            case "steady":
                assert comparison.steady is not None
                found = steady(turn.side, lab, comparison.steady, self.clock, on_event)
                self._learn(turn.side, found)
                return found
            case "faults":
                assert comparison.faults is not None
                return faults(turn.side, lab, comparison.faults, self.clock, on_event)
            case "size":
                assert comparison.sizes is not None
                return sized(turn.side, lab, comparison.sizes, self.clock, on_event)

    def _learn(self, side: SidePlan, found: Found) -> None:
        """What the first good repetition of a side tells beside its numbers."""
        if found.invalid_reason or found.held is None or side.name in self.views or found.asking is None:
            return
        self.views[side.name] = SideView(side.dialect, found.held, found.asking.where, written_for(side.written))
        self.answered[side.name] = found.answered

    def record(self) -> ComparisonRecord:
        wanted = self.comparison.production
        answered = tuple(answer for each in self.answered.values() for answer in each)
        return ComparisonRecord(
            name=self.name,
            title=self.comparison.title,
            why=self.comparison.why,
            file=self.file,
            text=self.text,
            started=self.started,
            ended=self.clock.now(),
            versions=versions_of(self.facts, self.settings),
            sides=tuple(self._side(side) for side in _each_once(self.sides)),
            repetitions=tuple(self.repetitions),
            portability=portability(self.views, answered) if len(self.views) > 1 else Portability(answers=answered),
            expected=tuple(
                ExpectedDifference(measure=e.measure, better=e.better, because=e.because)
                for e in self.comparison.expected
            ),
            margins=dict(self.comparison.margins),
            production=Intervals(
                scrape=wanted.scrape_interval, export=wanted.export_interval, lookback=wanted.lookback
            ),
            wait=self.comparison.faults.last if self.comparison.faults else 0.0,
            noise=tuple(self.noise),
            remarks=tuple(self.remarks),
        )

    def _side(self, side: SidePlan) -> SideRecord:
        return SideRecord(
            name=side.name,
            scenario=side.plan.scenario,
            title=side.plan.title,
            path=side.side.path,
            plan_digest=side.plan.digest,
            dialect=side.dialect.title if side.dialect else None,
            links=dict(side.side.links),
            images=self.images.get(side.name, ()),
        )


def turns(comparison: Comparison, sides: tuple[SidePlan, ...]) -> Iterator[Turn]:
    """A B, B A, A B: whatever the machine does in the course of time, it does to all sides alike. Smaller sizes first,
    so that what does not fit is met last."""
    plain = tuple(side for side in sides if side.size is None)
    if comparison.steady:
        yield from _in_turns(plain, "steady", comparison.steady.repetitions)
    if comparison.faults:
        yield from _in_turns(plain, "faults", comparison.faults.repetitions)
    if comparison.sizes:
        for size in sorted({side.size for side in sides if side.size is not None}):
            there = tuple(side for side in sides if side.size == size)
            yield from _in_turns(there, "size", comparison.sizes.repetitions)


def _in_turns(sides: tuple[SidePlan, ...], kind: Kind, repetitions: int) -> Iterator[Turn]:
    for number in range(1, repetitions + 1):
        for side in sides if number % 2 else reversed(sides):
            yield Turn(side, number, kind)


def _each_once(sides: tuple[SidePlan, ...]) -> tuple[SidePlan, ...]:
    """The first plan of each, whatever sizes it has."""
    found: dict[str, SidePlan] = {}
    for side in sides:
        found.setdefault(side.name, side)
    return tuple(found.values())
