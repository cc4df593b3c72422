"""Dashboards in the files and wrappings in which they are kept."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from lab.dashboards.files import read_dashboard, read_dashboards
from lab.errors import Problems

PANEL = {"title": "Up", "type": "graph", "targets": [{"expr": "up", "refId": "A"}]}
CLASSIC = {"title": "T", "schemaVersion": 39, "panels": [PANEL]}
OTHER = {"title": "O", "schemaVersion": 14, "rows": [{"panels": [PANEL]}]}
CONFIG_MAP = {
    "apiVersion": "v1",
    "kind": "ConfigMap",
    "metadata": {"name": "dashboards"},
    "data": {"a.json": json.dumps(CLASSIC), "b.json": json.dumps(OTHER), "readme": "text"},
}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(CLASSIC, id="as exported"),
        pytest.param({"dashboard": CLASSIC, "meta": {"slug": "t"}}, id="an answer of the API"),
        pytest.param({"dashboard": CLASSIC, "overwrite": True, "inputs": []}, id="what is sent to the API"),
        pytest.param(
            {"apiVersion": "dashboard.grafana.app/v1beta1", "kind": "Dashboard", "metadata": {}, "spec": CLASSIC},
            id="a resource",
        ),
        pytest.param({"kind": "GrafanaDashboard", "spec": {"json": json.dumps(CLASSIC)}}, id="one of the operator"),
        pytest.param(
            {"kind": "List", "items": [{"kind": "Service"}, {"kind": "Dashboard", "spec": CLASSIC}]}, id="a list"
        ),
    ],
)
def test_read_dashboard(content: dict[str, Any]) -> None:
    assert read_dashboard(json.dumps(content), "d.json") == CLASSIC
    assert read_dashboard("\ufeff" + json.dumps(content), "d.json") == CLASSIC
    assert read_dashboard(yaml.safe_dump(content), "d.yaml") == CLASSIC


def test_read_dashboards_of_a_config_map() -> None:
    assert read_dashboards(json.dumps(CONFIG_MAP), "d.json") == (CLASSIC, OTHER)
    assert read_dashboards(yaml.safe_dump(CONFIG_MAP), "d.yaml") == (CLASSIC, OTHER)
    beside = {**CONFIG_MAP, "data": {**CONFIG_MAP["data"], "plugin.json": '{"name": "p"}'}}
    assert read_dashboards(json.dumps(beside), "d.json") == (CLASSIC, OTHER)
    several = {"apiVersion": "v1", "kind": "ConfigMapList", "items": [CONFIG_MAP]}
    assert read_dashboards(yaml.safe_dump(several), "d.yaml") == (CLASSIC, OTHER)


def test_read_dashboards_of_several_documents() -> None:
    service = {"apiVersion": "v1", "kind": "Service", "spec": {"ports": []}}
    text = yaml.safe_dump_all([service, CONFIG_MAP, service])
    assert read_dashboards(text, "d.yaml") == (CLASSIC, OTHER)


@pytest.mark.parametrize(
    ("text", "file", "message"),
    [
        (" \n", "d.json", "d.json:1:1: this file is empty; export the dashboard from Grafana as JSON"),
        ("{", "d.json", "d.json:1:2: not JSON: expecting property name enclosed in double quotes"),
        ('{\n "panels": [}', "d.json", "d.json:2:13: not JSON: expecting value"),
        ("{}", "d.json", "d.json:1:1: no dashboard in this file: it has no 'panels', 'rows' or 'elements'"),
        (
            '{"message": "Dashboard not found"}',
            "d.json",
            "d.json:1:1: no dashboard in this file: it has no 'panels', 'rows' or 'elements'; "
            "Grafana's answer was: Dashboard not found",
        ),
        ("[]", "d.json", "d.json:1:1: a dashboard must be a mapping; export it from Grafana as JSON"),
        ("7", "d.json", "d.json:1:1: a dashboard must be a mapping; export it from Grafana as JSON"),
        ("[" * 100_000, "d.json", "d.json:1:1: values are nested too deeply"),
        ('{"a": ' + "1" * 5000 + "}", "d.json", "d.json:1:1: a number has too many digits"),
        (
            "{{- if .Values.x }}\nkind: ConfigMap\n",
            "d.yaml",
            "d.yaml:1:1: a Helm template, not yet a dashboard; render it with `helm template` first",
        ),
        (
            "kind: Dashboard\nspec: {panels: {a: {kind: Panel}}, layouts: []}\n",
            "d.yaml",
            "d.yaml:1:1: this is a dashboard of Perses; give one of Grafana",
        ),
        ("kind: Service\napiVersion: v1\n", "d.yaml", "d.yaml:1:1: no dashboard in this file"),
        (
            "kind: ConfigMap\ndata:\n  x.json: |\n    {\n      'a'\n",
            "d.yaml",
            "d.yaml (x.json):2:3: not JSON: expecting property name enclosed in double quotes",
        ),
        (
            "kind: GrafanaDashboard\nspec: {gzipJson: H4sI}\n",
            "d.yaml",
            "d.yaml:1:1: the dashboard is not in this file but behind 'spec.gzipJson'; give it as JSON",
        ),
        (
            "a: 1\n---\nb: [\n",
            "d.yaml",
            "d.yaml:4:1: not YAML: while parsing a flow node (begun on line 4) did not find",
        ),
    ],
)
def test_read_dashboards_refused(text: str, file: str, message: str) -> None:
    with pytest.raises(Problems) as caught:
        read_dashboards(text, file)

    (problem,) = caught.value.problems
    assert str(problem).startswith(message)


def test_read_dashboard_of_several() -> None:
    with pytest.raises(Problems, match="this file has 2 dashboards; put each into its own file"):
        read_dashboard(json.dumps(CONFIG_MAP), "d.json")
