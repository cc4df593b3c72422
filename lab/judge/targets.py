"""What the targets API says of a scrape job: how many targets, in which health, with which last error."""

from __future__ import annotations

import re
from typing import Any

from lab.judge.moment import Moment
from lab.judge.saying import failed, passed, shortened, unobserved
from lab.record.observation import Ask, Observation, Targets
from lab.record.verdict import Judgement
from lab.scenario.expectations import TargetsExpectation
from lab.scenario.reasons import Reason


def asks(check: TargetsExpectation, moment: Moment) -> tuple[Ask, ...]:
    return (Targets(job=check.targets),)


def judge(check: TargetsExpectation, observations: tuple[Observation, ...], moment: Moment) -> Judgement:
    expected = f"{'every target' if check.count is None else f'{check.count} targets, each'} {check.are}"
    if check.last_error:
        expected += f", its last error saying /{check.last_error}/"
    if missed := unobserved(expected, observations):
        return missed
    targets: list[dict[str, Any]] = observations[0].answer
    if not targets:
        return failed(Reason.NO_TARGET, expected, "no target", advice="is there a scrape config with this job_name?")
    if check.count is not None and len(targets) != check.count:
        reason = Reason.MISSING_SERIES if len(targets) < check.count else Reason.UNEXPECTED_SERIES
        seen = f"{len(targets)} targets: {shortened([_say(target) for target in targets])}"
        return failed(reason, expected, seen, off=f"{len(targets) - check.count:+d}")
    wrong = [target for target in targets if target["health"] != check.are]
    if wrong:
        return failed(_reason(check, wrong[0]), expected, shortened([_say(target) for target in wrong]))
    silent = [t for t in targets if check.last_error and not re.search(check.last_error, t.get("lastError", ""))]
    if silent:
        return failed(Reason.WRONG_VALUE, expected, shortened([_say(target) for target in silent]))
    return passed(expected, shortened([_say(target) for target in targets]))


def _reason(check: TargetsExpectation, target: dict[str, Any]) -> Reason:
    if target["health"] == "up":
        return Reason.TARGET_UP
    # One that is awaited down but was never scraped is not failing because it is down.
    return Reason.WRONG_VALUE if check.are == "down" else Reason.TARGET_DOWN


def _say(target: dict[str, Any]) -> str:
    error = target.get("lastError", "")
    return f"{target['scrapeUrl']} {target['health']}" + (f" ({error})" if error else "")
