from __future__ import annotations

from pathlib import Path

import pytest

from lab.drill.inputs import inputs_of, labels_from, routing_from, rules_from
from lab.errors import Problems, UsageError
from lab.plan.planning import plan
from lab.stack.folders import Folders
from tests.plan.planned import CHECKOUT

RULE = "groups:\n  - name: g\n    rules:\n      - {alert: A, expr: up == 0}\n"


def test_rules_from_a_pattern_and_a_file_each_once(tmp_path: Path) -> None:
    (tmp_path / "rules" / "sub").mkdir(parents=True)
    (tmp_path / "rules" / "a.yml").write_text(RULE)
    (tmp_path / "rules" / "sub" / "b.yml").write_text(RULE)
    assert rules_from(["rules/**/*.yml", "rules/a.yml"], tmp_path).files == ("rules/a.yml", "rules/sub/b.yml")
    assert rules_from([str(tmp_path / "rules" / "*.yml")], tmp_path).files == ("rules/a.yml",)


def test_rules_from_nothing(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no file matches --rules '\*\.yml'"):
        rules_from(["*.yml"], tmp_path)
    (tmp_path / "a.yml").write_text("groups: []\n")
    with pytest.raises(UsageError, match="no alerting rule"):
        rules_from(["a.yml"], tmp_path)


def test_routing_from_a_file_that_alertmanager_refuses(tmp_path: Path) -> None:
    (tmp_path / "alertmanager.yml").write_text("route: {receiver: nobody}\nreceivers: []\n")
    with pytest.raises(Problems) as refused:
        routing_from(tmp_path / "alertmanager.yml", tmp_path)
    assert refused.value.problems[0].place.file == "alertmanager.yml"


def test_labels_from() -> None:
    assert labels_from(["cluster=prod", "url=a=b"]) == {"cluster": "prod", "url": "a=b"}
    with pytest.raises(UsageError, match="not name=value"):
        labels_from(["cluster"])


def test_inputs_of_a_scenario() -> None:
    folders = Folders((CHECKOUT,), CHECKOUT)
    rules, routing, labels = inputs_of(plan(folders.scenario("alert-routing"), folders))
    assert {"HighMemoryUsage", "TargetDown"} <= {rule.alert for rule in rules.rules}
    assert set(rules.files) == {"scenarios/rules/node.yml", "scenarios/rules/targets.yml"}
    assert routing.receivers == ("slack-critical", "email-warning") and labels == {}


def test_inputs_of_a_scenario_without_rules() -> None:
    folders = Folders((CHECKOUT,), CHECKOUT)
    with pytest.raises(UsageError, match="receivers has no alerting rule"):
        inputs_of(plan(folders.scenario("receivers"), folders))
