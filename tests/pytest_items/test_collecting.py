from __future__ import annotations

import pytest

from tests.pytest_items.fake_runs import SCENARIO, project, runs

pytest_plugins = ["pytester"]

FILE = "scenarios/numbers/scenario.yaml"
SCENARIO_ITEMS = [f"{FILE}::there is one", f"{FILE}::one is one", f"{FILE}::two is not three"]
MUTANT_ITEMS = [
    f"{FILE}::mutant: one is two::one is one: fails with wrong_value",
    f"{FILE}::mutant: one is two::nothing else fails",
]


def collected(pytester: pytest.Pytester, *arguments: str) -> list[str]:
    result = pytester.runpytest("--collect-only", "-q", "-p", "no:randomly", *arguments)
    assert result.ret in (0, 5), result.outlines
    return [line for line in result.outlines if "::" in line]


@pytest.mark.parametrize("path", ["scenarios", FILE, "scenarios/numbers", "."])
def test_items_of_a_scenario_and_its_mutants(pytester: pytest.Pytester, path: str) -> None:
    project(pytester)
    assert collected(pytester, path) == SCENARIO_ITEMS + MUTANT_ITEMS


def test_item_selected_by_id(pytester: pytest.Pytester) -> None:
    project(pytester, {})
    pytester.runpytest(MUTANT_ITEMS[0]).assert_outcomes(passed=1)
    assert runs(pytester) == ["numbers (mutant: one is two)"]


VARIANTS = """\
variants:
  count:
    one: []
    three:
      - set: {'steps[asked].expect."two is not three".series': vector(3)}
      - add: {"steps[asked].expect.three is three": {series: vector(3), every: "== 3"}}
      - remove: ['steps[asked].expect."one is one"']
"""
VARIANT_ITEMS = [f"{FILE}::variant: three::{name}" for name in ("there is one", "two is not three", "three is three")]


def test_items_of_a_variant(pytester: pytest.Pytester) -> None:
    folder = project(pytester, {}) / "scenarios" / "numbers"
    (folder / "scenario.yaml").write_text(SCENARIO + VARIANTS, encoding="utf-8")

    assert collected(pytester, "scenarios") == SCENARIO_ITEMS + VARIANT_ITEMS + MUTANT_ITEMS
    assert collected(pytester, "scenarios", "--lab-mutants=none") == SCENARIO_ITEMS + VARIANT_ITEMS
    assert collected(pytester, "scenarios", "-k", "numbers[three]") == VARIANT_ITEMS
    assert collected(pytester, "scenarios", "-k", "numbers[one]") == SCENARIO_ITEMS + MUTANT_ITEMS
    assert collected(pytester, f"{FILE}::variant: three") == VARIANT_ITEMS
    result = pytester.runpytest("scenarios", "--lab-mutants=none", "-p", "no:randomly")
    result.assert_outcomes(passed=6)
    assert runs(pytester) == ["numbers[one]", "numbers[three]"]
    result.stdout.re_match_lines([r"numbers\[one\]  ", r"numbers\[three\]  "])


SELECTIONS = {
    "a name of several words": (["-k", "one is one"], [SCENARIO_ITEMS[1], MUTANT_ITEMS[0]]),
    "with operators": (["-k", "two is or (there is and not mutant)"], [SCENARIO_ITEMS[0], SCENARIO_ITEMS[2]]),
    "one word": (["-k", "three"], SCENARIO_ITEMS[2:]),
    "the scenario": (["-k", "numbers"], SCENARIO_ITEMS + MUTANT_ITEMS),
    "a mutant by name": (["-k", "mutant: one is two"], MUTANT_ITEMS),
    "mutants": (["-m", "mutant"], MUTANT_ITEMS),
    "no mutants": (["-m", "not mutant"], SCENARIO_ITEMS),
    "no scenarios": (["-m", "not scenario"], []),
}


@pytest.mark.parametrize(("options", "items"), SELECTIONS.values(), ids=SELECTIONS)
def test_items_selected_by_options(pytester: pytest.Pytester, options: list[str], items: list[str]) -> None:
    project(pytester)
    assert collected(pytester, "scenarios", *options) == items


def test_problems_have_places_and_no_traceback(pytester: pytest.Pytester) -> None:
    folder = project(pytester) / "scenarios" / "numbers"
    text = SCENARIO.replace("series: vector(2)", "seires: vector(2)").replace("fails: {one is one", "fails: {one")
    (folder / "scenario.yaml").write_text(text, encoding="utf-8")
    result = pytester.runpytest("scenarios")
    result.assert_outcomes(errors=1)
    result.stdout.re_match_lines([r"scenarios/numbers/scenario\.yaml:11:\d+: .*seires"])
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*.py*:*")


def test_problems_of_a_mutant(pytester: pytest.Pytester) -> None:
    folder = project(pytester) / "scenarios" / "numbers"
    (folder / "scenario.yaml").write_text(SCENARIO.replace('"one is one".every', "nothing.every"), encoding="utf-8")
    result = pytester.runpytest("scenarios")
    result.assert_outcomes(errors=1)
    result.stdout.re_match_lines([r"scenarios/numbers/scenario\.yaml:14:\d+: "])


def test_lab_set_changes_the_scenario(pytester: pytest.Pytester) -> None:
    project(pytester)
    result = pytester.runpytest("scenarios", "--lab-set", "components.prometheus.flagz=[--x]")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*unknown key 'flagz'*"])


def test_item_timeout_covers_the_whole_run(pytester: pytest.Pytester) -> None:
    path = project(pytester)
    with (path / "tox.ini").open("a") as ini:
        ini.write("\ntimeout = 2\n")
    items, _ = pytester.inline_genitems("scenarios")
    limits = {item.get_closest_marker("timeout").args[0] for item in items}
    assert len(items) == 5 and min(limits) > 3600
