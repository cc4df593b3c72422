"""How long an alert was pending, also when no sample of it was written, over captured samples of ALERTS."""

import pytest

from lab.expectations.eval_context import EvalContext
from lab.language import reasons
from tests.expectations.captured_answers import (
    RESOLVED_BY,
    STEP_STARTED,
    Case,
    after,
    holds,
    judged,
    misses,
    prometheus,
    until,
)
from tests.expectations.test_alert import (
    AGAIN,
    ALL,
    ASK,
    AT_ONCE_TWICE,
    ENDED,
    FIRING_ONLY,
    HIGH,
    LIFE,
    ONCE_SINCE,
    PENDING_ONLY,
    RULES,
    SECOND_LAB,
    SHORTEST,
    TWICE,
    TWICE_SINCE,
    WHOLE,
    alert,
    renamed,
    shifted,
    since,
)

PENDING = {
    "as long as it was": Case(
        alert(goes=ALL, pending=">= 2 and < 2.5"),
        (WHOLE, RULES, ONCE_SINCE),
        holds(f"{HIGH} goes pending, firing, resolved, pending >= 2 and < 2.5 s", LIFE),
        ENDED,
    ),
    "longer than it was": Case(
        alert(goes=ALL, pending="> 2"),
        (WHOLE, RULES, ONCE_SINCE),
        misses(
            reasons.WRONG_VALUE,
            f"{HIGH} goes pending, firing, resolved, pending > 2 s",
            f"{LIFE}; pending for 2 s",
            final=True,
        ),
        ENDED,
    ),
    "a pending shorter than an evaluation lasts one": Case(
        alert("ShorterThanAnEvaluation", goes=ALL, pending="== 1 within 5%"),
        (SHORTEST, renamed("ShorterThanAnEvaluation"), since(1795249706)),
        holds(
            "ShorterThanAnEvaluation goes pending, firing, resolved, pending == 1 within 5% s",
            "pending at 2.2 s, firing at 3.2 s, resolved at 10.5 s",
        ),
        shifted(SHORTEST, SECOND_LAB),
    ),
    "fired at once": Case(
        alert("AtOnce", goes=("firing",), pending=">= 2"),
        (until(AT_ONCE_TWICE, STEP_STARTED + 8.1), RULES, since(1795249474)),
        misses(
            reasons.WRONG_VALUE,
            "AtOnce goes firing, pending >= 2 s",
            "firing at 1.9 s; pending for 0 s",
            final=True,
        ),
        after(8.4),
    ),
    "a pending that subsided before does not count": Case(
        alert(goes=("firing",), pending="< 3"),
        (
            {
                **TWICE,
                "result": [
                    {**each, "values": [p for p in each["values"] if p[0] > RESOLVED_BY]}
                    if each["metric"]["alertstate"] == "firing"
                    else each
                    for each in TWICE["result"]
                ],
            },
            RULES,
            TWICE_SINCE,
        ),
        holds(
            f"{HIGH} goes firing, pending < 3 s",
            "pending at 2.2 s, inactive at 4.5 s, pending at 15.2 s, firing at 17.2 s",
        ),
        AGAIN,
    ),
    "how long cannot be known of what fired before the step": Case(
        alert(goes=("firing",), pending=">= 2"),
        (until(FIRING_ONLY, STEP_STARTED + 7.2), RULES, ONCE_SINCE),
        misses(
            reasons.NEVER_FIRED,
            f"{HIGH} goes firing, pending >= 2 s",
            "firing at -0.2 s",
            difference="it did not begin to fire in this step",
        ),
        EvalContext(STEP_STARTED + 7.2, 1795249477.3, STEP_STARTED),
    ),
    "nothing can be said of one that only was pending": Case(
        alert(goes=("pending",), pending=">= 2"),
        (PENDING_ONLY, RULES, ONCE_SINCE),
        misses(
            reasons.NEVER_FIRED,
            f"{HIGH} goes pending, pending >= 2 s",
            "pending at 2.2 s",
            difference="it did not begin to fire in this step",
        ),
        after(3.6),
    ),
}
FROM_THE_START = (
    prometheus("life_from_the_start"),
    renamed("FromTheStart"),
    prometheus("since_from_the_start"),
)
LATER_STEP = (
    prometheus("life_before_the_step"),
    renamed("FromTheStart"),
    prometheus("since_before_the_step"),
)
FIRST_STEP = EvalContext(1795250227.8337488, 1795250224.3654027, 1795250222.0)
SECOND_STEP = EvalContext(1795250229.8404844, 1795250227.8403723, 1795250222.0)
# A Prometheus that has just started evaluates twice before it writes samples of alerts.
BEGINNINGS = {
    "pending without a sample of it": Case(
        alert("FromTheStart", goes=("pending", "firing"), pending=">= 2"),
        FROM_THE_START,
        holds("FromTheStart goes pending, firing, pending >= 2 s", "pending at -0.4 s, firing at 2.4 s"),
        FIRST_STEP,
    ),
    "pending, of other labels": Case(
        alert("FromTheStart", goes=("pending",), labels={"severity": "critical"}),
        FROM_THE_START,
        misses(
            reasons.NEVER_FIRED,
            "FromTheStart goes pending",
            "inactive throughout",
            difference="not yet pending",
            hint=ASK,
        ),
        FIRST_STEP,
    ),
    "what was pending in an earlier step is not pending in this one": Case(
        alert("FromTheStart", goes=("pending", "firing")),
        LATER_STEP,
        misses(
            reasons.NEVER_FIRED,
            "FromTheStart goes pending, firing",
            "firing at -0.0 s",
            difference="not yet pending",
            hint=ASK,
        ),
        SECOND_STEP,
    ),
    "it fires on from an earlier step": Case(
        alert("FromTheStart", goes=("firing",)),
        LATER_STEP,
        holds("FromTheStart goes firing", "firing at -0.0 s"),
        SECOND_STEP,
    ),
}
CASES = PENDING | BEGINNINGS


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Case) -> None:
    assert judged(case) == case.judgement
