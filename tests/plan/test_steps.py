"""What the steps of a scenario become: an action, and checks that can be asked."""

from __future__ import annotations

from lab.dashboards.panel_queries import PanelQuery
from lab.errors import Place
from lab.expectations.absent import AbsenceExpectation
from lab.expectations.alert import AlertExpectation
from lab.expectations.metrics import MetricsCheck
from lab.expectations.panels import PanelsCheck
from lab.expectations.targets import TargetsExpectation
from lab.expectations.value_check import ValueCheck
from lab.language.conditions import parse_condition
from lab.plan.actions import FaultPlan, LoadPlan, RequestPlan
from lab.plan.model import CheckPlan, StepPlan
from tests.plan.planned import SHOP, planned


def at(line: int, column: int = 7) -> Place:
    return Place(SHOP, line, column)


def test_step_plans() -> None:
    load = LoadPlan(
        "Rush hour",
        "api",
        8000,
        40.0,
        3.0,
        (
            RequestPlan("GET", "/api/items/{id}", "/api/items/{id}", "", None),
            RequestPlan("POST", "/api/orders", "/api/orders", "?page=1&q=a+b", '{"item": 1}'),
        ),
        (0, 0, 1, 0),
    )
    prometheus = ("prometheus",)
    expected = (
        StepPlan(
            "shopping",
            at(29, 5),
            load,
            wait=(
                CheckPlan(
                    "the api is there",
                    "targets",
                    at(39),
                    TargetsExpectation(targets="api", count=1),
                    15.0,
                    prometheus,
                    "wait",
                ),
            ),
            throughout=(
                CheckPlan(
                    "it stays there",
                    "series",
                    at(41),
                    ValueCheck("up", parse_condition("== 1"), None, None),
                    15.0,
                    prometheus,
                    "throughout",
                ),
            ),
            expect=(
                CheckPlan(
                    "all are counted",
                    "meaning",
                    at(43),
                    ValueCheck(
                        'sum by (path, status) (http_requests_total{job="api"})',
                        parse_condition("equals the load"),
                        None,
                        None,
                        load="Rush hour",
                        load_labels={"path": "route", "status": "status"},
                        meaning="request count",
                    ),
                    15.0,
                    prometheus,
                ),
                CheckPlan(
                    "failures are noticed",
                    "alert",
                    at(44),
                    AlertExpectation.model_validate(
                        {"alert": "Failing", "goes": ("pending", "firing"), "within": "20s"}
                    ),
                    20.0,
                    prometheus,
                ),
                CheckPlan(
                    "the dashboard works",
                    "panels",
                    at(45),
                    PanelsCheck(
                        "dashboards/shop.json",
                        (PanelQuery("Requests", "A", 'sum(rate(http_requests_total{job="api"}[4s]))', "reqps", "all"),),
                    ),
                    15.0,
                    prometheus,
                ),
                CheckPlan(
                    "few names",
                    "metrics",
                    at(46),
                    MetricsCheck(
                        "{job='api'}",
                        None,
                        ("http_requests_total", "up"),
                        ("go_info",),
                    ),
                    15.0,
                    prometheus,
                ),
            ),
        ),
        StepPlan(
            "it dies",
            at(48, 5),
            FaultPlan("kill", "api"),
            wait=(),
            throughout=(),
            expect=(
                CheckPlan(
                    "it is gone",
                    "absent",
                    at(52),
                    AbsenceExpectation.model_validate(
                        {"absent": 'http_requests_total{job="api"}', "for": "4s", "while": "up == 0"}
                    ),
                    5.0,
                    prometheus,
                ),
            ),
        ),
    )

    assert planned().steps == expected
    assert planned().loads() == (load,)
