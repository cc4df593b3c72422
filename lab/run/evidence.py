"""Gathers what the reports need before the lab goes down: what checks want shown, logs, configuration, and what each
Prometheus holds, from which `lab why` later explains why a query returned nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from lab.backends.bounds import UNBOUNDED, Bounds, one_at_a_time
from lab.backends.inventory import evaluator, fetch_inventory
from lab.backends.operator_objects import fetch_operator_objects
from lab.containers.states import not_running
from lab.expectations.expectation import Observe, ReportQuery
from lab.language.dialect import Dialect
from lab.plan.model import CheckPlan, LabPlan
from lab.record.bounded import shown_observation
from lab.record.event import Event, Evidence
from lab.record.verdict import Verdict
from lab.report.explainable import Explainable, explainable
from lab.report.explanations import explain_at, explanation_evidence
from lab.run.clock import Clock
from lab.run.lab import Lab
from lab.run.running import Running
from lab.why.evaluation import Evaluate
from lab.why.inventory import Inventory
from lab.why.model import Explanation
from lab.why.planned_topology import planned_topology
from lab.why.serialization import to_detail
from lab.why.unselected import unselected_objects

LOG_LINES = 60
QUERIES_S, INVENTORY_S = 20.0, 10.0  # what asking the backends may take, all queries together
EVIDENCE_S = QUERIES_S + INVENTORY_S
PROMETHEUS_LOG_LINES = 400  # in which refused samples are looked for


def evidence(
    lab: Lab,
    dialects: Mapping[str, Dialect],
    clock: Clock,
    verdicts: Sequence[Verdict] = (),
    actions: Sequence[float] = (),
) -> Iterator[Event]:
    """What the backends hold, asked while they are running, and why the queries of failed `verdicts` returned nothing.
    `dialects` are kept with the inventory of metrics. `actions`: when steps acted on services (unix seconds)."""
    backends = lab.backends(clock, _bounds(clock, QUERIES_S))
    end = clock.now()
    for wanted in report_queries(lab.plan, lab.started, end, backends.observe):
        with one_at_a_time():
            observation = shown_observation(backends.observe(wanted.query))
        yield Evidence(
            at_ms=clock.ms(), kind=wanted.kind, name=wanted.name, detail=wanted.detail, observation=observation
        )
    topology = planned_topology(lab.plan)
    bounds = _bounds(clock, INVENTORY_S)
    unexplained = [one for verdict in verdicts if (one := explainable(verdict)) is not None]
    first = lab.plan.asked("prometheus")
    for service, name in ((one, name) for one in lab.plan.services for name in one.asked_as):
        url = lab.endpoint_of(service, "prometheus", name) if service.answers("prometheus") else None
        if url is not None:
            stopped = not_running(lab.running.states(), lab.running.on_demand)
            log = lab.running.logs(service.name, PROMETHEUS_LOG_LINES)
            with one_at_a_time():
                now = clock.now()
                inventory = fetch_inventory(url, name, lab.started, now, stopped, topology, bounds, log)
                inventory = with_unselected(inventory, lab, bounds)
                detail = to_detail(inventory, dialects) if isinstance(inventory, Inventory) else None
                asked = [one for one in unexplained if (one.service or (first and first[1])) == name]
                explanations = _explained(asked, inventory, dialects, actions, partial(evaluator, url, bounds=bounds))
                del inventory
            if detail is not None:
                yield Evidence(at_ms=clock.ms(), kind="inventory", name=name, detail=detail)
                for one, explanation in explanations:
                    yield explanation_evidence(one, explanation, clock.ms())


def _explained(
    unexplained: Sequence[Explainable],
    inventory: Inventory | str,
    dialects: Mapping[str, Dialect],
    actions: Sequence[float],
    evaluator_at: Callable[[float], Evaluate],
) -> list[tuple[Explainable, Explanation]]:
    if isinstance(inventory, str):
        return []
    explained = (
        (one, explain_at(one, inventory, dict(dialects), tuple(actions), evaluator_at(one.at)))
        for one in dict.fromkeys(unexplained)
    )
    return [(one, explanation) for one, explanation in explained if explanation is not None]


def with_unselected(inventory: Inventory | str, lab: Lab, bounds: Bounds = UNBOUNDED) -> Inventory | str:
    """With the objects that the Prometheus operator of the lab leaves out, where it has a Kubernetes API."""
    url = lab.endpoint("kubernetes") if isinstance(inventory, Inventory) else None
    if isinstance(inventory, str) or url is None:
        return inventory
    return replace(inventory, unselected=unselected_objects(fetch_operator_objects(url, bounds)))


def _bounds(clock: Clock, seconds: float) -> Bounds:
    return Bounds(clock.stopped.is_set, time.monotonic() + seconds)


def collect_logs(plan: LabPlan, running: Running | None, clock: Clock) -> Iterator[Event]:
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


def report_queries(plan: LabPlan, start: float, end: float, observe: Observe) -> tuple[ReportQuery, ...]:
    """Of all checks; what several of them want is asked once."""
    wanted = [query for check in plan.checks() for query in _report_queries(check, start, end, observe)]
    return tuple({(query.kind, query.name, query.query): query for query in wanted}.values())


def _report_queries(check: CheckPlan, start: float, end: float, observe: Observe) -> Iterator[ReportQuery]:
    """Those of a check, asked of the service that its own queries are asked of."""
    for wanted in check.spec.report_queries(start, end, lambda query: observe(query.addressed(check.ask))):
        query = wanted.query.addressed(check.ask)
        name = f"{wanted.name} ({query.ask})" if query.ask and wanted.kind == "panel" else wanted.name
        yield replace(wanted, name=name, query=query)
