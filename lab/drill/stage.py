"""The lab of a drill: Prometheus, Alertmanager and the notification sink, from a scenario that is made here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from lab.drill.isolation import INTERVAL_S, LABEL
from lab.language.yaml_dump import readable_yaml
from lab.plan.model import LabPlan
from lab.plan.planning import plan
from lab.stack.folders import Folders, ScenarioSource

RULES = "rules.yml"
SAMPLES = ("first.om", "second.om")
NAME = "drill"
_EMPTY = "# EOF\n"
# Blocks are made of each file that has samples; then Prometheus starts as its component starts it.
_START = """\
for file in /lab/*.om; do
  test "$$(head -c 5 $$file)" = "# EOF" && continue
  promtool tsdb create-blocks-from openmetrics --quiet --max-block-duration=720h $$file /prometheus
done
exec /bin/prometheus "$$@"
"""


def drill_plan(alertmanager: str, external_labels: Mapping[str, str], folders: Folders, folder: Path) -> LabPlan:
    """`alertmanager`: the configuration with the sink as every receiver. `folder`: an empty one, for the scenario's
    files. Raises `Problems`."""
    files = {
        "scenario.yaml": readable_yaml(_scenario()),
        "prometheus.yml": readable_yaml(_prometheus(external_labels)),
        "alertmanager.yml": alertmanager,
        RULES: "groups: []\n",
        **dict.fromkeys(SAMPLES, _EMPTY),
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    source = ScenarioSource(NAME, folder, f"{NAME}/scenario.yaml", files["scenario.yaml"])
    return plan(source, folders)


def with_samples(lab_plan: LabPlan, text: str) -> LabPlan:
    """The plan with the first samples: they are larger than what a scenario may have."""
    services = tuple(
        replace(
            service,
            files=tuple(
                replace(file, text=text) if file.path == sample_path(lab_plan, 0) else file for file in service.files
            ),
        )
        for service in lab_plan.services
    )
    return replace(lab_plan, services=services)


def sample_path(lab_plan: LabPlan, stage: int) -> str:
    return _path(lab_plan, f"/lab/{SAMPLES[stage]}")


def rules_path(lab_plan: LabPlan) -> str:
    return _path(lab_plan, f"/etc/prometheus/rules/{RULES}")


def _path(lab_plan: LabPlan, target: str) -> str:
    """In the rendered folder, of a file of Prometheus."""
    return next(file.path for file in lab_plan.service("prometheus").files if file.target == target)


def _scenario() -> dict[str, object]:
    return {
        "title": "Fire drill of alerting rules",
        "why": "Each alerting rule is fed with series that make it fire, and nobody is paged.",
        "components": {
            "prometheus": {
                "files": {
                    "config": "prometheus.yml",
                    "rules": [RULES],
                    **{f"/lab/{name}": name for name in SAMPLES},
                },
                "flags": [
                    "--storage.tsdb.retention.time=20y",
                    "--rules.alert.resend-delay=5s",
                    "--query.max-concurrency=8",
                ],
                "service": {"entrypoint": ["/bin/sh", "-ec", _START, "prometheus"]},
            },
            "alertmanager": {"files": {"config": "alertmanager.yml"}},
            "notifications": {"use": "notification_sink"},
        },
        "steps": [{"name": "the drill", "wait": {"Prometheus answers": {"series": "vector(1)", "exactly": 1}}}],
    }


def _prometheus(external_labels: Mapping[str, str]) -> dict[str, object]:
    return {
        "global": {
            "evaluation_interval": f"{INTERVAL_S}s",
            **({"external_labels": dict(external_labels)} if external_labels else {}),
        },
        "rule_files": ["rules/*.yml"],
        # Rules are evaluated at moments in the past, and ALERTS is stored there.
        "storage": {"tsdb": {"out_of_order_time_window": "3650d"}},
        "alerting": {
            "alert_relabel_configs": [{"action": "labeldrop", "regex": LABEL}],
            "alertmanagers": [{"static_configs": [{"targets": ["alertmanager:9093"]}]}],
        },
    }
