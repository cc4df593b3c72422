"""Panels and variables whose data source Grafana does not have."""

from __future__ import annotations

from collections.abc import Iterator

from lab.audit.context import AuditContext, AuditedDashboard
from lab.audit.model import Finding, FindingClass, Subject
from lab.audit.places import DashboardPlaces
from lab.audit.registry import CheckDescription, register
from lab.audit.sources import unknown_source
from lab.dashboards.data_sources import EXPRESSION, GRAFANA, OTHER_PANEL
from lab.language.suggestions import did_you_mean

_NAME = "unknown-data-source"
_SPECIAL = (OTHER_PANEL, GRAFANA, EXPRESSION)


@register(
    CheckDescription(
        _NAME,
        (FindingClass.BROKEN,),
        "A panel asks a data source that Grafana does not have.",
        "Choose one that is there, or let the dashboard have a variable of the type `datasource`.",
    )
)
def check(context: AuditContext) -> Iterator[Finding]:
    for audited in context.dashboards if context.data_sources is not None else ():
        yield from _of_dashboard(audited, context)


def _of_dashboard(audited: AuditedDashboard, context: AuditContext) -> Iterator[Finding]:
    dashboard, places = audited.dashboard, DashboardPlaces(audited)
    for panel in dashboard.panels:
        for target in panel.targets if panel.has_queries else ():
            source = dashboard.sources.of(panel.datasource, target)
            if source.type in _SPECIAL:
                continue
            why = unknown_source(source.type, source.uid, context, preferred=source.preferred)
            if why:
                place = places.of_panel(panel.id, panel.title, (str(target.get("expr") or ""),))
                subject = Subject("panel", panel.name, dashboard.title, place)
                known = [one.uid for one in context.data_sources or ()]
                details = (f"it has: {', '.join(known) or 'none'}",)
                fix = did_you_mean(source.uid, known).removeprefix("; ") or "choose one that is there"
                yield Finding(_NAME, FindingClass.BROKEN, subject, why, details, fix)
                break
