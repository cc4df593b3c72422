"""Audits running systems: fetches what they say of themselves, and runs every check on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from lab.audit.asking import PrometheusAsk
from lab.audit.budget import Budget, BudgetedService
from lab.audit.checks import CHECKS
from lab.audit.context import AuditContext
from lab.audit.fetching import fetch_system
from lab.audit.model import AuditReport, Finding, FindingClass, NotAudited, Subject
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
    context = AuditContext(
        system,
        PrometheusAsk(service, system),
        since=None if request.since is None else system.at - request.since,
        dialects=dialects,
    )
    findings: list[Finding] = []
    not_audited = [*unknown]
    for check in CHECKS:
        progress(f"checking {check.__module__.rpartition('.')[2].replace('_', ' ')}")
        for result in check(context):
            (not_audited if isinstance(result, NotAudited) else findings).append(result)
    addresses = {name: f"{endpoint.url}{endpoint.path}" for name, endpoint in request.systems.items()}
    return AuditReport(addresses, system.at, tuple(settled(findings)), budget.spent(), tuple(not_audited))


def settled(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Without what is said to work of a subject that another check found something about."""
    found = list(findings)
    ailing: set[Subject] = {one.subject for one in found if one.class_ is not FindingClass.WORKING}
    working: set[Subject] = set()
    for finding in found:
        if finding.class_ is not FindingClass.WORKING:
            yield finding
        elif finding.subject not in ailing | working:
            working.add(finding.subject)
            yield finding
