from __future__ import annotations

import pytest

from lab.audit.checks.always_fires import check
from lab.audit.model import FindingClass
from lab.audit.system import LoadedRule
from tests.audit.small_system import AT, alert, context


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (
            alert("Any", "rate(http_requests_total[5m]) >= 0", state="firing"),
            "as long as its series are there",
        ),
        (alert("Any", "http_requests_total > 5", state="firing"), "which only grows"),
        (
            alert("Gone", "absent(redis_up)", state="firing"),
            "absent(redis_up) is true, and always was",
        ),
        (alert("Old", "up == 0", state="firing", active_since=AT - 90000), "it has been firing for 1d1h"),
    ],
)
def test_alert_that_always_fires(rule: LoadedRule, message: str) -> None:
    [one] = check(context(rule))
    assert one.class_ is FindingClass.MISLEADING
    assert message in one.message


def test_alert_of_a_thing_that_is_not_here() -> None:
    """A container that was never here, or one that is gone: then it tells of that."""
    rule = alert("Gone", 'absent(node_filesystem_avail_bytes{mountpoint="/data"})', state="firing")
    [one] = check(context(rule))
    assert one.class_ is FindingClass.MISSING
    assert 'mountpoint="/data" matches no series' in one.message


@pytest.mark.parametrize(
    "rule",
    [
        alert("Watchdog", "vector(1)", state="firing", active_since=AT - 900000),
        alert("DeadMansSwitch", "up >= 0", state="firing", active_since=AT - 900000),
        alert("Down", "up == 0", state="firing", active_since=AT - 600),
        alert("Busy", "http_requests_total > 5"),  # not now
        alert("Gone", 'absent(pg_up{job="db"})', state="firing"),  # its target is down: that is what it is for
        alert("Gone", "absent(shop_carts)", state="firing"),  # it was there
        alert("Some", "count(up == 0) > 0", state="firing"),
    ],
)
def test_alert_that_tells_something(rule: LoadedRule) -> None:
    assert list(check(context(rule))) == []
