"""Explains from the inventory in a record why the query of a failed expectation returned nothing."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lab.errors import UsageError
from lab.language import reasons
from lab.language.dialect import Dialect
from lab.queries.grafana import GrafanaQuery
from lab.queries.prometheus import InstantQuery, MetricNames, RangeQuery
from lab.record.event import ActionDone, Evidence, RunStarted
from lab.record.observation import Observation
from lab.record.run_record import RunRecord
from lab.record.verdict import Status, Verdict
from lab.why.explain import explain
from lab.why.inventory import Inventory
from lab.why.serialization import dialects_of, read_detail
from lab.why.text import summary

_EMPTY = (reasons.NO_SERIES, reasons.NO_DATA, reasons.MISSING_SERIES)


@dataclass(frozen=True, slots=True)
class QueryExplanation:
    """Both may be empty. `command` prints the whole explanation."""

    why: str = ""
    command: str = ""


@dataclass(frozen=True, slots=True)
class Explainer:
    """`inventory`: the series of the first Prometheus; None when the record has no inventory."""

    record: RunRecord
    inventory: Inventory | None
    dialects: dict[str, Dialect] = field(default_factory=dict)

    @staticmethod
    def of(record: RunRecord) -> Explainer:
        events = (event for event in record.events if isinstance(event, Evidence) and event.kind == "inventory")
        event = next(events, None)
        if event is None:
            return Explainer(record, None)
        inventory = read_detail(event.name, event.detail)
        return Explainer(record, inventory, dialects_of(event.detail) if inventory else {})

    def explain(self, verdict: Verdict) -> QueryExplanation:
        judgement = verdict.judgement
        if self.inventory is None or verdict.status is not Status.FAILED or judgement.reason not in _EMPTY:
            return QueryExplanation()
        query, at = next(_empty_queries(verdict), ("", 0.0))
        if not query:
            return QueryExplanation()
        faulted = any(
            isinstance(event, ActionDone) and self.record.started + event.at_ms / 1000 > at
            for event in self.record.events
        )
        try:
            inventory = self.inventory.as_of(at, faulted=faulted)
            why = summary(explain(query, inventory, self.dialects, was_empty=True))
        except UsageError:  # a query that lab cannot parse may still be valid for Prometheus
            return QueryExplanation()
        return QueryExplanation(why, f"lab why {shlex.quote(query)} --run {_run_name(self.record)}")


def _empty_queries(verdict: Verdict) -> Iterator[tuple[str, float]]:
    """The queries that returned nothing, and when."""
    for observation in verdict.evidence:
        query = _query(observation)
        if query and not _has_data(observation.answer):
            yield query, observation.at
        elif isinstance(observation.query, MetricNames) and verdict.judgement.missing:
            yield verdict.judgement.missing[0], observation.at


def _query(observation: Observation) -> str:
    if observation.error:
        return ""
    match observation.query:
        case InstantQuery(query=query) | RangeQuery(query=query):
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


def _run_name(record: RunRecord) -> str:
    """The run's folder below lab-runs."""
    lab = next((event.lab for event in record.events if isinstance(event, RunStarted)), "")
    return lab.removeprefix("lab-")
