from __future__ import annotations

import pytest

from lab.audit.possible_routes import possible_routes
from lab.configs.alert_routes import root_route

CONFIG = {
    "route": {
        "receiver": "default",
        "routes": [
            {"receiver": "pager", "matchers": ['severity="critical"']},
            {"receiver": "audit", "matchers": ['team="shop"'], "continue": True},
            {"receiver": "eu", "matchers": ['region="eu"']},
            {
                "receiver": "mail",
                "matchers": ['severity="warning"'],
                "routes": [{"receiver": "db", "match": {"job": "db"}}],
            },
        ],
    }
}


@pytest.mark.parametrize(
    ("labels", "receivers"),
    [
        ({"severity": "critical"}, ["pager"]),
        ({"severity": "info"}, ["audit", "eu", "default"]),  # the series may have a team and a region
        ({"severity": "warning", "team": "web", "region": "us"}, ["db", "mail"]),
        ({"severity": "warning", "team": "web", "region": "us", "job": "db"}, ["db"]),
        ({"severity": "info", "team": "shop", "region": "us"}, ["audit"]),
        ({"severity": "{{ $labels.severity }}", "team": "x", "region": "y"}, ["pager", "db", "mail", "default"]),
    ],
)
def test_possible_routes(labels: dict[str, str], receivers: list[str]) -> None:
    root = root_route(CONFIG)
    assert root is not None
    assert [route.receiver for route in possible_routes(root, "Any", labels)] == receivers
