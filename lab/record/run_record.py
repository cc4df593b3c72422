"""A run as one value: what was planned, what happened, what was decided. Every report is a function of it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from lab.language.reasons import Reason
from lab.language.recorded import Recorded
from lab.record.event import (
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
from lab.record.verdict import Status, Verdict

SCHEMA_VERSION = 1


class Measurement(Recorded):
    """A number with its unit, its spread (0 when taken once) and where it came from."""

    name: str
    value: float
    unit: str
    spread: float = 0.0
    source: Literal["engine", "component", "query", "clock"]
    of: str = ""


class ScaledValue(Recorded):
    """A production value and what the lab used instead."""

    file: str
    path: str
    production: str
    lab: str


class Expected(Recorded):
    """What a mutant's verdicts must be."""

    mutant: str
    fails: dict[str, Reason]
    may_fail: tuple[str, ...] = ()


class Versions(Recorded):
    lab: str
    engine: str = ""
    compose: str = ""
    python: str = ""
    system: str = ""


class RunRecord(Recorded):
    """Times of the run are unix seconds; times inside events are milliseconds since `started`."""

    schema_version: Literal[1] = 1
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
    mutant: Expected | None = None
    measurements: tuple[Measurement, ...] = ()
    events: tuple[Event, ...]
    exit_code: int

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """In the order of the scenario's file; as they came, they are in `events`."""
        steps = [event.name for event in self.events if isinstance(event, StepStarted)]
        found = [event.verdict for event in self.events if isinstance(event, Judged)]

        def written(verdict: Verdict) -> tuple[int, int]:
            return (steps.index(verdict.step) if verdict.step in steps else len(steps), verdict.where.line)

        return tuple(sorted(found, key=written))

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

    def surprises(self) -> tuple[str, ...]:
        """What is wrong with a mutant: expectations that did not fail as they must, or failed though they must not. One
        that is not applicable in this lab has neither noticed the break nor missed it."""
        if self.mutant is None:
            return ()
        words = []
        by_name = {verdict.name: verdict for verdict in self.verdicts}
        for name, reason in self.mutant.fails.items():
            verdict = by_name.get(name)
            if verdict is None:
                words.append(f"{name}: must fail with {reason}, but was never judged")
            elif verdict.status is Status.NOT_APPLICABLE:
                continue
            elif verdict.status is not Status.FAILED:
                words.append(f"{name}: must fail with {reason}, but {verdict.status.value}")
            elif verdict.judgement.reason != reason:
                words.append(f"{name}: failed with {verdict.judgement.reason}, must fail with {reason}")
        for name, verdict in by_name.items():
            allowed = name in self.mutant.fails or name in self.mutant.may_fail
            if not allowed and verdict.status in (Status.FAILED, Status.UNDECIDED):
                words.append(f"{name}: {verdict.status.value} with {verdict.judgement.reason}, must pass")
        return tuple(words)

    @property
    def passed(self) -> bool:
        """A plain run: every verdict passed or is not applicable. A mutant: nothing surprised."""
        if self.failure is not None or self.exit_code == 130 or not self.verdicts:
            return False
        if self.mutant is not None:
            return not self.surprises()
        return all(verdict.status in (Status.PASSED, Status.NOT_APPLICABLE) for verdict in self.verdicts)
