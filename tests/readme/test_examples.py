"""What the README shows can be pasted: its scenario plans beside a copy of prom-pull, its component is one."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from lab.scenario.reading import read_model
from lab.selection.scenarios import check_scenarios
from lab.stack.folders import Folders
from lab.stack.model import Component

CHECKOUT = Path(__file__).parents[2]


def _examples() -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", (CHECKOUT / "README.md").read_text(encoding="utf-8"), re.DOTALL)


def test_the_first_scenario_is_in_order_with_its_mutant(tmp_path: Path) -> None:
    mine = tmp_path / "scenarios" / "my-service"
    shutil.copytree(CHECKOUT / "scenarios" / "prom-pull", mine)
    mine.joinpath("scenario.yaml").write_text(_examples()[0], encoding="utf-8")
    folders = Folders((tmp_path, CHECKOUT), tmp_path)

    assert check_scenarios((folders.scenario("my-service"),), folders) == 1


def test_the_first_component_is_one() -> None:
    component, _ = read_model(_examples()[1], "component.yaml", Component)

    assert component.image.reference == "oliver006/redis_exporter:v1.62.0"
