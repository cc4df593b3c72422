from __future__ import annotations

from dataclasses import replace

import pytest

from lab.drill.choosing import Choice
from lab.drill.isolation import isolated
from lab.drill.judging import Judge
from lab.drill.result import Outcome, RuleResult
from lab.drill.solving.cases import Case, Cases
from lab.drill.solving.series import FedSeries, Programme
from lab.drill.wave import Seen
from tests.drill.drilled import routing, rules_of

NOT_WITHIN = "Prometheus found it true, and did not fire it within the wave"
SERIES = (FedSeries((("__name__", "up"),), Programme()),)


def labels(severity: str, **more: str) -> frozenset[tuple[str, str]]:
    return frozenset({"alertname": "Rule1", "severity": severity, **more}.items())


def judged(seen: Seen | None, alone: Seen | None = None, expr: str = "up == 0", reason: str = "") -> RuleResult:
    rules = rules_of(expr)
    choice = Choice(rules.rules[0], isolated(rules.rules[0], 0) if seen else None)
    judge = Judge(
        rules,
        routing(),
        {1: Cases((Case(SERIES, SERIES),), (), 0.0)},
        (choice,),
        {1: seen} if seen else {},
        {1: alone} if alone else {},
        {1: reason},
    )
    return judge.result(1.0, ()).rules[0]


def seen(severity: str, *hooks: str, over: tuple[str, ...] = (), **values: bool) -> Seen:
    rule = rules_of("up == 0").rules[0]
    flags = {"fired": True, "resolved": True, **values}
    return Seen(isolated(rule, 0), alerts={labels(severity)}, hooks=set(hooks), over=set(over), **flags)


def test_delivered() -> None:
    result = judged(seen("critical", "1-pagerduty-0", over=("1-pagerduty-0",), pending=True))
    assert (result.outcome, result.delivered, result.told_resolved) == (Outcome.DELIVERED, ("pager",), ("pager",))
    assert result.pending and result.routed == ("pager",)


def test_email_is_not_told_that_it_is_over() -> None:
    result = judged(seen("warning", "3-email-0"))
    assert (result.outcome, result.told_resolved) == (Outcome.DELIVERED, ())


@pytest.mark.parametrize(
    ("what", "outcome", "reason"),
    [
        (seen("info"), Outcome.NOWHERE, "nowhere has no integration"),
        (seen("critical"), Outcome.NOT_DELIVERED, "pager got nothing"),
        (seen("critical", "1-pagerduty-0"), Outcome.NOT_RESOLVED, "pager was not told that it is over"),
        (
            seen("critical", fired=False),
            Outcome.NOT_FIRED,
            "Prometheus found it true, and did not fire it within the wave",
        ),
    ],
)
def test_outcomes(what: Seen, outcome: Outcome, reason: str) -> None:
    result = judged(what)
    assert (result.outcome, result.reason) == (outcome, reason)


def test_rule_that_is_never_quiet() -> None:
    result = judged(seen("critical", "1-pagerduty-0", resolved=False))
    assert result.outcome is Outcome.NOT_RESOLVED


def test_watchdog_always_fires() -> None:
    assert judged(seen("critical", "1-pagerduty-0", resolved=False), expr="vector(1)").outcome is Outcome.ALWAYS


def test_rule_that_could_not_be_fired() -> None:
    result = judged(None, reason="count is never 0")
    assert (result.outcome, result.reason, result.fired) == (Outcome.NOT_FIRED, "count is never 0", False)


def test_inhibited_rule_that_is_delivered_alone() -> None:
    hidden = seen("warning")
    hidden.inhibited_by.append({"alertname": "Worse"})
    assert judged(hidden).outcome is Outcome.INHIBITED
    result = judged(hidden, alone=seen("warning", "3-email-0"))
    assert result.outcome is Outcome.DELIVERED
    assert result.notes == ("inhibited while Worse fires; delivered without it",)


def test_idle_receivers_and_what_was_changed() -> None:
    rules = rules_of("up == 0")
    cases = {1: Cases((Case(SERIES, SERIES),), (), 0.0)}
    choice = Choice(rules.rules[0], isolated(rules.rules[0], 0))
    told = seen("critical", "1-pagerduty-0")
    result = Judge(rules, routing(), cases, (choice,), {1: told}, {}, {}).result(1.0, ())
    assert result.idle == ("chat", "nowhere", "mail")
    assert result.changed[-1] == "time intervals are left out: route.routes[1]"


def test_notes_name_recorded_metrics_and_failing_templates() -> None:
    told = replace(seen("critical", "1-pagerduty-0", over=("1-pagerduty-0",)))
    told.annotations.add("<error expanding template: nope>")
    rules = replace(rules_of("up == 0"), recorded=frozenset({"up"}))
    choice = Choice(rules.rules[0], isolated(rules.rules[0], 0))
    cases = {1: Cases((Case(SERIES, ()),), (), 0.0)}
    (result,) = Judge(rules, routing(), cases, (choice,), {1: told}, {}, {}).result(1.0, ()).rules
    assert result.notes == (
        "fed with up itself, which a recording rule makes",
        "resolves when its series end: no other values were found",
        "an annotation is <error expanding template: nope>",
    )
