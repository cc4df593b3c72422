"""`collector`: what a Collector says about itself: how much it accepted, sent and lost, and its queues."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, WithJsonSchema, model_validator
from pydantic.functional_validators import BeforeValidator

from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check, Expectation
from lab.expectations.formatting import format_value
from lab.expectations.plan_context import At, PlanContext, service_port
from lab.expectations.registry import register
from lab.expectations.results import Mismatch, failed, failed_for, passed
from lab.language.conditions import Condition, parse_condition
from lab.language.reasons import WRONG_VALUE, declare
from lab.queries.collector import CollectorTelemetry, Counted
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement

NO_TELEMETRY = declare("no_telemetry", "The Collector has no such component, or counts nothing of this signal.")

_ITEMS = {"metrics": "metric_points", "logs": "log_records", "traces": "spans"}
_ALL_SENT = "all"
# Key -> the side of the Collector, and its metrics; those with {} count items of a signal.
_METRICS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "accepted": ("receiver", ("receiver_accepted_{}",)),
    "refused": ("receiver", ("receiver_refused_{}", "receiver_failed_{}")),
    "sent": ("exporter", ("exporter_sent_{}",)),
    "failed": ("exporter", ("exporter_send_failed_{}", "exporter_enqueue_failed_{}")),
    "queue_size": ("exporter", ("exporter_queue_size",)),
    "queue_capacity": ("exporter", ("exporter_queue_capacity",)),
}
_ZERO_IF_MISSING = ("refused", "failed")  # counters that a Collector exposes only once they have counted


def _sent(value: object) -> object:
    return value if value == _ALL_SENT else parse_condition(value)


Sent: TypeAlias = Annotated[
    Any, BeforeValidator(_sent), WithJsonSchema({"type": "string", "examples": ["all", "== 600", "> 0"]})
]


@register
class CollectorExpectation(Expectation):
    """A Collector's own telemetry: what it accepted, refused, sent and failed to send, and how full its queues are.

    Read from its metrics endpoint directly, not from a Prometheus that scrapes it. Numbers of receivers are summed,
    those of exporters must hold for each; `receiver` and `exporter` select one.
    """

    kind = "collector"
    group = "any service"
    reasons = (NO_TELEMETRY, WRONG_VALUE)

    collector: str = Field(description="name of the Collector's service")
    signal: Literal["metrics", "logs", "traces"] = Field(
        "metrics", description="what is counted: points of metrics, log records, or spans of traces. Default: metrics"
    )
    receiver: str | None = Field(None, description="receiver, for example otlp or otlp/2. Default: the sum of all")
    exporter: str | None = Field(
        None, description="exporter, for example prometheus_remote_write. Default: each of them"
    )
    accepted: Condition | None = Field(None, description="condition on what receivers accepted. Default: any")
    refused: Condition | None = Field(
        None, description="condition on what receivers refused or failed to read. Default: any"
    )
    sent: Sent = Field(
        None,
        description="condition on what the exporter sent, or `all`: as much as was accepted, which must not be 0. "
        "Default: any",
    )
    failed: Condition | None = Field(
        None, description="condition on what the exporter gave up, or could not put in its queue. Default: any"
    )
    queue_size: Condition | None = Field(None, description="condition on what waits in the queue. Default: any")
    queue_capacity: Condition | None = Field(None, description="condition on the size of the queue. Default: any")
    port: str | None = Field(
        None, description="name of the port of its own metrics. Default: metrics, which is 8888 in the component"
    )

    @model_validator(mode="after")
    def _something_to_check(self) -> CollectorExpectation:
        wanted = [key for key in _METRICS if getattr(self, key) is not None]
        if any(isinstance(one := getattr(self, key), Condition) and one.about_load for key in wanted):
            raise ValueError("a Collector counts points, records and spans, not requests; give numbers")
        if not wanted:
            raise ValueError(f"say what must be true of {', '.join(_METRICS)}")
        if all(self._holds_of_nothing(key) for key in wanted):
            raise ValueError("a Collector that got nothing passes too; add 'accepted' or 'sent'")
        return self

    def _holds_of_nothing(self, key: str) -> bool:
        condition = getattr(self, key)
        return isinstance(condition, Condition) and key != "queue_capacity" and condition.holds(0.0, 0.0)

    def plan(self, at: At, within: float, ctx: PlanContext) -> CollectorCheck | None:
        port = service_port(self.collector, self.port or "metrics", at("collector"), at("port"), ctx)
        return None if port is None else CollectorCheck(self, port)


@dataclass(frozen=True, slots=True)
class CollectorCheck(Check):
    """The expectation with its container port."""

    expectation: CollectorExpectation
    port: int

    def expected(self, ctx: EvalContext) -> str:
        wanted = self._wanted()
        texts = [f"{key} {_format(condition)}" for key, condition in wanted.items()]
        return f"{self.expectation.signal} in {self.expectation.collector}: {', '.join(texts)}"

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        return (CollectorTelemetry(service=self.expectation.collector, port=self.port),)

    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        samples = CollectorTelemetry.read(observations[0].answer)
        values = {key: self._values(key, samples) for key in _METRICS}
        actual = "; ".join(_line(key, by_component) for key, by_component in values.items() if by_component)
        if not samples:
            hint = "is service.telemetry.metrics in its configuration on a port that other containers reach?"
            return failed(NO_TELEMETRY, expected, "no metrics of receivers and exporters", hint=hint)
        accepted = sum(values["accepted"].values())
        mismatches = []
        for key, condition in self._wanted().items():
            by_component = values[key] or self._zero(key, samples)
            if not by_component:
                mismatches.append(Mismatch(NO_TELEMETRY, f"{key} is not counted for {self._selected(key)}"))
            for component, value in by_component.items():
                if not _holds(condition, value, accepted):
                    of = f" of {accepted:g}" if condition == _ALL_SENT else ""
                    mismatches.append(Mismatch(WRONG_VALUE, f"{key} is {format_value(value)}{of}{_by(component)}"))
        return failed_for(expected, mismatches, difference=actual) if mismatches else passed(expected, actual)

    def _wanted(self) -> dict[str, Condition | str]:
        return {key: condition for key in _METRICS if (condition := getattr(self.expectation, key)) is not None}

    def _values(self, key: str, samples: Iterable[Counted]) -> dict[str, float]:
        """Component -> number; all receivers together have the empty name."""
        side, names = _METRICS[key]
        wanted = {name.format(_ITEMS[self.expectation.signal]) for name in names}
        only = getattr(self.expectation, side)
        values: dict[str, float] = {}
        for sample in samples:
            component = sample.labels.get(side, "")
            if sample.name not in wanted or only not in (None, component):
                continue
            # A queue is of one signal; where its label is missing, of all.
            if sample.labels.get("data_type", self.expectation.signal) != self.expectation.signal:
                continue
            of = component if side == "exporter" else only or ""
            values[of] = values.get(of, 0.0) + sample.value
        return values

    def _zero(self, key: str, samples: list[Counted]) -> dict[str, float]:
        """0 for the components that count the opposite: what was never refused is not exposed."""
        if key not in _ZERO_IF_MISSING:
            return {}
        other = {"refused": "accepted", "failed": "sent"}[key]
        return dict.fromkeys(self._values(other, samples), 0.0)

    def _selected(self, key: str) -> str:
        side = _METRICS[key][0]
        return f"{side} {getattr(self.expectation, side)}" if getattr(self.expectation, side) else f"any {side}"


def _holds(condition: Condition | str, value: float, accepted: float) -> bool:
    if isinstance(condition, Condition):
        return condition.holds(value)
    return value == accepted > 0


def _format(condition: Condition | str) -> str:
    return condition.text if isinstance(condition, Condition) else "all that was accepted"


def _by(component: str) -> str:
    return f" in {component}" if component else ""


def _line(key: str, by_component: Mapping[str, float]) -> str:
    return f"{key} " + ", ".join(f"{format_value(value)}{_by(component)}" for component, value in by_component.items())
