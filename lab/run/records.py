"""Folds the events of a run into its record."""

from __future__ import annotations

import platform
from collections.abc import Iterable

from lab import __version__
from lab.engine_facts import EngineFacts
from lab.plan.model import LabPlan
from lab.record.event import Event, LoadDone, Phase, RunEnded, Waiting
from lab.record.run_record import Expected, Measurement, RunRecord, ScaledValue, Versions
from lab.settings import Settings


def run_record(
    plan: LabPlan, events: Iterable[Event], facts: EngineFacts | None, settings: Settings, started: float, ended: float
) -> RunRecord:
    """`started` and `ended` are unix seconds. What was awaited meanwhile is left out: the verdicts say it better."""
    kept = tuple(event for event in events if not isinstance(event, Waiting))
    return RunRecord(
        scenario=plan.scenario,
        label=plan.label,
        title=plan.title,
        why=plan.why,
        plan_digest=plan.digest,
        started=started,
        ended=ended,
        versions=versions_of(facts, settings),
        scaled=tuple(ScaledValue(file=s.file, path=s.path, production=s.production, lab=s.lab) for s in plan.scaled),
        variant=dict(plan.variant),
        mutant=expected_of(plan),
        measurements=_measurements(kept),
        events=kept,
        exit_code=next((event.exit_code for event in kept if isinstance(event, RunEnded)), 130),
    )


def versions_of(facts: EngineFacts | None, settings: Settings) -> Versions:
    return Versions(
        lab=__version__,
        engine=facts.version if facts else "",
        compose=facts.compose if facts else "",
        python=settings.python,
        system=f"{platform.system()} {platform.machine()}",
    )


def expected_of(plan: LabPlan) -> Expected | None:
    """What a mutant's verdicts must be, as it is recorded; None for a scenario as it is."""
    if plan.mutant is None:
        return None
    return Expected(mutant=plan.mutant.name, fails=dict(plan.mutant.fails), may_fail=plan.mutant.may_fail)


def _measurements(events: tuple[Event, ...]) -> tuple[Measurement, ...]:
    found = []
    for event in events:
        if isinstance(event, Phase) and event.ms is not None:
            found.append(Measurement(name=f"time.{event.name}", value=event.ms, unit="ms", source="clock"))
        if isinstance(event, LoadDone) and event.truth.sent:
            seconds = event.truth.ended - event.truth.started
            rate = event.truth.sent / seconds if seconds > 0 else 0.0
            found.append(
                Measurement(name="load.rate", value=round(rate, 3), unit="1/s", source="component", of=event.truth.name)
            )
    return tuple(found)
