"""Starts a Compose project as a lab for an audit: where its services are asked, and which of its files they read."""

from __future__ import annotations

import secrets
from base64 import b64encode
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from glob import escape
from typing import Protocol

from lab.audit.model import AuditReport, NotAudited
from lab.backends.endpoint import Endpoint, Url, endpoint_of
from lab.containers.cleanup import remove
from lab.containers.engine import Engine, connect
from lab.errors import NotReady, UsageError
from lab.expectations.rule import AllRules
from lab.plan.model import LabPlan, ServicePlan
from lab.plan.mounted_files import dashboard_files, rule_files
from lab.plan.naming import project_name
from lab.queries.prometheus import InstantQuery
from lab.queries.query import Query
from lab.queries.series import series_of
from lab.record.event import Event, LeftOut, LoadDone
from lab.record.observation import Observation
from lab.run.clock import Clock
from lab.run.lab import Lab
from lab.run.load import send
from lab.run.starting import listen, start_lab
from lab.settings import Settings

ROLES = ("prometheus", "alertmanager", "loki", "grafana")
SCRAPES = 3  # of every target, so that rates have values
SCRAPED_WITHIN_S = 120.0
_POLL_S = 1.0


class Observer(Protocol):
    def observe(self, query: Query) -> Observation: ...


@dataclass(frozen=True, slots=True)
class AuditedProject:
    """`systems`: role -> where it is asked. `rules`, `dashboards`: the user's own files that the services read, by
    their paths from the current folder. `scraped`: whether every target has been scraped often enough."""

    systems: Mapping[str, Endpoint]
    rules: tuple[str, ...]
    dashboards: tuple[str, ...]
    scraped: bool
    left_out: Mapping[str, str] = field(default_factory=dict)  # service -> why it does not run

    def with_doubts(self, report: AuditReport) -> AuditReport:
        """The report, which says what did not run as the project has it."""
        doubts = [NotAudited(f"the service {name}, which did not run", why) for name, why in self.left_out.items()]
        if not self.scraped:
            why = f"not every target was scraped {SCRAPES} times within {SCRAPED_WITHIN_S:g} s"
            doubts.append(NotAudited("rates of all targets", why))
        return replace(report, not_audited=(*report.not_audited, *doubts))


def check_audited(plan: LabPlan) -> None:
    """Raises UsageError for a project without a Prometheus."""
    if plan.role("prometheus") is None:
        raise UsageError(
            "this Compose project has no service that lab takes for a Prometheus",
            remedy="write a scenario with 'compose' and 'roles: {prometheus: SERVICE}', and start it with lab up",
        )


@contextmanager
def started_project(plan: LabPlan, settings: Settings, on_event: Callable[[Event], None]) -> Iterator[AuditedProject]:
    """The project, started and under the load of the plan; it is taken down at the end, whatever happens.

    What cannot be had or does not start is left out and said: the rest is worth an audit.
    """
    check_audited(plan)
    clock, engine = Clock(), connect(settings)
    projects: list[str] = []
    try:
        lab, not_started = _start(plan, engine, settings, clock, projects, on_event)
        left_out = {**lab.left_out, **not_started}
        loads = [load for load in plan.loads() if load.service not in left_out]
        for load in loads:
            on_event(LoadDone(at_ms=clock.ms(), truth=send(load, lab.running)))
        scraped = _wait_until_settled(lab, clock, loaded=bool(loads))
        systems = {role: with_login(lab, role, url) for role in ROLES if (url := lab.endpoint(role)) is not None}
        rules = (escape(file.source) for service in plan.services for file in rule_files(service))
        dashboards = (file.source for service in plan.services for file in dashboard_files(service))
        given = tuple(dict.fromkeys(rules)), tuple(dict.fromkeys(dashboards))
        yield AuditedProject(systems, *given, scraped, left_out)
    finally:
        clock.stopped.set()
        for project in projects:
            remove(engine, project)


def _start(
    plan: LabPlan,
    engine: Engine,
    settings: Settings,
    clock: Clock,
    projects: list[str],
    on_event: Callable[[Event], None],
) -> tuple[Lab, Mapping[str, str]]:
    """Starts it again without a service that exits, for example one whose database is left out. `projects` gets the
    name of everything that was started."""
    not_started: dict[str, str] = {}
    while True:
        optional = _all_but_prometheus_optional(without_services(plan, not_started))
        projects.append(project_name(plan.name, secrets.token_hex(3)))
        try:
            return listen(start_lab(optional, engine, settings, clock, projects[-1]), on_event), not_started
        except NotReady as failed:
            service = next((one for one in optional.services if one.name == failed.service), None)
            if service is None or not service.optional or clock.stopped.is_set():
                raise
            remove(engine, projects.pop())
            stands_for = service.image.recipe_of and f", where lab's own version stands for {service.image.reference}"
            not_started[service.name] = f"{failed.message}{stands_for or ''}"
            on_event(LeftOut(at_ms=clock.ms(), service=service.name, why=not_started[service.name]))


def without_services(plan: LabPlan, names: Collection[str]) -> LabPlan:
    """The plan without these services, those that live in their network, and what waits for them."""
    inside = {f"service:{name}" for name in names}
    gone = {one.name for one in plan.services if one.name in names or one.compose.get("network_mode") in inside}
    return replace(plan, services=tuple(_unawaited(one, gone) for one in plan.services if one.name not in gone))


def _unawaited(service: ServicePlan, gone: Collection[str]) -> ServicePlan:
    awaited = {name: how for name, how in service.compose.get("depends_on", {}).items() if name not in gone}
    rest = {key: value for key, value in service.compose.items() if key != "depends_on"}
    return replace(service, compose={**rest, "depends_on": awaited} if awaited else rest)


def with_login(lab: Lab, role: str, url: Url) -> Endpoint:
    """The login in a header: the address stands in reports."""
    endpoint, service = endpoint_of(url), lab.plan.role(role)
    if service is None or service.login is None:
        return endpoint
    scheme, _, rest = endpoint.url.partition("://")
    login = f"{service.login.user}:{service.login.password}"
    token = b64encode(login.encode()).decode()
    return replace(
        endpoint,
        url=f"{scheme}://{rest.rpartition('@')[2]}",
        headers={**endpoint.headers, "Authorization": f"Basic {token}"},
        secrets=endpoint.secrets | {token, service.login.password},
    )


def _all_but_prometheus_optional(plan: LabPlan) -> LabPlan:
    asked = plan.role("prometheus")
    services = tuple(replace(one, optional=one.of_compose_file and one != asked) for one in plan.services)
    return replace(plan, services=services)


def _wait_until_settled(lab: Lab, clock: Clock, *, loaded: bool) -> bool:
    """Whether every target was scraped often enough within the time. Recording rules are waited for as well, until each
    has been evaluated with what was scraped; and, after a load, targets without any samples: a Collector has what it
    was sent, or makes of spans, up to a minute later."""
    began = clock.ms()
    backends = lab.backends(clock)
    scraped: float | None = None  # when, by the clock of Prometheus
    while clock.ms() - began < SCRAPED_WITHIN_S * 1000:
        scraped = scraped or _time_when_scraped(backends)
        if scraped is not None and recorded_since(scraped, backends) and not (loaded and has_silent_target(backends)):
            break
        clock.pause(_POLL_S)
    return scraped is not None


def _time_when_scraped(backends: Observer) -> float | None:
    known = backends.observe(InstantQuery(query="up"))
    few = backends.observe(InstantQuery(query=f"count_over_time(up[1h]) < {SCRAPES}"))
    if known.error or few.error or not series_of(known.answer) or series_of(few.answer):
        return None
    time = backends.observe(InstantQuery(query="time()"))
    return None if time.error else series_of(time.answer)[0][1]


# Those that answer, and had samples in fewer than two scrapes.
_SILENT = "up == 1 and on (job, instance) (sum_over_time(scrape_samples_scraped[1h]) <= scrape_samples_scraped)"


def has_silent_target(backends: Observer) -> bool:
    """Whether a target answers without metrics, or has had some in one scrape only, which makes no rate."""
    silent = backends.observe(InstantQuery(query=_SILENT))
    return bool(not silent.error and series_of(silent.answer))


def recorded_since(time: float, backends: Observer) -> bool:
    """Whether every recording rule was evaluated after a time, by the clock of Prometheus."""
    rules = backends.observe(AllRules())
    if rules.error:
        return True
    recording = [rule.last_evaluation for rule in AllRules.read(rules.answer) if rule.type == "recording"]
    return all(last is not None and last.timestamp() >= time for last in recording)
