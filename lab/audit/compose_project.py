"""Starts a Compose project as a lab for an audit: where its services are asked, and which of its files they read."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from lab.audit.model import AuditReport, NotAudited
from lab.backends.endpoint import Endpoint, endpoint_of
from lab.containers.cleanup import remove
from lab.containers.engine import connect
from lab.errors import UsageError
from lab.plan.model import LabPlan
from lab.plan.mounted_files import dashboard_files, rule_files
from lab.plan.naming import project_name
from lab.queries.prometheus import InstantQuery
from lab.queries.series import series_of
from lab.record.event import Event, LoadDone
from lab.run.clock import Clock
from lab.run.lab import Lab
from lab.run.load import send
from lab.run.starting import listen, start_lab
from lab.settings import Settings

ROLES = ("prometheus", "alertmanager", "loki", "grafana")
SCRAPES = 3  # of every target, so that rates have values
SCRAPED_WITHIN_S = 120.0
_POLL_S = 1.0


@dataclass(frozen=True, slots=True)
class AuditedProject:
    """`systems`: role -> where it is asked. `rules`, `dashboards`: the user's own files that the services read, by
    their paths from the current folder. `scraped`: whether every target has been scraped often enough."""

    systems: Mapping[str, Endpoint]
    rules: tuple[str, ...]
    dashboards: tuple[str, ...]
    scraped: bool

    def with_doubts(self, report: AuditReport) -> AuditReport:
        """The report, which says that rates may lack values where targets were not scraped often enough."""
        if self.scraped:
            return report
        why = f"not every target was scraped {SCRAPES} times within {SCRAPED_WITHIN_S:g} s"
        return replace(report, not_audited=(*report.not_audited, NotAudited("rates of all targets", why)))


def check_audited(plan: LabPlan) -> None:
    """Raises UsageError for a project without a Prometheus."""
    if plan.role("prometheus") is None:
        raise UsageError(
            "this Compose project has no service that lab takes for a Prometheus",
            remedy="write a scenario with 'compose' and 'roles: {prometheus: SERVICE}', and start it with lab up",
        )


@contextmanager
def started_project(plan: LabPlan, settings: Settings, on_event: Callable[[Event], None]) -> Iterator[AuditedProject]:
    """The project, started and under the load of the plan; it is taken down at the end, whatever happens."""
    check_audited(plan)
    clock, engine = Clock(), connect(settings)
    project = project_name(plan.name, secrets.token_hex(3))
    try:
        lab = listen(start_lab(plan, engine, settings, clock, project), on_event)
        for load in plan.loads():
            on_event(LoadDone(at_ms=clock.ms(), truth=send(load, lab.running)))
        scraped = _wait_until_scraped(lab, clock)
        systems = {role: endpoint_of(url) for role in ROLES if (url := lab.endpoint(role)) is not None}
        rules = (file.source for service in plan.services for file in rule_files(service))
        dashboards = (file.source for service in plan.services for file in dashboard_files(service))
        yield AuditedProject(systems, tuple(dict.fromkeys(rules)), tuple(dict.fromkeys(dashboards)), scraped)
    finally:
        clock.stopped.set()
        remove(engine, project)


def _wait_until_scraped(lab: Lab, clock: Clock) -> bool:
    """Whether every target was scraped often enough within the time."""
    began = clock.ms()
    backends = lab.backends(clock)
    few = InstantQuery(query=f"count_over_time(up[1h]) < {SCRAPES}")
    while clock.ms() - began < SCRAPED_WITHIN_S * 1000:
        known, lacking = backends.observe(InstantQuery(query="up")), backends.observe(few)
        if not known.error and not lacking.error and series_of(known.answer) and not series_of(lacking.answer):
            return True
        clock.pause(_POLL_S)
    return False
