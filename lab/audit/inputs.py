"""What an audit reads besides the APIs of Prometheus, Alertmanager and Loki: rule files and dashboards."""

from __future__ import annotations

from dataclasses import replace

from lab.audit.context import AuditContext
from lab.audit.grafana_dashboards import fetch_dashboards
from lab.audit.input_files import read_dashboards, read_rules
from lab.audit.model import NotAudited
from lab.audit.request import AuditRequest
from lab.queries.query import Client

_RULES_API = "/api/v1/rules"


def with_inputs(
    context: AuditContext, request: AuditRequest, grafana: Client | None
) -> tuple[AuditContext, tuple[NotAudited, ...]]:
    """Raises UsageError for files that are not there."""
    rules = read_rules(request.rules)
    dashboards, not_read = read_dashboards(request.dashboards)
    context = replace(context, dashboards=dashboards, written_rules=rules.rules, rule_places=dict(rules.places))
    if _RULES_API in context.system.absent:
        # Where the product does not list what it has loaded, the files say what is to be judged.
        context = replace(context, system=replace(context.system, rules=rules.rules))
    notes = (*rules.not_read, *not_read)
    if grafana is None:
        return context, notes
    fetched = fetch_dashboards(grafana)
    everything = (*context.dashboards, *fetched.dashboards)
    return replace(context, dashboards=everything, data_sources=fetched.data_sources), (*notes, *fetched.not_read)
