from __future__ import annotations

from pathlib import Path

import pytest

from lab.pytest_items.candidates import candidates, candidates_of, module_files
from lab.pytest_items.mutant_selection import Candidate
from lab.selection.scenarios import read_scenario
from lab.stack.folders import Folders

CHECKOUT = Path(__file__).parents[2]
FOLDERS = Folders((CHECKOUT,), CHECKOUT)


@pytest.fixture(scope="module")
def by_label() -> dict[str, Candidate]:
    return {candidate.label: candidate for candidate in candidates_of("prom-pull", FOLDERS, CHECKOUT)}


def test_candidates_are_the_mutants_of_a_scenario(by_label: dict[str, Candidate]) -> None:
    mutants = read_scenario(FOLDERS.scenario("prom-pull")).mutants
    assert list(by_label) == [f"prom-pull (mutant: {name})" for name in mutants]


def test_candidates_of_a_scenario_that_cannot_be_read(tmp_path: Path) -> None:
    file = tmp_path / "scenarios" / "broken" / "scenario.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("title: [")
    assert candidates(Folders((tmp_path,), tmp_path), tmp_path) == ()


def test_candidates_depend_on_files_and_components(by_label: dict[str, Candidate]) -> None:
    candidate = by_label["prom-pull (mutant: wrong port)"]
    assert {"scenarios/prom-pull/prometheus.yml", "scenarios/prom-pull/rules/http.yml"} <= candidate.files
    assert {"scenarios/dashboards/http-red.json", "scenarios/dialects/prometheus-client.yaml"} <= candidate.files
    assert {"scenarios/prom-pull", "stacks/prometheus", "stacks/k6", "sample_apps/fastapi_prometheus"} <= (
        candidate.folders
    )
    assert any(folder.startswith("stacks/_bases/") for folder in candidate.folders)
    assert "stacks/loki" not in candidate.folders


def test_candidates_exist_in_the_repository(by_label: dict[str, Candidate]) -> None:
    for candidate in by_label.values():
        assert candidate.modules
        assert not [path for path in candidate.modules | candidate.folders if not (CHECKOUT / path).exists()]


def test_module_files_are_the_module_and_what_it_imports_of_its_package() -> None:
    from lab.expectations import meaning

    files = {file.name for file in module_files(meaning.__name__)}
    assert {"meaning.py", "value_check.py", "load_counts.py", "results.py"} <= files
    assert all(file.parent.name == "expectations" for file in module_files(meaning.__name__))
    assert not module_files("lab.plan.model")
