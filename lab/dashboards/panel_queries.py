"""The queries of a dashboard's panels with their variables replaced, and what is not asked, with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice, product
from typing import Any

from lab.dashboards.dashboard import Dashboard
from lab.dashboards.data_sources import EXPRESSION, GRAFANA, OTHER_PANEL
from lab.dashboards.interpolation import Value, interpolated, query_references
from lab.dashboards.min_step import intervals_of, step_references
from lab.dashboards.panels import Panel
from lab.dashboards.resolution import SUPPORTED, Scope
from lab.dashboards.variable_queries import SourceType
from lab.language.counting import count
from lab.language.logql import is_log_query

MAX_REPEATS = 20  # of one panel
_NOT_ASKED = {
    OTHER_PANEL: "it shows the result of another panel",
    GRAFANA: "it shows Grafana's own data",
    EXPRESSION: "it is an expression over other queries, which Grafana evaluates",
}


@dataclass(frozen=True, slots=True)
class PanelQuery:
    """A query of a panel. `unit` and `legend` are in Grafana's notation, `source` and `uid` of its data source."""

    panel: str
    ref: str
    query: str
    unit: str = ""
    legend: str = ""
    source: SourceType = "prometheus"
    uid: str = ""
    logs: bool = False  # a log query: lines, not values
    instant: bool = False  # asked for the end of the time range only
    preferred: bool = False  # another data source of the type does too, where there is none with this uid
    reduced: bool = field(default=False, compare=False)  # the panel shows one value for each series
    title: str = field(default="", compare=False)
    written: str = field(default="", compare=False)  # with its variables
    variables: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Unasked:
    """A panel, or one query of it, that is not asked. `whole`: no query of the panel is asked."""

    panel: str
    why: str
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Selection:
    """The panels that a scenario means: all, or those called `titles`, without those called `without`."""

    titles: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def includes(self, panel: Panel) -> bool:
        if any(panel.is_called(name) for name in self.without):
            return False
        return not self.titles or any(panel.is_called(name) for name in self.titles)


def variables_needed(dashboard: Dashboard, selection: Selection) -> tuple[str, ...]:
    """The names of the variables in the queries of the selected panels, or for which those are repeated."""
    names: dict[str, None] = {}
    for panel in _selected(dashboard, selection):
        names.update(dict.fromkeys(panel.repeats))
        for target in panel.targets:
            if _source(dashboard, panel, target) is not None:
                names.update(dict.fromkeys(query_references(str(target.get("expr") or ""))))
                names.update(dict.fromkeys(step_references(target, panel.interval)))
    return tuple(names)


def queries_and_unasked(
    dashboard: Dashboard, scope: Scope, selection: Selection, without: frozenset[str] = frozenset()
) -> tuple[tuple[PanelQuery, ...], tuple[Unasked, ...]]:
    """`without`: types of data sources that the lab does not have."""
    queries: list[PanelQuery] = []
    unasked: list[Unasked] = []
    for panel in _selected(dashboard, selection):
        number, of_panel = len(queries), []
        for item in _of_panel(dashboard, panel, scope):
            if isinstance(item, PanelQuery) and item.source in without:
                of_panel.append(Unasked(item.panel, f"the lab has no {item.source}"))
            elif isinstance(item, PanelQuery):
                queries.append(item)
            else:
                of_panel.append(item)
        asked = len(queries) > number
        unasked += [replace(item, whole=not asked) for item in dict.fromkeys(of_panel)]
        if not asked and not of_panel:
            unasked.append(Unasked(panel.name, _why_nothing(panel)))
    return tuple(queries), tuple(unasked)


def _selected(dashboard: Dashboard, selection: Selection) -> list[Panel]:
    return [panel for panel in dashboard.panels if panel.has_queries and selection.includes(panel)]


def _why_nothing(panel: Panel) -> str:
    if panel.flaw:
        return panel.flaw
    if panel.hidden:
        return "its queries are hidden" if panel.hidden > 1 else "its query is hidden"
    return "its query is empty" if panel.targets else "it has no query"


def _of_panel(dashboard: Dashboard, panel: Panel, scope: Scope) -> Iterator[PanelQuery | Unasked]:
    repeats = [[(name, value) for value in _values(scope, name)] for name in panel.repeats]
    repeats = [values for values in repeats if values]
    total = 1
    for values in repeats:
        total *= len(values)
    for chosen in islice(product(*repeats), MAX_REPEATS):
        several = [f"{name}={value}" for (name, value), values in zip(chosen, repeats, strict=True) if len(values) > 1]
        own = {
            name: Value((value,), exact=name not in scope.each and scope.values[name].exact) for name, value in chosen
        }
        name = f"{panel.name} ({', '.join(several)})" if several else panel.name
        yield from _queries(dashboard, panel, name, scope, {**scope.values, **own})
    if total > MAX_REPEATS:
        why = f"it is repeated for {count(total, 'value')}; lab asks the first {MAX_REPEATS}"
        yield Unasked(panel.name, why)


def _values(scope: Scope, name: str) -> tuple[str, ...]:
    if name in scope.each:
        return scope.each[name]
    value = scope.values.get(name)
    return () if value is None or value.verbatim else value.values


def _queries(
    dashboard: Dashboard, panel: Panel, name: str, scope: Scope, values: Mapping[str, Value]
) -> Iterator[PanelQuery | Unasked]:
    for target in panel.targets:
        source = dashboard.sources.of(panel.datasource, target)
        kind = _source(dashboard, panel, target)
        written = target.get("expr")
        if kind is None:
            yield Unasked(name, _NOT_ASKED.get(source.type, f"its data source is of type {source.type}"))
            continue
        if not isinstance(written, str) or not written.strip():
            continue
        used = query_references(written)
        if unknown := [other for other in used if other in scope.unknown]:
            yield Unasked(name, f"${unknown[0]} {scope.unknown[unknown[0]]}; give it in 'with'")
            continue
        own = {**values, **intervals_of(target, panel.interval, values)} if kind == "prometheus" else values
        query = interpolated(written, own, alternatives="({})" if kind == "prometheus" else "{}")
        # The value of a variable may be an interval that Grafana's back end fills in, after the browser.
        query = interpolated(query, {name: value for name, value in own.items() if name.startswith("__")})
        yield PanelQuery(
            panel=name,
            ref=str(target.get("refId", "A")),
            query=query,
            unit=panel.unit,
            legend=interpolated(str(target.get("legendFormat") or ""), values, default_format="glob"),
            source=kind,
            uid=source.uid,
            logs=kind == "loki" and is_log_query(query),
            instant=_is_instant(target),
            preferred=source.preferred,
            reduced=panel.reduces,
            title=panel.title,
            written=written,
            variables=(*used, *(repeat for repeat in panel.repeats if repeat in values)),
        )


def _source(dashboard: Dashboard, panel: Panel, target: Mapping[str, Any]) -> SourceType | None:
    return SUPPORTED.get(dashboard.sources.of(panel.datasource, target).type)


def _is_instant(target: Mapping[str, Any]) -> bool:
    return target.get("queryType") == "instant" or (target.get("instant") is True and not target.get("range"))
