from __future__ import annotations

from pathlib import Path

import pytest

from lab.errors import Problems, UsageError
from lab.plan.requests import Request
from lab.selection.scenarios import (
    check_scenarios,
    every_request,
    named_scenario,
    plan_named,
    project_folders,
    select_plans,
    select_scenarios,
)
from lab.settings import Settings
from lab.stack.folders import Folders
from tests.plan.planned import CHECKOUT, FOLDERS, SHOP


def test_every_request() -> None:
    assert every_request(named_scenario(SHOP, FOLDERS)) == (
        Request(),
        Request(variant={"scraping": "slow"}),
        Request(mutant="nothing is scraped"),
        Request(mutant="scraped too seldom"),
    )


def test_check_scenarios_plans_every_variant_and_mutant() -> None:
    """`lab check`, a part of `make test`, does it for all that lab ships."""
    scenarios = tuple(named_scenario(name, FOLDERS) for name in ("file-sd", "resource-all"))

    assert check_scenarios((*scenarios, named_scenario(SHOP, FOLDERS)), FOLDERS) == 3 + sum(
        len(every_request(scenario)) - 1 for scenario in scenarios
    )


def test_select_all_scenarios() -> None:
    assert {scenario.name for scenario in select_scenarios((), FOLDERS)} == set(FOLDERS.scenario_names())


def test_select_plans() -> None:
    named = named_scenario(SHOP, FOLDERS)
    request = Request(variant={"scraping": "slow"}, ports={"api": 8000})

    as_written = select_plans(named, FOLDERS, request)
    mutants = select_plans(named, FOLDERS, request, mutants=True)

    assert [plan.label for plan in as_written] == ["shop[slow]"]
    assert [plan.label for plan in mutants] == [
        "shop[slow] (mutant: nothing is scraped)",
        "shop[slow] (mutant: scraped too seldom)",
    ]
    assert {plan.service("api").ports[0].host for plan in (*as_written, *mutants)} == {8000}


def test_select_plans_of_every_variant() -> None:
    named = named_scenario(SHOP, FOLDERS)

    def labels(request: Request, *, mutants: bool = False) -> list[str]:
        return [made.label for made in select_plans(named, FOLDERS, request, variants=True, mutants=mutants)]

    assert labels(Request()) == ["shop", "shop[slow]"]
    assert labels(Request(variant={"scraping": "slow"})) == ["shop[slow]"]
    assert labels(Request(mutant="scraped too seldom")) == ["shop (mutant: scraped too seldom)"]
    assert labels(Request(), mutants=True) == ["shop (mutant: nothing is scraped)", "shop (mutant: scraped too seldom)"]


def test_plan_named_with_a_variant() -> None:
    assert plan_named(f"{SHOP}[slow]", FOLDERS).label == "shop[slow]"
    assert plan_named(f"{SHOP}[*]", FOLDERS).label == "shop[slow]"
    assert named_scenario(f"{SHOP}[scraping=slow]", FOLDERS).name == "shop[slow]"
    with pytest.raises(UsageError, match=r"--variant scraping=quick, and the name says slow"):
        plan_named(f"{SHOP}[slow]", FOLDERS, Request(variant={"scraping": "quick"}))


def test_a_value_without_patches_is_the_scenario_as_written(tmp_path: Path) -> None:
    (tmp_path / "scenarios" / "wire").mkdir(parents=True)
    (tmp_path / "scenarios" / "wire" / "scenario.yaml").write_text(
        """\
title: t
why: w
components: {prometheus: {}}
steps: [{name: look, expect: {x: {series: up}, y: {series: up}}}]
variants:
  protocol:
    rw1: []
    rw2: [{remove: ["steps[look].expect.y"]}]
    rw3: [{set: {"steps[look].expect.y.series": up == 1}}]
mutants:
  off: {patch: [{set: {title: o}}], fails: {y: no_series}}
  off in 3: {variant: {protocol: rw3}, patch: [{set: {title: o}}], fails: {y: no_series}}
"""
    )
    folders = Folders((tmp_path, CHECKOUT), tmp_path)
    (named,) = select_scenarios(("wire",), folders)

    assert [made.label for made in select_plans(named, folders, Request(), variants=True)] == [
        *("wire[rw1]", "wire[rw2]", "wire[rw3]")
    ]
    assert [made.label for made in select_plans(named_scenario("wire[*]", folders), folders, Request())] == [
        *("wire[rw1]", "wire[rw2]", "wire[rw3]")
    ]
    assert [made.label for made in select_plans(named, folders, Request())] == ["wire[rw1]"]
    mutants = [made.label for made in select_plans(named, folders, Request(), mutants=True)]
    assert mutants == ["wire[rw1] (mutant: off)", "wire[rw3] (mutant: off in 3)"]
    of_rw1 = select_plans(named_scenario("wire[rw1]", folders), folders, Request(), mutants=True)
    assert [made.label for made in of_rw1] == ["wire[rw1] (mutant: off)"]
    assert plan_named("wire[rw1]", folders) == plan_named("wire", folders)
    assert plan_named("wire", folders).variant == {"protocol": "rw1"}
    assert check_scenarios((named,), folders) == 4
    assert check_scenarios((named_scenario("wire[rw2]", folders),), folders) == 1
    with pytest.raises(UsageError, match=r"wire\[\*\] names 3 variants"):
        plan_named("wire[*]", folders)


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
        check_scenarios(tuple(named_scenario(name, folders) for name in ("a", "b")), folders)

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
