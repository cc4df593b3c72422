"""`correlated`: log lines and the traces of a service have the same trace ids, so that each leads to the other."""

from __future__ import annotations

from pydantic import Field

from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check, Expectation
from lab.expectations.formatting import first_of, format_labels, shorten
from lab.expectations.logql_queries import check_logql
from lab.expectations.plan_context import At, PlanContext
from lab.expectations.registry import register
from lab.expectations.results import Mismatch, failed, failed_for, passed
from lab.language.reasons import NO_LINES, NO_TRACES, WRONG_LABELS
from lab.queries.loki import LogLines
from lab.queries.query import Query
from lab.queries.traces import Traces
from lab.record.observation import Observation
from lab.record.verdict import Judgement

_MAX_QUOTED = 160  # characters of labels in a message


@register
class CorrelationExpectation(Expectation, Check):
    """Every log line has the id of a trace that exists, and every trace of the service has a log line.

    Lines and traces since the lab started are compared. A trace whose lines are excluded by the query has none.
    """

    kind = "correlated"
    group = "logs and traces"
    reasons = (NO_LINES, NO_TRACES, WRONG_LABELS)

    correlated: str = Field(description="LogQL log query, for example '{service_name=\"api\"}'")
    with_: str = Field(alias="with", description="the service of the traces: value of service.name")
    label: str = Field(
        "trace_id",
        description="label of the lines that holds the trace id: structured metadata, or extracted by the query. "
        "Default: trace_id",
    )

    def plan(self, at: At, within: float, ctx: PlanContext) -> Check:
        check_logql(self.correlated, at("correlated"), ctx, lines=True)
        return self

    def expected(self, ctx: EvalContext) -> str:
        return f"every line has the {self.label} of a trace of {self.with_}, and every trace has a line"

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        return (
            LogLines(query=self.correlated, start=ctx.lab_started, end=ctx.now),
            Traces(service=self.with_, start=ctx.lab_started, end=ctx.now),
        )

    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        streams = [stream for stream in LogLines.read(observations[0].answer) if stream.lines]
        traces = {trace.id for trace in Traces.read(observations[1].answer)}
        if not streams:
            return failed(NO_LINES, expected, "no lines", hint=f"the query was {self.correlated}")
        if not traces:
            hint = f"does anything send spans as service {self.with_!r}?"
            return failed(NO_TRACES, expected, "no traces", hint=hint)
        ids = [(stream.labels, stream.labels.get(self.label, "")) for stream in streams]
        unnamed = [labels for labels, id_ in ids if not _names_a_trace(id_)]
        named = {id_ for _, id_ in ids if _names_a_trace(id_)}
        mismatches = []
        if unnamed:
            which = [shorten(format_labels(labels), _MAX_QUOTED) for labels in unnamed]
            difference = f"{len(unnamed)} of {len(streams)} streams have no {self.label}"
            hint = "does the logging set-up of this version put the trace id into its records?"
            mismatches.append(Mismatch(WRONG_LABELS, f"no trace id in {first_of(which, 3)}", True, difference, hint))
        if missing := sorted(named - traces):
            difference = f"{len(missing)} of {len(named)} trace ids in lines"
            mismatches.append(Mismatch(NO_TRACES, f"no trace {first_of(missing, 3)}", difference=difference))
        if silent := sorted(traces - named):
            difference = f"{len(silent)} of {len(traces)} traces have no line"
            mismatches.append(Mismatch(NO_LINES, f"no line of trace {first_of(silent, 3)}", difference=difference))
        if mismatches:
            return failed_for(expected, mismatches)
        return passed(expected, f"{len(traces)} traces with their lines, for example {min(traces)}")


def _names_a_trace(id_: str) -> bool:
    """Zeros stand for none, in OTLP as in LoggingInstrumentor's `otelTraceID`."""
    return bool(id_.strip("0"))
