from __future__ import annotations

from dataclasses import replace

from lab.audit.checks.duplicate_rule import check
from lab.audit.model import FindingClass
from tests.audit.small_system import alert, context

DOWN = alert("Down", "up == 0", hold=60.0, labels={"severity": "critical"})


def test_same_rule_in_another_group() -> None:
    again = replace(DOWN, group="copied", query="up==0")
    [one] = check(context(DOWN, again))
    assert one.class_ is FindingClass.COSTLY
    assert one.subject.within == "copied"
    assert one.message == "the same rule is also in group shop (/etc/prometheus/shop.yml)"


def test_rules_that_differ() -> None:
    others = [
        replace(DOWN, labels={"severity": "warning"}),
        replace(DOWN, hold=600.0),
        replace(DOWN, query='up{job="api"} == 0'),
        replace(DOWN, name="Gone"),
    ]
    assert list(check(context(DOWN, *others))) == []
