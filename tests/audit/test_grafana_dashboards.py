"""Dashboards and data sources of a Grafana, from answers recorded of version 12.4."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lab.audit.grafana_dashboards import fetch_dashboards
from lab.queries.answer import Answer, Reply
from lab.queries.query import Params

SEARCH = [{"uid": "lab-demo", "title": "Lab demo", "url": "/d/lab-demo/lab-demo", "type": "dash-db"}]
DASHBOARD = {
    "meta": {"type": "db", "slug": "lab-demo", "provisioned": True},
    "dashboard": {
        "title": "Lab demo",
        "uid": "lab-demo",
        "panels": [
            {
                "id": 1,
                "title": "Up",
                "type": "stat",
                "datasource": {"type": "prometheus", "uid": "prom"},
                "targets": [{"expr": "up", "instant": True, "refId": "A"}],
            }
        ],
    },
}
SOURCES = [
    {
        "id": 1,
        "uid": "prom",
        "name": "Prometheus",
        "type": "prometheus",
        "url": "http://127.0.0.1:19090",
        "isDefault": True,
    },
    {"id": 4, "uid": "am", "name": "Alertmanager", "type": "alertmanager", "url": "http://127.0.0.1:19093"},
]


@dataclass
class SmallGrafana:
    answers: dict[str, Any]
    asked: list[tuple[str, Params | None]] = field(default_factory=list)

    def get(self, path: str, params: Params | None = None) -> Answer:
        self.asked.append((path, params))
        found = self.answers.get(path)
        return found if isinstance(found, Answer) else Answer(json=found)

    def request(self, method: str, path: str, json: Any = None, params: Params | None = None) -> Reply | Answer:
        raise AssertionError("a Grafana that is audited is only read")

    def page(self, path: str) -> Reply | Answer:
        raise AssertionError("not asked")


def grafana(**answers: Any) -> SmallGrafana:
    known = {"/api/search": SEARCH, "/api/dashboards/uid/lab-demo": DASHBOARD, "/api/datasources": SOURCES}
    return SmallGrafana({**known, **answers})


def test_dashboards_with_the_text_that_lines_count_in() -> None:
    client = grafana()
    found = fetch_dashboards(client)
    [one] = found.dashboards
    assert (one.dashboard.title, one.file) == ("Lab demo", "/d/lab-demo/lab-demo")
    assert one.text.splitlines()[0] == "{"
    assert '"expr": "up"' in one.text
    assert found.not_read == ()
    assert found.data_sources is not None
    assert [(source.uid, source.type, source.default) for source in found.data_sources] == [
        ("prom", "prometheus", True),
        ("am", "alertmanager", False),
    ]
    assert client.asked[0] == ("/api/search", {"type": "dash-db", "limit": 1000, "page": 1})


def test_what_a_token_may_not_read_is_said() -> None:
    found = fetch_dashboards(grafana(**{"/api/datasources": Answer(error="answered 403: Access denied")}))
    assert found.data_sources is None
    assert [(one.what, one.why) for one in found.not_read] == [
        ("whether the data sources of panels exist", "answered 403: Access denied")
    ]


def test_dashboard_that_went_away_meanwhile() -> None:
    gone = Answer(error="answered 404: Dashboard not found")
    found = fetch_dashboards(grafana(**{"/api/dashboards/uid/lab-demo": gone}))
    assert found.dashboards == ()
    assert found.not_read[0].what == "dashboard 'Lab demo'"


def test_no_grafana_at_all() -> None:
    found = fetch_dashboards(grafana(**{"/api/search": Answer(error="does not answer")}))
    assert [one.what for one in found.not_read] == ["dashboards of Grafana"]
