"""`logs`: a log query finds the expected number of lines, with the expected text and labels."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import Field, model_validator

from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check, Expectation
from lab.expectations.formatting import first_of, format_labels, shorten
from lab.expectations.label_condition import LabelCondition
from lab.expectations.load_counts import ExpectedCount, expected_count, load_of, reject_zero, unusable_load
from lab.expectations.logql_queries import check_logql
from lab.expectations.patterns import Pattern, matches
from lab.expectations.plan_context import At, PlanContext
from lab.expectations.registry import register
from lab.expectations.results import Mismatch, failed, failed_for, passed
from lab.language.conditions import Condition
from lab.language.reasons import LOAD_OFF, NO_LINES, WRONG_LABELS, WRONG_LINES
from lab.queries.loki import LogLines, Stream
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement

_MAX_QUOTED = 160  # characters of a line in a message
_PARSER_ERROR = "__error__"  # label of a line that a stage of the query could not parse


@register
class LogsExpectation(Expectation):
    """A LogQL log query finds the expected number of lines since the lab started, with the expected text and labels."""

    kind = "logs"
    group = "logs and traces"
    reasons = (NO_LINES, WRONG_LINES, WRONG_LABELS, LOAD_OFF)

    logs: str = Field(description='LogQL log query, for example \'{container="api"} |= "ERROR"\'')
    lines: Condition | None = Field(
        None,
        description="condition on the number of lines, for example '== 40' or 'equals the load'. Default: at least one",
    )
    route: str | None = Field(
        None, description="with 'equals the load': compare with the requests to this route only. Default: all routes"
    )
    every_line: Pattern | None = Field(
        None, description="text of every line, or a /regular expression/ found in it. Default: any"
    )
    labels: LabelCondition | None = Field(
        None,
        description="condition on the labels of every stream, including those that the query extracts and those that "
        "Loki adds (service_name, detected_level). Default: any labels",
    )

    @model_validator(mode="after")
    def _not_zero(self) -> LogsExpectation:
        share = "(sum(rate(these [1m])) or vector(0)) / sum(rate(all [1m]))"
        reject_zero(self.lines, "lines", f"expect with 'logql' that their share of all is 0: {share}")
        return self

    def plan(self, at: At, within: float, ctx: PlanContext) -> LogsCheck:
        check_logql(self.logs, at("logs"), ctx, lines=True)
        return LogsCheck(self, load_of(self.lines, self.route, at, "lines", ctx))


@dataclass(frozen=True, slots=True)
class LogsCheck(Check):
    """`load` names the load whose count (of `expectation.route`, or all) the lines must equal."""

    expectation: LogsExpectation
    load: str | None

    def expected(self, ctx: EvalContext) -> str:
        parts = [f"lines: {self._count(ctx)}"]
        if self.expectation.every_line:
            parts.append(f"every line is {self.expectation.every_line}")
        if self.expectation.labels:
            parts.append(f"every stream {self.expectation.labels}")
        return ", ".join(parts)

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        return (LogLines(query=self.expectation.logs, start=ctx.lab_started, end=ctx.now),)

    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        query = observations[0].query
        assert isinstance(query, LogLines)
        streams = LogLines.read(observations[0].answer)
        lines = [line for stream in streams for line in stream.lines]
        if not lines:
            return failed(NO_LINES, expected, "no lines", hint=f"the query was {self.expectation.logs}")
        if self.load and (unusable := unusable_load(expected, ctx.load)):
            return unusable
        # Lines do not change any more: a mismatch of one is final.
        mismatches = [
            mismatch
            for mismatch in (
                self._count(ctx).mismatch(WRONG_LINES, len(lines), cut=len(lines) >= query.limit),
                self._other_lines(lines),
                self._wrong_labels(streams),
            )
            if mismatch is not None
        ]
        if not mismatches:
            return passed(expected, f"{len(lines)} lines, for example {_quote(lines[0])}")
        unparsed = {stream.labels[_PARSER_ERROR] for stream in streams if _PARSER_ERROR in stream.labels}
        hint = f"Loki could not parse some lines ({', '.join(sorted(unparsed))}); see their labels" if unparsed else ""
        return failed_for(expected, mismatches, hint=hint)

    def _count(self, ctx: EvalContext) -> ExpectedCount:
        load = ctx.load if self.load else None
        return expected_count("line", self.expectation.lines, load, self.expectation.route)

    def _other_lines(self, lines: list[str]) -> Mismatch | None:
        pattern = self.expectation.every_line
        others = [line for line in lines if pattern and not matches(pattern, line)]
        if not others:
            return None
        return Mismatch(
            WRONG_LINES,
            f"lines that do not match: {first_of([_quote(line) for line in others], 3)}",
            final=True,
            difference=f"{len(others)} of {len(lines)} lines do not match",
        )

    def _wrong_labels(self, streams: list[Stream]) -> Mismatch | None:
        condition = self.expectation.labels
        if condition is None:
            return None
        wrong = [(stream.labels, texts) for stream in streams if (texts := condition.mismatches(stream.labels))]
        if not wrong:
            return None
        return Mismatch(
            WRONG_LABELS,
            first_of([f"{_quote(format_labels(labels))}: {', '.join(texts)}" for labels, texts in wrong], 3),
            final=True,
            difference=f"{len(wrong)} of {len(streams)} streams",
        )


def _quote(text: str) -> str:
    return shorten(text, _MAX_QUOTED)
