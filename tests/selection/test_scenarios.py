from __future__ import annotations

from pathlib import Path

import pytest

from lab.errors import Problems, UsageError
from lab.plan.requests import Request
from lab.selection.scenarios import (
    check_scenarios,
    every_request,
    project_folders,
    select_plans,
    select_scenarios,
)
from lab.settings import Settings
from lab.stack.folders import Folders
from tests.plan.planned import CHECKOUT, FOLDERS, SHOP


def test_every_request() -> None:
    assert every_request(FOLDERS.scenario(SHOP)) == (
        Request(),
        Request(variant={"scraping": "slow"}),
        Request(mutant="nothing is scraped"),
        Request(mutant="scraped too seldom"),
    )


@pytest.mark.slow
def test_check_scenarios_that_lab_ships() -> None:
    sources = select_scenarios((), FOLDERS)

    assert {source.name for source in sources} == set(FOLDERS.scenario_names())
    assert check_scenarios((*sources, FOLDERS.scenario(SHOP)), FOLDERS) == 3 + sum(
        len(every_request(source)) - 1 for source in sources
    )


def test_select_plans() -> None:
    source = FOLDERS.scenario(SHOP)
    request = Request(variant={"scraping": "slow"}, ports={"api": 8000})

    as_written = select_plans(source, FOLDERS, request, mutants=False)
    mutants = select_plans(source, FOLDERS, request, mutants=True)

    assert [plan.label for plan in as_written] == ["shop@scraping=slow"]
    assert [plan.label for plan in mutants] == [
        "shop@scraping=slow (mutant: nothing is scraped)",
        "shop@scraping=slow (mutant: scraped too seldom)",
    ]
    assert {plan.service("api").ports[0].host for plan in (*as_written, *mutants)} == {8000}


def test_check_scenarios_reports_all_problems(tmp_path: Path) -> None:
    for name, expectation in (("a", "{series: 'up{'}"), ("b", "{targets: api, bre: up}")):
        (tmp_path / "scenarios" / name).mkdir(parents=True)
        (tmp_path / "scenarios" / name / "scenario.yaml").write_text(
            f"""\
title: t
why: w
components: {{prometheus: {{}}}}
steps: [{{name: look, expect: {{x: {expectation}}}}}]
mutants: {{off: {{patch: [{{set: {{components.prometheu.flags: []}}}}], fails: {{x: no_series}}}}}}
"""
        )
    folders = Folders((tmp_path, CHECKOUT), tmp_path)

    with pytest.raises(Problems) as caught:
        check_scenarios(tuple(folders.scenario(name) for name in ("a", "b")), folders)

    assert [str(problem) for problem in caught.value.problems] == [
        "scenarios/a/scenario.yaml:4:35: PromQL does not parse: unexpected end of input inside braces; "
        "did you mean up{}",
        "scenarios/a/scenario.yaml:5:25: components.prometheu: there is no key 'prometheu'; did you mean 'prometheus'?",
        "scenarios/b/scenario.yaml:4:49: unknown key 'bre' in a 'targets' expectation; did you mean 'are'?",
    ]


def test_select_scenarios_without_any(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no scenario found"):
        select_scenarios((), Folders((tmp_path,), tmp_path))


def test_project_folders_come_before_the_bundled_ones(tmp_path: Path) -> None:
    settings = Settings(project=tmp_path, bundled=CHECKOUT, state=tmp_path, runs=tmp_path)

    assert project_folders(settings).roots == (tmp_path, CHECKOUT)
