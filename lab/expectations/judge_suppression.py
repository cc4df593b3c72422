"""Which alerts Alertmanager holds back, by an inhibition or by a silence, and whether it lets the others pass."""

from __future__ import annotations

from typing import Any

from lab.expectations.eval_context import Moment
from lab.expectations.results import (
    Mismatch,
    failed,
    failed_for,
    mismatches,
    passed,
    shortened,
    spell_labels,
    unobserved,
)
from lab.expectations.routing_models import SuppressedExpectation
from lab.language import reasons
from lab.language.reasons import Reason
from lab.queries.alertmanager import HeldAlerts
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement


def asks(check: SuppressedExpectation, moment: Moment) -> tuple[Query, ...]:
    return (HeldAlerts(),)


def judge(check: SuppressedExpectation, observations: tuple[Observation, ...], moment: Moment) -> Judgement:
    expected = _expected(check)
    if missed := unobserved(expected, observations):
        return missed
    held: list[dict[str, Any]] = observations[0].answer
    named = [alert for alert in held if alert["labels"].get("alertname") == check.suppressed]
    meant = [alert for alert in named if not mismatches(check.labels, alert["labels"])]
    names = {alert["fingerprint"]: alert["labels"].get("alertname", "") for alert in held}
    if not meant:
        there = shortened([_label(alert) for alert in named], 3)
        seen = f"none with these labels, but {there}" if there else f"Alertmanager holds no {check.suppressed}"
        return failed(reasons.NEVER_FIRED, expected, seen, hint="does the alert fire, and does it reach Alertmanager?")
    faults = [Mismatch(reasons.NOT_SUPPRESSED, words) for alert in meant if (words := _fault(check, alert, names))]
    if check.others == "active":
        faults += _others(check, [alert for alert in named if alert not in meant], names)
    if faults:
        return failed_for(expected, faults, hint=_advice(check, faults[0].reason))
    return passed(expected, shortened([f"{_label(alert)} {_state(alert, names)}" for alert in meant], 3))


def _expected(check: SuppressedExpectation) -> str:
    words = f"{check.suppressed}{''.join(f', {name} = {value}' for name, value in check.labels.items())}"
    words += f" held back by {'an inhibition' if check.by == 'inhibition' else 'a silence'}"
    words += f" because of {check.because_of}" if check.because_of else ""
    return words + (", the others active" if check.others == "active" else "")


def _fault(check: SuppressedExpectation, alert: dict[str, Any], names: dict[str, str]) -> str:
    status = alert["status"]
    by = status["inhibitedBy" if check.by == "inhibition" else "silencedBy"]
    if not by or (check.because_of and check.because_of not in {names.get(each, "") for each in by}):
        return f"{_label(alert)} {_state(alert, names)}"
    return ""


def _others(check: SuppressedExpectation, others: list[dict[str, Any]], names: dict[str, str]) -> list[Mismatch]:
    if not others:
        return [Mismatch(reasons.CONTROL_MISSING, f"there is no other {check.suppressed}")]
    return [
        Mismatch(reasons.WRONG_LABELS, f"{_label(alert)} {_state(alert, names)}")
        for alert in others
        if alert["status"]["state"] != "active"
    ]


def _label(alert: dict[str, Any]) -> str:
    return spell_labels({name: value for name, value in alert["labels"].items() if name != "alertname"})


def _state(alert: dict[str, Any], names: dict[str, str]) -> str:
    status = alert["status"]
    because = sorted({names.get(each, "an alert that is gone") for each in status["inhibitedBy"]})
    words = [f"inhibited by {', '.join(because)}"] if because else []
    words += ["silenced"] if status["silencedBy"] else []
    words += ["muted for a time"] if status.get("mutedBy") else []
    return " and ".join(words) or str(status["state"])


def _advice(check: SuppressedExpectation, reason: Reason) -> str:
    match reason:
        case reasons.CONTROL_MISSING:
            return "'others: active' needs a second alert of this name, to see that it is not held back as well"
        case reasons.WRONG_LABELS:
            return "the rule's 'equal', or the silence's matchers, hold back more than they should"
        case _ if check.by == "inhibition":
            return "does the source fire, do the matchers fit, are the labels in 'equal' the same on both?"
        case _:
            return "do all matchers of the silence fit the alert's labels, and has it not ended yet?"
