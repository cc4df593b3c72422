"""The life of an alert and its silence, over captured samples of ALERTS."""

from typing import Any

import pytest

from lab.expectations.alert import AlertExpectation
from lab.expectations.alert_life import Stage, life_of
from lab.expectations.eval_context import EvalContext
from lab.language import reasons
from tests.expectations.captured_answers import (
    FIRED_AGAIN_BY,
    RESOLVED_BY,
    STEP_STARTED,
    Case,
    after,
    holds,
    judged,
    misses,
    prometheus,
    rules,
    until,
)

HIGH = "HighHTTPErrorRate"
WHOLE = prometheus("life_whole")
TWICE = prometheus("life_twice")
AT_ONCE_TWICE = prometheus("life_at_once_twice")
SHORTEST = prometheus("life_shortest")
SUBSIDED = prometheus("life_subsided")
NO_LIFE = prometheus("life_none")
RULES = rules()
ENDED = after(RESOLVED_BY - STEP_STARTED)
AGAIN = after(FIRED_AGAIN_BY - STEP_STARTED)
SECOND_LAB = 1795249704.564682
LIFE = "pending at 2.2 s, firing at 4.2 s, resolved at 10.5 s"
LIVES = f"{LIFE}, pending at 15.2 s, firing at 17.2 s"
ALL = ("pending", "firing", "resolved")
STILL_TRUE = "the condition of the rule is still true; see the load and the range in the rule"
ASK = (
    "run the query of the rule in Prometheus: "
    'sum(rate(http_requests_total{status=~"5.."}[4s])) / sum(rate(http_requests_total[4s])) > 0.05'
)
NO_RULE = "do rule_files name its file, and is the file mounted at that path?"


def alert(name: str = HIGH, **more: Any) -> AlertExpectation:
    return AlertExpectation.model_validate({"alert": name, **more})


def at(end: float) -> EvalContext:
    return EvalContext(end, STEP_STARTED, STEP_STARTED - 2.0)


def since(*active: int) -> Any:
    """ALERTS_FOR_STATE of what became active then (whole unix seconds), shaped as captured in since_from_the_start."""
    metric = {"__name__": "ALERTS_FOR_STATE", "alertname": HIGH, "severity": "critical"}
    return {"resultType": "matrix", "result": [{"metric": metric, "values": [[at + 0.9, str(at)] for at in active]}]}


ONCE_SINCE = since(1795249475)
TWICE_SINCE = since(1795249475, 1795249488)
NEVER = since()


def renamed(name: str) -> Any:
    """The loaded rules, one of them under a name that a captured life carries."""
    return [{**RULES[0], "name": name}]


def shifted(answer: Any, start: float) -> EvalContext:
    """The moment of the second lab's captures."""
    return EvalContext(start + 12.3, start, start - 2.0)


def evaluated(rule: str, when: str) -> Any:
    return [{**each, "lastEvaluation": when} if each["name"] == rule else each for each in RULES]


PENDING_ONLY = until(WHOLE, STEP_STARTED + 3.6)
FIRING_ONLY = {**WHOLE, "result": [each for each in WHOLE["result"] if each["metric"]["alertstate"] == "firing"]}

CASES = {
    "pending, firing, resolved": Case(
        alert(goes=ALL), (WHOLE, RULES, ONCE_SINCE), holds(f"{HIGH} goes pending, firing, resolved", LIFE), ENDED
    ),
    "firing is a part of its life": Case(
        alert(goes=("firing",)), (WHOLE, RULES, ONCE_SINCE), holds(f"{HIGH} goes firing", LIFE), ENDED
    ),
    "resolved, then fired again": Case(
        alert(goes=(*ALL, "pending", "firing")),
        (TWICE, RULES, TWICE_SINCE),
        holds(f"{HIGH} goes pending, firing, resolved, pending, firing", LIVES),
        AGAIN,
    ),
    "resolved, though it fires again": Case(
        alert(goes=ALL), (TWICE, RULES, TWICE_SINCE), holds(f"{HIGH} goes pending, firing, resolved", LIVES), AGAIN
    ),
    "without pending, resolved, though it fires again": Case(
        alert("AtOnce", goes=("firing", "resolved", "firing")),
        (AT_ONCE_TWICE, RULES, since(1795249474, 1795249487)),
        holds("AtOnce goes firing, resolved, firing", "firing at 1.9 s, resolved at 10.0 s, firing at 14.9 s"),
        AGAIN,
    ),
    "the wrong way round": Case(
        alert(goes=("firing", "pending")),
        (WHOLE, RULES, ONCE_SINCE),
        misses(reasons.NEVER_FIRED, f"{HIGH} goes firing, pending", LIFE, difference="not yet pending", hint=ASK),
        ENDED,
    ),
    "resolved twice is not resolved once": Case(
        alert(goes=(*ALL, *ALL)),
        (TWICE, RULES, TWICE_SINCE),
        misses(
            reasons.NOT_RESOLVED,
            f"{HIGH} goes pending, firing, resolved, pending, firing, resolved",
            LIVES,
            difference="not yet resolved",
            hint=STILL_TRUE,
        ),
        AGAIN,
    ),
    "only pending yet": Case(
        alert(goes=ALL),
        (PENDING_ONLY, RULES, ONCE_SINCE),
        misses(
            reasons.NEVER_FIRED,
            f"{HIGH} goes pending, firing, resolved",
            "pending at 2.2 s",
            difference="not yet firing",
            hint=ASK,
        ),
        after(3.6),
    ),
    "still firing": Case(
        alert(goes=ALL),
        (until(WHOLE, STEP_STARTED + 7.2), RULES, ONCE_SINCE),
        misses(
            reasons.NOT_RESOLVED,
            f"{HIGH} goes pending, firing, resolved",
            "pending at 2.2 s, firing at 4.2 s",
            difference="not yet resolved",
            hint=STILL_TRUE,
        ),
        after(7.2),
    ),
    "still firing, a moment before the next sample": Case(
        alert(goes=ALL),
        (until(WHOLE, STEP_STARTED + 7.1), RULES, ONCE_SINCE),
        misses(
            reasons.NOT_RESOLVED,
            f"{HIGH} goes pending, firing, resolved",
            "pending at 2.2 s, firing at 4.2 s",
            difference="not yet resolved",
            hint=STILL_TRUE,
        ),
        after(7.49),
    ),
    "pending that subsided is not resolved": Case(
        alert("SubsidesFirst", goes=("pending", "resolved")),
        (SUBSIDED, renamed("SubsidesFirst"), since(1795249706)),
        misses(
            reasons.NOT_RESOLVED,
            "SubsidesFirst goes pending, resolved",
            "pending at 2.2 s, inactive at 10.5 s",
            difference="not yet resolved",
            hint=STILL_TRUE,
        ),
        shifted(SUBSIDED, SECOND_LAB),
    ),
    "nothing happened": Case(
        alert("Silent", goes=("firing",)),
        (NO_LIFE, RULES, NEVER),
        misses(
            reasons.NEVER_FIRED,
            "Silent goes firing",
            "inactive throughout",
            difference="not yet firing",
            hint='run the query of the rule in Prometheus: sum(rate(http_requests_total{status=~"5.."}[4s])) > 1000',
        ),
        ENDED,
    ),
    "an empty lab": Case(
        alert(goes=ALL),
        (NO_LIFE, [], NEVER),
        misses(
            reasons.NO_RULE,
            f"{HIGH} goes pending, firing, resolved",
            "Prometheus has no such rule loaded",
            hint=NO_RULE,
        ),
    ),
    "a rule that cannot be evaluated": Case(
        alert("CannotBeEvaluated", goes=("firing",)),
        (NO_LIFE, RULES, NEVER),
        misses(
            reasons.QUERY_ERROR,
            "CannotBeEvaluated goes firing",
            "the rule cannot be evaluated: "
            + next(each["lastError"] for each in RULES if each["name"] == "CannotBeEvaluated"),
        ),
        ENDED,
    ),
    "of these labels": Case(
        alert(goes=ALL, labels={"severity": "critical"}),
        (WHOLE, RULES, ONCE_SINCE),
        holds(f"{HIGH} goes pending, firing, resolved", LIFE),
        ENDED,
    ),
    "of other labels": Case(
        alert(goes=("firing",), labels={"instance": "elsewhere"}),
        (WHOLE, RULES, ONCE_SINCE),
        misses(
            reasons.NEVER_FIRED, f"{HIGH} goes firing", "inactive throughout", difference="not yet firing", hint=ASK
        ),
        ENDED,
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Case) -> None:
    assert judged(case) == case.judgement


def test_life_of_two_series() -> None:
    """One instance goes on being pending while another fires: the alert fires, and is resolved when that one is."""
    (firing,) = FIRING_ONLY["result"]
    ends = firing["values"][-1][0] + 0.5
    pending = {
        "metric": {"alertname": HIGH, "alertstate": "pending", "instance": "b"},
        "values": [*firing["values"], [ends, "1795249483.082"]],
    }
    answer = {"resultType": "matrix", "result": [pending, firing]}
    assert life_of(answer, {"resultType": "matrix", "result": []}, {}, at(STEP_STARTED + 10.6)) == [
        Stage("firing", 1795249477.082),
        Stage("resolved", 1795249483.082),
        Stage("pending", 1795249483.082),
    ]
