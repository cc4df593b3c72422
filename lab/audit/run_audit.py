"""Audits running systems: fetches what they say of themselves, and runs every check on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lab.audit.alertmanager_config import fetch_alertmanager
from lab.audit.asking import PrometheusAsk
from lab.audit.budget import Budget, BudgetedService
from lab.audit.checks import CHECKS
from lab.audit.context import AuditContext
from lab.audit.fetching import fetch_system
from lab.audit.inputs import with_inputs
from lab.audit.loki_asking import LokiAsk
from lab.audit.merging import one_for_each_subject
from lab.audit.model import AuditReport, Finding, NotAudited
from lab.audit.request import AuditRequest
from lab.language.dialect import Dialect


def run_audit(
    request: AuditRequest, dialects: Mapping[str, Dialect], progress: Callable[[str], object] = lambda doing: None
) -> AuditReport:
    """`progress` is told what is being done. Raises CannotStart when Prometheus cannot be asked, UsageError and
    `Problems` for files that cannot be read."""
    budget = Budget(request.limits)
    progress("asking for targets, rules and metrics")
    service = BudgetedService(request.systems["prometheus"], budget)
    system, unknown = fetch_system(service)
    routes = _alertmanager(request, budget)
    loki = request.systems.get("loki")
    context = AuditContext(
        system,
        PrometheusAsk(service, system),
        since=None if request.since is None else system.at - request.since,
        alertmanager=routes if isinstance(routes, Mapping) else None,
        loki=None if loki is None else LokiAsk(BudgetedService(loki, budget), system.at),
        dialects=dialects,
    )
    progress("reading rule files and dashboards")
    grafana = request.systems.get("grafana")
    context, not_read = with_inputs(context, request, None if grafana is None else BudgetedService(grafana, budget))
    findings: list[Finding] = []
    not_audited = [*unknown, *([routes] if isinstance(routes, NotAudited) else []), *not_read]
    for check in CHECKS:
        progress(f"checking {check.__module__.rpartition('.')[2].replace('_', ' ')}")
        results = list(check(context))
        findings += [result for result in results if isinstance(result, Finding)]
        not_audited += [result for result in results if isinstance(result, NotAudited)]
    addresses = {name: f"{endpoint.url}{endpoint.path}" for name, endpoint in request.systems.items()}
    return AuditReport(addresses, system.at, one_for_each_subject(findings), budget.spent(), tuple(not_audited))


def _alertmanager(request: AuditRequest, budget: Budget) -> Mapping[str, Any] | NotAudited:
    endpoint = request.systems.get("alertmanager")
    if endpoint is None:
        return NotAudited("routes and receivers", "no Alertmanager was given: --alertmanager")
    config = fetch_alertmanager(BudgetedService(endpoint, budget))
    return NotAudited("routes and receivers", config) if isinstance(config, str) else config
