"""What the steps of a run change in its files."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.errors import Problems
from lab.plan.actions import ChangePlan
from tests.plan.planned import plan_steps


def test_plan_change_builds_on_the_one_before(tmp_path: Path) -> None:
    planned = plan_steps(
        tmp_path,
        """\
        - {name: a, change: [{in: targets.yml, set: {'[0].labels': {team: shop}}}]}
        - {name: b, change: [{in: targets.yml, set: {'[0].targets': [api:8001]}}]}
        """,
    )
    second = planned.steps[1].action
    assert isinstance(second, ChangePlan)
    assert '"team": "shop"' in second.texts["prometheus/targets.yml"]
    assert "api:8001" in second.texts["prometheus/targets.yml"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param("{in: target.yml, set: {a: 1}}", "no service of this lab has the file 'target.", id="file"),
        pytest.param(
            "{in: targets.yml, file: no.yml}", "there is no file 'no.yml' in the scenario's folder", id="other"
        ),
        pytest.param("{in: targets.yml, set: {'[3].x': 1}}", "in targets.yml: [3]: there is no item '3'", id="path"),
    ],
)
def test_plan_change_invalid(change: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(Problems) as caught:
        plan_steps(tmp_path, f"- {{name: a, change: [{change}]}}")

    assert message in str(caught.value)
