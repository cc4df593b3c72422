"""Gathers what the reports need before the lab goes down: panels' data, the alerts' life, logs, configuration, and what
each Prometheus holds, from which `lab why` tells later why a query returned nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lab.backends.inventory import fetch_inventory
from lab.containers.compose_project import ComposeProject
from lab.containers.states import not_running
from lab.expectations import judge_alerts as alert_judge
from lab.expectations import judge_panels
from lab.expectations.models import AlertExpectation
from lab.expectations.specs import PanelsCheck
from lab.language.dialect import Dialect
from lab.language.promql import quoted
from lab.plan.model import CheckPlan, LabPlan
from lab.record.event import Event, Evidence
from lab.record.observation import RangeQuery
from lab.run.clock import Clock
from lab.run.lab import Lab
from lab.why.inventory import Inventory
from lab.why.recorded import as_detail

LOG_LINES = 60


def evidence(lab: Lab, dialects: Mapping[str, Dialect], clock: Clock) -> Iterator[Event]:
    """What the backends hold, asked while they can still be asked. `dialects` are kept with what holds the metrics."""
    backends = lab.backends(clock)
    end = clock.now()
    for check in _of(lab.plan, PanelsCheck):
        spec = check.spec
        assert isinstance(spec, PanelsCheck)
        for query in spec.queries:
            yield Evidence(
                at_ms=clock.ms(),
                kind="panel",
                name=f"{spec.dashboard}: {query.panel}",
                detail={"unit": query.unit, "legend": query.legend, "ref": query.ref},
                observation=backends.observe(judge_panels.ask(query, lab.started, end, 0.5)),
            )
    for name in dict.fromkeys(_alerts(lab.plan)):
        ask = RangeQuery(query=f"ALERTS{{alertname={quoted(name)}}}", start=lab.started, end=end, step=alert_judge.STEP)
        yield Evidence(at_ms=clock.ms(), kind="alert", name=name, observation=backends.observe(ask))
    for service in lab.plan.services:
        url = lab.endpoint_of(service, "prometheus") if "prometheus" in service.roles else None
        if url is not None:
            stopped = not_running(lab.running.states(), lab.running.on_demand)
            held = fetch_inventory(url, service.name, lab.started, clock.now(), stopped)
            if isinstance(held, Inventory):
                detail = as_detail(held, dialects)
                yield Evidence(at_ms=clock.ms(), kind="inventory", name=service.name, detail=detail)


def last_words(plan: LabPlan, running: ComposeProject | None, clock: Clock) -> Iterator[Event]:
    """Logs and configuration: also of a lab that did not come up, for there they are needed most."""
    services = [service for service in plan.services if not service.on_demand]
    if running is not None:
        for service in services:
            if service.name in running.services:
                text = running.logs(service.name, LOG_LINES)
                yield Evidence(at_ms=clock.ms(), kind="log", name=service.name, text=text)
    for service in services:
        for file in service.files:
            yield Evidence(at_ms=clock.ms(), kind="config", name=file.path, text=file.text)


def _of(plan: LabPlan, kind: type[PanelsCheck]) -> list[CheckPlan]:
    return [check for check in plan.checks() if isinstance(check.spec, kind)]


def _alerts(plan: LabPlan) -> list[str]:
    return [check.spec.alert for check in plan.checks() if isinstance(check.spec, AlertExpectation)]
