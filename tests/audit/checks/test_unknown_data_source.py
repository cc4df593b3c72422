from __future__ import annotations

from lab.audit.checks.unknown_data_source import check
from lab.audit.context import DataSourceOfGrafana
from lab.audit.model import FindingClass
from tests.audit.dashboards import dashboard, panel
from tests.audit.small_system import context

SOURCES = (DataSourceOfGrafana("prom", "Prometheus", "prometheus", "http://prometheus:9090", True),)
TEXT = dashboard(
    panel("Here", "up"),
    panel("By name", "up", datasource="Prometheus"),
    panel("Gone", "up", datasource={"type": "prometheus", "uid": "prom-old"}),
    panel("Logs", '{app="x"}', datasource={"type": "loki"}),
    panel("Shared", "x", datasource={"type": "datasource", "uid": "-- Dashboard --"}),
    panel("Chosen", "up", datasource={"type": "prometheus", "uid": "${source}"}),
    variables=[{"name": "source", "type": "datasource", "query": "prometheus", "current": {"value": "elsewhere"}}],
)


def test_panels_of_data_sources_that_grafana_does_not_have() -> None:
    found = list(check(context(dashboards=[TEXT], data_sources=SOURCES)))
    assert [(one.subject.name, one.class_) for one in found] == [
        ("Gone", FindingClass.BROKEN),
        ("Logs", FindingClass.BROKEN),
    ]
    assert found[0].message == "Grafana has no data source with the uid prom-old"
    assert found[1].message == "Grafana has no data source of type loki"


def test_without_grafana_nothing_is_said() -> None:
    assert list(check(context(dashboards=[TEXT]))) == []
