"""`traces`: a service has sent the expected number of traces, with the expected spans and attributes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pydantic import Field, model_validator

from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check, Expectation
from lab.expectations.formatting import first_of
from lab.expectations.load_counts import (
    ExpectedCount,
    exceeds,
    expected_count,
    load_of,
    reject_zero,
    unusable_load,
)
from lab.expectations.patterns import Patterns, pattern_mismatches
from lab.expectations.plan_context import At, PlanContext
from lab.expectations.registry import register
from lab.expectations.results import Mismatch, failed, failed_for, passed
from lab.language.conditions import Condition
from lab.language.counting import count
from lab.language.reasons import LOAD_OFF, NO_TRACES, WRONG_LABELS, WRONG_VALUE
from lab.queries.query import Query
from lab.queries.traces import Span, Trace, Traces
from lab.record.observation import Observation
from lab.record.verdict import Judgement


@register
class TracesExpectation(Expectation):
    """A service has sent the expected traces since the lab started: their number, spans and attributes."""

    kind = "traces"
    group = "logs and traces"
    reasons = (NO_TRACES, WRONG_VALUE, WRONG_LABELS, LOAD_OFF)

    traces: str = Field(description="value of the resource attribute service.name")
    operation: str | None = Field(
        None, description="only traces whose root span has this name, for example 'GET /api/items/{id}'. Default: all"
    )
    number: Condition | None = Field(
        None, description="condition on the number of traces, for example 'equals the load'. Default: at least one"
    )
    route: str | None = Field(
        None, description="with 'equals the load': compare with the requests to this route only. Default: all routes"
    )
    every: Patterns = Field(
        default_factory=dict,
        description="attribute of every root span -> value or /regular expression/. Default: any attributes",
    )
    spans: Condition | None = Field(
        None, description="condition on the number of spans in every trace, for example '== 3'. Default: any"
    )

    @model_validator(mode="after")
    def _not_zero(self) -> TracesExpectation:
        reject_zero(self.number, "traces", "expect the traces that there are")
        return self

    def plan(self, at: At, within: float, ctx: PlanContext) -> TracesCheck:
        return TracesCheck(self, load_of(self.number, self.route, at, "number", ctx))


@dataclass(frozen=True, slots=True)
class TracesCheck(Check):
    """`load` names the load whose count (of `expectation.route`, or all) the number of traces must equal."""

    expectation: TracesExpectation
    load: str | None

    def expected(self, ctx: EvalContext) -> str:
        expectation = self.expectation
        which = f"traces of {expectation.traces}" + (
            f" that begin with {expectation.operation}" if expectation.operation else ""
        )
        parts = [f"{which}: {self._count(ctx)}"]
        parts += [f"every root span has {name} = {value}" for name, value in expectation.every.items()]
        if expectation.spans:
            parts.append(f"spans in each {expectation.spans.text}")
        return ", ".join(parts)

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        expectation = self.expectation
        operation = expectation.operation or ""
        return (Traces(service=expectation.traces, operation=operation, start=ctx.lab_started, end=ctx.now),)

    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        query = observations[0].query
        assert isinstance(query, Traces)
        traces = Traces.read(observations[0].answer)
        rooted = [(trace, trace.roots()) for trace in traces]
        # Jaeger finds the operation in any span; here only root spans count.
        named = [(trace, [root for root in roots if self._is_named(root)]) for trace, roots in rooted]
        meant = [(trace, roots) for trace, roots in named if roots]
        if not meant:
            return self._no_traces(expected, [root for _, roots in rooted for root in roots])
        if self.load and (unusable := unusable_load(expected, ctx.load)):
            return unusable
        mismatches = [
            mismatch
            for mismatch in (
                # Traces with the operation in another span count towards the limit too.
                self._wrong_number(len(meant), ctx, cut=len(traces) >= query.limit),
                self._wrong_attributes([root for _, roots in meant for root in roots]),
                self._wrong_sizes([trace for trace, _ in meant]),
            )
            if mismatch is not None
        ]
        if mismatches:
            return failed_for(expected, mismatches)
        trace, roots = meant[0]
        return passed(expected, f"{len(meant)} traces, for example {trace.id}: {roots[0].operation}")

    def _count(self, ctx: EvalContext) -> ExpectedCount:
        load = ctx.load if self.load else None
        return expected_count("trace", self.expectation.number, load, self.expectation.route)

    def _is_named(self, root: Span) -> bool:
        return self.expectation.operation is None or root.operation == self.expectation.operation

    def _no_traces(self, expected: str, roots: list[Span]) -> Judgement:
        expectation = self.expectation
        if roots:
            names = list(dict.fromkeys(root.operation for root in roots))
            return failed(NO_TRACES, expected, f"no trace has this root span; there are {first_of(names)}")
        hint = f"does anything send spans as service {expectation.traces!r}?"
        if expectation.operation:
            hint += f" leave out 'operation' to see whether it has traces other than {expectation.operation!r}"
        return failed(NO_TRACES, expected, "no traces", hint=hint)

    def _wrong_number(self, number: int, ctx: EvalContext, *, cut: bool) -> Mismatch | None:
        mismatch = self._count(ctx).mismatch(WRONG_VALUE, number, cut=cut)
        # A span looks like a root until its parent has arrived.
        return mismatch and replace(mismatch, final=mismatch.final and not self.expectation.operation)

    def _wrong_attributes(self, roots: list[Span]) -> Mismatch | None:
        every = self.expectation.every
        wrong = [(root, texts) for root in roots if (texts := pattern_mismatches(every, root.attributes))]
        if not wrong:
            return None
        names = sorted({name for root, _ in wrong for name in root.attributes})
        lacking = any(name not in root.attributes for root, _ in wrong for name in every)
        return Mismatch(
            WRONG_LABELS,
            first_of([f"{root.operation}: {', '.join(texts)}" for root, texts in wrong], 3),
            difference=f"{len(wrong)} of {len(roots)} root spans",
            hint=f"it has: {', '.join(names) or 'none'}" if lacking else "",
        )

    def _wrong_sizes(self, traces: list[Trace]) -> Mismatch | None:
        spans = self.expectation.spans
        sizes = [(trace.id, len(trace.spans)) for trace in traces]
        wrong = [(id_, size) for id_, size in sizes if spans and not spans.holds(size)]
        if not spans or not wrong:
            return None
        return Mismatch(
            WRONG_VALUE,
            first_of([f"{id_} has {count(size, 'span')}" for id_, size in wrong], 3),
            final=any(exceeds(spans, size) for _, size in wrong),
            difference=f"{len(wrong)} of {len(traces)} traces",
        )
