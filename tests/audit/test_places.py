from __future__ import annotations

import json

from lab.audit.context import AuditedDashboard
from lab.audit.places import DashboardPlaces
from lab.dashboards.dashboard import dashboards_in
from tests.audit.dashboards import dashboard, line_of, panel, variable

TEXT = dashboard(
    panel("Up", "up"),
    panel("Up", "up", "sum(up)"),
    panel("Quoted", 'up{job="x"}'),
    variables=[variable("job", "label_values(up, job)"), {"name": "window", "type": "interval"}],
)


def places(text: str) -> DashboardPlaces:
    return DashboardPlaces(AuditedDashboard(dashboards_in(text, "x.yaml", {})[0], "x.json", text))


def test_line_of_the_query_of_the_panel() -> None:
    found = places(TEXT)
    first, second = (number for number, line in enumerate(TEXT.splitlines(), 1) if '"expr": "up"' in line)
    assert found.of_panel("1", "Up", ("up",)).line == first
    assert found.of_panel("2", "Up", ("up",)).line == second
    assert found.of_panel("2", "Up", ("sum(up)",)).line == line_of(TEXT, "sum(up)")
    assert found.of_panel("3", "Quoted", ('up{job="x"}',)).line == line_of(TEXT, 'up{job="x"}')


def test_line_of_a_variable() -> None:
    assert places(TEXT).of_variable("job").line == line_of(TEXT, "label_values(up, job)")
    opening = TEXT[: TEXT.index('"window"')].count("\n")
    assert places(TEXT).of_variable("window").line == opening  # of the line before its name


def test_dashboard_inside_of_an_answer() -> None:
    text = json.dumps({"meta": {}, "dashboard": json.loads(TEXT)}, indent=1)
    assert places(text).of_panel("2", "Up", ("sum(up)",)).line == line_of(text, "sum(up)")


def test_text_that_is_no_json_is_searched() -> None:
    board = json.dumps({"title": "Shop", "panels": [{"id": 1, "title": "Up", "targets": [{"expr": "up > 1"}]}]})
    text = f"kind: ConfigMap\napiVersion: v1\nmetadata: {{name: x}}\ndata:\n  shop.json: |\n    {board}\n"
    assert places(text).of_panel("1", "Up", ("up > 1",)).line == 6
    unknown = places(text).of_panel("1", "Up", ("down",))
    assert (unknown.file, unknown.line) == ("x.json", 0)
