"""Takes the sides of a comparison in turns, each repetition in a fresh lab, and records what was measured.

`verdicts` interprets the numbers; `report.progress` prints the events.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from lab.comparison.config import Comparison
from lab.comparison.measure.benchmark import cpu_benchmark_ms
from lab.comparison.measure.faults import measure_faults
from lab.comparison.measure.fresh_lab import fresh_lab
from lab.comparison.measure.results import RepetitionResult
from lab.comparison.measure.sizes import measure_size
from lab.comparison.measure.steady import measure_steady
from lab.comparison.portability.analysis import portability
from lab.comparison.portability.queries import written_queries
from lab.comparison.portability.side_view import SideView
from lab.comparison.record import (
    ComparisonRecord,
    ExpectedDifference,
    Intervals,
    Phase,
    Portability,
    QueryAnswer,
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
_GIB = 1024**3

OnEvent: TypeAlias = Callable[[Event | Repetition], None]


@dataclass(frozen=True, slots=True)
class Turn:
    """One repetition that is to be measured, in a fresh lab."""

    side: SidePlan
    number: int
    phase: Phase


@dataclass(frozen=True, slots=True)
class Experiment:
    """What is measured. `file`, `text`: of the comparison file, empty when there is none."""

    name: str
    file: str
    text: str
    comparison: Comparison
    sides: tuple[SidePlan, ...]

    def turns(self) -> Iterator[Turn]:
        """In alternating order (A B, B A, A B), so that a slow change of the machine affects all sides equally. Smaller
        sizes first, so that what does not fit into memory comes last."""
        comparison = self.comparison
        without_size = tuple(side for side in self.sides if side.size is None)
        if comparison.steady:
            yield from _alternating(without_size, "steady", comparison.steady.repetitions)
        if comparison.faults:
            yield from _alternating(without_size, "faults", comparison.faults.repetitions)
        if comparison.sizes:
            for size in sorted({side.size for side in self.sides if side.size is not None}):
                of_size = tuple(side for side in self.sides if side.size == size)
                yield from _alternating(of_size, "size", comparison.sizes.repetitions)


def _alternating(sides: tuple[SidePlan, ...], phase: Phase, repetitions: int) -> Iterator[Turn]:
    for number in range(1, repetitions + 1):
        for side in sides if number % 2 else reversed(sides):
            yield Turn(side, number, phase)


@dataclass(slots=True)
class ComparisonRunner:
    """`record()` may be called at any time: after an interrupt it has what was measured so far."""

    experiment: Experiment
    engine: Engine
    facts: EngineFacts
    settings: Settings
    on_event: OnEvent
    clock: Clock = field(default_factory=Clock)
    started: float = 0.0
    repetitions: list[Repetition] = field(default_factory=list)
    benchmark_ms: list[float] = field(default_factory=list)
    images: dict[str, tuple[ImageRecord, ...]] = field(default_factory=dict)
    views: dict[str, SideView] = field(default_factory=dict)
    answers: dict[str, tuple[QueryAnswer, ...]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Raises what starting a lab raises (CannotStart and its kinds): without labs, nothing can be compared."""
        self.started = self.clock.now()
        for turn in self.experiment.turns():
            if reason := self._skip_reason(turn):
                self.remarks.append(reason)
                continue
            self.benchmark_ms.append(round(cpu_benchmark_ms(), 2))
            repetition = self._repetition(turn)
            self.repetitions.append(repetition)
            self.on_event(repetition)

    def _skip_reason(self, turn: Turn) -> str:
        """Why a size would not fit into memory, else an empty text."""
        sizes, size = self.experiment.comparison.sizes, turn.side.size
        if sizes is None or size is None:
            return ""
        needed = size * sizes.memory_per_series
        if needed <= min(MOST_MEMORY, self.facts.memory_for_labs):
            return ""
        return (
            f"{turn.side.name} at {size} series was left out: estimated {needed / _GIB:.1f} GiB, "
            f"the engine has {self.facts.memory_bytes / _GIB:.1f} GiB"
        )

    def _repetition(self, turn: Turn) -> Repetition:
        began = self.clock.now()
        images: list[ImageRecord] = []

        def on_event(event: Event) -> None:
            if isinstance(event, ImageDecided):
                images.append(event.image)
            self.on_event(event)

        with fresh_lab(turn.side.plan, self.engine, self.settings, self.clock, on_event) as lab:
            project = lab.running.project
            self.images.setdefault(turn.side.name, tuple(images))
            try:
                result = self._measure(turn, lab, on_event)
            except LabError as error:
                result = RepetitionResult(invalid_reason=error.message)
        if result.remark:
            self.remarks.append(f"{turn.side.name} at {turn.side.size} series: {result.remark}")
        return Repetition(
            side=turn.side.name,
            number=turn.number,
            phase=turn.phase,
            size=turn.side.size or 0,
            lab=project,
            started=began,
            ended=self.clock.now(),
            measurements=tuple(result.measurements),
            wire_checks=result.wire_checks,
            invalid_reason=result.invalid_reason,
        )

    def _measure(self, turn: Turn, lab: Lab, on_event: Callable[[Event], None]) -> RepetitionResult:
        comparison = self.experiment.comparison
        match turn.phase:
            case "steady":
                assert comparison.steady is not None
                result = measure_steady(turn.side, lab, comparison.steady, self.clock, on_event)
                self._store_view(turn.side, result)
                return result
            case "faults":
                assert comparison.faults is not None
                return measure_faults(turn.side, lab, comparison.faults, self.clock, on_event)
            case "size":
                assert comparison.sizes is not None
                return measure_size(turn.side, lab, comparison.sizes, self.clock, on_event)

    def _store_view(self, side: SidePlan, result: RepetitionResult) -> None:
        """Stores the series and the answers of the first valid repetition of a side."""
        if result.invalid_reason or result.inventory is None or side.name in self.views or result.queries is None:
            return
        queries = written_queries(side.as_written)
        self.views[side.name] = SideView(side.dialect, result.inventory, result.queries.app_labels, queries)
        self.answers[side.name] = result.answers

    def record(self) -> ComparisonRecord:
        experiment, comparison = self.experiment, self.experiment.comparison
        production = comparison.production
        answers = tuple(answer for of_side in self.answers.values() for answer in of_side)
        return ComparisonRecord(
            name=experiment.name,
            title=comparison.title,
            why=comparison.why,
            file=experiment.file,
            text=experiment.text,
            started=self.started,
            ended=self.clock.now(),
            versions=versions_of(self.facts, self.settings),
            sides=tuple(self._side(side) for side in _without_sizes(experiment.sides)),
            repetitions=tuple(self.repetitions),
            portability=portability(self.views, answers, comparison.contrasts)
            if len(self.views) > 1
            else Portability(answers=answers),
            contrasts=dict(comparison.contrasts),
            expected=tuple(ExpectedDifference.model_validate(e.model_dump()) for e in comparison.expected),
            margins=dict(comparison.margins),
            production_intervals=Intervals(
                scrape=production.scrape_interval, export=production.export_interval, lookback=production.lookback
            ),
            benchmark_ms=tuple(self.benchmark_ms),
            remarks=tuple(self.remarks),
        )

    def _side(self, side: SidePlan) -> SideRecord:
        return SideRecord(
            name=side.name,
            scenario=side.as_written.name,
            title=side.plan.title,
            transport=side.side.transport,
            plan_digest=side.plan.digest,
            dialect=side.dialect.title if side.dialect else None,
            network_links=dict(side.side.network_links),
            images=self.images.get(side.name, ()),
        )


def _without_sizes(sides: tuple[SidePlan, ...]) -> tuple[SidePlan, ...]:
    """The first plan of each side, whatever sizes it has."""
    first: dict[str, SidePlan] = {}
    for side in sides:
        first.setdefault(side.name, side)
    return tuple(first.values())
