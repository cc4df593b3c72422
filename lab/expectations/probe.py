"""`probe`: the blackbox exporter's probes of a URL succeed, or fail, with the expected status."""

from __future__ import annotations

from typing import TypeAlias

from pydantic import Field

from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check, Expectation
from lab.expectations.formatting import first_of, format_value
from lab.expectations.plan_context import At, PlanContext
from lab.expectations.registry import register
from lab.expectations.results import Mismatch, failed, failed_for, passed
from lab.language.promql import quoted
from lab.language.reasons import NO_SERIES, WRONG_VALUE
from lab.queries.prometheus import InstantQuery
from lab.queries.query import Query
from lab.queries.series import Labels, Sample, series_of
from lab.record.observation import Observation
from lab.record.verdict import Judgement

Key: TypeAlias = tuple[tuple[str, str], ...]


@register
class ProbeExpectation(Expectation, Check):
    """Every probe of a URL by the blackbox exporter succeeds, or fails, with the expected HTTP status."""

    kind = "probe"
    group = "targets"
    reasons = (NO_SERIES, WRONG_VALUE)

    probe: str = Field(description="probed URL: the value of the label 'instance' after relabelling")
    succeeds: bool = Field(True, description="true: every probe succeeds; false: every probe fails. Default: true")
    status: int | None = Field(
        None, ge=0, le=599, description="expected HTTP status code of the response. Default: any"
    )
    job: str | None = Field(None, description="only probes of this scrape job. Default: all jobs")

    def plan(self, at: At, within: float, ctx: PlanContext) -> Check:
        return self

    def expected(self, ctx: EvalContext) -> str:
        status = f", with status {self.status}" if self.status is not None else ""
        return f"probing {self.probe} {'succeeds' if self.succeeds else 'fails'}{status}"

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        job = f",job={quoted(self.job)}" if self.job else ""
        matchers = f"{{instance={quoted(self.probe)}{job}}}"
        # The status is always queried: it helps to understand a failed probe.
        return tuple(InstantQuery(query=metric + matchers) for metric in ("probe_success", "probe_http_status_code"))

    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        probes = series_of(observations[0].answer)
        statuses = {_key(labels): value for labels, value in series_of(observations[1].answer)}
        if not probes:
            hint = "is it a target of a job for the exporter, and does relabelling copy the URL to 'instance'?"
            return failed(NO_SERIES, expected, "no probe of this URL", hint=hint)
        wrong = [probe for probe in probes if self._differs(probe, statuses)]
        if not wrong:
            return passed(expected, first_of([_format(probe, statuses) for probe in probes]))
        if self.status is not None and not any(_key(labels) in statuses for labels, _ in probes):
            hint = "only the prober 'http' has a status; which prober does the module use?"
        elif self.succeeds:
            hint = "the exporter logs the probe at /probe?target=...&module=...&debug=true"
        else:
            hint = ""
        return failed_for(expected, [Mismatch(WRONG_VALUE, _format(probe, statuses)) for probe in wrong], hint=hint)

    def _differs(self, probe: Sample, statuses: dict[Key, float]) -> bool:
        labels, value = probe
        wrong_status = self.status is not None and statuses.get(_key(labels)) != self.status
        return value != float(self.succeeds) or wrong_status


def _key(labels: Labels) -> Key:
    return tuple(sorted((name, value) for name, value in labels.items() if name != "__name__"))


def _format(probe: Sample, statuses: dict[Key, float]) -> str:
    labels, value = probe
    status = statuses.get(_key(labels))
    # The status is 0 when there was no response.
    answer = "" if status is None else f", status {format_value(status)}" if status else ", no HTTP answer"
    return f"job {labels.get('job', '')}: {'succeeded' if value == 1 else 'failed'}{answer}"
