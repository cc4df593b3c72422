"""Which alerts are held back, over captured lists of Alertmanager: by an inhibition, by a silence, and the others."""

from typing import Any

import pytest

from lab.expectations.suppressed import SuppressedExpectation
from lab.language import reasons
from tests.expectations.captured_answers import ALERTMANAGER, Case, body, holds, judged, misses

NONE, INHIBITED, SILENCED = (body(ALERTMANAGER / f"held_{name}.json") for name in ("none", "inhibited", "silenced"))
A, B, D = (f'{{instance="{name}:9100", job="node", severity="warning"}}' for name in "abd")
ON_A = "DiskSpaceWarning, instance = a:9100 suppressed by an inhibition"
ON_B = "DiskSpaceWarning, instance = b:9100 suppressed by a silence"
RULE = "does the inhibiting alert fire, do the matchers match, are the labels in 'equal' the same on both?"
SILENCE = "do all matchers of the silence match the alert's labels, and is it still active?"
TOO_MUCH = "the inhibition rule or the silence matches more alerts than it should"
FIRES = "does the alert fire, and does it reach Alertmanager?"


def inhibited(on: str = "a:9100", **more: Any) -> SuppressedExpectation:
    whole = {"suppressed": "DiskSpaceWarning", "by": "inhibition", "labels": {"instance": on}, **more}
    return SuppressedExpectation.model_validate(whole)


def silenced(on: str = "b:9100", **more: Any) -> SuppressedExpectation:
    return inhibited(on, by="silence", **more)


CASES = {
    "inhibited": Case(inhibited(), (INHIBITED,), holds(ON_A, f"{A} inhibited by HighMemoryUsage")),
    "inhibited by this one, and the others are not": Case(
        inhibited(because_of="HighMemoryUsage", others="active"),
        (INHIBITED,),
        holds(f"{ON_A} because of HighMemoryUsage, the others active", f"{A} inhibited by HighMemoryUsage"),
    ),
    "silenced": Case(silenced(), (SILENCED,), holds(ON_B, f"{B} silenced")),
    "every one that is meant, not just the first": Case(
        inhibited("/^[ab]:/"),
        (INHIBITED,),
        misses(
            reasons.NOT_SUPPRESSED,
            "DiskSpaceWarning, instance = /^[ab]:/ suppressed by an inhibition",
            f"{B} active",
            hint=RULE,
        ),
    ),
    "not held back": Case(silenced(), (INHIBITED,), misses(reasons.NOT_SUPPRESSED, ON_B, f"{B} active", hint=SILENCE)),
    "held back, but otherwise": Case(
        silenced("a:9100"),
        (SILENCED,),
        misses(
            reasons.NOT_SUPPRESSED,
            "DiskSpaceWarning, instance = a:9100 suppressed by a silence",
            f"{A} inhibited by HighMemoryUsage",
            hint=SILENCE,
        ),
    ),
    "inhibited by another": Case(
        inhibited(because_of="Down"),
        (INHIBITED,),
        misses(reasons.NOT_SUPPRESSED, f"{ON_A} because of Down", f"{A} inhibited by HighMemoryUsage", hint=RULE),
    ),
    "inhibited by one that has gone": Case(
        inhibited(because_of="HighMemoryUsage"),
        ([alert for alert in INHIBITED if alert["labels"]["alertname"] != "HighMemoryUsage"],),
        misses(
            reasons.NOT_SUPPRESSED,
            f"{ON_A} because of HighMemoryUsage",
            f"{A} inhibited by an unknown alert",
            hint=RULE,
        ),
    ),
    "another is held back too": Case(
        silenced(others="active"),
        (SILENCED,),
        misses(reasons.WRONG_LABELS, f"{ON_B}, the others active", f"{A} inhibited by HighMemoryUsage", hint=TOO_MUCH),
    ),
    "there is no other": Case(
        inhibited("/./", others="active"),
        ([alert for alert in SILENCED if alert["labels"]["instance"] == "a:9100"],),
        misses(
            reasons.CONTROL_MISSING,
            "DiskSpaceWarning, instance = /./ suppressed by an inhibition, the others active",
            "there is no other DiskSpaceWarning",
            hint="'others: active' needs a second alert of this name, to see that it is not suppressed as well",
        ),
    ),
    "it is not there": Case(
        inhibited(), (NONE,), misses(reasons.NEVER_FIRED, ON_A, "Alertmanager has no DiskSpaceWarning", hint=FIRES)
    ),
    "it is not there with these labels": Case(
        inhibited("z:9100"),
        (INHIBITED,),
        misses(
            reasons.NEVER_FIRED,
            "DiskSpaceWarning, instance = z:9100 suppressed by an inhibition",
            f"no alert with these labels; there is {A}; {B}",
            hint=FIRES,
        ),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Case) -> None:
    assert judged(case) == case.judgement
