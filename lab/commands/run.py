"""Runs plans to their end and writes what they leave: one after the other, or several at a time."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass

from lab.commands.output import console, shown
from lab.containers.cleanup import remove
from lab.containers.engine import Engine, connect
from lab.engine_facts import EngineFacts
from lab.errors import CannotStart, ExitCode
from lab.plan.model import LabPlan
from lab.record.event import Event
from lab.record.run_record import RunRecord
from lab.record.verdict import Status
from lab.report.ci.annotations import workflow_commands
from lab.report.ci.ndjson import NdjsonReport
from lab.report.ci.step_summary import step_summary
from lab.report.console.run_console import ConsoleReport
from lab.report.console.tables import print_runs
from lab.report.files import Paths, write_reports
from lab.run.records import expected_of, run_record
from lab.run.runner import Run
from lab.settings import Settings


@dataclass(frozen=True, slots=True)
class RunOptions:
    """`keep` leaves the lab running; `strict` counts what is not applicable as a failure."""

    at_once: int = 1
    keep: bool = False
    strict: bool = False
    ndjson: bool = False


@dataclass(slots=True)
class Batch:
    settings: Settings
    how: RunOptions
    engine: Engine
    facts: EngineFacts
    live: dict[str, Run]
    lock: threading.Lock
    cancelled: bool = False

    def run(self, plan: LabPlan, prefix: str = "") -> RunRecord:
        """One run, told as it goes. The lab is down (or kept) when this returns or raises."""
        conductor = Run(plan, self.engine, self.settings, keep=self.how.keep)
        project = conductor.project
        report = self._listener(plan, prefix)

        def on_event(event: Event) -> None:
            if not self.cancelled:
                report.on_event(event)

        with self.lock:
            self.live[project] = conductor
        try:
            record, paths = conduct(conductor, self.facts, on_event)
        finally:
            with self.lock:
                self.live.pop(project, None)
            if isinstance(report, ConsoleReport):
                report.close()
        if isinstance(report, ConsoleReport) and not self.cancelled:
            report.conclude(record, shown(paths.report))
            if self.how.keep:
                console().print(f"{project} runs until: lab down {project}")
        return record

    def _listener(self, plan: LabPlan, prefix: str) -> ConsoleReport | NdjsonReport:
        if self.how.ndjson:
            return NdjsonReport(sys.stdout)
        return ConsoleReport(console(), mutant=expected_of(plan), prefix=prefix)

    def cancel(self) -> None:
        """Ends every run that goes on; their labs are removed here, which also ends what their threads wait for."""
        self.cancelled = True
        with self.lock:
            runs = tuple(self.live.values())
        for run in runs:
            run.clock.stopped.set()
            if not self.how.keep:
                remove(self.engine, run.project)


def conduct(
    run: Run, facts: EngineFacts, on_event: Callable[[Event], None] = lambda event: None
) -> tuple[RunRecord, Paths]:
    """One run from its first event to its reports, which are written also when it is interrupted."""
    started = run.clock.now()
    heard: list[Event] = []
    try:
        # Closed here and not when the collector comes to it: an exception of the listener must take the lab down too.
        with closing(run.events()) as events:
            for event in events:
                heard.append(event)
                on_event(event)
    finally:
        record = run_record(run.plan, heard, facts, run.settings, started, run.clock.now())
        paths = write_reports(record, run.settings.runs / run.project.removeprefix("lab-"))
    return record, paths


def run_plans(plans: tuple[LabPlan, ...], settings: Settings, how: RunOptions) -> ExitCode:
    """The exit code of them all: the worst of any."""
    engine = connect(settings)
    facts = engine.facts()
    check_memory(plans, how.at_once, facts)
    batch = Batch(settings, how, engine, facts, {}, threading.Lock())
    if how.at_once == 1 or len(plans) == 1:
        records = [batch.run(plan) for plan in plans]
    else:
        records = _side_by_side(batch, plans)
    if len(records) > 1 and not how.ndjson:
        print_runs(console(), records)
    _for_ci(records, settings)
    return worst(records, strict=how.strict)


def _side_by_side(batch: Batch, plans: tuple[LabPlan, ...]) -> list[RunRecord]:
    width = max(len(plan.label) for plan in plans)
    with ThreadPoolExecutor(batch.how.at_once, thread_name_prefix="run") as pool:
        work = [pool.submit(batch.run, plan, plan.label.ljust(width)) for plan in plans]
        try:
            return [each.result() for each in work]
        except BaseException:
            for each in work:
                each.cancel()
            batch.cancel()
            raise


def check_memory(plans: Iterable[LabPlan], at_once: int, facts: EngineFacts, fewer: str = "-j 1") -> None:
    """Refuses to start more than the engine's memory holds; `fewer` is how to ask for less. Raises CannotStart."""
    needs = sorted((plan.memory for plan in plans), reverse=True)[:at_once]
    if sum(needs) > facts.memory_for_labs:
        gib = 1024**3
        raise CannotStart(
            f"{len(needs)} labs at once need {sum(needs) / gib:.1f} GiB, the engine has {facts.memory_bytes / gib:.1f}",
            remedy=f"run fewer at once: {fewer}" if len(needs) > 1 else "give the engine more memory",
        )


def worst(records: Iterable[RunRecord], *, strict: bool) -> ExitCode:
    codes = [ExitCode.PASSED]
    for record in records:
        if record.failure is not None and record.mutant is None:
            codes.append(ExitCode(record.failure.exit_code))
        elif not record.passed or (strict and any(v.status is Status.NOT_APPLICABLE for v in record.verdicts)):
            codes.append(ExitCode.FAILED)
    order = (ExitCode.BUG, ExitCode.CANNOT_START, ExitCode.USAGE, ExitCode.FAILED, ExitCode.PASSED)
    return min(codes, key=order.index)


def _for_ci(records: list[RunRecord], settings: Settings) -> None:
    if settings.step_summary is not None:
        with settings.step_summary.open("a", encoding="utf-8") as summary:
            summary.write(step_summary(records))
    if settings.github_actions:
        for record in records:
            print(workflow_commands(record), end="")
