"""The life of an alert, read off the samples that Prometheus itself keeps of it in ALERTS.

Asking the alerts API again and again misses states shorter than the pause between two questions; a range query over
ALERTS misses none. Asking for `timestamp(ALERTS)` gives the moments of evaluation themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lab.judge.moment import Moment
from lab.judge.saying import failed, mismatches, passed, points_of, unobserved
from lab.plan.promql import quoted
from lab.record.observation import Ask, Observation, RangeQuery, Rules
from lab.record.verdict import Judgement
from lab.scenario.expectations import AlertExpectation
from lab.scenario.quantities import spell_duration
from lab.scenario.reasons import Reason

STEP = 0.5


@dataclass(frozen=True, slots=True)
class Stage:
    """A state and the moment (unix seconds) at which it was first seen."""

    state: str
    at: float


def asks(check: AlertExpectation, moment: Moment) -> tuple[Ask, ...]:
    query = f"timestamp(ALERTS{{alertname={quoted(check.alert)}}})"
    life = RangeQuery(query=query, start=moment.step_started, end=moment.now, step=STEP)
    return (life, Rules())


def judge(check: AlertExpectation, observations: tuple[Observation, ...], moment: Moment) -> Judgement:
    expected = _expected(check)
    if missed := unobserved(expected, observations):
        return missed
    rule = next((rule for rule in observations[1].answer if rule["name"] == check.alert), None)
    if rule is None:
        return failed(
            Reason.NO_RULE,
            expected,
            "Prometheus has no such rule loaded",
            advice="is the file named under rule_files, and is it mounted where that looks?",
        )
    if rule.get("health") == "err":
        return failed(Reason.QUERY_ERROR, expected, f"the rule cannot be evaluated: {rule.get('lastError', '')}")
    life = life_of(observations[0].answer, check, moment)
    seen = _say(life, moment.step_started)
    if check.stays:
        return _silent(check, life, rule, expected, seen, moment)
    position = 0
    for stage in life:
        if position < len(check.goes) and stage.state == check.goes[position]:
            position += 1
    if position < len(check.goes):
        missing = check.goes[position]
        reason = Reason.NOT_RESOLVED if missing == "resolved" else Reason.NEVER_FIRED
        return failed(reason, expected, seen, off=f"not yet {missing}", advice=_advice(missing, rule))
    times = {stage.state: stage.at for stage in reversed(life)}
    if check.pending is not None and {"pending", "firing"} <= set(times):
        waited = round(times["firing"] - times["pending"], 3)
        if not check.pending.holds(waited):
            return failed(Reason.WRONG_VALUE, expected, f"{seen}; pending for {waited:g} s", final=True)
    return passed(expected, seen)


def _silent(
    check: AlertExpectation, life: list[Stage], rule: dict[str, Any], expected: str, seen: str, moment: Moment
) -> Judgement:
    if life:
        return failed(Reason.FIRED, expected, seen, final=True)
    watched = moment.now - moment.step_started
    if rule.get("health") != "ok":
        return failed(Reason.CONTROL_MISSING, expected, f"the rule was not evaluated yet (health {rule.get('health')})")
    if watched < (check.for_ or 0.0):
        return failed(Reason.CONTROL_MISSING, expected, f"silent for {watched:.1f} s so far")
    return passed(expected, f"silent for {watched:.1f} s, the rule evaluated all along")


def life_of(answer: Any, check: AlertExpectation, moment: Moment) -> list[Stage]:
    """The states the alert went through, oldest first; `resolved` is the end of firing."""
    seen: dict[float, str] = {}
    ends = moment.step_started
    for labels, points in points_of(answer):
        if mismatches(check.labels, labels):
            continue
        for at, evaluated in points:
            ends = max(ends, at)
            if seen.get(evaluated) != "firing":
                seen[evaluated] = labels.get("alertstate", "")
    stages: list[Stage] = []
    for at, state in sorted(seen.items()):
        if not stages or stages[-1].state != state:
            stages.append(Stage(state, at))
    # The state marker ends when the alert does: one step without it is the end of the alert.
    if stages and stages[-1].state == "firing" and moment.now - ends >= STEP:
        stages.append(Stage("resolved", ends + STEP))
    return _with_gaps(stages, sorted(seen))


def _with_gaps(stages: list[Stage], evaluations: list[float]) -> list[Stage]:
    """An alert that ended and came back was resolved in between, when it had fired."""
    whole: list[Stage] = []
    for stage in stages:
        if whole and whole[-1].state == "firing" and stage.state == "pending":
            last = max(at for at in evaluations if at < stage.at)
            whole.append(Stage("resolved", last))
        whole.append(stage)
    return whole


def _say(life: list[Stage], since: float) -> str:
    return ", ".join(f"{stage.state} at {stage.at - since:.1f} s" for stage in life) or "inactive all along"


def _expected(check: AlertExpectation) -> str:
    if check.stays:
        return f"{check.alert} stays inactive for {spell_duration(check.for_ or 0.0)}"
    pending = f", pending {check.pending.text} s" if check.pending else ""
    return f"{check.alert} goes {', '.join(check.goes)}{pending}"


def _advice(missing: str, rule: dict[str, Any]) -> str:
    if missing == "resolved":
        return "what the rule asks for is still true; see the load and the range in the rule"
    return f"ask Prometheus for the rule's own query: {' '.join(str(rule.get('query', '')).split())}"
