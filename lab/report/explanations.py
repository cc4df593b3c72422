"""Explains why the query of a failed expectation returned nothing: as the run explained it while the backends answered,
or else from the inventory in the record."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field, replace
from typing import TypeGuard

from lab.errors import UsageError
from lab.language import reasons
from lab.language.dialect import Dialect
from lab.language.times import format_time
from lab.record.event import ActionDone, Event, Evidence, Judged, RunStarted
from lab.record.observation import Observation
from lab.record.run_record import RunRecord
from lab.record.verdict import Empty, Status, Verdict
from lab.report.empty_panels import FEW, causes_text, with_all_causes
from lab.report.explainable import Explainable, explainable, prometheus_asked, selector_without_exemplars
from lab.report.log_senders import why_no_lines
from lab.why.evaluation import Evaluate
from lab.why.exemplars import why_no_exemplars
from lab.why.explain import explain
from lab.why.inventory import Inventory
from lab.why.model import Cause, Explanation, Finding
from lab.why.serialization import dialects_of, read_detail
from lab.why.text import format_text, summary

_ABSENT = (Cause.NEVER_SENT, Cause.MATCHER, Cause.STALE, Cause.ENDED, Cause.LOOKBACK, Cause.LATER)
_SAME_MOMENT_S = 0.0006  # commands give moments in milliseconds


@dataclass(frozen=True, slots=True)
class QueryExplanation:
    """Both may be empty. `command` prints the whole explanation."""

    why: str = ""
    command: str = ""


@dataclass(frozen=True, slots=True)
class Explainer:
    """`inventory`: the series of `service`, or of the first Prometheus; None when the record has no inventory."""

    record: RunRecord
    inventory: Inventory | None
    dialects: dict[str, Dialect] = field(default_factory=dict)
    service: str = ""

    @staticmethod
    def of(record: RunRecord, service: str = "") -> Explainer:
        events = (event for event in record.events if isinstance(event, Evidence) and event.kind == "inventory")
        event = next((event for event in events if service in ("", event.name)), None)
        if event is None:
            return Explainer(record, None, service=service)
        inventory = read_detail(event.name, event.detail)
        return Explainer(record, inventory, dialects_of(event.detail) if inventory else {}, service)

    def explain(self, verdict: Verdict) -> QueryExplanation:
        one = explainable(verdict)
        asked = one.service if one is not None else prometheus_asked(verdict)
        return self._for(asked)._explain_verdict(verdict, one)

    def _for(self, service: str) -> Explainer:
        """The one with the series of this Prometheus."""
        return self if service == self.service else Explainer.of(self.record, service)

    def _explain_verdict(self, verdict: Verdict, one: Explainable | None) -> QueryExplanation:
        refused = verdict.judgement.refused
        if (empty := verdict.judgement.empty) and not refused:
            return QueryExplanation(causes_text(empty), self._command(empty, verdict.evidence))
        if verdict.judgement.reason == reasons.NO_LINES and verdict.status is Status.FAILED:
            return QueryExplanation("; ".join(why_no_lines(verdict, self.record)))
        if self.inventory is not None and (selector := selector_without_exemplars(verdict)):
            return QueryExplanation(why_no_exemplars(selector, self.inventory))
        if self.inventory is None or one is None:
            return QueryExplanation(refused)
        stored = stored_explanation(self.record, one.query, one.at, self.service)
        why, arrived = self._explain(one) if stored is None else _from_detail(stored)
        if refused and not arrived:  # an inventory of what has arrived cannot tell why it has not
            return QueryExplanation(refused)
        if not why:
            return QueryExplanation()
        return QueryExplanation(why, self._why_command(one.query, one.at))

    def _explain(self, one: Explainable) -> tuple[str, bool]:
        assert self.inventory is not None
        explanation = explain_at(one, self.inventory, self.dialects, action_times(self.record))
        return ("", False) if explanation is None else (summary(explanation), _arrived(explanation))

    def with_causes(self, verdict: Verdict) -> Verdict:
        """The verdict with the causes of what a dashboard's panels and variables did not return."""
        if not verdict.judgement.empty:
            return verdict
        return self._for(prometheus_asked(verdict))._with_causes(verdict)

    def _with_causes(self, verdict: Verdict) -> Verdict:
        if self.inventory is None:
            return verdict
        at = verdict.evidence[-1].at
        inventory = self.inventory.as_of(at, faulted=any(acted > at for acted in action_times(self.record)))
        empty = verdict.judgement.empty
        if len(empty) <= FEW:
            empty = tuple(map(self._with_stored_cause, empty))
        empty = with_all_causes(empty, inventory, self.dialects)
        return verdict.model_copy(update={"judgement": verdict.judgement.model_copy(update={"empty": empty})})

    def _with_stored_cause(self, empty: Empty) -> Empty:
        """With what the run explained of the query while the backends answered."""
        for event in self.record.events:
            if _explains(event, empty.promql, self.service):
                summary = str(event.detail.get("summary") or "")
                return empty.model_copy(update={"cause": summary}) if summary and not empty.cause else empty
        return empty

    def _command(self, empty: tuple[Empty, ...], evidence: tuple[Observation, ...]) -> str:
        query = next((one.promql for one in empty if one.promql and not one.allowed), "")
        if not query or not evidence or self.inventory is None:
            return ""
        return self._why_command(query, evidence[-1].at)

    def _why_command(self, query: str, at: float) -> str:
        service = f" --service {self.service}" if self.service else ""
        return f"lab why {shlex.quote(query)} --run {_run_name(self.record)} --at {format_time(at)}{service}"


def _explains(event: Event, query: str, service: str) -> TypeGuard[Evidence]:
    """Whether it is the explanation of a query that was asked of this Prometheus (empty: of the only one)."""
    if not isinstance(event, Evidence) or event.kind != "explanation" or event.name != query:
        return False
    return event.detail.get("service", "") in ("", service)


def _from_detail(stored: Evidence) -> tuple[str, bool]:
    return str(stored.detail.get("summary", "")), bool(stored.detail.get("arrived"))


def _arrived(explanation: Explanation) -> bool:
    """Whether the cause is one of the query, for data that is there: another name, label, threshold or moment."""
    return any(finding.proposals or finding.cause not in _ABSENT for finding in explanation.findings[:1])


def with_causes(record: RunRecord) -> RunRecord:
    """The record in which every panel without data has its cause. Worked out once: a dashboard may have hundreds."""
    if not any(verdict.judgement.empty for verdict in record.verdicts):
        return record
    explainer = Explainer.of(record)
    events = tuple(
        event.model_copy(update={"verdict": explainer.with_causes(event.verdict)})
        if isinstance(event, Judged)
        else event
        for event in record.events
    )
    return record.model_copy(update={"events": events})


def explain_at(
    one: Explainable,
    inventory: Inventory,
    dialects: dict[str, Dialect],
    actions: tuple[float, ...],
    evaluate: Evaluate | None = None,
) -> Explanation | None:
    """At the moment of the expectation. `actions`: when steps acted on services (unix seconds). None for a query that
    lab cannot parse, which may still be valid for Prometheus."""
    faulted = any(at > one.at for at in actions)
    try:
        then = inventory.as_of(one.at, faulted=faulted)
        explanation = explain(one.query, then, dialects, evaluate, was_empty=evaluate is None and one.certain)
    except UsageError:
        return None
    if explanation.series and not one.certain:
        return None
    if not explanation.series or evaluate is None:
        return explanation
    message = f"it now returns {explanation.series} series for that moment: their samples were stored later"
    return replace(explanation, findings=(Finding(Cause.LATER, message),))


def explanation_evidence(one: Explainable, explanation: Explanation, at_ms: int) -> Evidence:
    """For the record, so that reports and `lab why --run --at` say the same."""
    text = format_text(explanation, f" at {format_time(one.at)}")
    detail = {
        "at": one.at,
        "summary": summary(explanation),
        "explained": bool(explanation.findings),
        "service": one.service,
        "arrived": _arrived(explanation),
    }
    return Evidence(at_ms=at_ms, kind="explanation", name=one.query, text=text, detail=detail)


def stored_explanation(record: RunRecord, query: str, at: float, service: str = "") -> Evidence | None:
    """What the run explained of this query at this moment (unix seconds), asked of this Prometheus."""
    for event in record.events:
        if _explains(event, query, service) and abs(float(event.detail.get("at", 0.0)) - at) < _SAME_MOMENT_S:
            return event
    return None


def action_times(record: RunRecord) -> tuple[float, ...]:
    """When steps acted on services, in unix seconds."""
    return tuple(record.started + event.at_ms / 1000 for event in record.events if isinstance(event, ActionDone))


def _run_name(record: RunRecord) -> str:
    """The run's folder below lab-runs."""
    lab = next((event.lab for event in record.events if isinstance(event, RunStarted)), "")
    return lab.removeprefix("lab-")
