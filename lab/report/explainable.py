"""The query of a failed expectation whose empty result is worth explaining, and the moment it was asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lab.errors import UsageError
from lab.language import reasons
from lab.language.promql import quoted
from lab.queries.answer import UnexpectedAnswer
from lab.queries.grafana import GrafanaQuery
from lab.queries.prometheus import (
    ROLE,
    Exemplars,
    FreshRange,
    InstantQuery,
    MetricNames,
    QueryAt,
    RangeQuery,
    Rules,
    Targets,
)
from lab.record.observation import Observation
from lab.record.verdict import Status, Verdict
from lab.why.alerts import ALERTS
from lab.why.expression import Selector, parts
from lab.why.parser import parse

_EMPTY = (reasons.NO_SERIES, reasons.NO_DATA, reasons.MISSING_SERIES)


@dataclass(frozen=True, slots=True)
class Explainable:
    """A query that returned nothing `at` a moment (unix seconds). `certain`: False when it may have returned data,
    which then explains nothing. `service`: the Prometheus that was asked; empty for the only one."""

    query: str
    at: float
    certain: bool = True
    service: str = ""


def explainable(verdict: Verdict) -> Explainable | None:
    if verdict.status is not Status.FAILED:
        return None
    if verdict.judgement.reason in _EMPTY:
        return next(_empty_queries(verdict), None)
    if verdict.judgement.reason == reasons.NO_TARGET:
        return next(_up_of_targets(verdict), None)
    if verdict.judgement.reason == reasons.NO_RULE:
        return next(_alerts_of_no_rule(verdict), None)
    if verdict.judgement.reason == reasons.NEVER_FIRED:
        return next(_rule_queries(verdict), None)
    if verdict.judgement.reason == reasons.NOT_DELIVERED and verdict.judgement.missing and verdict.evidence:
        return Explainable(verdict.judgement.missing[0], verdict.evidence[-1].at, certain=False)
    return None


def selector_without_exemplars(verdict: Verdict) -> str:
    """The series selector of a failed expectation that found no exemplars; empty for any other verdict."""
    if verdict.status is not Status.FAILED or verdict.judgement.reason != reasons.NO_SERIES:
        return ""
    return next((one.query.selector for one in verdict.evidence if isinstance(one.query, Exemplars)), "")


def prometheus_asked(verdict: Verdict) -> str:
    """The Prometheus that its queries were asked of; empty for the only one."""
    asked = (one.query.ask for one in verdict.evidence if ROLE in one.query.roles())
    return next((service for service in asked if service), "")


def _empty_queries(verdict: Verdict) -> Iterator[Explainable]:
    """The queries that returned nothing, and when."""
    for observation in verdict.evidence:
        query = _query(observation)
        if query and not _has_data(observation.answer):
            yield Explainable(query, observation.at, service=observation.query.ask)
        elif isinstance(observation.query, MetricNames) and verdict.judgement.missing:
            yield Explainable(verdict.judgement.missing[0], observation.at, service=observation.query.ask)


def _up_of_targets(verdict: Verdict) -> Iterator[Explainable]:
    """Of a job without targets: it has no `up`."""
    for observation in verdict.evidence:
        if isinstance(observation.query, Targets) and not observation.error:
            up = f"up{{job={quoted(observation.query.job)}}}"
            yield Explainable(up, observation.at, certain=False, service=observation.query.ask)


def _alerts_of_no_rule(verdict: Verdict) -> Iterator[Explainable]:
    """Of an alert whose rule is not loaded: it has no `ALERTS`."""
    for observation in verdict.evidence:
        for name in _alert_names(observation):
            alerts = f"{ALERTS[0]}{{alertname={quoted(name)}}}"
            yield Explainable(alerts, observation.at, service=observation.query.ask)


def _rule_queries(verdict: Verdict) -> Iterator[Explainable]:
    """The expression of the alert that never fired; nothing when the alert was active."""
    names = [name for observation in verdict.evidence for name in _alert_names(observation)]
    active = any(_has_data(one.answer) for one in verdict.evidence if list(_alert_names(one)))
    for observation in verdict.evidence:
        if isinstance(observation.query, Rules) and not observation.error and not active:
            try:
                rules = Rules.read(observation.answer)
            except UnexpectedAnswer:
                continue
            service = observation.query.ask
            yield from (
                Explainable(rule.query, observation.at, service=service) for rule in rules if rule.name in names
            )


def _alert_names(observation: Observation) -> Iterator[str]:
    """The alerts whose ALERTS series were asked for."""
    if not isinstance(observation.query, RangeQuery):
        return
    try:
        expression = parse(observation.query.query)
    except UsageError:
        return
    for part in parts(expression):
        if isinstance(part, Selector) and part.name in ALERTS:
            yield from (m.value for m in part.labelled if (m.label, m.op) == ("alertname", "="))


def _query(observation: Observation) -> str:
    if observation.error:
        return ""
    match observation.query:
        case InstantQuery(query=query) | RangeQuery(query=query) | FreshRange(query=query) | QueryAt(query=query):
            return query
        case GrafanaQuery(query=query, type="prometheus"):
            return query
        case MetricNames(selector=selector):
            return selector
    return ""


def _has_data(answer: Any) -> bool:
    """Whether an answer is not empty: a list of names, a result of Prometheus' API, or frames of Grafana's."""
    if not isinstance(answer, dict):
        return bool(answer)
    frames = answer.get("frames")
    if frames is not None:
        return any(column for frame in frames for column in frame.get("data", {}).get("values", ()))
    return bool(answer.get("result"))
