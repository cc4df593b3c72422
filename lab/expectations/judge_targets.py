"""What the targets API says of a scrape job: how many targets, in which health, with which last error, or none."""

from __future__ import annotations

import re
from typing import Any

from lab.expectations.eval_context import Moment
from lab.expectations.models import TargetsExpectation
from lab.expectations.results import failed, mismatches, passed, points_of, shortened, unobserved
from lab.language import reasons
from lab.language.promql import quoted
from lab.language.reasons import Reason
from lab.queries.prometheus import RangeQuery, ScrapePools, Targets
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement

STEP = 1.0  # seconds between two looks at what was scraped
NO_JOB = "is there a scrape config with this job_name?"


def asks(check: TargetsExpectation, moment: Moment) -> tuple[Query, ...]:
    if check.are == "gone":
        # A job that nobody knows has no targets either, and what never was there cannot have gone.
        scraped = RangeQuery(
            query=f"up{{job={quoted(check.targets)}}}", start=moment.lab_started, end=moment.now, step=STEP
        )
        return Targets(job=check.targets), ScrapePools(), scraped
    return (Targets(job=check.targets),)


def judge(check: TargetsExpectation, observations: tuple[Observation, ...], moment: Moment) -> Judgement:
    expected = _expected(check)
    if missed := unobserved(expected, observations):
        return missed
    every: list[dict[str, Any]] = observations[0].answer
    targets = [target for target in every if not mismatches(check.labels, target["labels"])]
    if check.are == "gone":
        was_there = any(not mismatches(check.labels, labels) for labels, _ in points_of(observations[2].answer))
        return _gone(check, expected, targets, every, observations[1].answer, was_there=was_there)
    if not targets and every:
        seen = f"no target with these labels: {shortened([_say(target) for target in every])}"
        return failed(reasons.NO_TARGET, expected, seen)
    if not targets:
        return failed(reasons.NO_TARGET, expected, "no target", hint=NO_JOB)
    if check.count is not None and len(targets) != check.count:
        reason = reasons.MISSING_SERIES if len(targets) < check.count else reasons.UNEXPECTED_SERIES
        seen = f"{len(targets)} targets: {shortened([_say(target) for target in targets])}"
        return failed(reason, expected, seen, difference=f"{len(targets) - check.count:+d}")
    wrong = [target for target in targets if target["health"] != check.are]
    if wrong:
        return failed(_reason(check, wrong[0]), expected, shortened([_say(target) for target in wrong]))
    silent = [t for t in targets if check.last_error and not re.search(check.last_error, t.get("lastError", ""))]
    if silent:
        return failed(reasons.WRONG_VALUE, expected, shortened([_say(target) for target in silent]))
    return passed(expected, shortened([_say(target) for target in targets]))


def _expected(check: TargetsExpectation) -> str:
    only = f" with {', '.join(f'{name} = {value}' for name, value in check.labels.items())}" if check.labels else ""
    if check.are == "gone":
        return f"no target{only} in the job {check.targets}"
    count = f"every target{only}" if check.count is None else f"{check.count} targets{only}, each"
    error = f", its last error saying /{check.last_error}/" if check.last_error else ""
    return f"{count} {check.are}{error}"


def _gone(
    check: TargetsExpectation,
    expected: str,
    targets: list[dict[str, Any]],
    every: list[dict[str, Any]],
    jobs: list[str],
    *,
    was_there: bool,
) -> Judgement:
    if targets:
        seen = shortened([_say(target) for target in targets])
        advice = "is it still listed where targets are discovered? how often is that read again?"
        return failed(reasons.UNEXPECTED_SERIES, expected, seen, difference=f"{len(targets)} still there", hint=advice)
    if check.targets not in jobs:
        seen = f"no job {check.targets}; there are: {', '.join(sorted(jobs)) or 'none'}"
        return failed(reasons.NO_TARGET, expected, seen, hint=NO_JOB)
    if not was_there:
        advice = "expect it to be up in a step before this one; was it ever listed where targets are discovered?"
        return failed(
            reasons.CONTROL_MISSING, expected, "no such target was scraped since the lab started", hint=advice
        )
    return passed(expected, f"other targets of the job: {len(every)}")


def _reason(check: TargetsExpectation, target: dict[str, Any]) -> Reason:
    if target["health"] == "up":
        return reasons.TARGET_UP
    # One that is awaited down but was never scraped is not failing because it is down.
    return reasons.WRONG_VALUE if check.are == "down" else reasons.TARGET_DOWN


def _say(target: dict[str, Any]) -> str:
    error = target.get("lastError", "")
    return f"{target['scrapeUrl']} {target['health']}" + (f" ({error})" if error else "")
