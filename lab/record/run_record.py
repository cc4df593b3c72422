"""A run as one value: its plan, events and result. Every report is a function of it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from lab.errors import ExitCode
from lab.language.recorded import Recorded
from lab.record.event import (
    BuildProgress,
    Event,
    Failed,
    ImageDecided,
    ImageRecord,
    Judged,
    LeftOut,
    LoadDone,
    LoadTruth,
    Phase,
    StepStarted,
)
from lab.record.outcome import RunResult, VerdictOutcome, never_judged, run_result, verdict_outcome
from lab.record.planned import MutantPlan, ScaledValue
from lab.record.verdict import Verdict

SCHEMA_VERSION = 2
IMAGES_AT_ONCE_MS = 1000  # a shorter time for getting images is not told apart


class Measurement(Recorded):
    """A number with its unit, its spread (0 for a single measurement) and its source."""

    name: str
    value: float
    unit: str
    spread: float = 0.0
    source: Literal["engine", "component", "query", "clock"]
    of: str = ""


class Versions(Recorded):
    lab: str
    engine: str = ""
    compose: str = ""
    python: str = ""
    system: str = ""


class RunRecord(Recorded):
    """`started` and `ended` are unix seconds; times in events are milliseconds since `started`. `strict`: whether
    not-applicable expectations were treated as failures."""

    schema_version: Literal[2] = 2
    scenario: str
    label: str
    title: str
    why: str
    plan_digest: str
    started: float
    ended: float
    versions: Versions
    scaled: tuple[ScaledValue, ...] = ()
    variant: dict[str, str] = Field(default_factory=dict)
    mutant: MutantPlan | None = None
    strict: bool = False
    measurements: tuple[Measurement, ...] = ()
    events: tuple[Event, ...]
    exit_code: int

    @property
    def images_ms(self) -> int:
        """How long pulling and building images took, before the lab was created; 0 when they were there at once."""
        if not any(isinstance(event, BuildProgress) for event in self.events):
            return 0
        took = next((phase.at_ms for phase in self.phases if phase.name == "images"), 0)
        return took if took >= IMAGES_AT_ONCE_MS else 0

    @property
    def zero(self) -> float:
        """When the lab was created (unix seconds): reports count time from here."""
        return self.started + self.images_ms / 1000

    @property
    def took_ms(self) -> float:
        """From the creation of the lab to the end."""
        return (self.ended - self.zero) * 1000

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """In the order of the scenario file; `events` has them in the order in which they were reached."""
        steps = [event.name for event in self.events if isinstance(event, StepStarted)]
        verdicts = [event.verdict for event in self.events if isinstance(event, Judged)]

        def position(verdict: Verdict) -> tuple[int, int]:
            return (steps.index(verdict.step) if verdict.step in steps else len(steps), verdict.where.line)

        return tuple(sorted(verdicts, key=position))

    @property
    def images(self) -> tuple[ImageRecord, ...]:
        return tuple(event.image for event in self.events if isinstance(event, ImageDecided))

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        return tuple(event for event in self.events if isinstance(event, LeftOut))

    @property
    def loads(self) -> tuple[LoadTruth, ...]:
        return tuple(event.truth for event in self.events if isinstance(event, LoadDone))

    @property
    def phases(self) -> tuple[Phase, ...]:
        return tuple(event for event in self.events if isinstance(event, Phase) and event.ms is not None)

    @property
    def failure(self) -> Failed | None:
        return next((event for event in self.events if isinstance(event, Failed)), None)

    @property
    def result(self) -> RunResult:
        ended_by = self.failure.exit_code if self.failure is not None else None
        if ended_by is None and self.exit_code == ExitCode.INTERRUPTED:
            ended_by = self.exit_code
        started = any(isinstance(event, StepStarted) for event in self.events)
        return run_result(self.verdicts, self.mutant, ended_by=ended_by, strict=self.strict, started=started)

    @property
    def passed(self) -> bool:
        """A plain run: every verdict passed or is not applicable. A mutant: every failure was planned."""
        return self.result.outcome.good

    def unexpected(self) -> tuple[str, ...]:
        """Messages about a mutant's expectations that did not do as planned; empty for a plain run."""
        return self.result.unexpected

    def bad_verdicts(self) -> tuple[Verdict, ...]:
        """The verdicts that keep the run from passing."""
        return tuple(verdict for verdict in self.verdicts if self._is_bad(verdict))

    def _is_bad(self, verdict: Verdict) -> bool:
        outcome = verdict_outcome(verdict, self.mutant)
        return outcome.bad or (self.strict and outcome is VerdictOutcome.NOT_APPLICABLE)

    def never_judged(self) -> tuple[str, ...]:
        """Expectations that a mutant plans to fail and that have no verdict, although the run took all its steps."""
        if self.mutant is None or self.failure is not None:
            return ()
        return never_judged(self.verdicts, self.mutant)
