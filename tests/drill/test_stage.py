from __future__ import annotations

from pathlib import Path

import yaml

from lab.drill.stage import drill_plan, rules_path, sample_path, with_samples
from lab.stack.folders import Folders
from tests.drill.drilled import routing
from tests.plan.planned import CHECKOUT


def test_drill_plan(tmp_path: Path) -> None:
    plan = drill_plan(routing().text, {"cluster": "prod"}, Folders((CHECKOUT,), CHECKOUT), tmp_path)
    assert [service.name for service in plan.services] == ["prometheus", "alertmanager", "notifications"]
    files = {file.path: file.text for file in plan.service("prometheus").files}
    assert yaml.safe_load(files[rules_path(plan)]) == {"groups": []}
    config = yaml.safe_load(files["prometheus/prometheus.yml"])
    assert config["global"]["external_labels"] == {"cluster": "prod"}
    assert config["alerting"]["alert_relabel_configs"] == [{"action": "labeldrop", "regex": "lab_drill"}]


def test_with_samples_of_any_size(tmp_path: Path) -> None:
    plan = drill_plan(routing().text, {}, Folders((CHECKOUT,), CHECKOUT), tmp_path)
    text = "x 1 1\n" * 1_000_000
    files = {file.path: file.text for file in with_samples(plan, text).service("prometheus").files}
    assert files[sample_path(plan, 0)] == text and files[sample_path(plan, 1)] == "# EOF\n"
