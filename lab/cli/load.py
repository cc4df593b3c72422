"""`lab load`: sends the loads of a scenario to its running lab again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.cli.arguments import RunningLab
from lab.cli.invocation import end, plan_named, read_settings, request_from

if TYPE_CHECKING:
    from lab.containers.compose_project import ComposeProject
    from lab.plan.actions import LoadPlan
    from lab.run.clock import Clock


def load(name: RunningLab) -> None:
    """Send the scenario's load to a running lab again.

    Exits with 1 if the load generator could not send all of it as planned.
    """
    from lab.containers.attach import attach, find
    from lab.containers.engine import connect
    from lab.containers.scenario_path import scenario_of
    from lab.errors import ExitCode, UsageError
    from lab.run.clock import Clock

    engine = connect(read_settings())
    running = attach(engine, name)
    scenario = next(scenario_of(lab) for lab in find(engine) if lab.project == running.project)
    plan = plan_named(scenario, request_from())
    if not plan.loads():
        raise UsageError(f"scenario {plan.scenario} sends no load", remedy="add a step with 'load' to it")
    valid = [send_load(load, running, Clock()) for load in plan.loads()]
    end(ExitCode.PASSED if all(valid) else ExitCode.FAILED)


def send_load(load: LoadPlan, running: ComposeProject, clock: Clock) -> bool:
    """Whether the load can serve as ground truth."""
    from lab.record.event import LoadDone
    from lab.report.console.run_console import ConsoleReport
    from lab.report.console.terminal import terminal
    from lab.run.load import send

    console = terminal()
    with console.status(f"load {load.name}: {load.asked} requests to {load.service} in {load.seconds:g} s"):
        truth = send(load, running)
    ConsoleReport(console).on_event(LoadDone(at_ms=clock.ms(), truth=truth))
    return not truth.invalid_reason
