from __future__ import annotations

from pathlib import Path

from lab.export.prometheus_operator.rule_objects import prometheus_rule
from lab.plan.model import PlacedFile
from tests.export.exported import plan_of

GROUPS = """\
groups:
  - name: shop
    interval: 5s
    limit:
    rules:
      - {alert: Down, expr: up == 0, for: 1m, labels: {severity: page, tier: 1}, annotations: {summary: down}}
      - {record: job:up, expr: sum by (job) (up)}
"""


def test_a_rule_file_is_a_prometheus_rule(tmp_path: Path) -> None:
    prometheus = plan_of(tmp_path, "prometheus: {files: {config: prometheus.yml}}").service("prometheus")
    manifest = "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nspec:\n" + "".join(
        f"  {line}\n" for line in GROUPS.splitlines()
    )
    for text in (GROUPS, manifest):
        rule = prometheus_rule(
            PlacedFile("x", "/etc/prometheus/rules/my_shop.yml", text, "shop.yml"), prometheus, "small"
        )

        assert rule.name == "prometheus-my-shop"
        assert rule.origin.file == "shop.yml"
        assert rule.content["metadata"]["labels"]["lab/prometheus"] == "prometheus"
        assert rule.content["spec"]["groups"] == [
            {
                "name": "shop",
                "interval": "5s",
                "rules": [
                    {
                        "alert": "Down",
                        "expr": "up == 0",
                        "for": "1m",
                        "labels": {"severity": "page", "tier": "1"},
                        "annotations": {"summary": "down"},
                    },
                    {"record": "job:up", "expr": "sum by (job) (up)"},
                ],
            }
        ]
