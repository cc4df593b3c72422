"""Rules that are loaded and healthy, over captured rules of a Prometheus with good, broken and idle ones."""

from __future__ import annotations

from typing import Any

import pytest

from lab.backends.observing import Backends
from lab.expectations.rule import NEVER_EVALUATED, RULE_FAILING, TOO_SLOW, AllRules, RuleExpectation
from lab.language import reasons
from tests.backends.small_backend import SmallBackend, captured
from tests.expectations.captured_answers import SETTLED, Case, holds, judged, misses, rules

LOADED = rules("rules_firing")
NEAR = "do rule_files name its file, and is the file mounted at that path?"


def rule(name: str = "HighHTTPErrorRate", **more: Any) -> RuleExpectation:
    return RuleExpectation.model_validate({"rule": name, **more})


def expected(name: str = "HighHTTPErrorRate", limit: str = "") -> str:
    return f"a rule {name}, loaded and healthy" + (f", evaluated in less than {limit}" if limit else "")


def named(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": "recording", "health": "ok", "lastError": "", "evaluationTime": 0.25, **more}


CASES = {
    "healthy": Case(rule(), (LOADED,), holds(expected(), "alerting, evaluated in 0.415 ms")),
    "quick enough": Case(
        rule(evaluated_in="1ms"), (LOADED,), holds(expected(limit="1ms"), "alerting, evaluated in 0.415 ms")
    ),
    "several of this name": Case(
        rule("a:b"),
        ([named("a:b"), named("a:b", evaluationTime=0.5), named("c:d", health="err")],),
        holds(expected("a:b"), "recording, evaluated in 250 ms; recording, evaluated in 500 ms"),
    ),
    "too slow": Case(
        rule("a:b", evaluated_in="200ms"),
        ([named("a:b")],),
        misses(
            TOO_SLOW,
            expected("a:b", "200ms"),
            "evaluated in 250 ms",
            difference="50 ms too long",
            hint="how many series does its expression read, and over how long a range?",
        ),
    ),
    "not below the limit": Case(
        rule("a:b", evaluated_in="250ms"),
        ([named("a:b")],),
        misses(
            TOO_SLOW,
            expected("a:b", "250ms"),
            "evaluated in 250 ms",
            difference="0 ms too long",
            hint="how many series does its expression read, and over how long a range?",
        ),
    ),
    "it cannot be evaluated": Case(
        rule("CannotBeEvaluated"),
        (LOADED,),
        misses(
            RULE_FAILING,
            expected("CannotBeEvaluated"),
            f"the evaluation failed: {next(r['lastError'] for r in LOADED if r['health'] == 'err')}",
        ),
    ),
    "one of several fails": Case(
        rule("a:b"),
        ([named("a:b"), named("a:b", health="err", lastError="many-to-many")],),
        misses(RULE_FAILING, expected("a:b"), "the evaluation failed: many-to-many"),
    ),
    "not evaluated yet": Case(
        rule("NotYetEvaluated"),
        (LOADED,),
        misses(
            NEVER_EVALUATED,
            expected("NotYetEvaluated"),
            "it has not been evaluated yet (health unknown)",
            hint="is the evaluation interval of its group longer than the deadline of this expectation?",
        ),
    ),
    "no rule at all": Case(rule(), ([],), misses(reasons.NO_RULE, expected(), "no rule is loaded", hint=NEAR)),
    "no such rule": Case(
        rule("job:requests:rate5m"),
        ([named("a:b"), named("c:d")],),
        misses(
            reasons.NO_RULE,
            expected("job:requests:rate5m"),
            "no rule of this name; loaded are a:b; c:d",
            hint=NEAR,
        ),
    ),
    "one of nearly this name": Case(
        rule("HighHTTPErrorRatio"),
        ([named("HighHTTPErrorRate")],),
        misses(
            reasons.NO_RULE,
            expected("HighHTTPErrorRatio"),
            "no rule of this name; loaded are HighHTTPErrorRate",
            hint="is it HighHTTPErrorRate?",
        ),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Case) -> None:
    assert judged(case) == case.judgement


def test_query_asks_for_all_types_of_rules() -> None:
    (query,) = rule().queries(SETTLED)
    with SmallBackend(captured("rules_firing")) as backend:
        found = Backends(lambda role: backend.url, lambda: 0.0, lambda service, port: None).observe(query)

    assert backend.asked == [("/api/v1/rules", {})]
    assert found.answer == LOADED
    assert [(loaded.name, loaded.health) for loaded in AllRules.read(found.answer)][:2] == [
        ("HighHTTPErrorRate", "ok"),
        ("NotYetEvaluated", "unknown"),
    ]
