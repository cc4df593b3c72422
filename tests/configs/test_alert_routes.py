"""The way of an alert through a tree of routes, as Alertmanager decides it."""

from __future__ import annotations

import pytest
import yaml

from lab.configs.alert_routes import Matcher, Route, matchers_of, receivers_with, root_route, why_not

CONFIG = yaml.safe_load("""
route:
  receiver: default
  group_by: [alertname]
  group_wait: 10s
  routes:
    - {matchers: [team="database"], receiver: dba, continue: true}
    - matchers: ['severity="critical"']
      receiver: pager
      routes:
        - {match: {service: shop}, receiver: shop-pager, group_wait: 1s}
    - {matchers: ['severity=~"warning|info"', 'env!="dev"'], receiver: mail, group_by: [instance]}
    - {match_re: {service: 'sh.*'}, receiver: shop}
receivers:
  - {name: default}
  - {name: pager, pagerduty_configs: [{routing_key: a}]}
  - {name: mail, email_configs: [{to: a@example.com}]}
""")


@pytest.fixture(scope="module")
def root() -> Route:
    found = root_route(CONFIG)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("labels", "receivers"),
    [
        ({}, ["default"]),
        ({"severity": "critical"}, ["pager"]),
        ({"severity": "critical", "service": "shop"}, ["shop-pager"]),
        ({"severity": "critical", "team": "database"}, ["dba", "pager"]),
        ({"severity": "warning"}, ["mail"]),
        ({"severity": "warning", "env": "dev"}, ["default"]),
        ({"severity": "warnings"}, ["default"]),
        ({"service": "shop"}, ["shop"]),
        ({"service": "a shop"}, ["default"]),
        ({"team": "database"}, ["dba"]),
    ],
)
def test_taken_by(root: Route, labels: dict[str, str], receivers: list[str]) -> None:
    assert [route.receiver for route in root.taken_by(labels)] == receivers


def test_routes_inherit(root: Route) -> None:
    by_receiver = {route.receiver: route for route in root}
    assert by_receiver["shop-pager"].times == {"group_wait": "1s", "group_interval": "5m", "repeat_interval": "4h"}
    assert by_receiver["pager"].times["group_wait"] == "10s"
    assert by_receiver["pager"].group_by == ("alertname",)
    assert by_receiver["mail"].group_by == ("instance",)
    assert by_receiver["shop-pager"].path == "route.routes[1].routes[0]"


@pytest.mark.parametrize(
    ("labels", "receiver", "text"),
    [
        ({"severity": "page"}, "nobody", "no route leads to nobody"),
        (
            {"severity": "page"},
            "mail",
            "route.routes[2] to mail needs severity=~\"warning|info\", and the alert has severity='page'",
        ),
        (
            {"severity": "critical", "service": "shop"},
            "shop",
            'route.routes[1].routes[0] (service="shop") comes first and does not continue',
        ),
        (
            {"severity": "critical", "service": "shop"},
            "pager",
            'route.routes[1].routes[0] (service="shop") below it takes the alert',
        ),
        (
            {"severity": "critical"},
            "shop-pager",
            "route.routes[1].routes[0] to shop-pager needs service=\"shop\", and the alert has service=''",
        ),
    ],
)
def test_why_not(root: Route, labels: dict[str, str], receiver: str, text: str) -> None:
    assert why_not(root, labels, receiver) == text


@pytest.mark.parametrize(
    ("text", "matchers"),
    [
        ('severity="critical"', (Matcher("severity", "=", "critical"),)),
        ("severity=critical", (Matcher("severity", "=", "critical"),)),
        ('{a="x,y", b!~"c|d"}', (Matcher("a", "=", "x,y"), Matcher("b", "!~", "c|d"))),
        ('"a b" = "say \\"hi\\""', (Matcher("a b", "=", 'say "hi"'),)),
        ('a != ""', (Matcher("a", "!=", ""),)),
    ],
)
def test_matchers_of(text: str, matchers: tuple[Matcher, ...]) -> None:
    assert matchers_of(text) == matchers


def test_receivers_with() -> None:
    assert receivers_with(CONFIG, "pagerduty") == ("pager",)
    assert receivers_with(CONFIG, "slack") == ()


def test_root_route_of_nothing() -> None:
    assert root_route(None) is None
    assert root_route({"route": []}) is None
