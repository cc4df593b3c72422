"""What may be expected of logs and traces, of two queries that must agree, and of probes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, model_validator

from lab.expectations.base import Expectation, LabelCondition, Pattern, Patterns, Quantified
from lab.language.conditions import Condition


def _more_than_none(condition: Condition | None, what: str, instead: str) -> None:
    if condition and condition.holds(0) and not condition.holds(1):
        raise ValueError(f"an empty lab has no {what} either; {instead}")


class LogsExpectation(Expectation):
    """The lines a LogQL log query has found since the lab started."""

    kind = "logs"
    logs: str = Field(description='LogQL: a log query, for instance \'{container="api"} |= "ERROR"\'')
    lines: Condition | None = Field(
        None, description="how many, for instance '== 40' or 'equals the load'; at least one in any case"
    )
    route: str | None = Field(None, description="with 'equals the load': only what the load sent to this route")
    every_line: Pattern | None = Field(None, description="the text, or /regular expression/")
    labels: LabelCondition | None = Field(
        None, description="of every stream, with what the query extracts and Loki adds (service_name, detected_level)"
    )

    @model_validator(mode="after")
    def _some(self) -> LogsExpectation:
        share = "(sum(rate(these [1m])) or vector(0)) / sum(rate(all [1m]))"
        _more_than_none(self.lines, "lines", f"expect with 'logql' that their share of all is 0: {share}")
        return self


class LogMetricExpectation(Quantified):
    """Values of a LogQL metric query."""

    kind = "logql"
    logql: str = Field(description="LogQL: a metric query, for instance 'sum(rate({container=\"api\"} [1m]))'")
    load_labels: Mapping[Literal["method", "route", "status"], str] = Field(
        default_factory=dict, description="which label of the result is the load's method, route, status"
    )


class TracesExpectation(Expectation):
    """The traces of a service since the lab started."""

    kind = "traces"
    traces: str = Field(description="the service's name as its resource has it")
    operation: str | None = Field(None, description="name of the root span, for instance 'GET /api/items/{id}'")
    number: Condition | None = Field(None, description="how many traces, for instance 'equals the load'; at least one")
    route: str | None = Field(None, description="with 'equals the load': only what the load sent to this route")
    every: Patterns = Field(default_factory=dict, description="attribute of every root span -> value, or /pattern/")
    spans: Condition | None = Field(None, description="spans in each trace")

    @model_validator(mode="after")
    def _some(self) -> TracesExpectation:
        _more_than_none(self.number, "traces", "expect the traces that there are")
        return self


class ExemplarExpectation(Expectation):
    """Exemplars of a series since the lab started, and the traces they lead to."""

    kind = "exemplar"
    exemplar: str = Field(description="a series selector, for instance http_server_request_duration_seconds_bucket")
    label: str = Field("trace_id", description="the exemplar's label that holds the trace's id")
    opens: Literal["a trace"] | None = Field(None, description="every trace named is there, of the first hundred")


class AgreementExpectation(Expectation):
    """Two PromQL queries that must say the same, series by series."""

    kind = "agree"
    agree: str = Field(description="PromQL")
    with_: str = Field(alias="with", description="PromQL, matched by equal labels")
    tolerance: float = Field(0.0, ge=0, lt=1, description="share of the larger value, for instance 0.02")
    ignoring: tuple[str, ...] = Field((), description="labels that do not count in the matching")

    @model_validator(mode="after")
    def _two(self) -> AgreementExpectation:
        if self.agree.split() == self.with_.split():
            raise ValueError("'agree' and 'with' are the same query, which always agrees with itself")
        return self


class ProbeExpectation(Expectation):
    """What the blackbox exporter says of a URL it probed."""

    kind = "probe"
    probe: str = Field(description="the URL, as the label 'instance' has it after relabelling")
    succeeds: bool = True
    status: int | None = Field(None, description="HTTP status of the answer")
    job: str | None = None
