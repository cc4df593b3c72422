"""`lab why`: explains why a PromQL query returns nothing: in a running lab, from the record of a run, or anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from lab.cli.completion import lab_names, run_names
from lab.cli.connecting import BasicAuth, BearerToken, CaFile, Header, HttpConfigFile, PrometheusUrl, Tenant, connected
from lab.cli.invocation import end, known_folders, read_settings

if TYPE_CHECKING:
    from lab.backends.endpoint import Endpoint
    from lab.errors import ExitCode
    from lab.plan.model import LabPlan, ServicePlan
    from lab.why.model import Explanation

_ROLE = "prometheus"


def why(
    query: Annotated[str, typer.Argument(help="a PromQL query, in quotes")],
    lab: Annotated[
        str | None,
        typer.Option("--lab", metavar="LAB", help="a running lab  [default: the only one]", autocompletion=lab_names),
    ] = None,
    run: Annotated[
        str | None,
        typer.Option(
            "--run",
            metavar="RUN",
            help="a run's name, folder or run.json, instead of a running lab",
            autocompletion=run_names,
        ),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            help="the moment to explain: 2026-11-27T13:24:05Z or unix seconds  [default: now, or the end of the run]",
        ),
    ] = None,
    service: Annotated[
        str | None,
        typer.Option(
            help="which Prometheus, when there are several  [default: that of the scenario's 'ask', else the first]"
        ),
    ] = None,
    prometheus: PrometheusUrl = None,
    http_config_file: HttpConfigFile = [],
    bearer_token: BearerToken = [],
    basic_auth: BasicAuth = [],
    tenant: Tenant = [],
    header: Header = [],
    ca_file: CaFile = [],
) -> None:
    """Explain why a PromQL query returns nothing.

    Names the selector, matcher or operation that has no result, similar names and values that exist, targets that are
    down, and the age of the last sample; where it can, it proposes a query that returns data.

    A system of your own (--prometheus) is only read.

    A record (--run) holds labels and no values, so only selectors and labels are explained. LogQL is not supported.

    A query that is not PromQL is shown with its usual correction. A query that returns data is reviewed: what is
    suspicious about it is printed.

    Exits with 0 if there is something to say about the query, 1 if it returns data or no cause is found.
    """
    from lab.errors import UsageError
    from lab.why.parser import parse

    if sum(option is not None for option in (lab, run, prometheus)) > 1:
        raise UsageError("give one of --lab, --run and --prometheus")
    parse(query)  # reports a syntax error before it connects to anything
    moment = _moment(at)
    systems = connected({"prometheus": prometheus}, http_config_file, bearer_token, basic_auth, tenant, header, ca_file)
    if systems:
        end(_explain_system(query, systems["prometheus"], moment))
    end(_explain_record(query, run, service, moment) if run is not None else _explain_lab(query, lab, service, moment))


def _moment(at: str | None) -> float | None:
    from lab.errors import UsageError
    from lab.language.times import parse_time

    try:
        return None if at is None else parse_time(at)
    except ValueError as error:
        raise UsageError(f"--at: {error}") from None


def _explain_lab(query: str, name: str | None, service: str | None, at: float | None) -> ExitCode:
    from lab.backends.inventory import evaluator, fetch_inventory
    from lab.containers.attach import attach, find
    from lab.containers.engine import connect
    from lab.containers.scenario_path import scenario_of
    from lab.containers.states import not_running
    from lab.errors import LabError
    from lab.run.clock import Clock
    from lab.run.evidence import PROMETHEUS_LOG_LINES, with_unselected
    from lab.run.lab import Lab
    from lab.selection.scenarios import plan_named
    from lab.why.explain import explain
    from lab.why.planned_topology import planned_topology

    engine, folders = connect(read_settings()), known_folders()
    running = attach(engine, _only_lab([lab.project for lab in find(engine) if lab.running], name))
    summary = next((lab for lab in find(engine) if lab.project == running.project), None)
    if summary is None:
        raise LabError(f"{running.project} was taken down meanwhile", remedy="see what is running: lab ps")
    lab = Lab(plan_named(scenario_of(summary), folders), running, summary.created or 0.0)
    prometheus, asked_as = _prometheus(lab.plan, service)
    url = lab.endpoint_of(prometheus, _ROLE, asked_as)
    if url is None:
        state = running.state(prometheus.name).status
        raise LabError(f"{prometheus.name} of {running.project} cannot be queried: its container is {state}")
    stopped = not_running(running.states(), running.on_demand)
    topology = planned_topology(lab.plan)
    log = running.logs(prometheus.name, PROMETHEUS_LOG_LINES)
    fetched = fetch_inventory(url, asked_as, lab.started, Clock().now(), stopped, topology, log=log)
    inventory = with_unselected(fetched, lab)
    if isinstance(inventory, str):
        raise LabError(f"{prometheus.name} of {running.project} did not answer: {inventory}")
    if at is not None:
        inventory = inventory.as_of(at, faulted=False)
    return _print(explain(query, inventory, folders.dialects(), evaluator(url, inventory.taken_at)), at)


def _explain_system(query: str, endpoint: Endpoint, at: float | None) -> ExitCode:
    from lab.audit.why_query import explain_query

    return _print(explain_query(query, endpoint, known_folders().dialects(), at), at)


def _only_lab(labs: list[str], name: str | None) -> str:
    from lab.errors import UsageError

    if name is not None:
        return name
    if len(labs) == 1:
        return labs[0]
    if not labs:
        raise UsageError("no lab is running", remedy="start one with lab up, or use a run: --run lab-runs/NAME")
    raise UsageError(f"{len(labs)} labs are running", remedy=f"select one with --lab: {', '.join(labs)}")


def _prometheus(plan: LabPlan, name: str | None) -> tuple[ServicePlan, str]:
    """The service, and the name under which it is asked: its own, or that of a view."""
    from lab.errors import UsageError

    services = {name: service for service in plan.services if service.answers(_ROLE) for name in service.asked_as}
    if not services:
        raise UsageError(f"no component of {plan.scenario} provides the role {_ROLE!r}")
    if name:
        chosen = _select(services, name, "is not a Prometheus of this lab")
        return services[chosen], chosen
    return plan.asked(_ROLE) or next((service, name) for name, service in services.items())


def _explain_record(query: str, run: str, service: str | None, at: float | None) -> ExitCode:
    from lab.errors import ExitCode, UsageError
    from lab.record.event import Evidence
    from lab.report.explanations import action_times, stored_explanation
    from lab.report.formatting import relative_path
    from lab.report.saved_runs import find_record, read_record
    from lab.why.explain import explain
    from lab.why.serialization import dialects_of, read_detail

    file = find_record(run, read_settings().runs)
    record = read_record(file)
    events = [event for event in record.events if isinstance(event, Evidence) and event.kind == "inventory"]
    inventories = {event.name: event for event in events}
    if not inventories:
        raise UsageError(f"{relative_path(file)} holds no series of a Prometheus", remedy="run the scenario again")
    selected = _select(inventories, service, "is not in this record") if service else events[0].name
    inventory = read_detail(selected, inventories[selected].detail)
    if inventory is None:
        raise UsageError(
            f"{relative_path(file)} was written by another version of lab", remedy="run the scenario again"
        )
    if at is not None:
        stored = stored_explanation(record, query, at, selected)
        if stored is not None:
            _print_text(stored.text)
            return ExitCode.PASSED if stored.detail.get("explained") else ExitCode.FAILED
    if at is not None:
        inventory = inventory.as_of(at, faulted=any(moment > at for moment in action_times(record)))
    return _print(explain(query, inventory, dialects_of(inventories[selected].detail)), at)


def _select(known: Mapping[str, object], name: str, problem: str) -> str:
    from lab.errors import UsageError

    if name not in known:
        raise UsageError(f"{name!r} {problem}", remedy=f"select one of: {', '.join(known)}")
    return name


def _print(explanation: Explanation, at: float | None) -> ExitCode:
    from lab.errors import ExitCode
    from lab.language.times import format_time
    from lab.why.text import format_text

    _print_text(format_text(explanation, "" if at is None else f" at {format_time(at)}"))
    return ExitCode.PASSED if explanation.findings else ExitCode.FAILED


def _print_text(text: str) -> None:
    from rich.text import Text

    from lab.report.console.terminal import terminal
    from lab.report.formatting import printable

    terminal().print(Text(printable(text)), end="", soft_wrap=True)
