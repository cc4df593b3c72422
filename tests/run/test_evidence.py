"""What checks want shown in reports is asked once, before the lab goes down."""

from __future__ import annotations

from dataclasses import replace

from lab.expectations.alert import AlertExpectation
from lab.plan.model import CheckPlan, LabPlan
from lab.queries.prometheus import RangeQuery
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.run.evidence import report_queries
from tests.plan.planned import planned


def observe(query: Query) -> Observation:
    raise AssertionError(f"nothing is asked to know these queries: {query}")


def names(plan: LabPlan) -> list[tuple[str, str]]:
    return [(wanted.kind, wanted.name) for wanted in report_queries(plan, 0.0, 10.0, observe)]


def test_panels_are_asked_with_what_the_chart_needs() -> None:
    (wanted,) = [query for query in report_queries(planned(), 0.0, 10.0, observe) if query.kind == "panel"]

    assert wanted.name == "dashboards/shop.json: Requests"
    assert wanted.detail == {"unit": "reqps", "legend": "all", "ref": "A"}
    assert wanted.query == RangeQuery(
        query='sum(rate(http_requests_total{job="api"}[4s]))', start=0.0, end=10.0, step=0.5
    )


def test_an_alert_that_several_checks_watch_is_asked_once() -> None:
    plan = planned()
    check = plan.checks()[0]
    alert = AlertExpectation(alert="High", goes=("firing",))
    checks: tuple[CheckPlan, ...] = (replace(check, spec=alert), replace(check, name="again", spec=alert))
    watching = replace(plan, steps=(replace(plan.steps[0], wait=(), throughout=(), expect=checks),))

    assert names(watching) == [("alert", "High")]


def test_report_queries_go_to_the_service_that_the_check_asks() -> None:
    plan = planned()
    check = plan.checks()[0]
    alert = AlertExpectation(alert="High", goes=("firing",))
    checks = tuple(replace(check, spec=alert, ask={"prometheus": name}) for name in ("one", "other"))
    watching = replace(plan, steps=(replace(plan.steps[0], wait=(), throughout=(), expect=checks),))

    assert [wanted.query.ask for wanted in report_queries(watching, 0.0, 10.0, observe)] == ["one", "other"]
