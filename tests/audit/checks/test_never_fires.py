from __future__ import annotations

from lab.audit.checks.never_fires import check
from lab.audit.model import Finding, FindingClass
from lab.audit.system import LoadedRule
from lab.errors import Place
from tests.audit.dashboards import findings
from tests.audit.small_system import alert, context


def only(rule: LoadedRule, **changes: object) -> Finding:
    [one] = findings(check(context(rule, **changes)))
    return one


def test_inactive_alert_with_series_is_empty_by_design() -> None:
    one = only(alert("Slow", "rate(http_requests_total[5m]) > 100"))
    assert one.class_ is FindingClass.BY_DESIGN
    assert one.message == "it is inactive; without its comparisons its query returns 4 series"


def test_alert_on_a_misspelt_metric() -> None:
    query = "rate(http_request_total[5m]) > 100"
    place = Place("rules/shop.yml", 7, 11)
    one = only(alert("Busy", query), rule_places={("shop", "Busy", query): place})
    assert one.class_ is FindingClass.BROKEN
    assert one.message == "it cannot fire: no metric is called http_request_total"
    assert one.subject.place == place


def test_alert_of_an_exporter_that_is_not_there() -> None:
    one = only(alert("RedisDown", "redis_up == 0"))
    assert one.class_ is FindingClass.MISSING
    assert one.subject.place == Place("/etc/prometheus/shop.yml", 0, 0)


def test_alert_on_a_target_that_is_down() -> None:
    assert only(alert("Many", 'pg_up{job="db"} < 1')).class_ is FindingClass.MISSING


def test_impossible_condition() -> None:
    one = only(alert("Negative", "rate(http_requests_total[5m]) < 0"))
    assert (one.check, one.class_) == ("impossible-condition", FindingClass.BROKEN)
    assert one.message == "it can never fire: no value can be < 0"


def test_absent_of_what_is_always_there() -> None:
    one = only(alert("Gone", "absent(sum(rate(http_requests_total[5m])) or vector(0))"))
    assert (one.check, one.class_) == ("impossible-condition", FindingClass.BROKEN)
    assert one.message.endswith("or vector(0) always returns something, so it is never absent")


def test_sides_that_never_match() -> None:
    query = "sum by (method) (rate(http_requests_total[5m])) / sum by (mode) (node_cpu_seconds_total) > 0.5"
    one = only(alert("Share", query))
    assert one.class_ is FindingClass.BROKEN
    assert "no series of the two sides of `/` can match" in one.message


def test_firing_alert_works() -> None:
    one = only(alert("Down", "up == 0", state="firing"))
    assert (one.class_, one.message) == (FindingClass.WORKING, "it is firing")


def test_alert_that_cannot_be_evaluated() -> None:
    one = only(alert("Double", "up * on (job) up", error="found duplicate series for the match group"))
    assert one.class_ is FindingClass.BROKEN


def test_alerts_of_one_name_are_told_apart_by_labels() -> None:
    rules = [alert("Down", f"up == {n}", labels={"severity": s}) for n, s in ((0, "critical"), (1, "warning"))]
    names = [one.subject.name for one in findings(check(context(*rules)))]
    assert names == ['Down{severity="critical"}', 'Down{severity="warning"}']
