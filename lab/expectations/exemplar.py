"""`exemplar`: a series has exemplars with trace ids, and the traces exist."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check, Expectation
from lab.expectations.formatting import first_of, format_labels, format_value
from lab.expectations.plan_context import At, PlanContext, parses
from lab.expectations.registry import register
from lab.expectations.results import Mismatch, failed, failed_for, passed
from lab.language.reasons import NO_SERIES, NO_TRACES, WRONG_LABELS
from lab.queries.prometheus import Exemplars
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement

# Each link may lack them.
EXEMPLAR_CHAIN = (
    "the application must record them, its exposition must be OpenMetrics (a Collector's prometheus exporter: "
    "enable_open_metrics), and Prometheus keeps them only with --enable-feature=exemplar-storage"
)


@register
class ExemplarExpectation(Expectation, Check):
    """A series has at least one exemplar since the lab started, and every exemplar has a trace id.

    With `opens`, the traces must exist too.
    """

    kind = "exemplar"
    group = "logs and traces"
    reasons = (NO_SERIES, WRONG_LABELS, NO_TRACES)

    exemplar: str = Field(description="PromQL series selector, for example http_server_request_duration_seconds_bucket")
    label: str = Field("trace_id", description="label of the exemplar that holds the trace id. Default: trace_id")
    opens: Literal["a trace"] | None = Field(
        None, description="every trace named by an exemplar exists; the first 100 are looked up. Default: not checked"
    )

    def plan(self, at: At, within: float, ctx: PlanContext) -> Check:
        parses(self.exemplar, at("exemplar"), ctx)
        return self

    def expected(self, ctx: EvalContext) -> str:
        return f"exemplars with a {self.label}" + (", and each opens a trace" if self.opens else "")

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        label = self.label if self.opens else ""
        return (Exemplars(selector=self.exemplar, start=ctx.lab_started, end=ctx.now, label=label),)

    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        answer = Exemplars.read(observations[0].answer)
        exemplars = [(series.series_labels, exemplar) for series in answer.series for exemplar in series.exemplars]
        if not exemplars:
            hint = f"{EXEMPLAR_CHAIN}; asked for {self.exemplar}"
            return failed(NO_SERIES, expected, "no exemplars", hint=hint)
        mismatches = []
        unlabelled = [(labels, exemplar) for labels, exemplar in exemplars if not exemplar.labels.get(self.label)]
        if unlabelled:
            which = [f"{format_labels(exemplar.labels)} of {format_labels(labels)}" for labels, exemplar in unlabelled]
            difference = f"{len(unlabelled)} of {len(exemplars)} exemplars have no {self.label}"
            mismatches.append(Mismatch(WRONG_LABELS, first_of(which, 3), difference=difference))
        missing = [trace for trace, exists in answer.opened.items() if not exists]
        if missing:
            difference = f"{len(missing)} of {len(answer.opened)} traces do not open"
            hint = "is the trace sampled, and sent to where it is looked for?"
            mismatches.append(Mismatch(NO_TRACES, f"no trace {first_of(missing, 3)}", difference=difference, hint=hint))
        if mismatches:
            return failed_for(expected, mismatches)
        labels, exemplar = exemplars[0]
        first = f"{format_labels(exemplar.labels)} = {format_value(exemplar.value)} of {format_labels(labels)}"
        opened = ""
        if self.opens:
            opened = f"; {_traces_opened(answer.opened, {one.labels[self.label] for _, one in exemplars})} traces open"
        return passed(expected, f"{len(exemplars)} exemplars, for example {first}{opened}")


def _traces_opened(opened: dict[str, bool], named: set[str]) -> str:
    """Not more than a hundred are looked up, and then it is said."""
    return f"all of {len(named)}" if len(opened) == len(named) else f"the {len(opened)} looked up of {len(named)}"
