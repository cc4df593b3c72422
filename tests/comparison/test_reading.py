"""Comparison files are read and checked without starting anything."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lab.cli.check import check_all
from lab.comparison.reading import check_comparison, read_comparison
from lab.errors import Problems
from lab.stack.folders import Folders
from tests.plan.planned import FOLDERS


@pytest.mark.parametrize("name", [pytest.param(name, id=name) for name in FOLDERS.comparison_names()])
def test_check_comparison_of_the_catalogue(name: str) -> None:
    assert check_comparison(FOLDERS.comparison(name), FOLDERS) >= 2


def test_check_output() -> None:
    assert check_all(("pull-vs-push",), FOLDERS).splitlines()[0] == "OK: 1 comparison, 3 labs"
    assert check_all(("pull-vs-push", "node-exporter"), FOLDERS).splitlines()[1] == "OK: 1 comparison, 3 labs"


def test_check_folder_with_both(tmp_path: Path) -> None:
    (tmp_path / "scenarios" / "both").mkdir(parents=True)
    for file in ("scenario.yaml", "comparison.yaml"):
        (tmp_path / "scenarios" / "both" / file).write_text("title: t\n")

    with pytest.raises(Problems) as caught:
        check_all(("both",), Folders((tmp_path,), tmp_path))

    assert str(caught.value) == (
        "scenarios/both/comparison.yaml: this folder also has a scenario.yaml; move one of them to a folder of its own"
    )


def test_expected_difference_of_a_measure_that_is_not_judged() -> None:
    source = FOLDERS.comparison("sharding-cost")
    text = source.text.replace("measure: size.memory_per_series", "measure: size.memory")

    with pytest.raises(Problems) as caught:
        read_comparison(replace(source, text=text))

    line = text.splitlines().index("  - measure: size.memory") + 1
    assert str(caught.value) == (
        f"scenarios/sharding-cost/comparison.yaml:{line}:5: 'size.memory' is measured and not judged, so that no "
        "difference of it can be confirmed; expect size.memory_per_series"
    )
