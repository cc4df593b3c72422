"""The queries that are judged: those of panels and of rules, each with its subject."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from lab.audit.context import AuditContext
from lab.audit.model import Subject
from lab.audit.places import DashboardPlaces
from lab.audit.sources import why_not_asked
from lab.audit.system import LoadedRule
from lab.audit.variables import OpenedDashboard, opened_dashboards
from lab.dashboards.data_sources import EXPRESSION, GRAFANA, OTHER_PANEL
from lab.dashboards.panel_queries import PanelQuery, Selection, queries_and_unasked
from lab.dashboards.panels import Panel
from lab.dashboards.resolution import SUPPORTED
from lab.errors import Place, UsageError
from lab.why.expression import Expression, Selector, to_promql, transform
from lab.why.parser import parse

SPECIAL = (OTHER_PANEL, GRAFANA, EXPRESSION)


@dataclass(frozen=True, slots=True)
class AuditedQuery:
    """`ref` of a panel's query. `behind`: variables without values that it uses. `rule`: the rule that it is of.
    `logs`: LogQL. `syntax_error`: why lab cannot read it, though the audited system may."""

    subject: Subject
    query: str
    expression: Expression | None = None
    syntax_error: str = ""
    ref: str = ""
    rule: LoadedRule | None = None
    behind: tuple[str, ...] = ()
    logs: bool = False


@dataclass(frozen=True, slots=True)
class AuditedPanels:
    """`unasked`: panels, or queries of theirs, that are not asked: the subject, and why."""

    queries: tuple[AuditedQuery, ...]
    unasked: tuple[tuple[Subject, str], ...] = field(default=())


def audited_rules(ctx: AuditContext) -> tuple[AuditedQuery, ...]:
    names = Counter((rule.group, rule.file, rule.kind, rule.name) for rule in ctx.system.rules)
    return tuple(
        AuditedQuery(_rule_subject(rule, ctx, names), rule.query, *read_query(rule.query), rule=rule)
        for rule in ctx.system.rules
    )


def _rule_subject(rule: LoadedRule, ctx: AuditContext, names: Mapping[tuple[str, str, str, str], int]) -> Subject:
    """Rules of one name and group are told apart by their labels."""
    alone = names[rule.group, rule.file, rule.kind, rule.name] == 1
    labels = ", ".join(f'{label}="{value}"' for label, value in sorted(rule.labels.items()))
    name = rule.name if alone or not labels else f"{rule.name}{{{labels}}}"
    place = ctx.rule_places.get(rule_key(rule.group, rule.name, rule.query))
    place = place or (Place(rule.file, 0, 0) if rule.file else None)
    return Subject("alerting rule" if rule.kind == "alerting" else "recording rule", name, rule.group, place)


def rule_key(group: str, name: str, query: str) -> tuple[str, str, str]:
    """Prometheus lists queries in its own layout, with matchers in another order: the tree of the query decides."""
    expression = read_query(query)[0]
    return group, name, " ".join(query.split()) if expression is None else to_promql(_ordered(expression))


def _ordered(expression: Expression) -> Expression:
    def ordered(part: Expression) -> Expression:
        return replace(part, matchers=tuple(sorted(part.matchers, key=str))) if isinstance(part, Selector) else part

    return transform(expression, ordered)


@lru_cache(maxsize=8192)
def read_query(query: str) -> tuple[Expression | None, str]:
    try:
        return parse(query), ""
    except UsageError as error:
        return None, error.message.strip()


def audited_panels(ctx: AuditContext) -> AuditedPanels:
    key = f"{__name__} panels"
    if key not in ctx.memo:
        queries: list[AuditedQuery] = []
        unasked: list[tuple[Subject, str]] = []
        for opened in opened_dashboards(ctx):
            places = DashboardPlaces(opened.audited)
            for panel in opened.dashboard.panels:
                for item in _of_panel(panel, opened, places, ctx) if panel.has_queries else ():
                    queries.append(item) if isinstance(item, AuditedQuery) else unasked.append(item)
        ctx.memo[key] = AuditedPanels(tuple(queries), tuple(dict.fromkeys(unasked)))
    panels: AuditedPanels = ctx.memo[key]
    return panels


def _of_panel(
    panel: Panel, opened: OpenedDashboard, places: DashboardPlaces, ctx: AuditContext
) -> Iterator[AuditedQuery | tuple[Subject, str]]:
    written = next((one for one in opened.audited.dashboard.panels if one.name == panel.name), panel)
    exprs = {str(one.get("refId", "A")): str(one.get("expr") or "") for one in written.targets}

    def subject(ref: str) -> Subject:
        first = (exprs[ref],) if ref in exprs else tuple(exprs.values())
        return Subject("panel", panel.name, opened.dashboard.title, places.of_panel(panel.id, panel.title, first))

    queries, unasked = queries_and_unasked(opened.dashboard, opened.scope, Selection((panel.name,)))
    for query in queries:
        unknown = [name for name in query.variables if name in opened.unasked]
        why = why_not_asked(query.source, query.uid, ctx, preferred=query.preferred)
        if unknown and not why:
            why = f"its variable ${unknown[0]}: {opened.unasked[unknown[0]]}"
        yield (subject(query.ref), why) if why else _of_query(query, subject(query.ref), opened)
    if panel.flaw or _needs_data(panel, opened):
        yield from ((subject(""), one.why) for one in unasked if one.whole)


def _of_query(query: PanelQuery, subject: Subject, opened: OpenedDashboard) -> AuditedQuery:
    behind = opened.scope.culprits(query.variables)
    if query.source == "loki":
        return AuditedQuery(subject, query.query, ref=query.ref, behind=behind, logs=True)
    return AuditedQuery(subject, query.query, *read_query(query.query), ref=query.ref, behind=behind)


def _needs_data(panel: Panel, opened: OpenedDashboard) -> bool:
    """Not of a panel that shows another panel's result, or Grafana's own data, or whose queries are empty."""
    sources = (opened.dashboard.sources.of(panel.datasource, target).type for target in panel.targets)
    return any(type_ not in (*SPECIAL, *SUPPORTED) for type_ in sources)
