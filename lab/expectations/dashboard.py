"""`dashboard`: Grafana has a dashboard with the expected title, folder, origin and panels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import Field

from lab.dashboards.data_sources import MIXED
from lab.dashboards.panels import Panel, panels_of
from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check, Expectation
from lab.expectations.formatting import first_of
from lab.expectations.plan_context import At, PlanContext
from lab.expectations.registry import register
from lab.expectations.results import Mismatch, failed, failed_for, passed
from lab.language.json_values import mapping, mappings
from lab.language.reasons import NOT_THERE, WRONG_VALUE
from lab.queries.grafana import GrafanaDashboard
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement

_VARIABLE = re.compile(r"\$\{(\w+)\}|\$(\w+)")


@register
class DashboardExpectation(Expectation, Check):
    """Grafana has a dashboard with the expected title, folder, origin and panels."""

    kind = "dashboard"
    group = "dashboards"
    reasons = (NOT_THERE, WRONG_VALUE)

    dashboard: str = Field(description="uid of the dashboard")
    title: str | None = Field(None, description="expected title. Default: any")
    folder: str | None = Field(None, description="expected title of its folder. Default: any")
    provisioned: bool | None = Field(
        None, description="true: provisioned from a file; false: imported, or created in Grafana. Default: either"
    )
    panels: int | None = Field(
        None, ge=1, le=1_000_000, description="expected number of panels, without rows. Default: any"
    )
    uses: str | None = Field(
        None, description="uid of the data source that every panel with queries must name. Default: any"
    )

    def plan(self, at: At, within: float, ctx: PlanContext) -> Check:
        return self

    def expected(self, ctx: EvalContext) -> str:
        parts = [f"a dashboard {self.dashboard}"]
        if self.title is not None:
            parts.append(f"called {self.title!r}")
        if self.folder is not None:
            parts.append(f"in the folder {self.folder!r}")
        if self.provisioned is not None:
            parts.append("provisioned" if self.provisioned else "not provisioned")
        if self.panels is not None:
            parts.append(f"with {self.panels} panels")
        if self.uses is not None:
            parts.append(f"each panel naming the data source {self.uses}")
        return ", ".join(parts)

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        return (GrafanaDashboard(uid=self.dashboard),)

    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        answer = GrafanaDashboard.read(observations[0].answer)
        if answer.dashboard is None:
            hint = "is its file in the slot 'dashboards' of grafana, or was it imported before? the uid is in the file"
            return failed(NOT_THERE, expected, answer.message, hint=hint)
        dashboard, meta = answer.dashboard, answer.meta or {}
        panels = panels_of(dashboard)
        mismatches = [*self._wrong_settings(dashboard, meta), *self._wrong_panels(dashboard, panels)]
        if mismatches:
            return failed_for(expected, mismatches)
        return passed(expected, f"{dashboard.get('title')}, in {meta.get('folderTitle')}, with {len(panels)} panels")

    def _wrong_settings(self, dashboard: Mapping[str, Any], meta: Mapping[str, Any]) -> Iterator[Mismatch]:
        if self.title is not None and dashboard.get("title") != self.title:
            yield Mismatch(WRONG_VALUE, f"its title is {dashboard.get('title')!r}")
        if self.folder is not None and meta.get("folderTitle") != self.folder:
            yield Mismatch(WRONG_VALUE, f"it is in the folder {meta.get('folderTitle')!r}")
        # With `allowUiUpdates` Grafana only says which file the dashboard came from.
        provisioned = bool(meta.get("provisioned") or meta.get("provisionedExternalId"))
        if self.provisioned is not None and provisioned is not self.provisioned:
            yield Mismatch(WRONG_VALUE, "it is not provisioned" if self.provisioned else "it is provisioned")

    def _wrong_panels(self, dashboard: Mapping[str, Any], panels: tuple[Panel, ...]) -> Iterator[Mismatch]:
        if self.panels is not None and len(panels) != self.panels:
            difference = f"{len(panels) - self.panels:+d} panels"
            yield Mismatch(WRONG_VALUE, f"it has {len(panels)} panels", difference=difference)
        if self.uses is not None and (others := _others(self.uses, dashboard, panels)):
            yield Mismatch(WRONG_VALUE, f"another data source is named by {first_of(others, 4)}")
        if self.uses is not None and not any(panel.has_queries for panel in panels):
            yield Mismatch(WRONG_VALUE, "it has no panel that asks a data source")


def _others(uid: str, dashboard: Mapping[str, Any], panels: Iterable[Panel]) -> list[str]:
    """Panels that name other data sources than `uid`, with those; a variable stands for its saved value."""
    others = []
    for panel in panels:
        references = [panel.datasource, *(target.get("datasource") for target in panel.targets)]
        uids = dict.fromkeys(_uid(reference, dashboard) for reference in references if reference is not None)
        named = list(uids) or ["none"]
        other = [name for name in named if name not in (uid, MIXED)]
        if panel.has_queries and (other or named == [MIXED]):
            others.append(f"{panel.name!r} ({', '.join(other or [MIXED])})")
    return others


def _uid(reference: Any, dashboard: Mapping[str, Any]) -> str:
    """The uid in the `datasource` of a panel or query: a mapping since Grafana 8.3, a bare name before."""
    uid = str(reference.get("uid", "none") if isinstance(reference, Mapping) else reference)
    variable = _VARIABLE.fullmatch(uid)
    if variable is None:
        return uid
    variables = mappings(mapping(dashboard.get("templating")).get("list"))
    values = {entry.get("name"): mapping(entry.get("current")).get("value") for entry in variables}
    return str(values.get(variable[1] or variable[2]) or uid)
