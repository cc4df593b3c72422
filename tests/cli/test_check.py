from __future__ import annotations

from pathlib import Path

import pytest

from lab.cli.check import check_all
from lab.errors import Problems
from lab.selection.scenarios import every_request, named_scenario
from lab.stack.folders import Folders
from tests.plan.planned import CHECKOUT, FOLDERS


def test_check_all_of_named_ones() -> None:
    assert check_all(("node-exporter", "pull-vs-push"), FOLDERS).splitlines()[1] == "OK: 1 comparison, 3 labs"
    names = ("node-exporter", "otel-direct")
    variants_and_mutants = sum(len(every_request(named_scenario(name, FOLDERS))) - 1 for name in names)
    assert check_all(names, FOLDERS).splitlines()[0] == f"OK: 2 scenarios, {variants_and_mutants} variants and mutants"


def test_check_all_reports_problems_of_scenarios_and_comparisons_together(tmp_path: Path) -> None:
    for folder, file in (("a", "scenario.yaml"), ("b", "comparison.yaml")):
        (tmp_path / "scenarios" / folder).mkdir(parents=True)
        (tmp_path / "scenarios" / folder / file).write_text("title: [\n")
    with pytest.raises(Problems) as caught:
        check_all(("a", "b"), Folders((tmp_path, CHECKOUT), tmp_path))
    files = {problem.place.file for problem in caught.value.problems}
    assert files == {"scenarios/a/scenario.yaml", "scenarios/b/comparison.yaml"}
