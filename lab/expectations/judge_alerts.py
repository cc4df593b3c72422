"""The life of an alert, read off the samples that Prometheus itself keeps of it in ALERTS.

Asking the alerts API again and again misses states shorter than the pause between two questions; a range query over
ALERTS misses none. Asking for `timestamp(ALERTS)` gives the moments of evaluation themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lab.expectations.eval_context import Moment
from lab.expectations.models import AlertExpectation
from lab.expectations.results import failed, mismatches, passed, points_of, unobserved
from lab.language import reasons
from lab.language.promql import quoted
from lab.language.quantities import spell_duration
from lab.queries.prometheus import RangeQuery, Rules
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement

STEP = 0.5


@dataclass(frozen=True, slots=True)
class Stage:
    """A state and the evaluation (unix seconds) that began it; `resolved` ends firing, `inactive` a vain pending."""

    state: str
    at: float


def asks(check: AlertExpectation, moment: Moment) -> tuple[Query, ...]:
    matcher = f"{{alertname={quoted(check.alert)}}}"
    life, since = (
        RangeQuery(query=query, start=moment.step_started, end=moment.now, step=STEP)
        for query in (f"timestamp(ALERTS{matcher})", f"ALERTS_FOR_STATE{matcher}")
    )
    return (life, Rules(), since)


def judge(check: AlertExpectation, observations: tuple[Observation, ...], moment: Moment) -> Judgement:
    expected = _expected(check)
    if missed := unobserved(expected, observations):
        return missed
    rule = next((rule for rule in observations[1].answer if rule["name"] == check.alert), None)
    if rule is None:
        return failed(
            reasons.NO_RULE,
            expected,
            "Prometheus has no such rule loaded",
            hint="is the file named under rule_files, and is it mounted where that looks?",
        )
    if rule.get("health") == "err":
        return failed(reasons.QUERY_ERROR, expected, f"the rule cannot be evaluated: {rule.get('lastError', '')}")
    life = with_lost_beginnings(life_of(observations[0].answer, check, moment), observations[2].answer, check, moment)
    seen = _say(life, moment.step_started)
    if check.stays:
        return _silent(check, life, rule, expected, seen, moment)
    position = 0
    for stage in life:
        if position < len(check.goes) and stage.state == check.goes[position]:
            position += 1
    if position < len(check.goes):
        missing = check.goes[position]
        reason = reasons.NOT_RESOLVED if missing == "resolved" else reasons.NEVER_FIRED
        return failed(reason, expected, seen, difference=f"not yet {missing}", hint=_advice(missing, rule))
    if check.pending is not None:
        waited = pending_before_firing(life, moment)
        if waited is None:
            return failed(reasons.NEVER_FIRED, expected, seen, difference="it did not begin to fire in this step")
        if not check.pending.holds(waited):
            return failed(reasons.WRONG_VALUE, expected, f"{seen}; pending for {waited:g} s", final=True)
    return passed(expected, seen)


def _silent(
    check: AlertExpectation, life: list[Stage], rule: dict[str, Any], expected: str, seen: str, moment: Moment
) -> Judgement:
    if life:
        return failed(reasons.FIRED, expected, seen, final=True)
    watched = moment.now - moment.step_started
    if rule.get("health") != "ok":
        return failed(
            reasons.CONTROL_MISSING, expected, f"the rule was not evaluated yet (health {rule.get('health')})"
        )
    if watched < (check.for_ or 0.0):
        return failed(reasons.CONTROL_MISSING, expected, f"silent for {watched:.1f} s so far")
    evaluated = datetime.fromisoformat(rule["lastEvaluation"]).timestamp()
    if evaluated < moment.step_started:
        return failed(reasons.CONTROL_MISSING, expected, "the rule was not evaluated since the step began")
    return passed(expected, f"silent for {watched:.1f} s, the rule evaluated {moment.now - evaluated:.1f} s ago")


def life_of(answer: Any, check: AlertExpectation, moment: Moment) -> list[Stage]:
    """The stages the alert went through, oldest first. The firing of any series of it is its firing."""
    seen: dict[float, Stage] = {}
    for labels, points in points_of(answer):
        if mismatches(check.labels, labels):
            continue
        for at, evaluated in points:
            if at not in seen or seen[at].state != "firing":
                seen[at] = Stage(labels.get("alertstate", ""), evaluated)
    life: list[Stage] = []
    last = moment.step_started
    for at, stage in sorted(seen.items()):
        # Prometheus marks the end of a state's series: one moment without any is the end of the alert.
        if life and at - last > 1.5 * STEP:
            life.append(_end(life[-1], last + STEP))
        elif life and (life[-1].state, stage.state) == ("firing", "pending"):
            life.append(_end(life[-1], stage.at))
        if not life or life[-1].state != stage.state:
            life.append(stage)
        last = at
    if life and moment.now - last >= STEP:
        life.append(_end(life[-1], last + STEP))
    return life


def with_lost_beginnings(life: list[Stage], for_state: Any, check: AlertExpectation, moment: Moment) -> list[Stage]:
    """With the pending moments that left no sample: a Prometheus writes ALERTS only from its third evaluation on.

    ALERTS_FOR_STATE carries since when an alert is active, in whole seconds; less than one is only the rounding.
    """
    same = [points for labels, points in points_of(for_state) if not mismatches(check.labels, labels)]
    since = sorted({value for points in same for _, value in points})
    whole: list[Stage] = []
    for stage in life:
        began = max((at for at in since if at <= stage.at), default=stage.at)
        if stage.at - began >= 1:
            if stage.state == "pending":
                whole.append(Stage("pending", began))
                continue
            fired_here = stage.at >= moment.step_started  # its pending is no part of this step otherwise
            if stage.state == "firing" and fired_here and not (whole and whole[-1].state == "pending"):
                whole.append(Stage("pending", began))
        whole.append(stage)
    return whole


def _end(stage: Stage, at: float) -> Stage:
    return Stage("resolved" if stage.state == "firing" else "inactive", at)


def pending_before_firing(life: list[Stage], moment: Moment) -> float | None:
    """Seconds, for the first firing that began in this step; None when none did."""
    for before, stage in zip([None, *life], life, strict=False):
        if stage.state == "firing" and (before is not None or stage.at >= moment.step_started):
            return round(stage.at - before.at, 3) if before is not None and before.state == "pending" else 0.0
    return None


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
