"""Runs several plans, one after the other or side by side, and prints and writes what each comes to."""

from __future__ import annotations

import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from rich.text import Text

from lab.containers.engine import connect
from lab.engine_facts import EngineFacts
from lab.errors import ExitCode
from lab.kubernetes import cluster
from lab.kubernetes.cluster import ClusterChoice
from lab.plan.model import LabPlan
from lab.record.event import Event
from lab.record.outcome import worst_exit_code
from lab.record.run_record import RunRecord
from lab.report.ci.annotations import workflow_commands
from lab.report.ci.ndjson import NdjsonReport
from lab.report.ci.step_summary import step_summary
from lab.report.console.run_console import ConsoleReport
from lab.report.console.tables import print_runs
from lab.report.console.terminal import terminal
from lab.report.formatting import relative_path
from lab.run.clock import Clock
from lab.run.execute import execute
from lab.run.memory import check_memory
from lab.run.platforms import Platform, remove
from lab.run.runner import Run
from lab.settings import Settings


@dataclass(frozen=True, slots=True)
class RunOptions:
    """`keep` leaves the lab running; `strict` treats not-applicable as failure. `cluster`: where labs run instead of on
    the engine."""

    at_once: int = 1
    keep: bool = False
    strict: bool = False
    ndjson: bool = False
    cluster: ClusterChoice | None = None


def run_plans(plans: tuple[LabPlan, ...], settings: Settings, options: RunOptions) -> ExitCode:
    """The worst exit code of all."""
    engine = _platform(plans, settings, options)
    facts = engine.facts()
    batch = Batch(settings, options, engine, facts, {}, threading.Lock())
    if options.at_once == 1 or len(plans) == 1:
        records = [batch.run(plan) for plan in plans]
    else:
        records = _side_by_side(batch, plans)
    if len(records) > 1 and not options.ndjson:
        print_runs(terminal(), records)
    _write_for_ci(records, settings)
    return worst_exit_code(record.result.exit_code for record in records)


def _platform(plans: tuple[LabPlan, ...], settings: Settings, options: RunOptions) -> Platform:
    """Checked for what the plans need of it."""
    if options.cluster is None:
        engine = connect(settings)
        check_memory(plans, options.at_once, engine.facts())
        return engine
    chosen = cluster.connect(options.cluster, settings)
    chosen.check(plans)
    return chosen


@dataclass(slots=True)
class Batch:
    """`live`: the runs that go on, by Compose project."""

    settings: Settings
    options: RunOptions
    engine: Platform
    facts: EngineFacts
    live: dict[str, Run]
    lock: threading.Lock
    cancelled: bool = False

    def run(self, plan: LabPlan, prefix: str = "") -> RunRecord:
        """One run, reported as it goes. The lab is down (or kept) when this returns or raises."""
        clock = Clock(ahead_s=self.facts.clock_ahead_s)
        run = Run(plan, self.engine, self.settings, keep=self.options.keep, strict=self.options.strict, clock=clock)
        project = run.project
        report = self._report(plan, prefix)

        def on_event(event: Event) -> None:
            if not self.cancelled:
                report.on_event(event)

        with self.lock:
            self.live[project] = run
            if self.cancelled:
                run.clock.stopped.set()
        try:
            record, files = execute(run, self.facts, on_event)
        finally:
            with self.lock:
                self.live.pop(project, None)
            if isinstance(report, ConsoleReport):
                report.close()
        if isinstance(report, ConsoleReport) and not self.cancelled:
            report.conclude(record, relative_path(files.report) if files.report.exists() else "")
            if self.options.keep:
                terminal().print(f"{project} keeps running; stop it with: lab down {project}")
        for problem in files.unwritten:
            terminal(stderr=True).print(Text(f"could not write {problem}"), soft_wrap=True)
        return record

    def _report(self, plan: LabPlan, prefix: str) -> ConsoleReport | NdjsonReport:
        if self.options.ndjson:
            return NdjsonReport(sys.stdout)
        return ConsoleReport(terminal(), mutant=plan.mutant, prefix=prefix)

    def cancel(self) -> None:
        """Ends every run that goes on; their labs are removed here, which also ends what their threads wait for."""
        with self.lock:
            self.cancelled = True
            runs = tuple(self.live.values())
        for run in runs:
            run.clock.stopped.set()
        for run in runs:
            if not self.options.keep:
                remove(self.engine, run.project)


def _side_by_side(batch: Batch, plans: tuple[LabPlan, ...]) -> list[RunRecord]:
    width = max(len(plan.label) for plan in plans)
    with ThreadPoolExecutor(batch.options.at_once, thread_name_prefix="run") as pool:
        runs: list[Future[RunRecord]] = []
        try:
            runs.extend(pool.submit(batch.run, plan, plan.label.ljust(width)) for plan in plans)
            return [run.result() for run in runs]
        except BaseException:
            for run in runs:
                run.cancel()
            batch.cancel()
            raise


def _write_for_ci(records: list[RunRecord], settings: Settings) -> None:
    if settings.step_summary is not None:
        try:
            with settings.step_summary.open("a", encoding="utf-8", errors="replace") as summary:
                summary.write(step_summary(records))
        except OSError as error:
            terminal(stderr=True).print(Text(f"could not write the step summary: {error}"), soft_wrap=True)
    if settings.github_actions:
        for record in records:
            sys.stdout.write(workflow_commands(record))
