"""Folds the events of a run into its record."""

from __future__ import annotations

import platform
from collections.abc import Iterable

from lab import __version__
from lab.engine_facts import EngineFacts
from lab.errors import ExitCode
from lab.plan.model import LabPlan
from lab.record.event import Event, LoadDone, Phase, RunEnded, Waiting
from lab.record.run_record import Measurement, RunRecord, Versions
from lab.settings import Settings


def run_record(
    plan: LabPlan,
    events: Iterable[Event],
    facts: EngineFacts | None,
    settings: Settings,
    started: float,
    ended: float,
    *,
    strict: bool = False,
) -> RunRecord:
    """`started` and `ended` are unix seconds. Waiting is left out: the verdicts hold what came of it. A run without
    RunEnded was interrupted."""
    recorded = tuple(event for event in events if not isinstance(event, Waiting))
    return RunRecord(
        scenario=plan.scenario,
        label=plan.label,
        title=plan.title,
        why=plan.why,
        plan_digest=plan.digest,
        started=started,
        ended=ended,
        versions=versions_of(facts, settings),
        scaled=plan.scaled,
        variant=dict(plan.variant),
        mutant=plan.mutant,
        strict=strict,
        measurements=_measurements(recorded),
        events=recorded,
        exit_code=next((event.exit_code for event in recorded if isinstance(event, RunEnded)), ExitCode.INTERRUPTED),
    )


def versions_of(facts: EngineFacts | None, settings: Settings) -> Versions:
    return Versions(
        lab=__version__,
        engine=facts.version if facts else "",
        compose=facts.compose if facts else "",
        python=settings.python,
        system=f"{platform.system()} {platform.machine()}",
    )


def _measurements(events: tuple[Event, ...]) -> tuple[Measurement, ...]:
    measurements = []
    for event in events:
        if isinstance(event, Phase) and event.ms is not None:
            measurements.append(
                Measurement(name=f"time.{event.name}", value=event.ms, unit="ms", source="clock", of=event.step)
            )
        if isinstance(event, LoadDone) and event.truth.sent:
            seconds = event.truth.ended - event.truth.started
            rate = event.truth.sent / seconds if seconds > 0 else 0.0
            measurements.append(
                Measurement(name="load.rate", value=round(rate, 3), unit="1/s", source="component", of=event.truth.name)
            )
    return tuple(measurements)
