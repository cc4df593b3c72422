"""Files that are mounted where nothing reads them are found before anything starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.errors import Problems
from lab.plan.model import LabPlan
from lab.plan.mounted_files import config_files, rule_files
from lab.plan.planning import plan
from tests.plan.planned import FOLDERS, written

HEAD = "title: t\nwhy: w\ncomponents:\n"
RULES = "groups: [{name: g, rules: [{alert: Down, expr: up == 0}]}]\n"
PROVIDER = "apiVersion: 1\nproviders: [{name: p, type: file, options: {path: PATH}}]\n"
DASHBOARD = '{"title": "t", "panels": []}\n'
ROUTE = "route: {receiver: a}\nreceivers: [{name: a}]\n"


def planned(folder: Path, component: str, files: dict[str, str]) -> LabPlan:
    return plan(written(folder, f"{HEAD}  {component}\nsteps: [{{name: look}}]\n", files), FOLDERS)


def prometheus(config: str) -> dict[str, str]:
    return {"prometheus.yml": config, "alert.rules": RULES, "t.json": "[]\n"}


@pytest.mark.parametrize(
    ("component", "files", "message"),
    [
        pytest.param(
            "prometheus: {files: {config: prometheus.yml, rules: [alert.rules]}}",
            prometheus('rule_files: ["alert.rules"]\n'),
            "s.yaml:4:56: nothing reads /etc/prometheus/rules/alert.rules: 'rule_files' names 'alert.rules' "
            "(prometheus.yml:1:14), which is /etc/prometheus/alert.rules; write 'rules/*.rules' there, or give the "
            "file by its path in the container",
            id="rule_files",
        ),
        pytest.param(
            "prometheus: {files: {config: prometheus.yml, rules: [alert.rules]}}",
            prometheus("scrape_configs: []\n"),
            "prometheus.yml has no 'rule_files'; add 'rules/*.rules' there",
            id="no rule_files",
        ),
        pytest.param(
            "prometheus: {files: {config: prometheus.yml, targets: [t.json]}}",
            prometheus("scrape_configs: [{job_name: a, file_sd_configs: [{files: [targets/*.yml]}]}]\n"),
            "nothing reads /etc/prometheus/targets/t.json: 'files' of a file_sd_config names 'targets/*.yml'",
            id="file_sd_configs",
        ),
        pytest.param(
            "prometheus: {files: {targets: [t.json]}}",
            prometheus(""),
            "the component's own configuration has no 'files' of a file_sd_config; give a 'config' of your own that "
            "names 'targets/*.json'",
            id="the component's own configuration",
        ),
        pytest.param(
            "alertmanager: {files: {config: a.yml, templates: [x.tmpl]}}",
            {"a.yml": ROUTE + "templates: [/etc/alertmanager/*.tmpl]\n", "x.tmpl": ""},
            "'templates' names '/etc/alertmanager/*.tmpl' (a.yml:3:13), which is /etc/alertmanager/*.tmpl; write "
            "'templates/*.tmpl' there",
            id="templates",
        ),
        pytest.param(
            "grafana: {files: {dashboard-providers: [p.yml], dashboards: [d.json]}}",
            {"p.yml": PROVIDER.replace("PATH", "/var/lib/grafana/dashboards"), "d.json": DASHBOARD},
            "nothing reads /etc/grafana/dashboards/d.json: a dashboard provider names '/var/lib/grafana/dashboards' "
            "(p.yml:2:45), which is /var/lib/grafana/dashboards; write '/etc/grafana/dashboards' there",
            id="provider path",
        ),
    ],
)
def test_unread_files(component: str, files: dict[str, str], message: str, tmp_path: Path) -> None:
    with pytest.raises(Problems) as caught:
        planned(tmp_path, component, files)

    assert len(caught.value.problems) == 1
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("component", "files"),
    [
        pytest.param(
            "prometheus: {files: {rules: [a/x.yml, b/x.yml, alert.rules]}}",
            {"a/x.yml": RULES, "b/x.yml": RULES, "alert.rules": RULES},
            id="the component's own configuration reads rules of any name and of several folders",
        ),
        pytest.param(
            "prometheus: {files: {config: prometheus.yml, /etc/prometheus/alert.rules: alert.rules}}",
            prometheus("rule_files: [alert.rules]\n"),
            id="a file given by its path",
        ),
        pytest.param(
            "grafana: {files: {dashboard-providers: [p.yml], dashboards: [a/d.json, b/d.json]}}",
            {"p.yml": PROVIDER.replace("PATH", "/etc/grafana/"), "a/d.json": DASHBOARD, "b/d.json": DASHBOARD},
            id="Grafana reads the folders below too",
        ),
        pytest.param(
            "alertmanager: {files: {config: a.yml, templates: [t/]}}",
            {"a.yml": ROUTE + "templates: ['templates/*.tmpl']\n", "t/x.tmpl": "", "t/README.md": ""},
            id="a folder of templates",
        ),
    ],
)
def test_read_files(component: str, files: dict[str, str], tmp_path: Path) -> None:
    planned(tmp_path, component, files)


def test_rule_files_are_those_of_the_slot_and_those_that_the_configuration_names(tmp_path: Path) -> None:
    component = (
        "prometheus: {files: {config: prometheus.yml, rules: [x.yml], /etc/prometheus/alerts/: [alert.rules, t.json]}}"
    )
    config = "rule_files: ['rules/*.yml', 'alerts/*.rules']\n"
    service = planned(tmp_path, component, {**prometheus(config), "x.yml": RULES}).service("prometheus")

    assert [file.target for file in config_files(service)] == ["/etc/prometheus/prometheus.yml"]
    assert [file.target for file in rule_files(service)] == [
        "/etc/prometheus/rules/x.yml",
        "/etc/prometheus/alerts/alert.rules",
    ]


def test_config_of_another_program_with_the_api(tmp_path: Path) -> None:
    lab = planned(tmp_path, "cortex: {files: {config: c.yaml}}", {"c.yaml": "auth_enabled: false\n"})

    assert config_files(lab.services[0]) == ()
