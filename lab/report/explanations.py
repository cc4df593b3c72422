"""Why the query of an expectation that was not met returned nothing, by what the record keeps of the backends."""

from __future__ import annotations

import re
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
from lab.why.explaining import explain
from lab.why.inventory import Inventory
from lab.why.recorded import dialects_of, read_back
from lab.why.telling import gist

_EMPTY = (reasons.NO_SERIES, reasons.NO_DATA, reasons.MISSING_SERIES)
_MISSING = re.compile(r"missing: ([a-zA-Z_:][a-zA-Z0-9_:]*)")


@dataclass(frozen=True, slots=True)
class Explained:
    """`why` may be empty. `ask` is the command that tells all of it."""

    why: str = ""
    ask: str = ""


@dataclass(frozen=True, slots=True)
class Explaining:
    """`held`: the first backend's inventory, None when the record keeps none."""

    record: RunRecord
    held: Inventory | None
    dialects: dict[str, Dialect] = field(default_factory=dict)

    @staticmethod
    def of(record: RunRecord) -> Explaining:
        kept = (event for event in record.events if isinstance(event, Evidence) and event.kind == "inventory")
        event = next(kept, None)
        if event is None:
            return Explaining(record, None)
        held = read_back(event.name, event.detail)
        return Explaining(record, held, dialects_of(event.detail) if held else {})

    def explained(self, verdict: Verdict) -> Explained:
        judgement = verdict.judgement
        if self.held is None or verdict.status is not Status.FAILED or judgement.reason not in _EMPTY:
            return Explained()
        found = next(_empty_queries(verdict), None)
        if found is None:
            return Explained()
        query, at = found
        faulted = any(
            isinstance(event, ActionDone) and self.record.started + event.at_ms / 1000 > at
            for event in self.record.events
        )
        try:
            then = self.held.as_of(at, faulted=faulted)
            why = gist(explain(query, then, self.dialects, seen_empty=True))
        except UsageError:  # what our parser does not know, Prometheus may
            return Explained()
        return Explained(why, f"lab why {shlex.quote(query)} --run {_name(self.record)}")


def _empty_queries(verdict: Verdict) -> Iterator[tuple[str, float]]:
    """The queries that returned nothing, and when."""
    for observation in verdict.evidence:
        query = _query(observation)
        if query and not _series(observation.answer):
            yield query, observation.at
        elif isinstance(observation.query, MetricNames) and (missing := _MISSING.search(verdict.judgement.actual)):
            yield missing[1], observation.at


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


def _series(answer: Any) -> bool:
    """Whether there is anything in it: a list of names, the result of Prometheus' API, or the frames of Grafana's."""
    if not isinstance(answer, dict):
        return bool(answer)
    frames = answer.get("frames")
    if frames is not None:
        return any(column for frame in frames for column in frame.get("data", {}).get("values", ()))
    return bool(answer.get("result"))


def _name(record: RunRecord) -> str:
    """The run's folder below lab-runs."""
    lab = next((event.lab for event in record.events if isinstance(event, RunStarted)), "")
    return lab.removeprefix("lab-")
