"""Gathers what the reports need before the lab goes down: what checks want shown, logs, configuration, and what each
Prometheus holds, from which `lab why` later explains why a query returned nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lab.backends.inventory import fetch_inventory
from lab.containers.compose_project import ComposeProject
from lab.containers.states import not_running
from lab.expectations.base import ReportQuery
from lab.language.dialect import Dialect
from lab.plan.model import LabPlan
from lab.record.event import Event, Evidence
from lab.run.clock import Clock
from lab.run.lab import Lab
from lab.why.inventory import Inventory
from lab.why.planned_topology import planned_topology
from lab.why.serialization import to_detail

LOG_LINES = 60


def evidence(lab: Lab, dialects: Mapping[str, Dialect], clock: Clock) -> Iterator[Event]:
    """What the backends hold, asked while they are running. `dialects` are kept with the inventory of metrics."""
    backends = lab.backends(clock)
    end = clock.now()
    for wanted in report_queries(lab.plan, lab.started, end):
        yield Evidence(
            at_ms=clock.ms(),
            kind=wanted.kind,
            name=wanted.name,
            detail=wanted.detail,
            observation=backends.observe(wanted.query),
        )
    topology = planned_topology(lab.plan)
    for service in lab.plan.services:
        url = lab.endpoint_of(service, "prometheus") if "prometheus" in service.roles else None
        if url is not None:
            stopped = not_running(lab.running.states(), lab.running.on_demand)
            inventory = fetch_inventory(url, service.name, lab.started, clock.now(), stopped, topology)
            if isinstance(inventory, Inventory):
                detail = to_detail(inventory, dialects)
                yield Evidence(at_ms=clock.ms(), kind="inventory", name=service.name, detail=detail)


def collect_logs(plan: LabPlan, running: ComposeProject | None, clock: Clock) -> Iterator[Event]:
    """Logs and configuration: also of a lab that did not start, where they are needed most."""
    services = [service for service in plan.services if not service.on_demand]
    if running is not None:
        for service in services:
            if service.name in running.services:
                text = running.logs(service.name, LOG_LINES)
                yield Evidence(at_ms=clock.ms(), kind="log", name=service.name, text=text)
    for service in services:
        for file in service.files:
            yield Evidence(at_ms=clock.ms(), kind="config", name=file.path, text=file.text)


def report_queries(plan: LabPlan, start: float, end: float) -> tuple[ReportQuery, ...]:
    """Of all checks; what several of them want is asked once."""
    wanted = [query for check in plan.checks() for query in check.spec.report_queries(start, end)]
    return tuple({(query.kind, query.name, query.query): query for query in wanted}.values())
