"""A data source of Grafana's: whether it is there, what it is set to, and what its own health check says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lab.expectations.eval_context import Moment
from lab.expectations.grafana_models import DatasourceExpectation
from lab.expectations.results import failed, passed, unobserved
from lab.language import reasons
from lab.queries.grafana import GrafanaDatasource
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement

UNCHECKED = "plugin.unavailable"  # what Grafana says of a type it cannot check


def asks(check: DatasourceExpectation, moment: Moment) -> tuple[Query, ...]:
    return (GrafanaDatasource(uid=check.datasource),)


def judge(check: DatasourceExpectation, observations: tuple[Observation, ...], moment: Moment) -> Judgement:
    expected = _expected(check)
    if missed := unobserved(expected, observations):
        return missed
    answer = observations[0].answer
    settings, health = answer["settings"], answer["health"] or {}
    if "uid" not in settings:
        advice = "is its file given to grafana's slot 'datasources', and does the uid stand in it?"
        return failed(reasons.NOT_THERE, expected, settings.get("message", "nothing"), hint=advice)
    if check.healthy is not None and health.get("messageId") == UNCHECKED:
        seen = f"Grafana has no health check for the type {settings.get('type')!r}"
        return failed(
            reasons.WRONG_VALUE, expected, seen, hint="leave 'healthy' out, or ask the component itself", final=True
        )
    wrong = _wrong(check, settings, health)
    if wrong:
        advice = f"can Grafana reach {settings.get('url')}?" if check.healthy and not _well(health) else ""
        return failed(reasons.WRONG_VALUE, expected, "; ".join(wrong), hint=advice)
    said = f", {health.get('status')}: {health.get('message')}" if check.healthy is not None else ""
    return passed(expected, f"{settings.get('name')}, {settings.get('type')} at {settings.get('url')}{said}")


def _wrong(check: DatasourceExpectation, settings: Mapping[str, Any], health: Mapping[str, Any]) -> list[str]:
    wrong = []
    if check.type is not None and settings.get("type") != check.type:
        wrong.append(f"its type is {settings.get('type')!r}")
    if check.url is not None and str(settings.get("url", "")).rstrip("/") != check.url.rstrip("/"):
        wrong.append(f"its URL is {settings.get('url')!r}")
    if check.read_only is not None and bool(settings.get("readOnly")) is not check.read_only:
        wrong.append("it can be changed" if check.read_only else "it is read-only")
    if check.healthy is not None and _well(health) is not check.healthy:
        wrong.append(f"its health is {health.get('status')}: {health.get('message')}")
    return wrong


def _well(health: Mapping[str, Any]) -> bool:
    return health.get("status") == "OK"


def _expected(check: DatasourceExpectation) -> str:
    words = [f"a data source {check.datasource}"]
    if check.type is not None:
        words.append(f"of type {check.type}")
    if check.url is not None:
        words.append(f"at {check.url}")
    if check.read_only is not None:
        words.append("read-only" if check.read_only else "not read-only")
    if check.healthy is not None:
        words.append("healthy" if check.healthy else "not healthy")
    return ", ".join(words)
