"""Runs a drill: searches cases, starts a lab, asks Prometheus which cases are true, then fires the rules in waves."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lab.containers.cleanup import remove
from lab.containers.engine import connect
from lab.drill.choosing import Choice, choose
from lab.drill.explaining import explain
from lab.drill.isolation import IsolatedRule, case_label
from lab.drill.judging import Judge
from lab.drill.receivers import Routing
from lab.drill.result import DrillResult
from lab.drill.rules import DrillRule, RuleSet
from lab.drill.running_stage import RunningStage
from lab.drill.samples import LabelledCase, openmetrics
from lab.drill.solving.cases import Cases, Moments, cases_of
from lab.drill.solving.timing import MAX_REACH_S, ranges_of, reach_of
from lab.drill.stage import NAME, drill_plan, with_samples
from lab.drill.wave import Seen, Wave
from lab.plan.naming import project_name
from lab.run.clock import Clock
from lab.run.lab import Lab
from lab.run.starting import listen, start_lab
from lab.settings import Settings
from lab.stack.folders import Folders

_FIRST = 2  # cases of each rule that are tried before Prometheus is given the others
_IN_A_WAVE = 500  # rules
_IN_ONE_MESSAGE = 150  # rules, when a route may send all of them in one notification
_BEFORE_NOW_S = 3600.0

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Drill:
    """What is drilled. `external`: labels that Prometheus adds to every alert."""

    rules: RuleSet
    routing: Routing
    external: Mapping[str, str]


@dataclass(slots=True)
class _Times:
    clock: Clock
    phases: list[tuple[str, float]] = field(default_factory=list)
    began: int = 0

    def end(self, phase: str) -> None:
        now = self.clock.ms()
        self.phases.append((phase, (now - self.began) / 1000))
        self.began = now


def run_drill(drill: Drill, settings: Settings, folders: Folders, say: Say) -> DrillResult:
    """Raises what starting a lab raises."""
    clock = Clock()
    times = _Times(clock)
    moments = _moments(drill.rules.rules, clock.now())
    say(f"searching values for {len(drill.rules.rules)} rules")
    cases = {
        rule.number: cases_of(rule.parsed, str(rule.number), rule.used_labels, moments, drill.rules.recorded)
        for rule in drill.rules.rules
    }
    times.end("search")
    engine = connect(settings)
    project = project_name(NAME, secrets.token_hex(3))
    with tempfile.TemporaryDirectory() as folder:
        lab_plan = drill_plan(drill.routing.text, drill.external, folders, Path(folder))
    first = _samples(drill.rules.rules, cases, moments, lambda number, found: range(min(_FIRST, found)))
    try:
        say("starting Prometheus, Alertmanager and the notification sink")
        lab = listen(start_lab(with_samples(lab_plan, first), engine, settings, clock, project), lambda event: None)
        times.end("start")
        return _drilled(drill, lab, clock, cases, moments, times, say)
    finally:
        remove(engine, project)


def _moments(rules: Iterable[DrillRule], now: float) -> Moments:
    """The quiet one is so long before the other that no range reaches from one to the other."""
    reach = min(max((reach_of(ranges_of(rule.parsed)) for rule in rules), default=0.0), MAX_REACH_S)
    firing = float(int(now - _BEFORE_NOW_S))
    return Moments(firing, float(int(firing - reach * 1.1 - _BEFORE_NOW_S)))


def _samples(
    rules: Iterable[DrillRule],
    cases: Mapping[int, Cases],
    moments: Moments,
    numbers: Callable[[int, int], Iterable[int]],
) -> str:
    labelled = (
        LabelledCase(case_label(rule, index), found.candidates[index], found.ages)
        for rule in rules
        for found in (cases[rule.number],)
        for index in numbers(rule.number, len(found.candidates))
    )
    return openmetrics(labelled, moments)


def _drilled(
    drill: Drill,
    lab: Lab,
    clock: Clock,
    cases: Mapping[int, Cases],
    moments: Moments,
    times: _Times,
    say: Say,
) -> DrillResult:
    stage = RunningStage(lab, clock)
    choices = _chosen(drill.rules.rules, stage, cases, moments, say)
    reasons = explain(choices, cases, moments, stage.ask)
    times.end("choose")
    chosen = [choice.isolated for choice in choices if choice.isolated is not None]
    wave = Wave(stage, drill.routing, drill.external, moments.firing, moments.quiet)
    seen = _waves(wave, chosen, times, say)
    hidden = [one.isolated for one in seen.values() if one.hidden(drill.routing)]
    alone: dict[int, Seen] = {}
    if hidden:
        say(f"{len(hidden)} rules are inhibited by others: drilling them without those")
        alone = _waves(wave, hidden, times, say)
    return Judge(drill.rules, drill.routing, cases, choices, seen, alone, reasons).result(
        clock.ms() / 1000, tuple(times.phases)
    )


def _chosen(
    rules: Sequence[DrillRule], stage: RunningStage, cases: Mapping[int, Cases], moments: Moments, say: Say
) -> tuple[Choice, ...]:
    say("asking Prometheus which values make each rule true")
    found = {
        choice.rule.number: choice
        for choice in choose(
            [(rule, range(min(_FIRST, len(cases[rule.number].candidates)))) for rule in rules], moments, stage.ask
        )
    }
    again = [
        rule
        for rule in rules
        if not (found[rule.number].isolated and found[rule.number].calms)
        and len(cases[rule.number].candidates) > _FIRST
    ]
    if again:
        say(f"{len(again)} rules need other values")
        stage.add_samples(_samples(again, cases, moments, lambda number, most: range(_FIRST, most)))
        others = choose(
            [(rule, range(_FIRST, len(cases[rule.number].candidates))) for rule in again], moments, stage.ask
        )
        for choice in others:
            before = found[choice.rule.number]
            if choice.isolated is not None and (before.isolated is None or choice.calms):
                found[choice.rule.number] = choice
    return tuple(found[rule.number] for rule in rules)


def _waves(wave: Wave, rules: Sequence[IsolatedRule], times: _Times, say: Say) -> dict[int, Seen]:
    seen: dict[int, Seen] = {}
    most = _IN_A_WAVE if wave.routing.by_alert else _IN_ONE_MESSAGE
    for start in range(0, len(rules), most):
        part = rules[start : start + most]
        say(f"firing {len(part)} rules")
        seen |= wave.run(part)
        times.end("fire and resolve")
    return seen
