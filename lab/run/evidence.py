"""Gathers what the reports need before the lab goes down: panels' data, the alerts' life, logs, configuration, and what
each Prometheus holds, from which `lab why` tells later why a query returned nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lab.backends.inventory import take_stock
from lab.containers.running import RunningLab
from lab.containers.states import not_running
from lab.judge import alerts as alert_judge
from lab.judge import panels
from lab.plan.model import CheckPlan, LabPlan
from lab.plan.promql import quoted
from lab.plan.subjects import PanelsCheck
from lab.record.event import Event, Evidence
from lab.record.observation import RangeQuery
from lab.run.clock import Clock
from lab.run.opening import OpenLab
from lab.scenario.expectations import AlertExpectation
from lab.scenario.model import Dialect
from lab.why.inventory import Inventory
from lab.why.recorded import as_detail

LOG_LINES = 60


def evidence(lab: OpenLab, dialects: Mapping[str, Dialect], clock: Clock) -> Iterator[Event]:
    """What the backends hold, asked while they can still be asked. `dialects` are kept with what holds the metrics."""
    backends = lab.backends(clock)
    end = clock.now()
    for check in _of(lab.plan, PanelsCheck):
        subject = check.subject
        assert isinstance(subject, PanelsCheck)
        for query in subject.queries:
            yield Evidence(
                at_ms=clock.ms(),
                kind="panel",
                name=f"{subject.dashboard}: {query.panel}",
                detail={"unit": query.unit, "legend": query.legend, "ref": query.ref},
                observation=backends.observe(panels.ask(query, lab.started, end, 0.5)),
            )
    for name in dict.fromkeys(_alerts(lab.plan)):
        ask = RangeQuery(query=f"ALERTS{{alertname={quoted(name)}}}", start=lab.started, end=end, step=alert_judge.STEP)
        yield Evidence(at_ms=clock.ms(), kind="alert", name=name, observation=backends.observe(ask))
    for service in lab.plan.services:
        url = lab.endpoint_of(service, "prometheus") if "prometheus" in service.roles else None
        if url is not None:
            stopped = not_running(lab.running.states(), lab.running.on_demand)
            held = take_stock(url, service.name, lab.started, clock.now(), stopped)
            if isinstance(held, Inventory):
                detail = as_detail(held, dialects)
                yield Evidence(at_ms=clock.ms(), kind="inventory", name=service.name, detail=detail)


def last_words(plan: LabPlan, running: RunningLab | None, clock: Clock) -> Iterator[Event]:
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
    return [check for check in plan.checks() if isinstance(check.subject, kind)]


def _alerts(plan: LabPlan) -> list[str]:
    return [check.subject.alert for check in plan.checks() if isinstance(check.subject, AlertExpectation)]
