"""Why a PromQL query returns nothing: asked of a lab that runs, or worked out from the record of a run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lab.commands.output import console
from lab.errors import ExitCode, LabError, UsageError
from lab.plan.model import LabPlan, ServicePlan
from lab.record.event import Evidence
from lab.settings import Settings
from lab.stack.folders import Folders
from lab.why.answers import Evaluate
from lab.why.explaining import explain
from lab.why.finding import Explanation
from lab.why.parsing import parse
from lab.why.recorded import dialects_of, read_back
from lab.why.telling import told

ROLE = "prometheus"


def of_lab(query: str, name: str | None, service: str | None, settings: Settings, folders: Folders) -> ExitCode:
    """`name` is the lab's, needed when several run; `service` the one that is asked, the first Prometheus if None."""
    from lab.backends.inventory import evaluator, fetch_inventory
    from lab.containers.attach import attach, find
    from lab.containers.engine import connect
    from lab.containers.states import not_running
    from lab.plan.planning import AS_WRITTEN, plan
    from lab.run.clock import Clock
    from lab.run.lab import Lab

    parse(query)  # a query that is none is told before anything is looked for
    engine = connect(settings)
    chosen = _only({lab.project: lab.scenario for lab in find(engine) if lab.running}, name)
    running = attach(engine, chosen)
    summary = next((lab for lab in find(engine) if lab.project == running.project), None)
    if summary is None:
        raise LabError(f"{running.project} has gone just now", remedy="see what runs with: lab ps")
    lab = Lab(plan(folders.scenario(summary.scenario), folders, AS_WRITTEN), running, summary.created or 0.0)
    asked = _asked(lab.plan, service)
    url = lab.endpoint_of(asked, ROLE)
    if url is None:
        stands = running.state(asked.name).status
        raise LabError(f"{asked.name} of {running.project} cannot be asked: its container is {stands}")
    stopped = not_running(running.states(), running.on_demand)
    held = fetch_inventory(url, asked.name, lab.started, Clock().now(), stopped)
    if isinstance(held, str):
        raise LabError(f"{asked.name} of {running.project} does not say what it holds: {held}")
    evaluate: Evaluate = evaluator(url, held.asked)
    return _tell(explain(query, held, folders.dialects(), evaluate))


def _only(labs: Mapping[str, str], name: str | None) -> str:
    if name is not None:
        return name
    if len(labs) == 1:
        return next(iter(labs))
    if not labs:
        raise UsageError("no lab is running", remedy="start one with lab up, or ask a run: --run lab-runs/NAME")
    raise UsageError(f"{len(labs)} labs are running", remedy=f"say which with --lab: {', '.join(labs)}")


def _asked(plan: LabPlan, name: str | None) -> ServicePlan:
    services = [service for service in plan.services if ROLE in service.roles]
    if not services:
        raise UsageError(f"{plan.scenario} has no service that plays the role {ROLE!r}")
    found = next((service for service in services if name in (None, service.name)), None)
    if found is None:
        known = ", ".join(service.name for service in services)
        raise UsageError(f"{name!r} is not a service that can be asked", remedy=f"these can: {known}")
    return found


def of_run(query: str, run: str, service: str | None, settings: Settings) -> ExitCode:
    """`run` is a folder of a run, its run.json, or its name below lab-runs."""
    from lab.commands.report import read_record, record_file

    parse(query)
    file = record_file(run, settings)
    record = read_record(file)
    kept = [event for event in record.events if isinstance(event, Evidence) and event.kind == "inventory"]
    if not kept:
        raise UsageError(f"{_shown(file)} does not hold what its Prometheus held", remedy="run the scenario again")
    event = next((event for event in kept if service in (None, event.name)), None)
    if event is None:
        raise UsageError(
            f"{service!r} is not in this record", remedy=f"it holds: {', '.join(event.name for event in kept)}"
        )
    held = read_back(event.name, event.detail)
    if held is None:
        raise UsageError(f"{_shown(file)} was written by another version of lab", remedy="run the scenario again")
    return _tell(explain(query, held, dialects_of(event.detail)))


def _shown(file: Path) -> str:
    from lab.commands.output import shown

    return shown(file)


def _tell(explanation: Explanation) -> ExitCode:
    console().print(told(explanation), end="", markup=False, soft_wrap=True)
    return ExitCode.PASSED if explanation.findings else ExitCode.FAILED
