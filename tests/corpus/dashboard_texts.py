"""What lab reads in the dashboards of the corpus, as text. Each query of a variable is answered with the same texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lab.dashboards.asking import DashboardSet, Opened
from lab.dashboards.built_ins import TimeRange
from lab.dashboards.checking import planned_queries
from lab.dashboards.dashboard import Dashboard, dashboards_in
from lab.dashboards.panel_queries import PanelQuery, Selection, Unasked
from lab.errors import Problems
from lab.queries.variables import VariableQuery
from lab.record.observation import Observation

TIME = TimeRange(1_700_000_000.0, 1_700_003_600.0)
INTERVALS = {
    "__interval": "15s",
    "__interval_ms": "15000",
    "__rate_interval": "1m",
    "__rate_interval_ms": "60000",
    "__auto": "15s",
}
NAMES = ["alpha", "beta-2", "gamma.3"]
NOTHING: Mapping[str, str] = {}


def dashboard_text(text: str, file: str) -> str:
    """Everything that lab reads in a file: a line for each variable that is asked, query, panel that is not asked, and
    complaint."""
    lines = [f"{file}:"]
    try:
        for dashboard in dashboards_in(text, file, NOTHING):
            lines += [f"  {line}" for line in _lines(dashboard)]
    except Problems as error:
        lines += [f"  {problem}" for problem in error.problems]
    return "\n".join(lines) + "\n"


def _lines(dashboard: Dashboard) -> Iterator[str]:
    yield f"{dashboard.title!r}, uid {dashboard.uid!r}: {len(dashboard.panels)} panels"
    yield from (f"text panel {panel.name!r}" for panel in dashboard.panels if not panel.has_queries)
    asked, opened = _opened(dashboard)
    yield from (f"${query.name} asks {query.source}: {query._text()}" for query in asked)
    for query, behind in zip(opened.queries, opened.behind, strict=True):
        yield _of_query(query)
        yield from (f"  empty: ${empty.name}: {empty.query} {empty.error}".rstrip() for empty in behind)
    yield from (_of_unasked(unasked) for unasked in opened.unasked)
    _, _, problems = planned_queries(dashboard, NOTHING, INTERVALS, Selection())
    yield from (f"complaint: {problem}" for problem in problems)


def _opened(dashboard: Dashboard) -> tuple[list[VariableQuery], Opened]:
    dashboards = DashboardSet((dashboard,), NOTHING, INTERVALS, Selection())
    observations: list[Observation] = []
    while pending := (opened := dashboards.opened(observations, TIME)).pending:
        observations += [Observation(query=query, at=TIME.end, answer=_answer(query)) for query in pending]
    return [query for query in (seen.query for seen in observations) if isinstance(query, VariableQuery)], opened


def _answer(query: VariableQuery) -> Any:
    if query.path == "query":
        samples = [{"metric": {"__name__": "m", "name": name}, "value": [TIME.end, "7"]} for name in NAMES]
        return {"resultType": "vector", "result": samples}
    if query.path == "series":
        return [{"__name__": "m", "name": name} for name in NAMES]
    return NAMES


def _of_query(query: PanelQuery) -> str:
    flags = [
        *([query.uid] if query.uid else []),
        *(["preferred"] if query.preferred else []),
        *(["logs"] if query.logs else []),
        *(["instant"] if query.instant else []),
        *(["reduced"] if query.reduced else []),
        *([f"unit {query.unit}"] if query.unit else []),
        *([f"legend {query.legend}"] if query.legend else []),
    ]
    return f"{query.panel!r} {query.ref} {query.source} ({', '.join(flags)}): {query.query!r}"


def _of_unasked(unasked: Unasked) -> str:
    what = "not asked" if unasked.whole else "partly not asked"
    return f"{what}: {unasked.panel!r}: {unasked.why}"
