"""Every panel of a dashboard has data: each of its queries returns samples or lines, asked of the real data source or
of Grafana."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal

from lab.dashboards.panel_queries import PanelQuery
from lab.expectations.eval_context import Moment
from lab.expectations.results import failed, passed, points_of, shortened
from lab.expectations.specs import PanelsCheck
from lab.language import reasons
from lab.queries.grafana import GrafanaQuery
from lab.queries.loki import LogLines, LogRange
from lab.queries.prometheus import RangeQuery
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement, Status

STEP = 1.0
LINES = 100  # of a log panel: enough to see that it has some, and what they look like


def ask(
    query: PanelQuery, start: float, end: float, step: float, through: Literal["data source", "grafana"] = "data source"
) -> Query:
    """A panel's query as the question it is, from `start` to `end` (unix seconds)."""
    if through == "grafana":
        asked = {"ref": query.ref, "type": query.source, "uid": query.uid, "query": query.query}
        return GrafanaQuery(**asked, start=start, end=end, step=step)
    if query.source == "prometheus":
        return RangeQuery(query=query.query, start=start, end=end, step=step)
    if query.logs:
        return LogLines(query=query.query, start=start, end=end, limit=LINES)
    return LogRange(query=query.query, start=start, end=end, step=step)


def asks(check: PanelsCheck, moment: Moment) -> tuple[Query, ...]:
    return tuple(ask(query, moment.lab_started, moment.now, STEP, check.through) for query in check.queries)


def judge(check: PanelsCheck, observations: tuple[Observation, ...], moment: Moment) -> Judgement:
    panels = dict.fromkeys(query.panel for query in check.queries)
    expected = f"each of {len(panels)} panels has data" + (", asked of Grafana" if check.through == "grafana" else "")
    empty, refused = [], []
    for query, observation in zip(check.queries, observations, strict=True):
        if observation.refused:
            refused.append(f"{query.panel} ({query.ref}): {observation.error}")
        elif observation.error:
            return Judgement(
                status=Status.UNDECIDED, reason=reasons.NOT_OBSERVED, expected=expected, actual=observation.error
            )
        elif not _has_data(observation):
            empty.append(f"{query.panel} ({query.ref}): {query.query}")
    if refused:
        return failed(reasons.QUERY_ERROR, expected, shortened(refused), final=True)
    if empty:
        off = f"{len(empty)} of {len(check.queries)} queries return nothing"
        return failed(reasons.NO_DATA, expected, shortened(empty, 4), difference=off)
    return passed(expected, _returned(check.queries))


def _returned(queries: Sequence[PanelQuery]) -> str:
    kinds = {"samples": sum(not query.logs for query in queries), "lines": sum(query.logs for query in queries)}
    words = [f"{n} {'query returns' if n == 1 else 'queries return'} {what}" for what, n in kinds.items() if n]
    return ", ".join(words)


def _has_data(observation: Observation) -> bool:
    match observation.query:
        case GrafanaQuery():
            return any(_frame_has_data(frame) for frame in observation.answer.get("frames") or ())
        case LogLines():
            return any(stream["values"] for stream in observation.answer["result"])
    return any(not math.isnan(value) for _, points in points_of(observation.answer) for _, value in points)


def _frame_has_data(frame: Any) -> bool:
    """No data is a frame without fields. Of samples, JSON has no NaN and no infinity: a null stands for them, and
    `entities` tells where which of them was."""
    data = frame["data"]
    kinds = [field["type"] for field in frame["schema"]["fields"]]
    special = data.get("entities") or [None] * len(kinds)
    for kind, values, others in zip(kinds, data["values"], special, strict=True):
        if kind == "string" and values:
            return True
        infinite = others and (others.get("Inf") or others.get("NegInf"))
        if kind == "number" and (infinite or any(value is not None for value in values)):
            return True
    return False
