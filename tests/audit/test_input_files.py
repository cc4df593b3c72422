from __future__ import annotations

from pathlib import Path

import pytest

from lab.audit.audited_query import rule_key
from lab.audit.input_files import read_dashboards, read_rules
from lab.errors import UsageError

RULES = """groups:
  - name: shop
    labels: {team: shop}
    rules:
      - alert: Down
        expr: |
          sum by(job) (up)
            == 0
        labels: {severity: critical}
      - {record: "job:up:sum", expr: sum by (job) (up)}
"""
MANIFEST = """apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: {name: shop}
spec:
  groups:
    - name: web
      rules:
        - {alert: Gone, expr: absent(up)}
"""
DASHBOARD = '{"title": "Shop", "panels": [{"id": 1, "title": "Up", "targets": [{"expr": "up"}]}]}'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {
        "rules/shop.yml": RULES,
        "rules/web.yaml": MANIFEST,
        "rules/broken.yml": "groups: [",
        "boards/shop.json": DASHBOARD,
        "boards/package.json": '{"name": "x"}',
        "boards/notes.yaml": "just: text",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_rules_with_their_places(folder: Path) -> None:
    found = read_rules([str(folder / "rules" / "*")])
    assert [(rule.kind, rule.name, rule.group) for rule in found.rules] == [
        ("alerting", "Down", "shop"),
        ("recording", "job:up:sum", "shop"),
        ("alerting", "Gone", "web"),
    ]
    assert found.rules[0].labels == {"team": "shop", "severity": "critical"}
    places = dict(found.places)
    # Prometheus lists the query in its own layout.
    down = places[rule_key("shop", "Down", "sum by (job) (up) == 0")]
    assert (down.file, down.line) == (str(folder / "rules" / "shop.yml"), 5)
    assert places[rule_key("web", "Gone", "absent(up)")].line == 8
    assert [one.what for one in found.not_read] == [f"rule file {folder / 'rules' / 'broken.yml'}"]


def test_folder_of_rules(folder: Path) -> None:
    assert len(read_rules([str(folder / "rules")]).rules) == 3


def test_pattern_without_files(folder: Path) -> None:
    with pytest.raises(UsageError, match="no rule file matches"):
        read_rules([str(folder / "*.rules")])


def test_dashboards_of_a_folder(folder: Path) -> None:
    dashboards, not_read = read_dashboards([str(folder / "boards")])
    assert [(one.dashboard.title, one.file) for one in dashboards] == [("Shop", str(folder / "boards" / "shop.json"))]
    assert [one.what for one in not_read] == [f"file {folder / 'boards' / 'package.json'}"]


def test_dashboard_that_is_none(folder: Path) -> None:
    dashboards, not_read = read_dashboards([str(folder / "boards" / "notes.yaml")])
    assert dashboards == ()
    assert not_read[0].what.startswith("dashboard ")


def test_path_that_is_not_there(folder: Path) -> None:
    with pytest.raises(UsageError, match="there is no file or folder"):
        read_dashboards([str(folder / "none")])
