from __future__ import annotations

from pathlib import Path

from lab.audit.inputs import with_inputs
from lab.audit.request import AuditRequest
from tests.audit.small_system import alert, context, system
from tests.audit.test_grafana_dashboards import grafana

RULES = "groups: [{name: shop, rules: [{alert: Down, expr: up == 0}]}]\n"


def request(tmp_path: Path) -> AuditRequest:
    file = tmp_path / "rules.yml"
    file.write_text(RULES, encoding="utf-8")
    return AuditRequest({}, rules=(str(file),))


def test_rules_of_the_api_get_the_places_of_the_files(tmp_path: Path) -> None:
    ctx, notes = with_inputs(context(alert("Down", "up == 0")), request(tmp_path), None)
    assert [rule.state for rule in ctx.system.rules] == ["inactive"]
    assert len(ctx.rule_places) == len(ctx.written_rules) == 1
    assert (ctx.data_sources, notes) == (None, ())


def test_rules_of_files_stand_for_an_api_that_is_not_there(tmp_path: Path) -> None:
    without = context(system=system(absent={"/api/v1/rules": "rules"}))
    ctx, _ = with_inputs(without, request(tmp_path), None)
    assert [rule.name for rule in ctx.system.rules] == ["Down"]


def test_dashboards_of_grafana() -> None:
    ctx, _ = with_inputs(context(), AuditRequest({}), grafana())
    assert [one.dashboard.title for one in ctx.dashboards] == ["Lab demo"]
    assert ctx.data_sources
