from __future__ import annotations

from typing import Any

import pytest

from lab.audit.checks.unrouted_alert import check
from lab.audit.model import FindingClass
from tests.audit.dashboards import findings
from tests.audit.small_system import alert, context, system


def config(*routes: dict[str, Any], default: str = "null", **receivers: Any) -> dict[str, Any]:
    given = {"null": {}, "pager": {"webhook_configs": [{"url": "http://sink"}]}, "empty": {}, **receivers}
    return {
        "route": {"receiver": default, "routes": list(routes)},
        "receivers": [{"name": name, **integrations} for name, integrations in given.items()],
    }


CRITICAL = {"receiver": "pager", "matchers": ['severity="critical"']}


def test_alert_without_a_route() -> None:
    rule = alert("Down", "up == 0", labels={"severity": "warning"})
    [one] = findings(check(context(rule, alertmanager=config(CRITICAL))))
    assert one.class_ is FindingClass.BROKEN
    assert one.message == "no route takes it, and the default receiver 'null' sends nowhere"


def test_route_to_a_receiver_that_sends_nowhere() -> None:
    rule = alert("Down", "up == 0", labels={"severity": "critical"})
    route = {**CRITICAL, "receiver": "empty"}
    [one] = findings(check(context(rule, alertmanager=config(route, default="pager"))))
    assert "route.routes[0]" in one.message
    assert "sends it to receiver 'empty', which sends nowhere" in one.message


def test_route_of_its_own_for_what_is_no_emergency() -> None:
    rule = alert("Grown", "up == 0", labels={"severity": "info"})
    route = {"receiver": "empty", "matchers": ['severity="info"']}
    assert len(findings(check(context(rule, alertmanager=config(route))))) == 1


@pytest.mark.parametrize(
    ("name", "labels", "routes"),
    [
        ("Down", {"severity": "critical"}, [CRITICAL]),
        ("Watchdog", {"severity": "none"}, []),
        ("InfoInhibitor", {}, []),
        ("Down", {"severity": "info"}, []),
        ("Noise", {"severity": "warning"}, [{"receiver": "null", "matchers": ['alertname="Noise"']}]),
        ("Down", {}, [{"receiver": "pager", "matchers": ['team="shop"']}]),  # its series may have the label
        ("Down", {"severity": "{{ $labels.severity }}"}, [CRITICAL]),
    ],
)
def test_alert_that_reaches_somebody_or_is_meant_not_to(name: str, labels: dict[str, str], routes: list[Any]) -> None:
    assert list(check(context(alert(name, "up == 0", labels=labels), alertmanager=config(*routes)))) == []


def test_no_alertmanager_is_one_finding() -> None:
    rules = [alert("Down", "up == 0"), alert("Gone", "absent(up)")]
    [one] = findings(check(context(system=system(*rules, alertmanagers=0))))
    assert (one.check, one.class_) == ("no-alertmanager", FindingClass.QUIET)
    assert "2 alerting rules notify nobody" in one.message


def test_system_without_alerts() -> None:
    assert list(check(context(system=system(alertmanagers=0)))) == []
