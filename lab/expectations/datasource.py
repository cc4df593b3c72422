"""`datasource`: Grafana has a data source with the expected settings and health."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check, Expectation
from lab.expectations.plan_context import At, PlanContext
from lab.expectations.registry import register
from lab.expectations.results import failed, passed
from lab.language.reasons import NOT_THERE, WRONG_VALUE
from lab.queries.grafana import GrafanaDatasource, host_unknown
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement

_NO_HEALTH_CHECK = "plugin.unavailable"  # Grafana's answer for a type that it cannot check


@register
class DatasourceExpectation(Expectation, Check):
    """Grafana has a data source with the expected settings, and its health check has the expected result."""

    kind = "datasource"
    group = "dashboards"
    reasons = (NOT_THERE, WRONG_VALUE)

    datasource: str = Field(description="uid of the data source")
    type: str | None = Field(None, description="expected type, for example prometheus. Default: any")
    url: str | None = Field(None, description="expected URL at which Grafana reaches it. Default: any")
    read_only: bool | None = Field(
        None, description="true: it cannot be changed in Grafana, as a provisioned one; false: it can. Default: either"
    )
    healthy: bool | None = Field(
        None, description="expected result of Grafana's health check of the data source. Default: not checked"
    )

    def plan(self, at: At, within: float, ctx: PlanContext) -> Check:
        return self

    def expected(self, ctx: EvalContext) -> str:
        parts = [f"a data source {self.datasource}"]
        if self.type is not None:
            parts.append(f"of type {self.type}")
        if self.url is not None:
            parts.append(f"at {self.url}")
        if self.read_only is not None:
            parts.append("read-only" if self.read_only else "not read-only")
        if self.healthy is not None:
            parts.append("healthy" if self.healthy else "not healthy")
        return ", ".join(parts)

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        return (GrafanaDatasource(uid=self.datasource),)

    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        answer = GrafanaDatasource.read(observations[0].answer)
        settings, health = answer.settings, answer.health or {}
        if "uid" not in settings:
            hint = "is its file in the slot 'datasources' of grafana, with this uid?"
            return failed(NOT_THERE, expected, settings.get("message", "nothing"), hint=hint)
        if self.healthy is not None and health.get("messageId") == _NO_HEALTH_CHECK:
            actual = f"Grafana has no health check for the type {settings.get('type')!r}"
            hint = "leave out 'healthy', or expect something of the component itself"
            return failed(WRONG_VALUE, expected, actual, hint=hint, final=True)
        if wrong := self._wrong(settings, health):
            unwell = self.healthy and not _is_healthy(health)
            hint = f"can Grafana reach {settings.get('url')}?" if unwell else ""
            final = bool(unwell) and host_unknown(str(health.get("message", "")))
            return failed(WRONG_VALUE, expected, "; ".join(wrong), hint=hint, final=final)
        checked = f", {health.get('status')}: {health.get('message')}" if self.healthy is not None else ""
        return passed(expected, f"{settings.get('name')}, {settings.get('type')} at {settings.get('url')}{checked}")

    def _wrong(self, settings: Mapping[str, Any], health: Mapping[str, Any]) -> list[str]:
        wrong = []
        if self.type is not None and settings.get("type") != self.type:
            wrong.append(f"its type is {settings.get('type')!r}")
        if self.url is not None and str(settings.get("url", "")).rstrip("/") != self.url.rstrip("/"):
            wrong.append(f"its URL is {settings.get('url')!r}")
        if self.read_only is not None and bool(settings.get("readOnly")) is not self.read_only:
            wrong.append("it can be changed" if self.read_only else "it is read-only")
        if self.healthy is not None and _is_healthy(health) is not self.healthy:
            wrong.append(f"its health is {health.get('status')}: {health.get('message')}")
        return wrong


def _is_healthy(health: Mapping[str, Any]) -> bool:
    return health.get("status") == "OK"
