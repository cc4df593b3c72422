"""What configurations use that images built by lab lack."""

from __future__ import annotations

from pathlib import Path

import yaml

from lab.plan.planning import plan
from lab.selection.lacking import lacking
from tests.plan.planned import CHECKOUT, FOLDERS, SMALL, written

CONFIG = """\
scrape_configs:
  - job_name: cloud
    ec2_sd_configs: [{region: eu-west-1}]
  - job_name: api
    file_sd_configs: [{files: [/etc/prometheus/targets/*.yml]}]
    static_configs: [{targets: ["api:8000"]}]
"""
COLLECTOR = """\
receivers: {otlp: {}, host_metrics: {}}
exporters: {otlp_http/x: {}, kafka/y: {}}
extensions: {health_check: {endpoint: "0.0.0.0:13133"}}
service:
  extensions: [health_check]
  pipelines:
    metrics: {receivers: [otlp, host_metrics], exporters: [otlp_http/x, kafka/y]}
"""


def test_lacks_have_their_place(tmp_path: Path) -> None:
    text = SMALL + "  collector: {use: otel-collector, files: {config: collector.yml}}\nsteps: [{name: look}]\n"
    lab = plan(written(tmp_path, text, {"prometheus.yml": CONFIG, "collector.yml": COLLECTOR}), FOLDERS)

    (problem,) = lab.service("prometheus").lacks
    assert str(problem) == (
        "prometheus.yml:3:5: ec2_sd_configs is missing in an image that lab builds; prom/prometheus:v3.15.0 has it"
    )
    assert [str(problem).partition(" is missing")[0] for problem in lab.service("collector").lacks] == [
        "collector.yml:1:23: host_metrics (receivers)",
        "collector.yml:2:30: kafka (exporters)",
    ]


def test_lacking_in_what_lab_ships() -> None:
    assert lacking(FOLDERS, frozenset(FOLDERS.component_names())) == ()


def test_built_has_what_the_recipe_builds() -> None:
    component = yaml.safe_load((CHECKOUT / "stacks/otel-collector/component.yaml").read_text())
    builder = yaml.safe_load((CHECKOUT / "stacks/otel-collector/image/builder.yaml").read_text())
    for section, names in component["image"]["built_has"].items():
        modules = [item["gomod"].split()[0].rpartition("/")[2] for item in builder[section]]
        assert sorted({module.removesuffix(section[:-1]) for module in modules}) == sorted({*names} - {"otlpgrpc"})
    tags = (CHECKOUT / "stacks/prometheus/image/Dockerfile").read_text()
    assert "remove_all_sd,enable_moby_sd,enable_dns_sd,enable_kubernetes_sd" in tags
