"""`metadata`: what Prometheus knows about metrics: type, unit and help."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from pydantic import Field, model_validator

from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check, Expectation
from lab.expectations.formatting import first_of, format_labels, shorten
from lab.expectations.patterns import Pattern, matches
from lab.expectations.plan_context import At, PlanContext, parses
from lab.expectations.registry import register
from lab.expectations.results import Mismatch, failed, failed_for, passed
from lab.language.counting import count
from lab.language.reasons import CONTROL_MISSING, declare
from lab.language.strict_model import Strict
from lab.queries.metadata import MetricMetadata, TargetMetadata
from lab.queries.prometheus import InstantQuery
from lab.queries.query import Query
from lab.queries.series import series_of
from lab.record.observation import Observation
from lab.record.verdict import Judgement

NO_METADATA = declare("no_metadata", "Prometheus has no metadata of the metric.")
WRONG_METADATA = declare("wrong_metadata", "The metadata of the metric is not as expected, or there is some.")

_MAX_HELP = 80  # characters in a message

MetricType = Literal["counter", "gauge", "histogram", "gaugehistogram", "summary", "info", "stateset", "unknown"]


@dataclass(frozen=True, slots=True)
class Known:
    """The metadata of a metric. `target`: the labels of the target that exposes it."""

    type: str
    unit: str
    help: str
    target: Mapping[str, str] = field(default_factory=dict)

    @property
    def where(self) -> str:
        return f" of {format_labels(self.target)}" if self.target else ""

    def __str__(self) -> str:
        unit = f", unit {self.unit}" if self.unit else ", no unit"
        return f"{self.type}{unit}, {_quoted(self.help)}{self.where}"


class MetadataCondition(Strict):
    """What the metadata of a metric must say."""

    type: MetricType | None = Field(None, description="type of the metric. Default: any")
    unit: Pattern | None = Field(
        None, description='unit of the metric, "" for none, or a /regular expression/. Default: any'
    )
    help: Pattern | None = Field(None, description="help text, or a /regular expression/ found in it. Default: any")

    def mismatches(self, known: Known) -> list[str]:
        wanted = {"type": self.type, "unit": self.unit, "help": self.help}
        return [
            f"{name} {_quoted(getattr(known, name))}, not {pattern}"
            for name, pattern in wanted.items()
            if pattern is not None and not matches(pattern, getattr(known, name))
        ]

    def __str__(self) -> str:
        parts = [f"{name} {text!r}" for name, text in (("unit", self.unit), ("help", self.help)) if text is not None]
        return ", ".join([*([self.type] if self.type else []), *parts])


@register
class MetadataExpectation(Expectation, Check):
    """Prometheus knows the type, unit and help of metrics, or has no metadata of them.

    Metadata come with a scrape: series that were pushed, by OTLP or remote write, usually have none. With `targets`,
    each target that exposes the metric must say so.
    """

    kind = "metadata"
    group = "names and labels"
    reasons = (NO_METADATA, WRONG_METADATA, CONTROL_MISSING)

    metadata: Mapping[str, MetadataCondition | Literal["none"]] = Field(
        min_length=1,
        max_length=100,
        description="name of the metric as its client exposes it, for example http_request_duration_seconds without "
        "_bucket, and http_requests where OpenMetrics is scraped -> type, unit and help, or none",
    )
    targets: str | None = Field(
        None, description="selector of targets, for example '{job=\"api\"}'. Default: the metadata of all targets"
    )
    while_: str | None = Field(
        None,
        alias="while",
        description="with 'none', the control: PromQL query that must return something, for example the series of the "
        "metric",
    )

    @model_validator(mode="after")
    def _controlled(self) -> MetadataExpectation:
        if "none" in self.metadata.values() and not self.while_:
            raise ValueError("an empty lab has no metadata either; give a control in 'while', for example the series")
        if "none" not in self.metadata.values() and self.while_:
            raise ValueError(
                "'while' is the control of metrics that have no metadata; say 'none' of one, or leave it out"
            )
        return self

    def plan(self, at: At, within: float, ctx: PlanContext) -> Check:
        for key, query in (("targets", self.targets), ("while", self.while_)):
            if query is not None:
                parses(query, at(key), ctx)
        return self

    def expected(self, ctx: EvalContext) -> str:
        parts = [
            f"{name} has no metadata" if condition == "none" else f"{name} is {condition}"
            for name, condition in self.metadata.items()
        ]
        of = f" of targets {self.targets}" if self.targets else ""
        return f"{first_of(parts)}{of}" + (f", while {self.while_} is there" if self.while_ else "")

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        control = (InstantQuery(query=self.while_),) if self.while_ else ()
        if self.targets is None:
            return (*(MetricMetadata(metric=name) for name in self.metadata), *control)
        return (*(TargetMetadata(metric=name, targets=self.targets) for name in self.metadata), *control)

    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        mismatches: list[Mismatch] = []
        shown = []
        for (name, condition), observation in zip(self.metadata.items(), observations, strict=False):
            known = _known(observation)
            mismatches += self._mismatches(name, condition, known)
            shown += [f"{name}: {one}" for one in known[:1]]
        if self.while_ and not mismatches and not series_of(observations[-1].answer):
            hint = f"that there is none proves nothing while the control returns nothing: {self.while_}"
            return failed(CONTROL_MISSING, expected, "no metadata, and no series from the control", hint=hint)
        if mismatches:
            return failed_for(expected, mismatches)
        number = count(len(self.metadata), "metric")
        return passed(expected, f"{number}, for example {shown[0]}" if shown else f"no metadata of {number}")

    def _mismatches(
        self, name: str, condition: MetadataCondition | Literal["none"], known: tuple[Known, ...]
    ) -> Iterator[Mismatch]:
        if condition == "none":
            yield from (Mismatch(WRONG_METADATA, f"{name} has metadata: {one}") for one in known[:1])
        elif not known:
            hint = (
                "pushed series have no metadata; the name is that of the family: without _bucket, _sum and _count, and "
                "without the _total of OpenMetrics' counters"
            )
            yield Mismatch(NO_METADATA, f"{name} has no metadata", hint=hint)
        else:
            wrong = [(one, texts) for one in known if (texts := condition.mismatches(one))]
            yield from (Mismatch(WRONG_METADATA, f"{name}{one.where} has {', '.join(texts)}") for one, texts in wrong)


def _known(observation: Observation) -> tuple[Known, ...]:
    if isinstance(observation.query, TargetMetadata):
        of_targets = TargetMetadata.read(observation.answer)
        return tuple(Known(o.type, o.unit, o.help, o.target) for o in of_targets)
    entries = MetricMetadata.read(observation.answer)
    return tuple(Known(one.type, one.unit, one.help) for one in entries)


def _quoted(text: str) -> str:
    return repr(shorten(text, _MAX_HELP))
