"""What the blackbox exporter's own metrics say of a URL: whether the probe succeeded, with which HTTP status."""

from __future__ import annotations

from lab.expectations.eval_context import Moment
from lab.expectations.results import (
    Labels,
    Mismatch,
    failed,
    failed_for,
    passed,
    series_of,
    shortened,
    spell_value,
    unobserved,
)
from lab.expectations.telemetry_models import ProbeExpectation
from lab.language import reasons
from lab.language.promql import quoted
from lab.queries.prometheus import InstantQuery
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement


def asks(check: ProbeExpectation, moment: Moment) -> tuple[Query, ...]:
    job = f",job={quoted(check.job)}" if check.job else ""
    matchers = f"{{instance={quoted(check.probe)}{job}}}"
    # The status is asked in any case: it is the first thing one wants to know of a probe that failed.
    return tuple(InstantQuery(query=metric + matchers) for metric in ("probe_success", "probe_http_status_code"))


def judge(check: ProbeExpectation, observations: tuple[Observation, ...], moment: Moment) -> Judgement:
    expected = f"probing {check.probe} {'succeeds' if check.succeeds else 'fails'}"
    if check.status is not None:
        expected += f", with status {check.status}"
    if missed := unobserved(expected, observations):
        return missed
    probes = series_of(observations[0].answer)
    statuses = {_series(labels): value for labels, value in series_of(observations[1].answer)}
    if not probes:
        advice = "is it a target of a job that asks the exporter, and does relabelling put the URL into 'instance'?"
        return failed(reasons.NO_SERIES, expected, "no probe of it", hint=advice)
    faults = [
        Mismatch(reasons.WRONG_VALUE, _say(labels, value, statuses))
        for labels, value in probes
        if value != float(check.succeeds) or (check.status is not None and _differs(check.status, labels, statuses))
    ]
    if not faults:
        return passed(expected, shortened([_say(labels, value, statuses) for labels, value in probes]))
    if check.status is not None and not any(_series(labels) in statuses for labels, _ in probes):
        return failed_for(expected, faults, hint="only the prober 'http' knows a status; which one has the module?")
    advice = "the exporter tells what it saw under /probe?target=...&module=...&debug=true" if check.succeeds else ""
    return failed_for(expected, faults, hint=advice)


def _series(labels: Labels) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, value) for name, value in labels.items() if name != "__name__"))


def _differs(status: int, labels: Labels, statuses: dict[tuple[tuple[str, str], ...], float]) -> bool:
    return statuses.get(_series(labels)) != status


def _say(labels: Labels, value: float, statuses: dict[tuple[tuple[str, str], ...], float]) -> str:
    status = statuses.get(_series(labels))
    # The exporter says 0 when there was no answer at all.
    answer = "" if status is None else f", status {spell_value(status)}" if status else ", no HTTP answer"
    return f"job {labels.get('job', '')}: {'succeeded' if value == 1 else 'failed'}{answer}"
