"""An alert that must stay silent, and what shows that it could have spoken."""

import pytest

from lab.language import reasons
from tests.expectations.captured_answers import Case, after, holds, judged, misses, rules
from tests.expectations.test_alert import (
    ENDED,
    HIGH,
    LIFE,
    NEVER,
    NO_LIFE,
    NO_RULE,
    ONCE_SINCE,
    PENDING_ONLY,
    RULES,
    WHOLE,
    alert,
    evaluated,
)

QUIET = {"stays": "inactive", "for": "3s"}
CASES = {
    "inactive": Case(
        alert("Silent", **QUIET),
        (NO_LIFE, evaluated("Silent", "2026-11-21T08:24:40.820246072Z"), NEVER),
        holds("Silent stays inactive for 3s", "inactive for 8.4 s, the rule evaluated 0.5 s ago"),
    ),
    "it fired": Case(
        alert(**QUIET),
        (WHOLE, RULES, ONCE_SINCE),
        misses(reasons.FIRED, f"{HIGH} stays inactive for 3s", LIFE, final=True),
        ENDED,
    ),
    "pending is not inactive": Case(
        alert(**QUIET),
        (PENDING_ONLY, RULES, ONCE_SINCE),
        misses(reasons.FIRED, f"{HIGH} stays inactive for 3s", "pending at 2.2 s", final=True),
        after(3.6),
    ),
    "another one fired": Case(
        alert(**QUIET, labels={"instance": "elsewhere"}),
        (WHOLE, RULES, ONCE_SINCE),
        holds(f"{HIGH} stays inactive for 3s", "inactive for 8.4 s, the rule evaluated 0.2 s ago"),
    ),
    "no rule gives it this label": Case(
        alert(**QUIET, labels={"severity": "warning"}),
        (WHOLE, RULES, ONCE_SINCE),
        misses(
            reasons.NO_RULE,
            f"{HIGH} stays inactive for 3s",
            'Prometheus has such a rule only with {severity="critical"}',
        ),
    ),
    "the window is not yet full": Case(
        alert("Silent", stays="inactive", **{"for": "10s"}),
        (NO_LIFE, RULES, NEVER),
        misses(reasons.CONTROL_MISSING, "Silent stays inactive for 10s", "inactive for 8.4 s so far"),
    ),
    "the rule was never evaluated": Case(
        alert("NotYetEvaluated", **QUIET),
        (NO_LIFE, RULES, NEVER),
        misses(
            reasons.CONTROL_MISSING,
            "NotYetEvaluated stays inactive for 3s",
            "the rule has not been evaluated yet (health unknown)",
        ),
    ),
    "the rule was last evaluated before the step": Case(
        alert("Silent", **QUIET),
        (NO_LIFE, rules("rules"), NEVER),
        misses(
            reasons.CONTROL_MISSING,
            "Silent stays inactive for 3s",
            "the rule has not been evaluated since the step began",
        ),
    ),
    "no such rule": Case(
        alert(**QUIET),
        (NO_LIFE, [], NEVER),
        misses(reasons.NO_RULE, f"{HIGH} stays inactive for 3s", "Prometheus has no such rule loaded", hint=NO_RULE),
    ),
    "a rule that cannot be evaluated is inactive for the wrong reason": Case(
        alert("CannotBeEvaluated", **QUIET),
        (NO_LIFE, RULES, NEVER),
        misses(
            reasons.QUERY_ERROR,
            "CannotBeEvaluated stays inactive for 3s",
            "the rule cannot be evaluated: "
            + next(each["lastError"] for each in RULES if each["name"] == "CannotBeEvaluated"),
        ),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Case) -> None:
    assert judged(case) == case.judgement
